"""A list as a workbook: out with its headings and lines, back as typed lines; refused by its cell where uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts.list_errors import LineBelowGap, NoListHeadings
from tinhso.engines.reporting.contracts.lists import ListColumn, ListColumnKind, OpenList
from tinhso.engines.reporting.logic.lists.list_printing import list_table
from tinhso.engines.reporting.logic.lists.report_list import report_list
from tinhso.engines.reporting.logic.papers.paper_heads import letterhead_of, subject_line
from tinhso.engines.reporting.logic.papers.printing import file_name
from tinhso.engines.reporting.logic.task_form import task
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Paper
from tinhso.kernel.quantities import NumberLocale, format_number
from tinhso.kernel.vietnamese import search_key
from tinhso.kernel.workbooks import FigureRules, SheetCell, Worksheet, read_figure, read_workbook

HEADINGS_WITHIN = 40
"""Rows in which the headings are looked for: letterhead, title and facts stand above them."""


def list_paper(assignment_id: int, *, rights: Rights) -> Paper:
    """Return the list of a report as a paper; as .xlsx it can be filled and read again.

    Raises:
        UnknownAssignment (REP-040), NoOpenList (REP-271).
    """
    sheet = report_list(assignment_id, rights=rights)
    card = task(assignment_id, rights=rights).card
    return Paper(
        file_name=file_name("danh-sach", card.title_vi, card.subject.name("vi")),
        letterhead=letterhead_of(card.respondent, card.period.end),
        title=sheet.open_list.name_vi.upper(),
        subtitle=subject_line(card.title_vi),
        made_at=trust.now(),
        blocks=(list_table(sheet.open_list, [("", values) for values in sheet.lines]),),
        landscape=len(sheet.open_list.columns) > 5,
    )


def read_list_file(
    data: bytes, open_list: OpenList, locale: NumberLocale, own_headings: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Read the lines of a workbook below the headings of a list, as if they had been typed.

    Args:
        own_headings: what the unit's own files call the columns, by column code.

    Raises:
        WorkbookError (KER-080 …), NoListHeadings (REP-277), and as `read_figure`: each with its cell.
    """
    for sheet in read_workbook(data).sheets:
        found = _headings(sheet, open_list.columns, own_headings or {})
        if found is not None:
            return _lines(sheet, *found, open_list.columns, locale)
    raise NoListHeadings(headings=", ".join(one.name_vi for one in open_list.columns))


def _headings(
    sheet: Worksheet, columns: Sequence[ListColumn], own: Mapping[str, str]
) -> tuple[int, dict[str, int]] | None:
    """(row, column of each code) where every heading of the list stands in one row.

    With headings of its own, a unit's file has only those columns that it has.
    """
    complete = _complete(sheet, {search_key(name): one.code for one in columns for name in (one.name_vi, one.name_en)},
                         len(columns))  # fmt: skip
    if complete is not None or not own:
        return complete
    return _complete(sheet, {search_key(name): code for code, name in own.items()}, len(own))


def headings_of(sheet: Worksheet, columns: Sequence[ListColumn]) -> tuple[int, dict[str, int]] | None:
    """(row, column of each code) where every heading of the list stands in one row of a sheet."""
    return _headings(sheet, columns, {})


def _complete(sheet: Worksheet, wanted: Mapping[str, str], count: int) -> tuple[int, dict[str, int]] | None:
    by_row: dict[int, dict[str, int]] = {}
    for (row, column), cell in sheet.cells.items():
        code = wanted.get(search_key(cell.label)) if row <= HEADINGS_WITHIN else None
        if code is not None:
            by_row.setdefault(row, {}).setdefault(code, column)
    complete = (row for row in sorted(by_row) if len(by_row[row]) == count)
    head = next(complete, None)
    return None if head is None else (head, by_row[head])


def _lines(
    sheet: Worksheet, head: int, places: dict[str, int], columns: Sequence[ListColumn], locale: NumberLocale
) -> list[dict[str, str]]:
    """The rows below the headings, from the first that holds something to the next empty one."""
    lines: list[dict[str, str]] = []
    last = max((row for row, _column in sheet.cells), default=head)
    for row in range(head + 1, last + 1):
        cells = {one.code: sheet.cell(row, places[one.code]) for one in columns if one.code in places}
        if all(cell.is_blank for cell in cells.values()):
            if lines:
                if below := line_below(sheet, row, places, columns):
                    raise LineBelowGap().at(cell=below)
                break
            continue
        lines.append({one.code: typed_of(cells[one.code], one, locale) for one in columns if one.code in cells})
    return lines


def line_below(sheet: Worksheet, gap: int, places: Mapping[str, int], columns: Sequence[ListColumn]) -> str:
    """The address of the first line below an empty one that is certainly of the list: signatures and notes are none."""
    placed = [one for one in columns if one.code in places]
    for row in range(gap + 1, sheet.last_row + 1):
        cells = {one.code: sheet.cell(row, places[one.code]) for one in placed}
        if any(one.needed and cells[one.code].is_blank for one in placed):
            continue
        measured = [cells[one.code] for one in placed if one.kind is not ListColumnKind.TEXT]
        if any(letter.isdigit() for cell in measured for letter in cell.label):
            return sheet.cell(row, min(places.values())).address
        if not measured and not any(cell.is_blank for cell in cells.values()):
            return sheet.cell(row, min(places.values())).address
    return ""


def typed_of(cell: SheetCell, column: ListColumn, locale: NumberLocale) -> str:
    """What a person would have typed for a cell."""
    if cell.is_blank:
        return ""
    if column.kind is ListColumnKind.NUMBER:
        measured = read_figure(cell, FigureRules(locale, column.decimals, percent=False))
        return "" if measured is None else format_number(measured.value, locale)
    if column.kind is ListColumnKind.DATE and cell.moment is not None:
        return f"{cell.moment:%d/%m/%Y}"
    return cell.label
