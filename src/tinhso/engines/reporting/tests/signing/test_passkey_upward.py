"""A consolidating agency's leader signs with a passkey what they send upward: what its table told, and its lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.api import User
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.events import TABLE_TOLD
from tinhso.engines.reporting.logic.signing.keeping import kept_signature_holds
from tinhso.engines.reporting.logic.verifying import check_receipts, check_versions
from tinhso.engines.reporting.models import Assignment, ConsolidationFile
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.device import Device, asked
from tinhso.engines.trust import api as trust

DIRECTOR, CONSOLIDATOR = "skhcn.lanhdao", "skhcn.tonghop"


@pytest.fixture
def ready(world: World) -> tuple[str, int]:
    """A consolidation of one unit and two lines that waits for its leader, who has a passkey: address and number."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 09:00"):
        own, rights = task_of(made, "66"), now_rights(CONSOLIDATOR)
        send(world, task_of(made, "24373"), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.accept([task_of(made, "24373")], rights=rights)
        for line, indicator, value in (("so", "households_trained", 350), ("b", "dossiers_online", -4)):
            api.add_adjustment(own, line, indicator, Decimal(value), rights=rights, title_vi="Sở", reason="ngoài xã")
        api.send_for_approval(own, rights=rights)
    return f"/tong-hop/{made.id}", own


@pytest.fixture
def device(ready: tuple[str, int]) -> Device:
    return Device(User.objects.get(username=DIRECTOR))


def sent_event(own: int) -> Any:
    receipt = api.receipts(own, rights=now_rights(DIRECTOR))[-1]
    assert receipt.by_passkey
    return trust.event_views([receipt.event_id])[receipt.event_id]


def test_what_was_signed_is_what_was_read_written_and_frozen(
    ready: tuple[str, int], device: Device, seat: type[Desk]
) -> None:
    address, own = ready
    with at("2026-11-17 10:00"):
        desk = seat(DIRECTOR)
        page = desk.open(address)
        read = page.value("bang-da-doc")
        done = desk.send(
            f"{address}/gui-len",
            **{"bang-da-doc": read, "credential": device.answer(asked(page)), "narrative": "Toàn tỉnh"},
        )
        assert (done.status, Assignment.objects.get(pk=own).state) == (200, "submitted")
        event = sent_event(own)
    assert event.public[TABLE_TOLD] == read
    assert list(check_receipts()) == []
    assert list(check_versions()) == []
    said = indicators.said_by_events([event.id])[event.id]
    assert len(said) == 2
    assert kept_signature_holds(event.public, own, said)
    otherwise = [(key, (value or 0) + 1, *rest) for key, value, *rest in said]
    assert not kept_signature_holds(event.public, own, otherwise)
    assert not kept_signature_holds(event.public, own + 1, said)
    assert not kept_signature_holds({**event.public, TABLE_TOLD: "0" * 64}, own, said)


def test_what_was_asked_before_a_unit_changed_the_table_sends_nothing(
    world: World, ready: tuple[str, int], device: Device, seat: type[Desk]
) -> None:
    address, own = ready
    with at("2026-11-17 10:00"):
        desk = seat(DIRECTOR)
        stale = device.answer(asked(desk.open(address)))
        late = Assignment.objects.get(request_id=address.split("/")[-1], subject_unit__code="24133").pk
        send(world, late, {"2": "106", "3": "20"}, drafter="bmt.nhap", approver="bmt.lanhdao")
        newest = desk.open(address).value("bang-da-doc")
        refused = desk.send(f"{address}/gui-len", **{"bang-da-doc": newest, "credential": stale})
    assert (refused.status, "ORG-098" in refused) == (422, True)
    assert Assignment.objects.get(pk=own).state == "awaiting_approval"


def test_without_an_answer_the_account_sends(ready: tuple[str, int], device: Device, seat: type[Desk]) -> None:
    address, own = ready
    with at("2026-11-17 10:00"):
        desk = seat(DIRECTOR)
        page = desk.open(address)
        assert "data-by-account" in page.html
        desk.send(f"{address}/gui-len", **{"bang-da-doc": page.value("bang-da-doc"), "credential": ""})
        assert not api.receipts(own, rights=now_rights(DIRECTOR))[-1].by_passkey


def test_who_has_no_passkey_and_who_may_not_send_are_asked_for_none(ready: tuple[str, int], seat: type[Desk]) -> None:
    address, _ = ready
    Device(User.objects.get(username=CONSOLIDATOR))
    with at("2026-11-17 10:00"):
        assert "passkey" not in seat(DIRECTOR).open(address).html
        assert "passkey" not in seat(CONSOLIDATOR).open(address).html


def test_a_frozen_table_that_tells_otherwise_than_its_event_is_named(
    ready: tuple[str, int], device: Device, seat: type[Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, own = ready
    with at("2026-11-17 10:00"):
        desk = seat(DIRECTOR)
        page = desk.open(address)
        fields = {"bang-da-doc": page.value("bang-da-doc"), "credential": device.answer(asked(page))}
        desk.send(f"{address}/gui-len", **fields)
    file = ConsolidationFile.objects.get(version__assignment=own, format="json")
    true = trust.event_views

    def told_otherwise(ids: Any) -> Any:
        """The log as it would stand if the event had been written for another table than the file's."""
        return {
            number: replace(event, public={**event.public, TABLE_TOLD: "0" * 64}) for number, event in true(ids).items()
        }

    monkeypatch.setattr(trust, "event_views", told_otherwise)
    assert [fault.row for fault in check_versions()] == [f"{own}/1.json"]  # type: ignore[union-attr]
    assert file.digest in true([file.version.event_id])[file.version.event_id].public["version"]["files"].values()
