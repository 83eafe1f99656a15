"""The accounts desk: a bounded list, one account, every act with its event, its reason and its news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Role
from tinhso.engines.orgs.contracts.account_errors import (
    AccountOutOfHand,
    AccountReasonMissing,
    NothingToRevoke,
    OwnAccount,
    RoleOutOfHand,
    UnknownAccount,
)
from tinhso.engines.orgs.contracts.accounts import AccountFilter, AccountState
from tinhso.engines.orgs.contracts.errors import LastOperator, UnknownUser, WrongDates
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.testing import ACTOR, CAST, Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now
from tinhso.kernel.clock import FrozenClock
from tinhso.testing.standing import standing_on

EA_KAR, BMT = "24373", "24133"
WHY = "QĐ 12"


@standing_on("orgs_at_work")
def desk(province_at_work: Territory) -> Territory:
    api.create_user("eakar.quantri", actor=ACTOR, title_vi="Chánh Văn phòng")
    api.grant_role("eakar.quantri", Role.KEEPER, province_at_work.unit(EA_KAR).id, actor=ACTOR)
    api.create_user("cntt2", actor=ACTOR)
    api.grant_role("cntt2", Role.OPERATOR, province_at_work.unit("H15.15").id, actor=ACTOR)
    return province_at_work


def number(login: str) -> int:
    return int(User.objects.get(username=login).pk)


def keeper(login: str = "eakar.quantri") -> Any:
    return rights_as(login, api.today())


def names(rights: Any, **wanted: Any) -> set[str]:
    return {one.username for one in api.accounts_in_reach(rights, AccountFilter(**wanted))[:500]}


def test_the_list_holds_the_accounts_of_units_in_reach_and_no_other(desk: Territory) -> None:
    of_ea_kar = {login for login, role, code, _ in CAST if code == EA_KAR and role} | {"eakar.quantri"}
    assert names(keeper()) == of_ea_kar
    assert names(keeper("cntt")) == {login for login, *_ in CAST} | {"eakar.quantri", "cntt2"}
    assert names(keeper(), unit_id=desk.unit(BMT).id) == set()


def test_the_list_is_narrowed_by_words_without_tones_unit_role_and_state(desk: Territory) -> None:
    rights = keeper("cntt")
    assert names(rights, text="chu tich ubnd xa") == {"eakar.lanhdao", "eakar.pct"}
    assert names(rights, text="EAKAR nhập") == {"eakar.nhap"}
    assert names(rights, unit_id=desk.unit(BMT).id, role="drafter") == {"bmt.nhap"}
    assert names(rights, state="idle") == {"eakar.pct"}
    api.end_account(number("bmt.nhap"), rights=rights, reason=WHY)
    api.end_account(number("bmt.lanhdao"), rights=rights, reason=WHY, last_day=api.today() + timedelta(days=3))
    assert names(rights, state="closed") == {"bmt.nhap"}
    assert names(rights, state="ending") == {"bmt.lanhdao"}


def test_the_screens_ask_a_constant_number_of_questions(
    walker: Client, desk: Territory, django_assert_num_queries: Any
) -> None:
    from django.db import connection

    walker.force_login(User.objects.get(username="cntt"))
    with CaptureQueriesContext(connection) as few:
        assert walker.get("/tai-khoan-don-vi").status_code == 200
    for count in range(30):
        api.create_user(f"xa.{count:02}", actor=ACTOR)
        for code in (EA_KAR, BMT):
            api.grant_role(f"xa.{count:02}", Role.DRAFTER, desk.unit(code).id, actor=ACTOR)
    with django_assert_num_queries(len(few)):
        assert "xa.29" in walker.get("/tai-khoan-don-vi").content.decode()


def test_a_role_is_given_and_taken_with_a_reason_that_its_holder_reads(desk: Territory) -> None:
    one, unit = number("eakar.nhap"), desk.unit(EA_KAR)
    api.give_role(one, "approver", EA_KAR, rights=keeper(), reason=WHY)
    assert rights_as("eakar.nhap", api.today()).may(Action.APPROVE, unit.id)
    api.take_role(one, "approver", unit.id, rights=keeper(), reason="thôi việc")
    assert not rights_as("eakar.nhap", api.today()).may(Action.APPROVE, unit.id)
    told = api.account_news(one, rights=rights_as("eakar.nhap", api.today()))
    assert [(news.kind, news.actor, news.reason, news.role) for news in told[:2]] == [
        ("orgs.role_revoked", "user:eakar.quantri", "thôi việc", "approver"),
        ("orgs.role_granted", "user:eakar.quantri", WHY, "approver"),
    ]
    assert {(news.title_vi, news.unit) for news in told[:2]} == {
        (User.objects.get(username="eakar.quantri").title_vi, unit)
    }
    with pytest.raises(UnknownAccount):
        api.account_news(one, rights=rights_as("bmt.nhap", api.today()))


def test_an_account_ends_on_its_last_day_and_its_deputy_goes_on(desk: Territory) -> None:
    unit, last = desk.unit(EA_KAR).id, api.today() + timedelta(days=9)
    api.end_account(number("eakar.nhap"), rights=keeper(), reason=WHY, last_day=last, deputy="eakar.lanhdao")
    for login, before, after in (("eakar.nhap", True, False), ("eakar.lanhdao", False, True)):
        assert rights_as(login, last).may(Action.DRAFT, unit) is before
        assert rights_as(login, last + timedelta(days=1)).may(Action.DRAFT, unit) is after
    # Even a role that somebody gives for later is worth nothing then.
    api.grant_role("eakar.nhap", Role.DRAFTER, unit, actor=ACTOR, valid_from=last + timedelta(days=1))
    assert not rights_as("eakar.nhap", last + timedelta(days=1)).may(Action.DRAFT, unit)
    assert api.account_in_reach(number("eakar.nhap"), rights=keeper()).state is AccountState.ENDING
    seal_now()
    assert trust.verify_log() == []


def test_what_a_keeper_may_not_do_is_refused_and_leaves_no_event(desk: Territory) -> None:
    """Neither beyond the unit, nor beyond the unit's roles, nor to an account that could do more, nor to oneself."""
    ours, both = number("eakar.nhap"), number("eakar.lanhdao")
    api.grant_role("eakar.lanhdao", Role.LEADER, desk.province.id, actor=ACTOR)
    unit, mine = desk.unit(EA_KAR).id, {"rights": keeper(), "reason": WHY}
    operator = {"rights": keeper("cntt"), "reason": WHY}
    before = trust.events(limit=1)[0].id
    refused: list[tuple[type[Exception], Any]] = [
        (UnknownAccount, lambda: api.give_role(number("bmt.nhap"), "drafter", EA_KAR, **mine)),
        (UnknownAccount, lambda: api.end_account(number("cntt"), **mine)),
        (UnknownAccount, lambda: api.end_account(ours, deputy="bmt.nhap", **mine)),
        (OwnAccount, lambda: api.end_account(ours, deputy="eakar.quantri", **mine)),
        (OwnAccount, lambda: api.give_role(number("eakar.quantri"), "drafter", EA_KAR, **mine)),
        (OwnAccount, lambda: api.give_reset_path(number("cntt"), **operator)),
        (RoleOutOfHand, lambda: api.give_role(ours, "drafter", BMT, **mine)),
        (RoleOutOfHand, lambda: api.give_role(ours, "operator", EA_KAR, **mine)),
        (RoleOutOfHand, lambda: api.give_role(ours, "keeper", EA_KAR, **mine)),
        (RoleOutOfHand, lambda: api.add_account("xa.moi", "drafter", BMT, **mine)),
        (AccountOutOfHand, lambda: api.give_reset_path(both, **mine)),
        (AccountOutOfHand, lambda: api.end_account(both, **mine)),
        (AccountReasonMissing, lambda: api.give_reset_path(ours, rights=keeper(), reason=" ")),
        (NothingToRevoke, lambda: api.take_role(ours, "approver", unit, **mine)),
        (WrongDates, lambda: api.end_account(ours, last_day=api.today() - timedelta(days=1), **mine)),
        (UnknownUser, lambda: api.end_account(ours, deputy="nobody", **mine)),
    ]
    for refusal, act in refused:
        with pytest.raises(refusal):
            act()
    assert trust.events(limit=1)[0].id == before
    second = keeper("cntt2")
    api.end_account(number("cntt2"), **operator)
    with pytest.raises(LastOperator):
        api.end_account(number("cntt"), rights=second, reason=WHY)


def test_the_link_that_sets_a_password_is_shown_once(walker: Client, desk: Territory) -> None:
    walker.force_login(User.objects.get(username="eakar.quantri"))
    page = f"/tai-khoan-don-vi/{number('eakar.nhap')}"
    shown = walker.post(page, {"viec": "dat-lai", "ly_do": WHY}).content.decode()
    assert "/tai-khoan/password/reset/key/" in shown
    again = walker.get(page).content.decode()
    assert "/tai-khoan/password/reset/key/" not in again
    assert WHY in again


def test_every_act_works_by_its_form(walker: Client, desk: Territory) -> None:
    walker.force_login(User.objects.get(username="cntt"))
    new = {"ten": "xa.moi", "chuc_danh": "Công chức", "vai": "drafter", "don_vi": EA_KAR, "ly_do": WHY}
    made = walker.post("/tai-khoan-don-vi", new)
    page = made.headers["Location"]
    unit = desk.unit(EA_KAR).id
    assert rights_as("xa.moi", api.today()).may(Action.DRAFT, unit)
    taken = {"viec": "thu", "vai": "drafter", "don_vi": str(unit), "ly_do": WHY}
    assert walker.post(page, taken).status_code == 302
    assert not rights_as("xa.moi", api.today()).may(Action.DRAFT, unit)
    wrong = walker.post(page, {"viec": "giao", "vai": "drafter", "don_vi": "99999", "ly_do": WHY})
    assert "ORG-001" in wrong.content.decode()
    assert walker.post(page, {"viec": "dong", "den": "x", "ly_do": WHY}).status_code == 422
    assert walker.post(page, {"viec": "dong", "ly_do": WHY}).status_code == 302
    assert not User.objects.get(username="xa.moi").is_active
    walker.force_login(User.objects.get(username="eakar.nhap"))
    assert "Công chức Văn hóa" in walker.get("/tai-khoan-cua-toi").content.decode()


def test_the_last_sign_in_is_told_by_the_products_clock(walker: Client, desk: Territory) -> None:
    moment = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
    with trust.use_clock(FrozenClock(moment)):
        walker.force_login(User.objects.get(username="eakar.quantri"))
        assert User.objects.get(username="eakar.quantri").last_login == moment
