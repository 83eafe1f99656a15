"""The log for people: the whole for auditors, one's own units for others; its checkpoints for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.insight import api
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs.api import anonymous_rights
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting.testing import World, ask, at, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"


@standing_on("insight_world")
def sent(world: World) -> World:
    with at("2026-11-02 08:00"):
        request = ask(world)
        trust.seal_all()
    with at("2026-11-16 09:00"):
        ea_kar, bmt = (task_of(request, code) for code in ("24373", "24133"))
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        trust.seal_all()
        send(world, bmt, {"2": "512", "3": "21"}, drafter="bmt.nhap", approver="bmt.lanhdao")
    return world


def test_auditors_read_everything_newest_first_with_accounts(sent: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        page = api.log_page(rights_as("thanhtra"))
        html = reader("thanhtra").open("/nhat-ky")
        filtered = reader("thanhtra").open("/nhat-ky?loai=indicators.")
        wrong = reader("thanhtra").open("/nhat-ky?loai=secret.")
    ids = [line.event_id for line in page.lines]
    assert ids == sorted(ids, reverse=True)
    newest = page.lines[0]
    assert (newest.words, newest.who, newest.account) == ("Phê duyệt, gửi", "Chủ tịch UBND phường", "user:bmt.lanhdao")
    assert newest.subject == "Phường Buôn Ma Thuột: Báo cáo chuyển đổi số tháng 11/2026"
    assert (newest.leaf_index, newest.figures > 0) == (None, True)
    assert "Báo cáo chuyển đổi số tháng 11/2026" in {
        line.subject for line in page.lines if line.words == "Giao báo cáo"
    }
    assert "chờ niêm phong" in html
    assert "Nạp định nghĩa chỉ tiêu" in filtered
    assert "Phê duyệt, gửi" not in filtered.text.partition("Loại việc")[2]
    assert wrong.status == 400


def test_others_read_of_their_own_units_and_no_accounts(sent: World) -> None:
    with at(NOW):
        commune = api.log_page(rights_as("eakar.nhap"))
        office = api.log_page(rights_as("vp.khoa"))
        with pytest.raises(NoRight):
            api.log_page(anonymous_rights())
        with pytest.raises(NoRight):
            api.log_page(rights_as("cntt"))
    assert commune.lines
    assert not any("Buôn Ma Thuột" in line.subject for line in commune.lines)
    assert {line.account for line in (*commune.lines, *office.lines)} == {""}
    assert any("Buôn Ma Thuột" in line.subject for line in office.lines)
    assert any(line.words == "Hệ thống gửi số liệu" for line in commune.lines)


def test_pages_follow_one_another(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tinhso.engines.insight.logic import log_page

    monkeypatch.setattr(log_page, "EVENTS_A_PAGE", 3)
    with at(NOW):
        for login in ("thanhtra", "eakar.nhap"):
            rights, seen, before = rights_as(login), list[int](), None
            while True:
                page = api.log_page(rights, before=before)
                seen += [line.event_id for line in page.lines]
                before = page.older
                if before is None:
                    break
            assert seen == sorted(set(seen), reverse=True)
            assert len(seen) > 4


def test_every_kind_of_event_that_was_written_has_words(sent: World) -> None:
    with at(NOW):
        kinds = {event.kind for event in trust.events(limit=1000)}
        words = {line.words for line in api.log_page(rights_as("thanhtra")).lines}
    assert len(kinds) > 8
    assert not words & kinds


def test_the_number_of_queries_is_constant(sent: World) -> None:
    with at(NOW):
        rights = rights_as("thanhtra")
        with CaptureQueriesContext(connection) as few:
            api.log_page(rights, family="insight.")
        with CaptureQueriesContext(connection) as many:
            api.log_page(rights)
    # Names of reports, of their units and of requests, where there are any.
    assert len(many) <= len(few) + 3


def test_anybody_checks_that_the_log_continues_an_old_checkpoint(sent: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        old, new = [one.tree_size for one in reversed(trust.checkpoints())][-2:]
        page = reader().open("/nhat-ky/moc")
        proven = reader().open(f"/nhat-ky/moc?tu={old}&den={new}")
        backwards = reader().open(f"/nhat-ky/moc?tu={new}&den={old}")
        wrong = reader().open("/nhat-ky/moc?tu=x&den=1")
    assert trust.verifier_key().text() in page
    assert "nối tiếp nguyên vẹn" in proven
    assert backwards.status == 404
    assert wrong.status == 400
