"""A form whose columns ask for items of a dimension, consolidated: every item beside the sum, with its own totals."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, RequestView, Respondent
from tinhso.engines.reporting.contracts.requests import AdHocAsk
from tinhso.engines.reporting.logic.consolidation.consolidation_table import table_of_view
from tinhso.engines.reporting.logic.consolidation.freezing import frozen_content
from tinhso.engines.reporting.logic.consolidation.lines_reading import preview_of
from tinhso.engines.reporting.logic.consolidation.lines_writing import write_lines
from tinhso.engines.reporting.logic.consolidation.version_paper import paper_of
from tinhso.engines.reporting.logic.forms.form_editing import split_columns
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import NOVEMBER, World, at, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Paper, PaperTable
from tinhso.kernel.periods import parse_period
from tinhso.kernel.workbooks import read_workbook

ITEMS = [("F", "Nữ", "Women"), ("M", "Nam", "Men")]


def asked(world: World) -> RequestView:
    """People trained, women and men apart, of two communes."""
    return asked_by(world, form_of_people(), NOVEMBER, date(2026, 11, 20))


def asked_by(world: World, form: str, period: str, due: date) -> RequestView:
    communes = tuple(Respondent(world.unit_id(code)) for code in ("24373", "24133"))
    office = orgs.unit_by_code("H15.01")
    wanted = AdHocAsk("Người học", office.id, parse_period(period), due, respondents=communes, form=form)
    return api.create_ad_hoc(wanted, rights=now_rights("vp.giaobaocao"))


def form_of_people() -> str:
    """Make a form of one row that its columns split by sex; its code."""
    make_dimension("sex", "F", "M")
    make_definition("people_trained", name_vi="Người được tập huấn", scheme="nd09.month", dimensions=["sex"])
    rights, office = now_rights("vp.giaobaocao"), orgs.unit_by_code("H15.01")
    draft = api.create_draft("Biểu người học", rights=rights, owner=office)
    row = {
        "no": "1", "indicator": "people_trained", "dims": "", "name_vi": "", "name_en": "", "indent": 0,
        "carry_over": False,
    }  # fmt: skip
    split = split_columns(draft.definition | {"rows": [row]}, "sex", ITEMS, ("Chia ra", "Of whom"))
    api.publish(api.save_draft(draft.id, split, draft.revision, rights=rights).id, date(2026, 1, 1), rights=rights)
    return draft.code


def sent(world: World) -> RequestView:
    """Both communes sent 30 + 12 and 41 + 9."""
    made = asked(world)
    for code, drafter, approver, women, men in (
        ("24373", "eakar.nhap", "eakar.lanhdao", "30", "12"),
        ("24133", "bmt.nhap", "bmt.lanhdao", "41", "9"),
    ):
        number, rights = task_of(made, code), now_rights(drafter)
        cells = [CellInput("1", women, column="value_sex_F"), CellInput("1", men, column="value_sex_M")]
        assert not api.save_cells(number, cells, rights=rights).errors
        api.send_for_approval(number, rights=rights)
        api.approve(number, rights=now_rights(approver))
    return made


def test_items_of_a_split_row_stand_beside_its_sum_with_their_own_totals(world: World, seat: type[Desk]) -> None:
    with at("2026-11-17 08:00"):
        made = sent(world)
        view = api.consolidation_view(made.id, rights=now_rights("vp.khoa"))
        totals = {no: (one.units_total.value, one.received) for no, one in view.totals.items()}
        assert totals == {"1": (92, 2), "1|value_sex_F": (71, 2), "1|value_sex_M": (21, 2)}
        desk = seat("vp.khoa")
        page = desk.open(f"/tong-hop/{made.id}?cot=1|value_sex_F&o=24373:1|value_sex_F")
        assert "Người được tập huấn: Nữ" in page
        assert "71" in page
        # Returned with a value for one item: the unit finds it in that very cell.
        number = task_of(made, "24373")
        back = {"chon": str(number), "row": "1|value_sex_F", "suggestion": "31", "reason": "Nữ là 31?"}
        desk.send(f"/tong-hop/{made.id}/tra-lai", **back)
        assert [one["column"] for one in Assignment.objects.get(pk=number).suggestions] == ["value_sex_F"]


def whole_of(task: int, rights: Rights) -> tuple[object, object]:
    """A split row's whole on the form, and what stands there of the period before."""
    [row] = [one for one in api.task(task, rights=rights).rows if one.row.no == "1"]
    return row.cells["value"].quantity.value, row.previous.value


def test_a_part_that_does_not_apply_adds_nothing_to_the_whole_and_an_open_one_leaves_it_open(world: World) -> None:
    with at("2026-11-17 08:00"):
        form = form_of_people()
        made = asked_by(world, form, NOVEMBER, date(2026, 11, 20))
        number, rights = task_of(made, "24373"), now_rights("eakar.nhap")
        api.save_cells(number, [CellInput("1", "30", column="value_sex_F")], rights=rights)
        assert whole_of(number, rights) == (None, None), "of men nothing is said yet"
        absent = CellInput("1", kind=CellKind.NOT_APPLICABLE, column="value_sex_M")
        assert not api.save_cells(number, [absent], rights=rights).errors
        assert whole_of(number, rights) == (30, None)
        api.send_for_approval(number, rights=rights)
        api.approve(number, rights=now_rights("eakar.lanhdao"))
        query = FigureQuery(("people_trained",), (parse_period(NOVEMBER),), "commune", now_rights("vp.khoa"))
        [told] = [row for row in cube.query(query) if row.unit_id == world.unit_id("24373")]
        assert (told.numerator, told.denominator) == (30, 1)
    with at("2026-12-15 08:00"):
        later = asked_by(world, form, "nd09:2026-12", date(2026, 12, 21))
        assert whole_of(task_of(later, "24373"), rights) == (None, 30)


def texts_of(paper: Paper) -> list[str]:
    """Everything its tables print."""
    tables = [block for block in paper.blocks if isinstance(block, PaperTable)]
    heads = [text for table in tables for column in table.columns for text in column.heads]
    return heads + [cell.text for table in tables for row in table.rows for cell in row.cells]


def test_papers_and_files_name_an_item_by_its_row_and_never_by_an_inner_number(world: World) -> None:
    with at("2026-11-17 08:00"):
        made = sent(world)
        rights = now_rights("vp.khoa")
        view = api.consolidation_view(made.id, rights=rights)
        paper = api.consolidation_paper(made.id, rights=rights)
        csv = api.export_consolidation(made.id, rights=rights, format="csv").decode()
    table = next(one for one in paper.blocks if isinstance(one, PaperTable))
    assert [(row.key, row.cells[1].text, row.cells[4].text) for row in table.rows] == [
        ("1", "Người được tập huấn", "92"),
        ("1|value_sex_F", "Nữ", "71"),
        ("1|value_sex_M", "Nam", "21"),
    ]
    frozen = paper_of(frozen_content(view.request, table_of_view(view)) | {"made_at": "2026-11-17T01:00:00Z"}, True)
    for words in (texts_of(paper), texts_of(frozen)):
        assert "1. Người được tập huấn: Nữ" in words
        assert not [text for text in words if "|" in text]
    assert "1. Người được tập huấn: Nữ" in csv
    assert "|" not in csv


def test_an_item_takes_no_line_of_its_own_in_the_workbook_of_lines(world: World) -> None:
    with at("2026-11-17 08:00"):
        made = sent(world)
        view = api.consolidation_view(made.id, rights=now_rights("vp.khoa"))
        book = load_workbook(BytesIO(write_lines(view, 7, now=trust.now())))
    untouched = preview_of(read_workbook(bytes_of(book)), view, 7)
    assert (untouched.changes, untouched.faults) == ((), ())
    sheet = book.worksheets[0]
    place = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert place["1. Người được tập huấn: Nữ"].column == place["cot:1|value_sex_F"].column
    row = place["dong:moi:1"].row
    for column, value in (("#ten", "Sở"), ("1|value_sex_F", 5), ("#lydo", "vì")):
        sheet.cell(row, place[f"cot:{column}"].column).value = value
    assert [str(one.error.code) for one in preview_of(read_workbook(bytes_of(book)), view, 7).faults] == ["REP-051"]


def bytes_of(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
