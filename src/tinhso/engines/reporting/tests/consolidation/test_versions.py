"""What was sent upward stays as it was sent: the late correction (story 7), the supplement of a late unit (story 4)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import (
    CellInput,
    HistoricAdjustment,
    HistoricReport,
    HistoricRequest,
    HistoricVersion,
    RequestView,
)
from tinhso.engines.reporting.contracts.errors import NothingChanged, ReasonNeeded, UnknownRequest, UnknownVersion
from tinhso.engines.reporting.logic.consolidation.version_paper import paper_of
from tinhso.engines.reporting.models import ConsolidationFile, ConsolidationVersion
from tinhso.engines.reporting.testing import ACTOR, NOVEMBER, World, ask, at, now_rights, report_past, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import tamper
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

FIGURES = {"24373": 405, "24133": 20_000, "22015": 5_025, "22045": 1_000}
LOGINS = {"24373": "eakar", "24133": "bmt", "22015": "tuyhoa", "22045": "binhkien"}
DRAFTER, DIRECTOR, OFFICE = "skhcn.tonghop", "skhcn.lanhdao", "vp.khoa"


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    with at("2026-11-02 08:00"):
        for code in ("22015", "22045"):
            for part, role in (("nhap", Role.DRAFTER), ("lanhdao", Role.APPROVER)):
                orgs.create_user(f"{LOGINS[code]}.{part}", actor=ACTOR)
                orgs.grant_role(f"{LOGINS[code]}.{part}", role, world.unit_id(code), actor=ACTOR)
        for code in FIGURES:
            report_past(world, code, {"nd09:2025-11": 300, "nd09:2026-10": 390})
        return ask(world)


def units_send(world: World, request: RequestView, *codes: str) -> None:
    for code in codes:
        login = LOGINS[code]
        texts = {"2": str(FIGURES[code]), "3": "10"}
        send(world, task_of(request, code), texts, drafter=f"{login}.nhap", approver=f"{login}.lanhdao")
    api.accept([task_of(request, code) for code in codes], rights=now_rights(DRAFTER))


def go_upward(request: RequestView) -> None:
    api.send_for_approval(task_of(request, "66"), rights=now_rights(DRAFTER))
    api.send_upward(task_of(request, "66"), rights=now_rights(DIRECTOR))


def add_lines(request: RequestView) -> None:
    for line, value, title in (("own", 350, "Sở tự thực hiện"), ("double-count", -120, "Loại trừ tính trùng")):
        api.add_adjustment(
            task_of(request, "66"), line, "households_trained", Decimal(value), rights=now_rights(DRAFTER),
            title_vi=title, reason="theo văn bản của Sở",
        )  # fmt: skip


def sent_and_locked(world: World, request: RequestView) -> None:
    """Everybody sends, the department adds its lines, sends upward on 25/11, the office accepts and locks."""
    with at("2026-11-17 09:00"):
        units_send(world, request, *FIGURES)
    with at("2026-11-25 15:00"):
        add_lines(request)
        go_upward(request)
        api.accept_consolidation(task_of(request, "66"), rights=now_rights(OFFICE))
    with at("2026-11-26 17:00"):
        api.lock_request(request.id, rights=now_rights(OFFICE))
        trust.seal_all()


def ea_kar_corrects(request: RequestView, value: str = "414") -> None:
    task = task_of(request, "24373")
    api.start_correction(task, rights=now_rights("eakar.nhap"), reason="Cộng sót một lớp tập huấn.")
    api.save_cells(task, [CellInput("2", value)], rights=now_rights("eakar.nhap"))
    api.send_for_approval(task, rights=now_rights("eakar.nhap"))
    api.approve(task, rights=now_rights("eakar.lanhdao"))


def files(request: RequestView, number: int) -> tuple[bytes, bytes]:
    rights = now_rights(OFFICE)
    return tuple(api.version_file(request.id, number, one, rights=rights) for one in ("json", "csv"))  # type: ignore[return-value]


def answer_as_of(moment: object) -> Decimal | None:
    query = FigureQuery(
        ("households_trained",), (parse_period(NOVEMBER),), "province", as_of=moment,  # type: ignore[arg-type]
        rights=now_rights(OFFICE),
    )  # fmt: skip
    return cube.query(query).rows[0].value


def test_a_late_correction_changes_the_province_and_not_what_was_sent(world: World, request_: RequestView) -> None:
    sent_and_locked(world, request_)
    with at("2026-11-26 18:00") as before_the_correction:
        was = files(request_, 1)
        assert api.recomputation(request_.id, rights=now_rights(DRAFTER)).comparison.is_empty
    with at("2026-11-27 09:00"):
        ea_kar_corrects(request_)
        trust.seal_all()
        found = api.recomputation(request_.id, rights=now_rights(DRAFTER))
        assert answer_as_of(None) == 26_669
        assert answer_as_of(before_the_correction) == 26_660
    # Exactly the changed row, why, and the total that follows.
    [one] = found.comparison.differences
    told = (one.cause, one.unit_code, one.row_no, one.was.value, one.now.value, one.reason)
    assert told == ("correction", "24373", "2", 405, 414, "Cộng sót một lớp tập huấn.")
    ea_kar = world.territory.communes["24373"]
    assert [one.about(language) for language in ("vi", "en")] == [ea_kar.name("vi"), ea_kar.name("en")]
    assert replace(one, subject_en="Ea Kar Commune").about("en") == "Ea Kar Commune"
    [total] = found.comparison.totals
    assert (total.row_no, total.was.value, total.now.value, total.received_after) == ("2", 26_660, 26_669, 4)
    assert (found.next_name_vi, found.may_start) == ("Báo cáo điều chỉnh số 1", True)
    with at("2026-11-27 10:00"):
        with pytest.raises(ReasonNeeded):
            api.reconsolidate(found.assignment_id, rights=now_rights(DRAFTER), reason=" ")
        with pytest.raises(NoRight):
            api.reconsolidate(found.assignment_id, rights=now_rights(OFFICE), reason="Ea Kar điều chỉnh")
        api.reconsolidate(found.assignment_id, rights=now_rights(DRAFTER), reason="Ea Kar điều chỉnh")
        go_upward(request_)
        second = api.versions(request_.id, rights=now_rights(OFFICE))[1]
        assert second.name() == "Báo cáo điều chỉnh số 1"
        assert api.compare_versions(request_.id, 1, 2, rights=now_rights(OFFICE)) == found.comparison
        assert files(request_, 1) == was
        # The paper itself tells exactly the changed row, why, and the total that follows.
        told = paper_of(json.loads(files(request_, 2)[0])).tables[0]
        assert [[cell.text for cell in row.cells[1:]] for row in told.rows] == [
            [ea_kar.name("vi"), one.name_vi, "405", "414", "9", "đơn vị điều chỉnh: Cộng sót một lớp tập huấn."],
            ["Tổng, 4/4 đơn vị", total.name_vi, "26.660", "26.669", "9", ""],
        ]
        assert "Báo cáo tổng hợp" in told.caption
        assert len(paper_of(json.loads(was[0])).tables) == 2, "the first one has nothing before it"
        content = json.loads(files(request_, 2)[0])
        assert content["totals"]["2"]["total"]["value"] == "26669"
        assert [line["value"] for line in content["lines"]] == ["350", "-120"]
        assert {fault.table for fault in trust.verify_log()} == set()


def test_an_adjustment_that_says_nothing_new_is_refused(world: World, request_: RequestView) -> None:
    sent_and_locked(world, request_)
    with at("2026-11-27 09:00"):
        api.reconsolidate(task_of(request_, "66"), rights=now_rights(DRAFTER), reason="rà soát")
        api.send_for_approval(task_of(request_, "66"), rights=now_rights(DRAFTER))
        with pytest.raises(NothingChanged):
            api.send_upward(task_of(request_, "66"), rights=now_rights(DIRECTOR))
        assert len(api.versions(request_.id, rights=now_rights(OFFICE))) == 1


def test_a_late_unit_enters_by_a_numbered_supplement(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        units_send(world, request_, "24373", "24133")
    with at("2026-11-19 09:00"):
        go_upward(request_)
        assert api.receipts(task_of(request_, "66"), rights=now_rights(OFFICE))[0].on_time
    for day, code, name in (("23", "22015", "Báo cáo bổ sung số 1"), ("24", "22045", "Báo cáo bổ sung số 2")):
        with at(f"2026-11-{day} 09:00"):
            units_send(world, request_, code)
            found = api.recomputation(request_.id, rights=now_rights(DRAFTER))
            assert {(one.cause, one.unit_code) for one in found.comparison.differences} == {("late_unit", code)}
            assert found.next_name_vi == name
            api.reconsolidate(found.assignment_id, rights=now_rights(DRAFTER), reason="Đơn vị gửi muộn")
            go_upward(request_)
    with at("2026-11-24 10:00"):
        kept = api.versions(request_.id, rights=now_rights(OFFICE))
        assert [(one.number, one.name(), f"{one.sent}/{one.expected}") for one in kept] == [
            (1, "Báo cáo tổng hợp", "2/4"),
            (2, "Báo cáo bổ sung số 1", "3/4"),
            (3, "Báo cáo bổ sung số 2", "4/4"),
        ]
        assert api.receipts(task_of(request_, "66"), rights=now_rights(OFFICE))[0].on_time
        assert "25.430 đơn vị".encode() not in files(request_, 2)[1]
        assert "3/4 đơn vị" in files(request_, 2)[1].decode()
        assert "so cùng 3 đơn vị" in files(request_, 2)[1].decode()


def test_a_consolidation_returned_by_the_office_is_sent_again(world: World, request_: RequestView) -> None:
    with at("2026-11-19 09:00"):
        units_send(world, request_, *FIGURES)
        go_upward(request_)
        api.return_consolidation(task_of(request_, "66"), rights=now_rights(OFFICE), reason="thiếu căn cứ")
        go_upward(request_)
        assert [one.name() for one in api.versions(request_.id, rights=now_rights(OFFICE))] == [
            "Báo cáo tổng hợp", "Báo cáo gửi lại số 1",
        ]  # fmt: skip


def test_nobody_changes_a_version_and_the_log_names_who_tried(world: World, request_: RequestView) -> None:
    with at("2026-11-19 09:00"):
        units_send(world, request_, *FIGURES)
        go_upward(request_)
        for rows in (ConsolidationVersion.objects.all(), ConsolidationFile.objects.all()):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            ConsolidationFile.objects.update(content=b"26661")
        trust.seal_all()
        assert {fault.table for fault in trust.verify_log()} == set()
        tamper("UPDATE reporting_consolidationfile SET digest = 'x' WHERE format = 'csv'")
        assert [(one.table, one.row) for one in trust.verify_log()] == [
            ("reporting_consolidationfile", f"{task_of(request_, '66')}/1.csv")
        ]
        tamper("DELETE FROM reporting_consolidationfile")
        assert {one.table for one in trust.verify_log()} == {"reporting_consolidationfile"}


def test_a_version_is_seen_by_whoever_sees_the_total(world: World, request_: RequestView) -> None:
    with at("2026-11-19 09:00"):
        units_send(world, request_, "24373")
        go_upward(request_)
        for login in ("eakar.nhap", "cntt"):
            with pytest.raises(UnknownRequest):
                api.version_file(request_.id, 1, "json", rights=now_rights(login))
        for number, name in ((9, "json"), (1, "exe")):
            with pytest.raises(UnknownVersion):
                api.version_file(request_.id, number, name, rights=now_rights(OFFICE))
        page = api.version_page(request_.id, 1, rights=now_rights("thanhtra"))
        assert page.content["counts"] == {"sent": 1, "total": 4}


def test_a_loaded_history_keeps_what_was_sent_upward_as_it_stood_that_day(world: World) -> None:
    def when(day: int, hour: int) -> datetime:
        return datetime(2026, 10, day, hour, tzinfo=VIETNAM)

    def sending(value: int, day: int, **fields: str) -> HistoricVersion:
        figures = {"2": FigureState(value), "3": FigureState(38)}
        return HistoricVersion(when(day, 9), figures, when(day, 8), **fields)

    request = HistoricRequest(
        "october", "cds-thang", "nd09:2026-10", when(1, 8), when(20, 9), when(21, 9), when(26, 17), keeps_version=True
    )
    reports = [
        HistoricReport(
            "october", world.unit_id("24373"), (sending(405, 15), sending(414, 27, correction_reason="cộng sót")),
            accepted_at=when(19, 9),
        ),
        HistoricReport("october", world.unit_id("24133"), (sending(100, 15),), accepted_at=when(19, 9)),
        HistoricReport("october", world.unit_id("22015")),
        HistoricReport("october", world.unit_id("22045")),
    ]  # fmt: skip
    line = HistoricAdjustment("october", "own", "households_trained", 350, "Sở tự thực hiện", "văn bản")
    api.load_history([request], reports, [line], on_day_end=lambda _: trust.seal_all())
    with at("2026-10-28 09:00"):
        found = next(one for one in api.requests(now_rights(OFFICE)) if one.code == "october")
        page = api.version_page(found.id, 1, rights=now_rights(OFFICE))
        assert page.content["totals"]["2"]["total"]["value"] == "855"
        assert page.content["counts"] == {"sent": 2, "total": 4}
        [changed] = api.recomputation(found.id, rights=now_rights(DRAFTER)).comparison.differences
        assert (changed.cause, changed.was.value, changed.now.value) == ("correction", 405, 414)
        assert {fault.table for fault in trust.verify_log()} == set()
