"""Acting for another: dated, in a capacity, never beyond what the giver holds."""

from datetime import date

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Role
from tinhso.engines.orgs.contracts.errors import (
    CapacityMissing,
    DelegationToSelf,
    DelegatorLacksRole,
    UnknownRole,
    WrongDates,
)
from tinhso.engines.orgs.testing import ACTOR, Territory, rights_as
from tinhso.kernel.errors import TinhSoError

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 20)


@pytest.fixture
def ea_kar(province_at_work: Territory) -> int:
    return province_at_work.communes["24373"].id


def test_the_vice_chair_approves_from_the_16th_to_the_20th_and_is_refused_on_the_21st(ea_kar: int) -> None:
    days = [date(2026, 11, day) for day in range(15, 22)]
    answers = [rights_as("eakar.pct", day).may(Action.APPROVE, ea_kar) for day in days]
    assert answers == [False, True, True, True, True, True, False]


def test_what_is_done_by_delegation_is_signed_in_its_capacity(ea_kar: int) -> None:
    assert rights_as("eakar.pct", FIRST).capacity(Action.APPROVE, ea_kar) == "KT. CHỦ TỊCH"
    assert rights_as("eakar.lanhdao", FIRST).capacity(Action.APPROVE, ea_kar) == ""


def test_one_s_own_role_needs_no_capacity_even_beside_a_delegation(ea_kar: int) -> None:
    api.grant_role("eakar.pct", Role.APPROVER, ea_kar, actor=ACTOR, valid_from=FIRST)
    assert rights_as("eakar.pct", FIRST).capacity(Action.APPROVE, ea_kar) == ""


def test_a_delegation_is_worth_no_more_than_the_role_of_its_giver(ea_kar: int) -> None:
    api.revoke_role("eakar.lanhdao", Role.APPROVER, ea_kar, actor=ACTOR, last_day=date(2026, 11, 17))
    assert rights_as("eakar.pct", date(2026, 11, 17)).may(Action.APPROVE, ea_kar)
    assert not rights_as("eakar.pct", date(2026, 11, 18)).may(Action.APPROVE, ea_kar)


def test_a_delegation_ends_with_the_account_of_its_giver(ea_kar: int) -> None:
    api.User.objects.filter(username="eakar.lanhdao").update(is_active=False)
    assert not rights_as("eakar.pct", FIRST).may(Action.APPROVE, ea_kar)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"from_username": "eakar.pct", "to_username": "eakar.nhap"}, DelegatorLacksRole),
        ({"from_username": "bmt.lanhdao"}, DelegatorLacksRole),
        ({"role": Role.OFFICE}, DelegatorLacksRole),
        ({"valid_from": date(2025, 1, 1)}, DelegatorLacksRole),
        ({"to_username": "eakar.lanhdao"}, DelegationToSelf),
        ({"capacity": "  "}, CapacityMissing),
        ({"valid_to": date(2026, 11, 1)}, WrongDates),
        ({"role": "king"}, UnknownRole),
    ],
)
def test_a_delegation_that_cannot_stand_is_refused_and_leaves_no_event(
    ea_kar: int, change: dict[str, object], refusal: type[TinhSoError]
) -> None:
    before = api.rights_of_username("eakar.nhap", FIRST)
    asked: dict[str, object] = {
        "from_username": "eakar.lanhdao",
        "to_username": "eakar.nhap",
        "role": Role.APPROVER,
        "unit_id": ea_kar,
        "capacity": "KT. CHỦ TỊCH",
        "valid_from": FIRST,
        "valid_to": LAST,
        "actor": ACTOR,
    }
    with pytest.raises(refusal):
        api.delegate(**(asked | change))  # type: ignore[arg-type]
    assert api.rights_of_username("eakar.nhap", FIRST) == before
