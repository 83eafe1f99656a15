"""Emergency access: one unit, minutes, a reason, told to those concerned, reading only, nothing restricted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Proof, Rights, Role
from tinhso.engines.orgs.logic.rights import with_emergency
from tinhso.engines.orgs.models import EmergencyAccess, User
from tinhso.engines.orgs.testing import ACTOR, Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now
from tinhso.testing.standing import standing_on

EA_KAR, BMT, WHY = "24373", "24133", "lũ lớn, không liên lạc được với xã"
PAGE, CLOSE = "/truy-cap-khan-cap", "/truy-cap-khan-cap/dong"


@standing_on("orgs_at_work")
def duty(province_at_work: Territory) -> Territory:
    api.create_user("truc", actor=ACTOR, title_vi="Cán bộ trực")
    api.grant_role("truc", Role.DUTY, province_at_work.province.id, actor=ACTOR)
    User.objects.filter(username="eakar.lanhdao").update(email="chutich@eakar.invalid")
    return province_at_work


def now(login: str) -> Rights:
    return rights_as(login, api.today())


def signed_in(walker: Client, login: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.defaults.update(walker.defaults)
    client.force_login(User.objects.get(username=login))
    return client


def opened(walker: Client, unit: str = EA_KAR) -> Client:
    client = signed_in(walker, "truc")
    assert client.post(PAGE, {"don_vi": unit, "phut": "15", "ly_do": WHY}).status_code == 302
    return client


def news(login: str) -> list[tuple[str, str]]:
    found = api.account_news(User.objects.get(username=login).pk, rights=now(login))
    return [(one.kind, one.reason) for one in found]


def test_it_adds_reading_of_one_unit_and_nothing_restricted(duty: Territory) -> None:
    own, unit, other = now("truc"), duty.unit(EA_KAR).id, duty.unit(BMT).id
    rights = with_emergency(own, unit)
    assert not own.may(Action.SEE_FIGURES, unit)
    for action in Action:
        added = action in {Action.SEE_FIGURES, Action.SEE_BOARD}
        assert rights.may(action, unit) == (added or own.may(action, unit)), action
        assert rights.scope(action).covers(other) == own.scope(action).covers(other), action
        assert not rights.scope(action).restricted_ids
    assert not rights.may(Action.SEE_FIGURES, unit, "restricted")
    assert rights.may(Action.SEE_FIGURES, duty.old["24382"].id), "the unit's own past is read with it"
    assert with_emergency(now("cntt"), unit).opened == {}
    unproven = api.rights_of_username("truc", api.today(), proof=Proof.MACHINE)
    assert unproven.may(Action.BREAK_GLASS)


def test_those_concerned_are_told_with_the_reason_and_nobody_else(walker: Client, duty: Territory) -> None:
    opened(walker)
    for login in ("eakar.lanhdao", "thanhtra", "cntt"):
        assert ("orgs.emergency_told", WHY) in news(login), login
    for login in ("bmt.lanhdao", "eakar.nhap", "skhcn.lanhdao"):
        assert not [kind for kind, _ in news(login) if "emergency" in kind], login
    assert news("truc")[0] == ("orgs.emergency_opened", WHY)
    assert trust.deliver(100) >= 1
    assert [(one.to, WHY in one.body) for one in mail.outbox] == [(["chutich@eakar.invalid"], True)]
    seal_now()
    assert trust.verify_log() == []


def test_who_has_it_open_only_reads_and_other_sign_ins_of_the_account_have_nothing(
    walker: Client, duty: Territory
) -> None:
    client, before = opened(walker), trust.events(limit=1)[0].id
    page = client.get(PAGE)
    assert WHY in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    for address in (PAGE, "/tai-khoan-cua-toi/xem"):
        refused = client.post(address, {"don_vi": BMT, "phut": "15", "ly_do": WHY})
        assert (refused.status_code, "ORG-090" in refused.content.decode()) == (403, True), address
    assert trust.events(limit=1)[0].id == before
    assert signed_in(walker, "truc").post(PAGE, {"don_vi": "khong", "phut": "15", "ly_do": WHY}).status_code == 404
    assert client.post(CLOSE).status_code == 302
    assert client.post(PAGE, {"don_vi": BMT, "phut": "15", "ly_do": WHY}).status_code == 302
    assert EmergencyAccess.objects.filter(ended_at=None).count() == 1
    seal_now()
    assert trust.verify_log() == []


@pytest.mark.parametrize("how", ["by hand", "by signing out", "by the clock", "by an operator", "by losing the role"])
def test_it_ends(walker: Client, duty: Territory, how: str) -> None:
    client, row = opened(walker), EmergencyAccess.objects.get()
    assert api.count_open_emergencies() == 1
    if how == "by hand":
        client.post(CLOSE)
    elif how == "by signing out":
        client.post("/tai-khoan/logout/")
        row.refresh_from_db()
        assert row.ended_at is not None
        client = signed_in(walker, "truc")
    elif how == "by the clock":
        EmergencyAccess.objects.update(begun_at=trust.now() - timedelta(hours=1), until=trust.now())
    elif how == "by an operator":
        assert signed_in(walker, "cntt").post(PAGE, {"viec": "dong", "so": row.pk}).status_code == 302
    else:
        api.revoke_role("truc", Role.DUTY, duty.province.id, actor=ACTOR)
        assert client.get(PAGE).status_code == 403
        return
    assert client.post("/tai-khoan-cua-toi/xem", {"viec": "thoi"}).status_code == 302, "acting again"


def test_what_cannot_be_opened_changes_nothing(walker: Client, duty: Territory, settings: LazySettings) -> None:
    client, before = signed_in(walker, "truc"), trust.events(limit=1)[0].id
    good = {"don_vi": EA_KAR, "phut": "15", "ly_do": WHY}
    for wrong, status, code in (
        ({"ly_do": "vội  "}, 422, "ORG-091"), ({"phut": "600"}, 422, "ORG-092"), ({"phut": "x"}, 422, "ORG-092"),
        ({"don_vi": "99999"}, 404, "ORG-001"),
    ):  # fmt: skip
        refused = client.post(PAGE, good | wrong)
        assert (refused.status_code, code in refused.content.decode()) == (status, True), wrong
    assert client.post(PAGE, {"viec": "dong", "so": "1"}).status_code == 404
    assert signed_in(walker, "eakar.lanhdao").post(PAGE, good).status_code == 403
    assert signed_in(walker, "skhcn.tonghop").get(PAGE).status_code == 200
    settings.TINHSO_MODE, settings.TINHSO_SECOND_FACTOR = "production", "approve"
    refused = client.post(PAGE, good)
    assert (refused.status_code, "ORG-060" in refused.content.decode()) == (403, True)
    assert (EmergencyAccess.objects.count(), trust.events(limit=1)[0].id) == (0, before)


def test_the_list_shows_a_unit_its_own_and_asks_no_more_for_many_than_for_one(walker: Client, duty: Territory) -> None:
    opened(walker)
    opened(walker, BMT)
    seen = {
        login: [one.unit.code for one in api.EmergenciesInReach(now(login))[0:50]]  # type: ignore[union-attr]
        for login in ("truc", "thanhtra", "cntt", "eakar.nhap", "bmt.lanhdao", "skhcn.tonghop")
    }
    both = [BMT, EA_KAR]
    assert seen == {
        "truc": both, "thanhtra": both, "cntt": both, "eakar.nhap": [EA_KAR], "bmt.lanhdao": [BMT],
        "skhcn.tonghop": [],
    }  # fmt: skip
    counts = []
    for size in (1, 2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            list(api.EmergenciesInReach(now("thanhtra"))[0:size])  # type: ignore[arg-type]
        counts.append(len(asked))
    assert counts[0] == counts[1]
