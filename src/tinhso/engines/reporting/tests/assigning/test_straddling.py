"""Kỳ giao thời in the officer's month: who is asked, of what, and who answers for a unit that is gone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tinhso.engines.indicators.testing import make_period, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import TaskState
from tinhso.engines.reporting.contracts.request_errors import LeftToOthers, NothingChanged
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import ACTOR, REGIME, World, ask, at, fill, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period

JULY = "nd09:2025-07"


def load_rule(folder: Path, additive: str, others: str, changes_from: str = "2025-07-01") -> None:
    file = folder / "straddling.csv"
    head = "changes_from,scheme,additive,others,source,confirmed\n"
    file.write_text(f"{head}{changes_from},,{additive},{others},thử nghiệm,0\n", encoding="utf-8")
    orgs.load_straddling(file, actor=ACTOR)


def asked_of(request_id: int) -> set[tuple[str, str, bool]]:
    """(respondent, subject, whether the subject has ended) of every standing task of a unit."""
    rows = Assignment.objects.filter(request_id=request_id, kind="unit").exclude(state=TaskState.CANCELLED)
    values = rows.values_list("respondent_unit__code", "subject_unit__code", "subject_unit__valid_to")
    return {(respondent, subject, ended is not None) for respondent, subject, ended in values}


NEW = {(code, code, False) for code in ("24133", "24373", "22015", "22045")}
OLD = {("24373", "24373", True), ("24373", "24382", True), ("24133", "24118", True), ("22015", "22024", True)}


@pytest.mark.parametrize(("additive", "others", "wanted"), [("new", "new", NEW), ("old", "old", OLD)])
def test_the_rule_names_whom_a_report_is_asked_of(
    world: World, tmp_path: Path, additive: str, others: str, wanted: set[tuple[str, str, bool]]
) -> None:
    load_rule(tmp_path, additive, others)
    with at("2025-07-15 08:00"):
        rights = now_rights("vp.giaobaocao")
        preview = api.preview_plan(REGIME, parse_period(JULY), rights=rights)
        assert [(f"{day}", rule and rule.additive) for day, rule in preview.straddling] == [("2025-07-01", additive)]
        assert asked_of(ask(world, JULY).id) == wanted


def test_under_both_each_old_unit_is_asked_for_what_adds_up_and_counted_once(world: World, tmp_path: Path) -> None:
    load_rule(tmp_path, "both", "new")
    with at("2025-07-15 08:00"):
        june = make_period("nd09:2025-06")
        for code, value in (("24373", 100), ("24382", 30), ("24118", 7), ("22024", 3)):
            write_figure(world.definitions["households_trained"], world.territory.old[code].id, june, value)
        request = ask(world, JULY)
        assert asked_of(request.id) == NEW | OLD
        old = Assignment.objects.get(request_id=request.id, subject_unit__code="24382").pk
        api.open_task(old, rights=now_rights("eakar.nhap"))
        view = api.task(old, rights=now_rights("eakar.nhap"))
        assert {row.row.no for row in view.rows if row.left_to_others} == {"3"}
        with pytest.raises(LeftToOthers):
            fill(world, old, {"3": "12"})
    with at("2025-07-16 08:00"):
        people = {"drafter": "eakar.nhap", "approver": "eakar.lanhdao"}
        send(world, old, {"1": "9", "2": "60", "5": "4"}, **people)
        new = Assignment.objects.get(request_id=request.id, subject_unit__code="24373", subject_unit__valid_to=None).pk
        send(world, new, {"1": "9", "2": "250", "3": "12", "5": "4"}, **people)
        done = api.completeness(now_rights("vp.giaobaocao"), request_id=request.id, by="level")
        assert [(one.sent, one.expected) for one in done] == [(2, 8)]
        view = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop"))
        totals = {no: (one.units_total.value, one.received, one.expected) for no, one in view.totals.items()}
        assert (totals["2"], totals["3"]) == ((310, 2, 8), (12, 1, 4))
        # Each old month once: through the new unit, which carries it; Ea Kar's third part has not answered.
        beside = view.totals["2"].beside
        assert (beside.year_to_date.value, beside.all_units_previous.value, beside.previous_percent) == (440, 140, None)
    with at("2025-07-17 08:00"):
        third = Assignment.objects.get(request_id=request.id, subject_unit=world.territory.old["24373"].id).pk
        send(world, third, {"1": "9", "2": "90", "5": "4"}, **people)
        beside = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop")).totals["2"].beside
        assert (beside.year_to_date.value, beside.same_units_previous.value) == (530, 130)
        assert beside.previous_percent == Decimal("307.7")
    with at("2025-08-15 08:00"):
        # What stands beside the month after it is the whole month, whoever reported its days.
        later = task_of(ask(world, "nd09:2025-08"), "24373")
        [row] = [one for one in api.task(later, rights=now_rights("eakar.nhap")).rows if one.row.no == "2"]
        assert row.previous.value == 400
        fill(world, later, {"2": "20"})
        [row] = [one for one in api.task(later, rights=now_rights("eakar.nhap")).rows if one.row.no == "2"]
        assert row.year_to_date.value == 550


def test_a_report_that_was_assigned_before_the_rule_follows_it(world: World, tmp_path: Path, seat: type[Desk]) -> None:
    file = tmp_path / "decision.csv"
    file.write_text("old_code,new_code,new_name,whole,weight\n22045,22015,,1,\n", encoding="utf-8")
    with at("2026-11-02 08:00"):
        request = ask(world)
        rights = now_rights("vp.giaobaocao")
        with pytest.raises(NothingChanged):
            api.follow_units(request.id, rights=rights, reason="sắp xếp")
        day = orgs.today().replace(day=5)
        orgs.reorganise(file, day, code="NQ", decision="thử", rights=now_rights("cntt"), leave_out=True)
        ended = {world.unit_id("22045")}
        assert api.reports_of_ending_units(ended, day) == [(request.code, 1)]
        desk = seat("vp.giaobaocao")
        page = desk.open(f"/giao/{request.id}/doi")
        assert "Bớt Phường Bình Kiến" in page
        page = desk.send(f"/giao/{request.id}/doi", act="follow", reason="sắp xếp ngày 5/11")
        assert "Đã giao theo quy tắc kỳ giao thời" in page
        assert "theo quy tắc kỳ giao thời" not in desk.open(f"/giao/{request.id}/doi")
        assert {subject for _, subject, _ in asked_of(request.id)} == {"24133", "24373", "22015"}
        assert api.reports_of_ending_units(ended, day) == []
        assert task_of(request, "24373")


def test_what_an_ended_unit_had_not_sent_is_finished_by_the_unit_it_went_into(
    world: World, tmp_path: Path, seat: type[Desk]
) -> None:
    load_rule(tmp_path, "both", "new", "2026-11-01")
    file = tmp_path / "decision.csv"
    file.write_text("old_code,new_code,new_name,whole,weight\n24373,24133,,1,\n", encoding="utf-8")
    with at("2026-11-02 08:00"):
        request = ask(world)
        old = task_of(request, "24373")
        api.open_task(old, rights=now_rights("eakar.nhap"))
        fill(world, old, {"2": "60", "3": "5"})
        orgs.reorganise(file, date(2026, 11, 5), code="NQ", decision="thử", rights=now_rights("cntt"), leave_out=True)
        rights = now_rights("vp.giaobaocao")
        assert not api.units_to_follow(request.id, rights=rights).handed_over, "it has not ended yet"
    with at("2026-11-06 08:00"):
        rights, people = now_rights("vp.giaobaocao"), {"drafter": "bmt.nhap", "approver": "bmt.lanhdao"}
        with pytest.raises(NoRight):
            fill(world, old, {"3": "1"}, "bmt.nhap")
        [(ended, answers)] = api.units_to_follow(request.id, rights=rights).handed_over
        assert (ended.code, answers.code) == ("24373", "24133")
        desk = seat("vp.giaobaocao")
        page = desk.open(f"/giao/{request.id}/doi")
        assert "Phường Buôn Ma Thuột làm tiếp báo cáo của Xã Ea Kar, đơn vị đã kết thúc" in page
        desk.send(f"/giao/{request.id}/doi", act="follow", reason="sắp xếp ngày 5/11")
        assert list(trust.verify_log()) == [], "not sealed yet"
        trust.seal_all()
        assert list(trust.verify_log()) == []
        assert api.units_to_follow(request.id, rights=rights) == ((), (), ())
        # The people of the ward find it, with what was typed, beside their own.
        board = api.tasks_of(now_rights("bmt.nhap"))
        mine = {one.id for one in (*board.due, *board.new)}
        assert {old, task_of(request, "24133")} <= mine
        [row] = [one for one in api.task(old, rights=now_rights("bmt.nhap")).rows if one.row.no == "2"]
        assert row.cells["value"].quantity.value == 60
        [notice] = [one for one in api.notices(now_rights("bmt.nhap")) if one.kind == "handed_over"]
        assert (notice.assignment_id, notice.reason) == (old, "sắp xếp ngày 5/11")
        assert "làm tiếp báo cáo của đơn vị đã nhập vào mình" in seat("bmt.nhap").open("/viec")
        with pytest.raises(NoRight):
            fill(world, old, {"2": "8"})
        # What it was asked for before and does not report any more is the ward's, for the whole month.
        view = api.task(old, rights=now_rights("bmt.nhap"))
        assert {row.row.no for row in view.rows if row.left_to_others} == {"3"}
        send(world, old, {}, **people)
        assert Assignment.objects.get(id=old).subject_unit_id == ended.id
        with pytest.raises(NothingChanged):
            api.follow_units(request.id, rights=rights, reason="lần nữa")
