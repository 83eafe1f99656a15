"""Several reports approved at once: the leader's passkey is asked once, each report's event proves its own part."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fido2.utils import websafe_decode, websafe_encode

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.api import User
from tinhso.engines.reporting import api
from tinhso.engines.reporting.logic.signing.keeping import kept_signature_holds
from tinhso.engines.reporting.logic.verifying import check_receipts
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import NOVEMBER, World, ask, at, fill, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.device import Device, asked
from tinhso.engines.trust import api as trust

ADDRESS = "/viec/phe-duyet"
PERIODS = (NOVEMBER, "nd09:2026-12", "nd09:2027-01")


@pytest.fixture
def three(world: World) -> list[int]:
    """Three reports of one commune that wait for its leader."""
    with at("2026-11-02 08:00"):
        tasks = [task_of(ask(world, period), "24373") for period in PERIODS]
    with at("2026-11-16 09:00"):
        for place, task in enumerate(tasks):
            known = {"1": "1200", "5": "900"} if place else {}  # the one-stop system knows the first period's
            fill(world, task, {**known, "2": str(405 + place), "3": "38"})
            api.send_for_approval(task, rights=now_rights("eakar.nhap"))
    return tasks


@pytest.fixture
def device(three: list[int]) -> Device:
    return Device(User.objects.get(username="eakar.lanhdao"))


def answered(device: Device, page: Any, chosen: list[int]) -> str:
    """What a browser posts for the reports that are ticked: it asks the device for the root over their digests."""
    digests = {int(one): content for one, content in re.findall(r'value="(\d+)" data-content="(\w{64})"', page.html)}
    leaves = sorted(bytes.fromhex(digests[task]) for task in chosen)
    root = leaves[0] if len(leaves) == 1 else trust.figure_root(leaves).root
    options = asked(page)
    options["publicKey"]["challenge"] = websafe_encode(root)
    return device.answer(options)


def states(tasks: list[int]) -> set[str]:
    return set(Assignment.objects.filter(pk__in=tasks).values_list("state", flat=True))


def event_of(task: int) -> Any:
    [receipt] = api.receipts(task, rights=now_rights("eakar.lanhdao"))
    return trust.event_views([receipt.event_id])[receipt.event_id]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_answer_of_the_device_is_kept_with_every_report_and_holds(
    three: list[int], device: Device, seat: type[Desk], count: int
) -> None:
    chosen = three[:count]
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        page = desk.open(ADDRESS)
        assert "hỏi một lần cho tất cả" in page
        desk.send(ADDRESS, chon=chosen, credential=answered(device, page, chosen))
        assert states(chosen) == {"submitted"}
        assert all(api.receipts(task, rights=now_rights("eakar.lanhdao"))[0].by_passkey for task in chosen)
    kept = [event_of(task).public["passkey"] for task in chosen]
    assert len({one["signature"] for one in kept}) == 1
    assert [("together" in one) for one in kept] == [count > 1] * count
    assert list(check_receipts()) == []


@pytest.mark.parametrize("signed", [[0], [0, 1, 2], [1, 2]])
def test_other_reports_than_those_that_were_signed_are_not_sent(
    three: list[int], device: Device, seat: type[Desk], signed: list[int]
) -> None:
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        answer = answered(device, desk.open(ADDRESS), [three[place] for place in signed])
        refused = desk.send(ADDRESS, chon=three[:2], credential=answer)
    assert "ORG-098" in refused
    assert states(three) == {"awaiting_approval"}


def test_without_an_answer_the_account_confirms(three: list[int], device: Device, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        assert "data-by-account" in desk.open(ADDRESS).html
        desk.send(ADDRESS, chon=three, credential="")
        assert states(three) == {"submitted"}
    assert "passkey" not in event_of(three[0]).public


def test_who_has_no_passkey_is_not_asked_for_one(three: list[int], seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        page = seat("eakar.lanhdao").open(ADDRESS)
    assert "data-content" not in page.html
    assert "passkey" not in page.html


def test_what_could_be_signed_costs_the_same_queries_for_any_number(
    three: list[int], device: Device, seat: type[Desk]
) -> None:
    rights = now_rights("eakar.lanhdao")
    with at("2026-11-16 10:00"):
        counts = []
        for ids in (three[:1], three):
            with CaptureQueriesContext(connection) as asked_now:
                assert all(one.content for one in api.waiting_reports(rights, ids))
            counts.append(len(asked_now))
    assert counts[0] == counts[1]


def test_each_event_proves_its_own_part_and_nothing_else(three: list[int], device: Device, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        desk.send(ADDRESS, chon=three, credential=answered(device, desk.open(ADDRESS), three))
    events = {task: event_of(task) for task in three}
    said = indicators.said_by_events([event.id for event in events.values()])
    for task, event in events.items():
        assert kept_signature_holds(event.public, task, said[event.id])
        for other in three:
            if other != task:
                assert not kept_signature_holds(event.public, task, said[events[other].id])
                assert not kept_signature_holds(event.public, other, said[event.id])
        for altered in _altered(event.public):
            assert not kept_signature_holds(altered, task, said[event.id])


def _altered(public: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The same event with each part of what is kept of the signature spoilt."""

    def with_part(change: Any) -> Mapping[str, Any]:
        copied = copy.deepcopy(dict(public))
        change(copied["passkey"])
        return copied

    def flipped(text: str) -> str:
        return ("0" if text[0] != "0" else "1") + text[1:]

    def spoil(kept: dict[str, Any], name: str) -> None:
        raw = bytearray(websafe_decode(kept[name]))
        raw[-1] ^= 1
        kept[name] = websafe_encode(bytes(raw))

    spoilt = [lambda kept, name=name: spoil(kept, name) for name in ("authenticator_data", "signature", "client_data")]
    way = [
        lambda kept: kept["together"].update(root=flipped(kept["together"]["root"])),
        lambda kept: kept["together"].update(
            path=[flipped(kept["together"]["path"][0]), *kept["together"]["path"][1:]]
        ),
        lambda kept: kept["together"].update(path=[]),
        lambda kept: kept["together"].update(path=["no hex"]),
        lambda kept: kept["together"].update(index=kept["together"]["index"] + 1),
        lambda kept: kept["together"].update(count="3"),
        lambda kept: kept["together"].pop("root"),
        lambda kept: kept.pop("together"),
    ]
    return [with_part(change) for change in (*spoilt, *way)]
