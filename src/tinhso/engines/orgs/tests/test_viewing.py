"""Looking on as another person: only with their consent, only reading, not for long, told to them at every step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Rights, Role
from tinhso.engines.orgs.models import User, Viewing
from tinhso.engines.orgs.testing import ACTOR, Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now
from tinhso.kernel.errors import TinhSoError
from tinhso.testing.standing import standing_on

EA_KAR, WHY = "24373", "không thấy biểu 02"


@standing_on("orgs_at_work")
def desk(province_at_work: Territory) -> Territory:
    api.create_user("eakar.quantri", actor=ACTOR, title_vi="Chánh Văn phòng")
    api.grant_role("eakar.quantri", Role.KEEPER, province_at_work.unit(EA_KAR).id, actor=ACTOR)
    return province_at_work


def now(login: str) -> Rights:
    return rights_as(login, api.today())


def number(login: str) -> int:
    return int(User.objects.get(username=login).pk)


def signed_in(walker: Client, login: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.defaults.update(walker.defaults)
    client.force_login(User.objects.get(username=login))
    return client


def looking_on(walker: Client) -> tuple[Client, Client, int]:
    """The keeper looks on as the drafter, who agreed."""
    keeper, drafter = signed_in(walker, "eakar.quantri"), signed_in(walker, "eakar.nhap")
    page = f"/tai-khoan-don-vi/{number('eakar.nhap')}/xem"
    assert keeper.post(page, {"viec": "xin", "ly_do": WHY}).status_code == 302
    one = Viewing.objects.get().pk
    assert keeper.post(page, {"viec": "bat-dau", "so": one}).status_code == 404
    assert WHY in drafter.get("/tai-khoan-cua-toi").content.decode()
    assert drafter.post("/tai-khoan-cua-toi/xem", {"viec": "cho", "so": one}).status_code == 302
    assert keeper.post(page, {"viec": "bat-dau", "so": one}).status_code == 302
    return keeper, drafter, one


def test_a_keeper_sees_the_pages_of_who_agreed_and_nothing_can_be_done_there(walker: Client, desk: Territory) -> None:
    keeper, _drafter, _one = looking_on(walker)
    before = trust.events(limit=1)[0].id
    said = keeper.get("/tai-khoan-cua-toi").content.decode()
    assert all(word in said for word in ("eakar.nhap", "nhập số liệu"))
    assert keeper.get("/tai-khoan-don-vi").status_code == 403
    for address in ("/tai-khoan-don-vi", "/tai-khoan-cua-toi/uy-quyen", "/tai-khoan-cua-toi/xem"):
        refused = keeper.post(address, {"viec": "cho"})
        assert (refused.status_code, "ORG-061" in refused.content.decode()) == (403, True), address
    assert trust.events(limit=1)[0].id == before
    assert keeper.post("/thoi-xem").status_code == 302
    assert keeper.get("/tai-khoan-don-vi").status_code == 200
    news = api.account_news(number("eakar.nhap"), rights=now("eakar.nhap"))
    assert [(one.kind, one.actor) for one in news[:4]] == [
        ("orgs.view_ended", "user:eakar.quantri"),
        ("orgs.view_begun", "user:eakar.quantri"),
        ("orgs.view_allowed", "user:eakar.nhap"),
        ("orgs.view_asked", "user:eakar.quantri"),
    ]
    seal_now()
    assert trust.verify_log() == []


@pytest.mark.parametrize("how", ["by the person", "by the clock", "by losing the role"])
def test_looking_on_ends(walker: Client, desk: Territory, how: str) -> None:
    keeper, drafter, one = looking_on(walker)
    assert "nhập số liệu" in keeper.get("/tai-khoan-cua-toi").content.decode()
    if how == "by the person":
        drafter.post("/tai-khoan-cua-toi/xem", {"viec": "thoi", "so": one})
    elif how == "by the clock":
        Viewing.objects.update(allowed_until=trust.now() - timedelta(seconds=1))
    else:
        api.revoke_role("eakar.quantri", Role.KEEPER, desk.unit(EA_KAR).id, actor=ACTOR)
    assert "nhập số liệu" not in keeper.get("/tai-khoan-cua-toi").content.decode()


def test_files_are_not_taken_away(walker: Client, desk: Territory) -> None:
    keeper, _drafter, one = looking_on(walker)
    Viewing.objects.filter(pk=one).update(holder_id=number("cntt"))
    assert keeper.get("/tai-khoan-don-vi").status_code == 200
    refused = keeper.get("/tai-khoan-don-vi/tep/mau")
    assert (refused.status_code, "ORG-061" in refused.content.decode()) == (403, True)


def test_nobody_looks_on_whom_it_does_not_concern(desk: Territory) -> None:
    holder, keeper = number("eakar.nhap"), now("eakar.quantri")
    api.grant_role("eakar.lanhdao", Role.LEADER, desk.province.id, actor=ACTOR)
    refused: list[tuple[str, Any]] = [
        ("ORG-020", lambda: api.ask_to_view(holder, rights=now("chutich"), reason=WHY)),
        ("ORG-070", lambda: api.ask_to_view(number("bmt.nhap"), rights=keeper, reason=WHY)),
        ("ORG-071", lambda: api.ask_to_view(number("eakar.lanhdao"), rights=keeper, reason=WHY)),
        ("ORG-073", lambda: api.ask_to_view(number("eakar.quantri"), rights=keeper, reason=WHY)),
        ("ORG-074", lambda: api.ask_to_view(holder, rights=keeper, reason=" ")),
    ]
    api.ask_to_view(holder, rights=keeper, reason=WHY)
    api.ask_to_view(holder, rights=keeper, reason="lần nữa")
    one = Viewing.objects.get().pk
    refused += [
        ("ORG-062", lambda: api.allow_view(one, rights=keeper)),
        ("ORG-062", lambda: api.allow_view(one, rights=now("cntt"))),
        ("ORG-062", lambda: api.end_view(one, rights=now("bmt.nhap"))),
        ("ORG-062", lambda: api.allow_view(0, rights=now("eakar.nhap"))),
    ]
    for code, act in refused:
        with pytest.raises(TinhSoError) as error:
            act()
        assert error.value.code == code


def test_restricted_figures_are_not_shown_to_who_looks_on(desk: Territory) -> None:
    from tinhso.engines.orgs.logic.viewing import as_seen

    held, unit = now("eakar.nhap"), desk.unit(EA_KAR).id
    seen = as_seen(held, now("eakar.quantri"))
    for audience, own, others in (("internal", True, True), ("restricted", True, False)):
        assert held.may(Action.SEE_FIGURES, unit, audience) is own
        assert seen.may(Action.SEE_FIGURES, unit, audience) is others
    assert (seen.actor, seen.user_id) == ("user:eakar.quantri", held.user_id)


def test_the_database_itself_refuses_to_write_meanwhile(desk: Territory) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        # The bound is on transactions that begin, and a test is inside one: the setting is what can be seen.
        with api.unwritable():
            assert _read_only(connection) == "on"
        assert _read_only(connection) == "off"
        return
    with api.unwritable(), pytest.raises(DatabaseError), transaction.atomic():
        User.objects.update(title_vi="")
    User.objects.filter(username="eakar.nhap").update(title_vi="Khác")


def _read_only(connection: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")
        return str(cursor.fetchone()[0])


def test_asking_again_after_the_time_ran_out_leaves_a_sound_log(desk: Territory) -> None:
    holder = number("eakar.nhap")
    api.ask_to_view(holder, rights=now("eakar.quantri"), reason=WHY)
    first = Viewing.objects.get()
    api.allow_view(first.pk, rights=now("eakar.nhap"))
    with trust.use_clock(trust.now() + timedelta(hours=1)):
        api.ask_to_view(holder, rights=now("eakar.quantri"), reason=WHY)
        assert Viewing.objects.filter(ended_at=None).exclude(pk=first.pk).count() == 1
        seal_now()
        assert trust.verify_log() == []
