"""A leader's passkey signs what they approve: what it signed is kept and checked; anything else is refused."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tinhso.engines.orgs.api import User
from tinhso.engines.reporting import api
from tinhso.engines.reporting.logic.verifying import check_receipts
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import World, at, fill, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.device import Device, asked
from tinhso.engines.trust import api as trust


@pytest.fixture
def device(waiting: int) -> Device:
    return Device(User.objects.get(username="eakar.lanhdao"))


def state_of(task: int) -> str:
    return Assignment.objects.get(pk=task).state


def test_what_the_passkey_signed_is_kept_held_to_the_figures_and_told_on_the_receipt(
    waiting: int, device: Device, seat: type[Desk]
) -> None:
    address = f"/viec/{waiting}/phe-duyet"
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        page = desk.open(address)
        desk.send(address, act="approve", credential=device.answer(asked(page)))
        assert state_of(waiting) == "submitted"
        receipt = api.receipts(waiting, rights=now_rights("eakar.lanhdao"))[0]
        assert receipt.by_passkey
        assert "passkey" in desk.open(f"/viec/{waiting}/phieu/1")
    event = trust.event_views([receipt.event_id])[receipt.event_id]
    assert set(event.public["passkey"]) == {"key", "authenticator_data", "client_data", "signature"}
    assert list(check_receipts()) == []


def test_a_page_that_was_opened_before_a_figure_changed_signs_nothing(
    world: World, waiting: int, device: Device, seat: type[Desk]
) -> None:
    address = f"/viec/{waiting}/phe-duyet"
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        stale = asked(desk.open(address))
        api.send_back_to_drafter(waiting, rights=now_rights("eakar.lanhdao"), reason="xem lại")
        fill(world, waiting, {"2": "406"})
        api.send_for_approval(waiting, rights=now_rights("eakar.nhap"))
        refused = desk.send(address, act="approve", credential=device.answer(stale))
    assert "ORG-098" in refused
    assert state_of(waiting) == "awaiting_approval"


@pytest.mark.parametrize("wrong", ["other key", "other site", "no json", "nothing in it"])
def test_an_answer_that_is_not_the_leaders_is_refused_and_nothing_is_sent(
    waiting: int, device: Device, seat: type[Desk], wrong: str
) -> None:
    address = f"/viec/{waiting}/phe-duyet"
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        options = asked(desk.open(address))
        if wrong == "other key":
            device.key = ec.generate_private_key(ec.SECP256R1())
        answers = {"other site": device.answer(options, "https://khac.example"), "no json": "{", "nothing in it": "{}"}
        refused = desk.send(address, act="approve", credential=answers.get(wrong) or device.answer(options))
    assert "ORG-098" in refused
    assert state_of(waiting) == "awaiting_approval"


def test_without_a_passkey_or_without_using_it_the_account_confirms(waiting: int, seat: type[Desk]) -> None:
    address = f"/viec/{waiting}/phe-duyet"
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        assert "passkey-request" not in desk.open(address).html
        Device(User.objects.get(username="eakar.lanhdao"))
        assert "passkey-request" in desk.open(address).html
        desk.send(address, act="approve")
        receipt = api.receipts(waiting, rights=now_rights("eakar.lanhdao"))[0]
    assert not receipt.by_passkey


def test_a_figure_that_was_rewritten_under_its_signature_is_named(
    waiting: int, device: Device, seat: type[Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/viec/{waiting}/phe-duyet"
    with at("2026-11-16 10:00"):
        desk = seat("eakar.lanhdao")
        desk.send(address, act="approve", credential=device.answer(asked(desk.open(address))))
    from tinhso.engines.indicators import api as indicators

    true = indicators.said_by_events

    def rewritten(event_ids: Any) -> Any:
        return {
            event_id: [(key, (value or 0) + 1, *rest) for key, value, *rest in said]
            for event_id, said in true(event_ids).items()
        }

    monkeypatch.setattr(indicators, "said_by_events", rewritten)
    assert [fault.row for fault in check_receipts()] == [f"{waiting}/1"]  # type: ignore[union-attr]
