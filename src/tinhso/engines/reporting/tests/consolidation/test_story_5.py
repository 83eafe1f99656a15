"""Story 5 at its own size: 102 communes 26.430 + 350 − 120 = 26.660; withdrawing the −120 gives 26.780."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView, Respondent
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.models import Adjustment, Cell, ConsolidationVersion
from tinhso.engines.reporting.testing import ACTOR, NOVEMBER, World, ask, at, more_communes, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

COMMUNES, ALL, OWN, TWICE = 102, 26_430, 350, -120


@standing_on("reporting_world")
def sent_by_all(world: World) -> RequestView:
    """Every commune's report, entered for them by one agency in one saving, approved and sent in one act."""
    with at("2026-11-02 08:00"):
        for login, role in (("stc.nhap", Role.DRAFTER), ("stc.lanhdao", Role.APPROVER)):
            orgs.create_user(login, actor=ACTOR)
            orgs.grant_role(login, role, world.unit_id("H15.16"), actor=ACTOR)
        units = [unit.id for unit in world.territory.communes.values()] + more_communes(world, COMMUNES - 4)
        made = ask(world, respondents=[Respondent(world.unit_id("H15.16"), unit) for unit in units])
    with at("2026-11-16 09:00"):
        view = api.request_grid(made.id, rights=now_rights("stc.nhap"))
        share, rest = divmod(ALL, COMMUNES)
        figures = [share + (number < rest) for number in range(COMMUNES)]
        typed = {
            line.task_id: [
                CellInput(place[0], str(figure) if place[0] == "2" else "5", note="đã kiểm tra")
                for place in (one.place for one in view.columns if one.enterable)
                if not line.cells[place].view.is_filled
            ]
            for line, figure in zip(view.lines, figures, strict=True)
        }
        assert not any(one.errors for one in api.save_sheets(typed, rights=now_rights("stc.nhap")).values())
        api.send_sheets_for_approval(list(typed), rights=now_rights("stc.nhap"))
        api.approve_sheets(list(typed), rights=now_rights("stc.lanhdao"))
    return made


def province() -> Decimal | None:
    period = parse_period(NOVEMBER)
    asked = FigureQuery(("households_trained",), (period,), "province", rights=now_rights("vp.khoa"))
    return cube.query(asked).rows[0].value


def test_the_departments_lines_stand_beside_what_102_communes_sent(
    world: World, sent_by_all: RequestView, seat: type[Desk]
) -> None:
    address, cells = f"/tong-hop/{sent_by_all.id}", list(Cell.objects.order_by("id").values_list())
    with at("2026-11-18 09:00"):
        desk = seat("skhcn.tonghop")
        page = desk.open(f"{address}?cot=2")
        assert "102/102 đã gửi" in page
        assert "26.430 (102/102 đơn vị)" in page
        for title, value in (("Sở tự thực hiện", str(OWN)), ("Loại trừ tính trùng", str(TWICE))):
            desk.send(f"{address}/dieu-chinh", title=title, row="2", value=value, reason="công văn 12")
        page = desk.open(f"{address}?cot=2")
        for words in ("26.430", "+350", "−120", "26.660"):
            assert words in page
        # A draft of the department counts nowhere yet.
        assert province() == ALL
        desk.send(f"{address}/tiep-nhan", chon=",".join(str(task) for task in _tasks(sent_by_all)))
        desk.send(f"{address}/trinh")
        assert "26.660" in seat("skhcn.lanhdao").send(f"{address}/gui-len", narrative="Toàn tỉnh 26.660 hộ.")
        assert province() == ALL + OWN + TWICE == 26_660
        totals = api.consolidation_view(sent_by_all.id, rights=now_rights("vp.khoa")).totals["2"]
        assert [(line.title_vi, line.value) for line in totals.adjustments] == [
            ("Sở tự thực hiện", OWN), ("Loại trừ tính trùng", TWICE)
        ]  # fmt: skip
        content = api.version_file(sent_by_all.id, 1, "json", rights=now_rights("vp.khoa")).decode()
        assert "Toàn tỉnh 26.660 hộ." in content
        double = Adjustment.objects.get(value=TWICE)
        told = seat("skhcn.lanhdao").send(f"{address}/rut-dieu-chinh", chon=str(double.pk), reason="không trùng")
        assert told.status == 200
        assert province() == ALL + OWN == 26_780
    assert list(Cell.objects.order_by("id").values_list()) == cells


def test_a_department_writes_no_communes_cell(world: World, sent_by_all: RequestView, seat: type[Desk]) -> None:
    task = task_of(sent_by_all, "24373")
    with at("2026-11-18 09:00"):
        desk, rights = seat("skhcn.tonghop"), now_rights("skhcn.tonghop")
        with pytest.raises((NoRight, UnknownAssignment)):
            api.save_cells(task, [CellInput("2", "1")], rights=rights)
        before = list(Cell.objects.order_by("id").values_list())
        desk.send(f"/viec/{task}", act="save", **dict.fromkeys(desk.open(f"/viec/{task}").fields, "1"))
        assert list(Cell.objects.order_by("id").values_list()) == before
        # Words that go upward have a length; what is too long changes nothing.
        desk.send(f"/tong-hop/{sent_by_all.id}/trinh")
        refused = seat("skhcn.lanhdao").send(f"/tong-hop/{sent_by_all.id}/gui-len", narrative="x" * 20_001)
        assert (refused.status, "REP-274" in refused) == (422, True)
        assert not ConsolidationVersion.objects.exists()


def _tasks(request: RequestView) -> list[int]:
    rows = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop")).rows
    return [row.assignment_id for row in rows]
