"""The log for people: the whole for auditors, one's own units for others; its checkpoints for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.logic.log.words import kind_words
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.api import anonymous_rights
from tinhso.engines.orgs.contracts import Action, NoRight, Role
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


def test_offices_are_told_in_the_readers_language_and_as_written_where_they_have_no_other_name(sent: World) -> None:
    orgs.User.objects.filter(username="bmt.lanhdao").update(title_en="Chair of the ward's People's Committee")

    def offices(language: str) -> set[str]:
        with at(NOW):
            lines = api.log_page(rights_as("thanhtra"), language=language).lines
        return {line.who for line in lines if line.account in ("user:bmt.lanhdao", "user:eakar.lanhdao")}

    assert offices("vi") == {"Chủ tịch UBND phường", "Chủ tịch UBND xã"}
    assert offices("en") == {"Chair of the ward's People's Committee", "Chủ tịch UBND xã"}


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
    from tinhso.engines.insight.logic.log import page as log_page

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


def test_an_event_reads_as_done_in_english_where_a_button_of_the_same_name_asks() -> None:
    with override("en"):
        assert (kind_words("reporting.assigned"), gettext("Giao báo cáo")) == ("Report assigned", "Requests")
        assert kind_words("reporting.reminded") == "Reminded"


def test_figures_that_came_together_are_named_by_the_first_of_them_and_not_by_a_digest(
    sent: World, reader: Callable[..., Reader]
) -> None:
    with at(NOW):
        province = sent.unit_id("66")
        orgs.create_user("one-stop", actor="system:test", title_vi="Hệ thống một cửa")
        orgs.grant_role("one-stop", Role.CONNECTOR, province, actor="system:test", valid_from=date(2025, 7, 1))
        machine = orgs.rights_of_username("one-stop")
        for key, units in (("k1", ("22045",)), ("k2", ("24133", "24373"))):
            figures = [
                {"indicator": "dossiers_received", "unit": unit, "period": "nd09:2026-10", "value": "7"}
                for unit in units
            ]
            assert indicators.post_figures(figures, rights=machine, idempotency_key=key, reason="").committed
        two, one, role, account = api.log_page(rights_as("thanhtra")).lines[:4]
        english = api.log_page(rights_as("thanhtra"), language="en").lines[1]
        html = reader("thanhtra").open("/nhat-ky")
    assert one.subject == "Chỉ tiêu dossiers_received, Tháng 10/2026 (15/09–14/10)"
    assert two.subject == f"{one.subject} và các số liệu khác cùng lần gửi"
    assert english.subject == "Indicator dossiers_received, October 2026 (15 Sep–14 Oct)"
    assert (role.subject, account.subject) == ("one-stop", "one-stop")
    assert two.subject in html


def test_a_restricted_indicator_is_named_to_those_only_who_may_know_of_it(sent: World) -> None:
    with at(NOW):
        hidden = make_definition("hidden_count", publication="restricted", owner="H15.15")
        alone = {"event_kind": "indicators.posted", "subject": "indicators.post:abc"}
        write_figure(hidden, sent.unit_id("24373"), make_period("nd09:2026-10"), 5, batch=alone)
        own, auditor = rights_as("eakar.nhap"), rights_as("thanhtra")
        reads_no_figure = own.limited_to([Action.READ_LOG], own.actor)
        told = [api.log_page(rights).lines[0].subject for rights in (own, auditor, reads_no_figure)]
    period = "Tháng 10/2026 (15/09–14/10)"
    assert told == [
        f"Chỉ tiêu hidden_count, {period}",
        f"Chỉ tiêu hidden_count, {period}",
        f"chỉ tiêu hạn chế, {period}",
    ]


def test_the_number_of_queries_is_constant(sent: World) -> None:
    with at(NOW):
        rights = rights_as("thanhtra")
        with CaptureQueriesContext(connection) as few:
            api.log_page(rights, family="insight.")
        with CaptureQueriesContext(connection) as many:
            api.log_page(rights)
    # Names of reports, of their units, of requests and of accounts, where there are any; first figures, indicators.
    assert len(many) <= len(few) + 6


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
