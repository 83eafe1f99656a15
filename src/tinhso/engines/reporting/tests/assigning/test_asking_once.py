"""Story 2: three departments want the same indicator of 102 communes; the communes fill 102 cells, not 306."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import AGENCY, NewUnit, NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView, Respondent
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.request_errors import AskedElsewhere, NothingToReuse, ReadByOthers
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import (
    ACTOR,
    NOVEMBER,
    World,
    ask,
    at,
    fill,
    load_package,
    more_communes,
    now_rights,
    report_past,
    send,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

PERIOD = parse_period(NOVEMBER)
FORM = """
code: bieu-{name}
version: 1
valid_from: 2023-01-01
name_vi: Biểu {name}
name_en: Form {name}
source: thử nghiệm
rows:
"""
REGIME = """
code: {name}
version: 1
valid_from: 2023-01-01
name_vi: Số liệu của {name}
name_en: Figures of {name}
kind: thematic
scheme: {scheme}
form: bieu-{name}
assigner: {assigner}
respondents: [{{level: commune}}]
deadlines: [{{level: commune, working_days_after_cut_off: 3}}]
source: thử nghiệm
"""


def department(world: World, code: str, name: str, *rows: str, scheme: str = "nd09.month") -> str:
    """A department with an officer who assigns, and a regime of its own with these indicators."""
    if not orgs.units_by_codes([code]):
        new = NewUnit(code, AGENCY, "agency", f"Sở {name}", date(2025, 7, 1), parent_id=world.territory.province.id)
        unit = orgs.create_unit(new, actor=ACTOR)
        orgs.create_user(f"{name}.giao", actor=ACTOR, title_vi="Chuyên viên", title_en="Officer")
        orgs.grant_role(f"{name}.giao", Role.ASSIGNER, unit.id, actor=ACTOR)
    lines = "".join(f'  - {{no: "{no}", indicator: {row}}}\n' for no, row in enumerate(rows, start=1))
    load_package(
        {
            f"forms/{name}.yaml": FORM.format(name=name) + lines,
            f"regimes/{name}.yaml": REGIME.format(name=name, assigner=code, scheme=scheme),
        }
    )
    return name


@standing_on("reporting_world")
def first(world: World) -> RequestView:
    """102 communes, and the first department has asked them for the households trained."""
    with at("2026-11-02 08:00"):
        more_communes(world, 98)
        name = department(world, "H15.31", "mot", "households_trained")
        return api.create_request(name, PERIOD, rights=now_rights("mot.giao"))


def cells_to_fill() -> int:
    """What all communes together still have to type, over all requests."""
    total = 0
    for login in ("eakar.nhap", "bmt.nhap"):
        board = api.tasks_of(now_rights(login))
        total += sum(card.cells.left for card in (*board.due, *board.new, *board.returned))
    return total


def test_three_departments_ask_102_communes_for_102_cells(world: World, first: RequestView) -> None:
    with at("2026-11-02 09:00"):
        for code, name in (("H15.32", "hai"), ("H15.33", "ba")):
            department(world, code, name, "households_trained")
            rights = now_rights(f"{name}.giao")
            without = api.preview_plan(name, PERIOD, rights=rights)
            assert (without.burden.cells, without.burden.left) == (102, 102)
            found = without.asked_before[0]
            assert (found.assigner.name_vi, len(found.unit_ids), found.answered) == ("Sở mot", 102, 0)
            preview = api.preview_plan(name, PERIOD, rights=rights, reuse=["households_trained"])
            assert (preview.burden.reused, preview.burden.left, preview.burden.person_hours) == (102, 0, 0)
            made = api.create_request(name, PERIOD, rights=rights, reuse=["households_trained"])
            read = api.read_figures(made.id, rights=rights)
            assert [(one.units, one.answered) for one in read] == [(102, 0)]
        assert Assignment.objects.filter(kind="unit").count() == 102
        assert cells_to_fill() == 2  # one for each of the two communes that have officers here
    with at("2026-11-16 09:00"):
        send(world, task_of(first, "24373"), {"1": "405"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        for name in ("hai", "ba"):
            rights = now_rights(f"{name}.giao")
            request = next(one for one in api.requests(rights) if one.regime == name)
            assert api.read_figures(request.id, rights=rights)[0].answered == 1
            table = api.reading_table(request.id, rights=rights)
            values = {unit.code: cells[0].quantity.value for unit, cells in table.rows if cells[0]}
            assert values == {"24373": 405}
            assert len(table.rows) == 102


def test_only_the_agency_that_reads_may_read(world: World, first: RequestView) -> None:
    with at("2026-11-02 09:00"):
        name = department(world, "H15.32", "hai", "households_trained")
        made = api.create_request(name, PERIOD, rights=now_rights("hai.giao"), reuse=["households_trained"])
        for login in ("eakar.nhap", "bmt.lanhdao", "cntt"):
            with pytest.raises(UnknownRequest):
                api.reading_table(made.id, rights=now_rights(login))
        with pytest.raises((NoRight, UnknownRequest)):
            api.cancel_request(made.id, rights=now_rights("mot.giao"), reason="không phải của mình")


def test_a_unit_is_asked_only_for_what_nobody_else_asks(world: World, first: RequestView) -> None:
    with at("2026-11-02 09:00"):
        name = department(world, "H15.32", "hai", "households_trained", "villages")
        rights = now_rights("hai.giao")
        made = api.create_request(name, PERIOD, rights=rights, reuse=["households_trained"])
        task = api.task(task_of(made, "24373"), rights=now_rights("eakar.nhap"))
        assert (task.cells.total, task.cells.known, task.cells.left) == (2, 1, 1)
        result = api.save_cells(
            task.card.id, [CellInput("1", "405"), CellInput("2", "38")], rights=now_rights("eakar.nhap")
        )
        assert [type(answer.error) for answer in result.answers] == [AskedElsewhere, type(None)]
        # What was typed in the first report is there in the second.
        fill(world, task_of(first, "24373"), {"1": "405"})
        with CaptureQueriesContext(connection) as few:
            api.read_figures(made.id, rights=rights)
        assert len(few) <= 7
    with at("2026-11-16 09:00"):
        send(world, task_of(made, "24373"), {"2": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        send(world, task_of(first, "24373"), {"1": "405"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        shown = api.task(task_of(made, "24373"), rights=now_rights("eakar.nhap"))
        assert shown.rows[0].cell is not None
        assert shown.rows[0].cell.quantity.value == 405


def test_what_others_read_is_not_taken_away(world: World, first: RequestView) -> None:
    with at("2026-11-02 09:00"):
        name = department(world, "H15.32", "hai", "households_trained")
        made = api.create_request(name, PERIOD, rights=now_rights("hai.giao"), reuse=["households_trained"])
        with pytest.raises(ReadByOthers) as refused:
            api.cancel_request(first.id, rights=now_rights("mot.giao"), reason="thôi")
        assert made.title_vi in refused.value.message("vi")
        api.cancel_request(made.id, rights=now_rights("hai.giao"), reason="thôi")
        api.cancel_request(first.id, rights=now_rights("mot.giao"), reason="thôi")
        with pytest.raises(NothingToReuse):
            api.create_request(
                name, PERIOD, rights=now_rights("hai.giao"), code="lan-hai", reuse=["households_trained"]
            )


def test_the_quarter_is_there_from_its_months(world: World) -> None:
    with at("2026-12-16 09:00"):
        report_past(
            world, "24373", {"nd09:2026-10": 412, "nd09:2026-11": 405, "nd09:2026-12": 398, "nd09:2026-01": 2775}
        )
        name = department(world, "H15.31", "mot", "households_trained", scheme="nd09.quarter")
        rights, quarter = now_rights("mot.giao"), parse_period("nd09:2026-Q4")
        ids = [Respondent(world.unit_id(code)) for code in ("24373", "24133")]
        preview = api.preview_plan(name, quarter, rights=rights, respondents=ids)
        assert (preview.burden.cells, preview.burden.derived, preview.burden.left) == (2, 1, 0)
        made = api.create_request(name, quarter, rights=rights, respondents=ids)
        task = api.task(task_of(made, "24373"), rights=now_rights("eakar.nhap"))
        assert task.rows[0].cell is not None
        assert task.rows[0].cell.quantity.value == 412 + 405 + 398 == 1215
        assert not task.rows[0].enterable
        assert [part.value for _, part in task.rows[0].parts] == [412, 405, 398]
        assert (task.cells.known, task.cells.left) == (1, 0)
        # Nothing is typed: the officer only sends it on.
        api.send_for_approval(task.card.id, rights=now_rights("eakar.nhap"))
        receipt = api.approve(task.card.id, rights=now_rights("eakar.lanhdao"))
        assert receipt.on_time
        # A month that is missing leaves the quarter open: no partial sum passes for the whole.
        other = api.task(task_of(made, "24133"), rights=now_rights("bmt.nhap"))
        assert other.rows[0].cell is not None
        assert other.rows[0].cell.quantity.value is None


def test_the_page_offers_reuse_and_groups(world: World, first: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-02 09:00"):
        name = department(world, "H15.32", "hai", "households_trained")
        desk = seat("hai.giao")
        page = desk.open("/giao/nhom")
        page = desk.send("/giao/nhom", ten="Các xã biên giới", don_vi=["24373", "24133"])
        assert "Đã lưu nhóm “Các xã biên giới”." in page
        code = api.groups(now_rights("hai.giao"))[0].code
        page = desk.open(f"/giao/moi?che_do={name}&ky={NOVEMBER}&nhom={code}")
        assert "2 đơn vị (Cấp xã)" in page
        assert "Dùng lại số đã có" in page
        assert "Sở mot đã giao trong" in page
        assert page.html.count('name="dung_lai"') == 1
        page = desk.send(
            "/giao/moi", che_do=name, ky=NOVEMBER, nhom=code, da_hoi="1", dung_lai="households_trained", ten=""
        )
        assert "Số dùng lại, không hỏi lần hai" in page
        assert "0/2" in page
        made = next(one for one in api.requests(now_rights("hai.giao")) if one.regime == name)
        assert Assignment.objects.filter(request_id=made.id).count() == 0
        assert "Phường Buôn Ma Thuột" in desk.open(f"/giao/{made.id}/so-dung-lai")
        assert desk.open(f"/tong-hop/{made.id}").status == 404
        assert seat("eakar.nhap").open("/giao/nhom").status == 403


def test_the_same_as_last_time(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 09:00"):
        made = ask(world, respondents=[Respondent(world.unit_id("24373"))])
        send(world, task_of(made, "24373"), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        page = seat("vp.giaobaocao").open("/giao/moi?che_do=cds-thang&ky=nd09:2026-12&nhu=lan-truoc")
        assert "1 đơn vị (Cấp xã)" in page
        assert "1 báo cáo, 2 ô nhập tay trong 4 ô" in page
