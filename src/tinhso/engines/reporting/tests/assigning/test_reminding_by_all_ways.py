"""Reminding: by mail through a server that may be away, by phone with a log, by a letter with the list; escalation."""

from __future__ import annotations

import smtplib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.request_errors import ContactUnclear, NoMailAddress
from tinhso.engines.reporting.models import Mail
from tinhso.engines.reporting.testing import World, ask, at, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust

OFFICE = {"office": "Văn phòng HĐND và UBND", "role": "Đầu mối báo cáo"}


@pytest.fixture
def request_(world: World) -> RequestView:
    with at("2026-11-02 08:00"):
        made = ask(world)
        api.save_contact(
            world.unit_id("24373"), rights=now_rights("eakar.nhap"), phone="0262 000 0000",
            email="bao-cao@eakar.invalid", **OFFICE,
        )  # fmt: skip
        return made


def test_contacts_are_kept_by_the_unit_and_read_by_who_reminds(world: World, seat: type[Desk]) -> None:
    unit = world.unit_id("24373")
    with at("2026-11-02 08:00"):
        for wrong in ({"phone": "gọi tôi"}, {"email": "a b"}, {}, {"phone": "1234", "office": " "}):
            with pytest.raises(ContactUnclear):
                api.save_contact(unit, rights=now_rights("eakar.nhap"), **(OFFICE | wrong))
        with pytest.raises(NoRight):
            api.save_contact(unit, rights=now_rights("skhcn.tonghop"), phone="0262 000 0000", **OFFICE)
        kept = api.save_contact(unit, rights=now_rights("cntt"), phone="0262 000 0000", **OFFICE)
        assert api.contacts([unit], rights=now_rights("vp.giaobaocao"))[unit] == (kept,)
        assert api.contacts([unit], rights=now_rights("bmt.nhap")) == {}
        desk = seat("eakar.nhap")
        assert "0262 000 0000" in desk.open("/lien-he/24373")
        page = desk.send("/lien-he/24373", act="remove", id=str(kept.id))
        assert "Chưa có đầu mối nào" in page
        assert seat("bmt.nhap").open("/lien-he/24373").status == 403


def test_a_dead_mail_server_is_named_and_tried_again(
    world: World, request_: RequestView, seat: type[Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    ea_kar, bmt = task_of(request_, "24373"), task_of(request_, "24133")
    with at("2026-11-17 13:42"):
        rights = now_rights("vp.giaobaocao")
        with pytest.raises(NoMailAddress):
            api.remind([ea_kar, bmt], rights=rights, channel="mail")
        assert not Mail.objects.exists()
        page = seat("vp.giaobaocao").send(f"/giao/{request_.id}", act="mail", chon=[str(ea_kar)])
        assert "Đã đưa thư vào hàng gửi cho 1 đơn vị." in page

        def away(*_: object) -> int:
            raise smtplib.SMTPConnectError(421, "không nghe")

        with monkeypatch.context() as dead:
            dead.setattr(EmailBackend, "send_messages", away)
            trust.deliver()
        waiting = api.mails(request_.id, rights=rights)[0]
        assert waiting.sent_at is None
        assert "bao-cao@eakar.invalid" in waiting.problem
        assert "chưa gửi được" in seat("vp.giaobaocao").open(f"/giao/{request_.id}")
    with at("2026-11-17 13:43"):
        trust.deliver()
        sent = api.mails(request_.id, rights=now_rights("vp.giaobaocao"))[0]
        assert (sent.problem, sent.sent_at is not None) == ("", True)
        assert [message.to for message in outgoing.outbox] == [["bao-cao@eakar.invalid"]]
        assert "hạn gửi 17:00" in outgoing.outbox[0].body
        trust.deliver()
        assert len(outgoing.outbox) == 1
        assert api.notices(now_rights("eakar.nhap"))[0].kind == "reminded"


def test_calls_are_logged_with_what_came_of_them(world: World, request_: RequestView, seat: type[Desk]) -> None:
    ea_kar = task_of(request_, "24373")
    with at("2026-11-18 09:00"):
        office = seat("vp.giaobaocao")
        assert "0262 000 0000" in office.open(f"/giao/{request_.id}")
        page = office.send(f"/giao/{request_.id}", act="call", goi=str(ea_kar), ket_qua="promised", reason="chiều nay")
        assert "hứa gửi" in page
        assert "chiều nay" in page
        with pytest.raises(ContactUnclear):
            api.log_call(ea_kar, "shouted", rights=now_rights("vp.giaobaocao"))
        with pytest.raises(NoRight):
            api.log_call(ea_kar, "reached", rights=now_rights("eakar.nhap"))


def test_the_letter_lists_who_has_not_sent(world: World, request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-18 09:00"):
        answer = seat("vp.giaobaocao").client.get(f"/giao/{request_.id}/cong-van")
        assert answer.headers["Content-Disposition"].endswith('.docx"')
        text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
        assert "còn 4 đơn vị chưa gửi, trong đó 4 đơn vị quá hạn" in text
        assert "Ea Kar" in text
        assert seat("bmt.nhap").client.get(f"/giao/{request_.id}/cong-van").status_code == 403


def test_a_late_report_reaches_the_leader_then_the_office(world: World, request_: RequestView) -> None:
    """Due Tuesday 17:00: Wednesday noon four working hours have passed, Thursday morning more than eight."""
    found = []
    for moment in ("2026-11-17 17:30", "2026-11-18 12:30", "2026-11-19 08:30"):
        with at(moment):
            found.append(api.late_units(now_rights("vp.giaobaocao"), request_id=request_.id)[0].escalated_to)
    assert found == ["", "leader", "office"]
