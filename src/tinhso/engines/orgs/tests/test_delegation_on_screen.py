"""Acting for another on screen: lent by its holder or their keeper, shown with both names, ended early."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Proof, Rights, Role
from tinhso.engines.orgs.contracts.delegations import ActFor, DelegationState, NewDelegation
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.testing import ACTOR, Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now
from tinhso.kernel.errors import TinhSoError
from tinhso.testing.standing import standing_on

EA_KAR, BMT, WHY = "24373", "24133", "QĐ 12"
OWN = "/tai-khoan-cua-toi/uy-quyen"


@standing_on("orgs_at_work")
def desk(province_at_work: Territory) -> Territory:
    api.create_user("eakar.quantri", actor=ACTOR, title_vi="Chánh Văn phòng")
    api.grant_role("eakar.quantri", Role.KEEPER, province_at_work.unit(EA_KAR).id, actor=ACTOR)
    return province_at_work


def now(login: str) -> Rights:
    return rights_as(login, api.today())


def number(login: str) -> int:
    return int(User.objects.get(username=login).pk)


def wanted(desk: Territory, **more: Any) -> NewDelegation:
    day = api.today()
    unit = desk.unit(EA_KAR).id
    asked = NewDelegation("eakar.nhap", "approver", unit, "KT.", "Chủ tịch", day, day + timedelta(days=3))
    return replace(asked, **more)


def form(desk: Territory, **more: str) -> dict[str, str]:
    day, unit = api.today(), desk.unit(EA_KAR).id
    told = {"viec": "giao", "nguoi_nhan": "eakar.nhap", "vai": f"approver:{unit}", "tu_cach": "KT.", "ly_do": WHY}
    return told | {"chuc_vu": "Chủ tịch", "tu": str(day), "den": str(day + timedelta(days=3))} | more


def test_a_leader_lends_by_the_form_and_takes_back_early(walker: Client, desk: Territory) -> None:
    unit = desk.unit(EA_KAR).id
    walker.force_login(User.objects.get(username="eakar.lanhdao"))
    assert walker.post(OWN, form(desk)).status_code == 302
    assert now("eakar.nhap").may(Action.APPROVE, unit)
    assert now("eakar.nhap").capacity(Action.APPROVE, unit) == "KT. CHỦ TỊCH"
    said = walker.get(OWN).content.decode()
    assert "Công chức Văn hóa – xã hội thay Chủ tịch UBND xã" in said
    (given,) = api.delegations_of(number("eakar.nhap"), rights=now("eakar.nhap"))
    assert (given.state, given.may_end) == (DelegationState.RUNNING, False)
    assert walker.post(OWN, {"viec": "thoi", "so": str(given.id), "ly_do": "về sớm"}).status_code == 302
    assert not now("eakar.nhap").may(Action.APPROVE, unit)
    (ended,) = api.delegations_of(number("eakar.nhap"), rights=now("eakar.nhap"))
    assert ended.state is DelegationState.ENDED_EARLY
    news = api.account_news(number("eakar.nhap"), rights=now("eakar.nhap"))
    assert [(one.kind, one.reason) for one in news[:2]] == [
        ("orgs.delegation_ended", "về sớm"),
        ("orgs.role_delegated", WHY),
    ]
    seal_now()
    assert trust.verify_log() == []


def test_a_keeper_lends_between_accounts_in_reach_and_both_are_told(walker: Client, desk: Territory) -> None:
    walker.force_login(User.objects.get(username="eakar.quantri"))
    page = f"/tai-khoan-don-vi/{number('eakar.lanhdao')}/uy-quyen"
    assert walker.post(page, form(desk)).status_code == 302
    for login, kind in (("eakar.nhap", "orgs.role_delegated"), ("eakar.lanhdao", "orgs.role_lent")):
        news = api.account_news(number(login), rights=now(login))[0]
        assert (news.kind, news.actor, news.reason) == (kind, "user:eakar.quantri", WHY)


def test_what_may_not_be_lent_or_ended_is_refused_and_leaves_no_event(desk: Territory, settings: LazySettings) -> None:
    day = api.today()
    keeper, chair, of_chair = now("eakar.quantri"), now("eakar.lanhdao"), number("eakar.lanhdao")
    api.give_delegation(of_chair, wanted(desk, to_username="eakar.pct"), rights=chair, reason=WHY)
    running = api.delegations_of(number("eakar.pct"), rights=now("eakar.pct"))[0].id
    cases: list[tuple[str, int, dict[str, Any], Rights, str]] = [
        ("ORG-022", number("eakar.nhap"), {}, now("eakar.nhap"), WHY),
        ("ORG-022", of_chair, {"unit_id": 0}, chair, WHY),
        ("ORG-022", of_chair, {"unit_id": desk.unit(BMT).id}, chair, WHY),
        ("ORG-023", of_chair, {"to_username": "eakar.lanhdao"}, chair, WHY),
        ("ORG-024", of_chair, {"to_username": "nobody"}, chair, WHY),
        ("ORG-079", of_chair, {"capacity": "Q."}, chair, WHY),
        ("ORG-079", of_chair, {"office": " "}, chair, WHY),
        ("ORG-010", of_chair, {"valid_to": None}, chair, WHY),
        ("ORG-010", of_chair, {"valid_from": day - timedelta(days=1)}, chair, WHY),
        ("ORG-010", of_chair, {"valid_to": day - timedelta(days=1)}, chair, WHY),
        ("ORG-074", of_chair, {}, chair, " "),
        ("ORG-077", number("cntt"), {"role": "operator", "unit_id": desk.unit("H15.15").id}, now("cntt"), WHY),
        ("ORG-020", of_chair, {}, now("eakar.nhap"), WHY),
        ("ORG-070", number("bmt.lanhdao"), {}, keeper, WHY),
        ("ORG-024", of_chair, {"to_username": "bmt.nhap"}, keeper, WHY),
        ("ORG-073", of_chair, {"to_username": "eakar.quantri"}, keeper, WHY),
    ]
    before = trust.events(limit=1)[0].id
    for code, giver, change, rights, why in cases:
        with pytest.raises(TinhSoError) as refused:
            api.give_delegation(giver, wanted(desk, **change), rights=rights, reason=why)
        assert refused.value.code == code, (code, change)
    settings.TINHSO_SECOND_FACTOR = "approve"
    unproven = api.rights_of_username("eakar.lanhdao", proof=Proof.FIRST)
    with pytest.raises(TinhSoError) as refused:
        api.give_delegation(of_chair, wanted(desk), rights=unproven, reason=WHY)
    assert refused.value.code == "ORG-060"
    for rights in (now("bmt.lanhdao"), now("eakar.pct"), now("thanhtra")):
        with pytest.raises(TinhSoError) as refused:
            api.end_delegation(running, rights=rights, reason=WHY)
        assert refused.value.code == "ORG-078"
    assert trust.events(limit=1)[0].id == before


def test_whoever_lent_is_found_by_the_act_its_day_and_capacity(desk: Territory) -> None:
    first = api.delegations_of(number("eakar.pct"), rights=now("eakar.pct"))[0]
    acts = [ActFor("eakar.pct", "KT. CHỦ TỊCH", first.valid_from + timedelta(days=days)) for days in (-1, 0, 4, 5)]
    acts += [
        ActFor("eakar.pct", "TUQ. CHỦ TỊCH", first.valid_from),
        ActFor("bmt.nhap", "KT. CHỦ TỊCH", first.valid_from),
    ]
    found = api.givers_of(set(acts))
    assert [found[act].username if act in found else "" for act in acts] == ["", *["eakar.lanhdao"] * 2, "", "", ""]


def test_a_delegation_ends_with_the_last_day_of_its_giver(desk: Territory) -> None:
    unit = desk.unit(EA_KAR).id
    first = api.delegations_of(number("eakar.pct"), rights=now("eakar.pct"))[0]
    User.objects.filter(username="eakar.lanhdao").update(last_day=first.valid_from)
    assert rights_as("eakar.pct", first.valid_from).may(Action.APPROVE, unit)
    assert not rights_as("eakar.pct", first.valid_from + timedelta(days=1)).may(Action.APPROVE, unit)
