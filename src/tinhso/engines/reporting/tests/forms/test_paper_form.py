"""A form as ministries print it: header block, merged headings, split columns, formulas, “trong đó”, signatures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind
from tinhso.engines.reporting.contracts.errors import BrokenDefinition, UnknownRow
from tinhso.engines.reporting.testing import (
    World,
    at,
    load_package,
    now_rights,
    report_past,
    send,
    standing,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period

PAPER_FORM_FILE = """
code: bieu-02-dt
version: 1
valid_from: 2023-01-01
name_vi: Biểu 02/ĐT. Đào tạo kỹ năng số
name_en: Form 02/ĐT. Digital skills training
source: thử nghiệm
illustrative: true
owner: H15.15
header:
  number: Biểu số 02/ĐT
  legal_basis: Quyết định thử nghiệm
  sender_vi: UBND các xã, phường
  sender_en: Communes
  receiver_vi: Sở Khoa học và Công nghệ
  receiver_en: Department of Science and Technology
  period_vi: Tháng
  period_en: Month
  deadline_vi: Ngày 17 hằng tháng
  deadline_en: The 17th of each month
number_line: [A, B]
signatories:
  - {title_vi: Người lập biểu, title_en: Prepared by, note_vi: "(Ký, họ tên)", note_en: "(Signature, name)"}
  - {title_vi: Thủ trưởng đơn vị, title_en: Head of the unit}
columns:
  - {kind: plan, number: "1", entered: true}
  - kind: value
    entered: false
    groups_vi: [Thực hiện]
    groups_en: [Done]
    number: "2=3+4"
    name_vi: Tổng số
    name_en: All
  - kind: value
    dims: {sex: F}
    groups_vi: [Thực hiện, Chia ra]
    groups_en: [Done, Of whom]
    number: "3"
    name_vi: Nữ
    name_en: Women
  - kind: value
    dims: {sex: M}
    groups_vi: [Thực hiện, Chia ra]
    groups_en: [Done, Of whom]
    number: "4"
    name_vi: Nam
    name_en: Men
  - kind: formula
    code: share_of_plan
    formula: value / plan
    decimals: 1
    as_percent: true
    number: "5=2/1"
    name_vi: So kế hoạch
    name_en: Of the plan
  - {kind: note}
rows:
  - {no: "I", name_vi: Đào tạo, name_en: Training}
  - {no: "1", indicator: people_trained, label: "-"}
  - {no: "2", indicator: households_trained, of_which: true, indent: 1}
"""
REGIME_OF_IT = """
code: dt-thang
version: 1
valid_from: 2023-01-01
name_vi: Đào tạo tháng
name_en: Training, month
kind: periodic
scheme: nd09.month
form: bieu-02-dt
assigner: H15.01
consolidator: H15.15
aggregate: "66"
respondents: [{level: commune}]
deadlines:
  - {level: commune, working_days_after_cut_off: 2}
  - {level: agency, working_days_after_cut_off: 4}
  - {level: province, working_days_after_cut_off: 7}
source: thử nghiệm
"""


@pytest.fixture
def task(world: World) -> int:
    """The task of Ea Kar on the printed form of November."""
    with at("2026-11-02 08:00"):
        make_dimension("sex", "F", "M")
        world.definitions["people_trained"] = make_definition(  # type: ignore[index]
            "people_trained", dimensions=["sex"], measure_unit="person", valid_from=date(2020, 1, 1)
        )
        load_package({"forms/b.yaml": PAPER_FORM_FILE, "regimes/b.yaml": REGIME_OF_IT})
        request = api.create_request("dt-thang", parse_period("nd09:2026-11"), rights=now_rights("vp.giaobaocao"))
    return task_of(request, "24373")


def type_in(task: int, *cells: tuple[str, str, str]) -> api.SaveResult:  # type: ignore[name-defined]
    """Type texts into (row, column)."""
    inputs = [CellInput(row, text, CellKind.TYPED, column) for row, column, text in cells]
    return api.save_cells(task, inputs, rights=now_rights("eakar.nhap"))


def test_columns_of_items_add_up_to_the_whole_and_write_their_own_figures(world: World, task: int) -> None:
    with at("2026-11-16 09:00"):
        saved = type_in(
            task, ("1", "plan", "200"), ("1", "value_sex_F", "120"), ("1", "value_sex_M", "30"),
            ("2", "value", "40"), ("2", "plan", "50"),
        )  # fmt: skip
        assert saved.errors == ()
        shown = api.task(task, rights=now_rights("eakar.nhap"))
        split, whole = shown.rows[1], shown.rows[2]
        assert split.entered == ("plan", "value_sex_F", "value_sex_M")
        # A row that is not split enters the whole, though the form adds it up elsewhere.
        assert whole.entered == ("value", "plan")
        assert split.cell is not None
        assert (split.cell.kind, split.cell.quantity.value) == (CellKind.COMPUTED, Decimal(150))
        assert split.formulas["share_of_plan"][0].value == Decimal("75.0")
        assert shown.cells.left == 0
        send(world, task, {}, drafter="eakar.nhap", approver="eakar.lanhdao")
        women = standing(world, "24373", "people_trained", dims="sex=F")
        assert women is not None
        assert women.value == 120
        assert standing(world, "24373", "people_trained") is None


def test_the_whole_of_an_earlier_period_is_the_sum_of_its_parts(world: World, task: int) -> None:
    with at("2026-11-16 09:00"):
        for item, value in (("sex=F", 70), ("sex=M", 9)):
            from tinhso.engines.indicators.testing import make_period, write_figure

            october = make_period("nd09:2026-10")
            key = {"dims": item}
            write_figure(world.definitions["people_trained"], world.unit_id("24373"), october, value, key=key)
        report_past(world, "24373", {"nd09:2026-10": 5})
        shown = api.task(task, rights=now_rights("eakar.nhap"))
        assert shown.rows[1].previous.value == Decimal(79)
        assert shown.rows[2].previous.value == Decimal(5)


def test_a_cell_that_the_form_adds_up_cannot_be_typed(task: int) -> None:
    with at("2026-11-16 09:00"):
        saved = type_in(task, ("1", "value", "150"), ("2", "value_sex_F", "3"))
        assert [type(one.error) for one in saved.errors] == [UnknownRow, UnknownRow]


def test_readers_see_the_form_as_it_is_printed(world: World, task: int, seat: type[Desk]) -> None:
    with at("2026-11-16 09:00"):
        page = seat("eakar.nhap").open(f"/viec/{task}")
        for words in ("Biểu số 02/ĐT", "Căn cứ", "Quyết định thử nghiệm", "Đơn vị nhận", "trong đó"):
            assert words in page
        filled = seat("eakar.nhap").fill(page, **{"c2-plan": "200", "c2-value_sex_F": "120", "c2-value_sex_M": "30"})
        filled = seat("eakar.nhap").fill(filled, **{"c3": "40", "c3-plan": "50", "n2": "theo danh sách"})
        assert filled.value("n2") == "theo danh sách"
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        reading = seat("eakar.lanhdao", english=True).open(f"/viec/{task}/phe-duyet")
        head = reading.html.partition("<thead>")[2].partition("</thead>")[0]
        # Under “Thực hiện” the whole, the period before, and both parts under a second heading.
        assert head.count("<tr>") == 3
        assert 'colspan="4" class="group-head">Done<' in head
        assert 'colspan="2" class="group-head">Of whom<' in head
        assert ">5=2/1<" in head
        assert "75,0%" in reading.html or "75.0%" in reading.html
        assert "Prepared by" in reading
        assert "theo danh sách" in reading


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("dims: {sex: M}", "dims: {sex: F}", "columns"),
        ("formula: value / plan", "formula: value / budget", "columns"),
        ("formula: value / plan", "formula: value /", "columns[4].formula"),
        ("groups_vi: [Thực hiện]\n", "groups_vi: [a, b, c, d]\n", "columns[1].groups_vi"),
        ("kind: note", "kind: note, dims: {sex: F}", "columns[5].dims"),
        ("signatories:\n", "signatories:\n  - {title_vi: A}\n", "signatories[0].title_en"),
        ("header:\n", "header:\n  colour: red\n", "header.colour"),
        ("dims: {sex: F}", "dims: {sex: X}", "columns.value_sex_X.dims"),
    ],
)
def test_a_wrong_layout_is_refused_with_its_place(task: int, old: str, new: str, field: str) -> None:
    assert old in PAPER_FORM_FILE
    text = PAPER_FORM_FILE.replace("version: 1", "version: 2").replace(old, new)
    with pytest.raises(BrokenDefinition) as refused:
        load_package({"forms/c.yaml": text})
    assert refused.value.where.field == field
