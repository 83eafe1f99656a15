"""The reader of a sheet's XML says of every cell what openpyxl says, whatever the file holds."""

import io
import warnings
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.tests.raw_workbook import cell_xml, pack, parts_of, sheet_xml
from tinhso.kernel.workbooks import Limits, read_workbook
from tinhso.kernel.workbooks.reading import exact_number

FORMATS = ["0.0%", "dd/mm/yyyy", "[h]:mm", "General", "#,##0;-#,##0;-"]
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=9
)
plain = st.one_of(
    st.tuples(st.just("n"), st.one_of(st.integers(-(10**6), 10**6).map(str), st.floats(-1e6, 1e6).map(repr))),
    st.tuples(st.sampled_from(["str", "inlineStr"]), texts),
    st.tuples(st.just("b"), st.sampled_from(["0", "1"])),
    st.tuples(st.just("e"), st.sampled_from(["#N/A", "#DIV/0!"])),
    st.tuples(st.just("d"), st.just("2026-11-14T00:00:00")),
    st.tuples(st.sampled_from(["n", "str", "s", "b"]), st.just("")),
)
formulas = st.sampled_from([None, None, None, "A1+1", "SUM(B1:B9)"])
cells = st.lists(st.tuples(plain, st.integers(0, len(FORMATS)), formulas), min_size=1, max_size=8)
ranges = st.lists(st.sampled_from(["A1:A2", "A4:B5", "C1:D9"]), unique=True)


def written(given_cells, merged, hidden) -> bytes:
    xml = [
        cell_xml(f"A{row}", value, kind=kind, style=style, formula=formula)
        for row, ((kind, value), style, formula) in enumerate(given_cells, start=1)
    ]
    extra = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    sheet = sheet_xml(xml, extra=f"<mergeCells>{extra}</mergeCells>" if merged else "")
    if hidden:
        sheet = sheet.replace('<row r="1">', '<row r="1" hidden="1" ht="0">')
        sheet = sheet.replace("<sheetData>", '<cols><col min="1" max="2" width="9.5" hidden="1"/></cols><sheetData>')
    return pack(parts_of(sheet, FORMATS))


def by_openpyxl(data: bytes) -> dict:
    """Content and format of every cell by openpyxl: the result, and its formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
        typed = load_workbook(io.BytesIO(data)).worksheets[0]
    found = {}
    for place, cell in results._cells.items():
        merged = type(cell).__name__ == "MergedCell"
        formula = "" if merged or typed._cells[place].data_type != "f" else typed._cells[place].value
        found[place] = None if merged else (cell.value, cell.number_format, formula)
    return found


def same(ours, value) -> bool:
    if value is None:
        return ours.content.value == "empty"
    if isinstance(value, bool):
        return ours.text == str(value).upper()
    if isinstance(value, int | float):
        return ours.number == exact_number(value)
    if isinstance(value, datetime | date | time):
        return ours.moment == value
    return ours.text == str(value)


@settings(max_examples=60, deadline=None)
@given(cells, ranges, st.booleans())
def test_every_cell_says_what_openpyxl_reads(given_cells, merged, hidden):
    data = written(given_cells, merged, hidden)
    ours, theirs = read_workbook(data).sheets[0], by_openpyxl(data)
    assert ours.cells.keys() == theirs.keys()
    for place, wanted in theirs.items():
        cell = ours.cells[place]
        if wanted is None:
            assert cell.merged
            assert cell.is_blank
            continue
        assert same(cell, wanted[0])
        assert (cell.number_format, cell.formula) == wanted[1:]
        assert cell.hidden == (hidden and (place[0] == 1 or place[1] <= 2))


def test_a_formula_shared_by_a_range_is_moved_to_each_of_its_cells():
    shared = [
        f'<c r="A{row}"><f t="shared" si="0">{"B1*2" if row == 1 else ""}</f><v>{row}</v></c>' for row in (1, 2, 3)
    ]
    sheet = read_workbook(pack(parts_of(sheet_xml(shared)))).sheets[0]
    assert [(sheet.cell(row, 1).formula, sheet.cell(row, 1).number) for row in (1, 2, 3)] == [
        ("=B1*2", 1), ("=B2*2", 2), ("=B3*2", 3),
    ]  # fmt: skip


def test_what_is_read_aloud_above_a_text_is_no_part_of_it():
    said = '<c r="A1" t="inlineStr"><is><r><t>Ea </t></r><r><t>Kar</t></r><rPh sb="0" eb="1"><t>kar</t></rPh></is></c>'
    assert read_workbook(pack(parts_of(sheet_xml([said])))).sheets[0].cell(1, 1).text == "Ea Kar"


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A1:A1048576"])
def test_a_range_over_a_whole_sheet_costs_nothing(reference):
    sheet = sheet_xml(
        [cell_xml("A1", "405"), cell_xml("A2", "7")], extra=f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    )
    found = read_workbook(pack(parts_of(sheet))).sheets[0]
    assert [cell.is_blank for _, cell in sorted(found.cells.items())] == [False, True]
    assert all(cell.merged for cell in found.cells.values())


def test_more_merged_cells_than_a_sheet_may_hold_are_refused():
    merged = "".join(f'<mergeCell ref="A{row}:J{row}"/>' for row in range(1, 40))
    sheet = sheet_xml([cell_xml("A1", "405")], extra=f"<mergeCells>{merged}</mergeCells>")
    with pytest.raises(TinhSoError, match="KER-082"):
        read_workbook(pack(parts_of(sheet)), limits=Limits(cells=200))
