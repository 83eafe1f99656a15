"""A unit's own file of list lines: kept for a while, read by a mapping, taken all or nothing, its headings remembered.

1. A file whose headings are not the list's is kept; the page shows its beginning and proposes a mapping.
2. Reading by the mapping gives lines as if typed, or names the cells that cannot be read.
3. Taking it puts the lines into the list and remembers the file's headings: the unit's next file needs no mapping.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Verb
from tinhso.engines.reporting.contracts.list_errors import DoubtfulListFile, LineBelowGap, NoListColumns
from tinhso.engines.reporting.contracts.list_files import ListFileView, ListMapping
from tinhso.engines.reporting.contracts.lists import ListFault, OpenList
from tinhso.engines.reporting.contracts.mapping import Doubt
from tinhso.engines.reporting.contracts.mapping_errors import UnknownUpload
from tinhso.engines.reporting.entry_models import ListReading
from tinhso.engines.reporting.logic.life import refuse
from tinhso.engines.reporting.logic.lists.list_values import read_lines
from tinhso.engines.reporting.logic.lists.list_workbook import HEADINGS_WITHIN, line_below, typed_of
from tinhso.engines.reporting.logic.lists.report_list import Lines, list_of, report_list, save_list
from tinhso.engines.reporting.logic.mapping.importing import book_of, corner_of, keep_for
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment, MappedWorkbook
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale
from tinhso.kernel.vietnamese import clean_text, search_key
from tinhso.kernel.workbooks import Workbook, Worksheet, cell_address, column_letters, column_number

MOST_READ = 2_000


def keep_list_file(assignment_id: int, name: str, data: bytes, *, rights: Rights) -> int:
    """Keep a file of lines for seven days, for the people of the unit whose list it belongs to. Returns its id.

    Raises:
        UnknownAssignment (REP-040), NoOpenList (REP-271), NoRight (ORG-020), WrongState (REP-041), and KER-080 … of the
        file.
    """
    row, _ = _own(assignment_id, rights)
    return keep_for(row.respondent_unit_id, name, data).pk


def list_file(
    assignment_id: int, file_id: int, mapping: ListMapping | None, *, rights: Rights, locale: NumberLocale = "vi"
) -> ListFileView:
    """Return a kept file with what a mapping reads of it, without one by what its headings suggest; nothing is written.

    Raises:
        UnknownUpload (REP-180), UnknownSheet (KER-087), and as `keep_list_file`.
    """
    row, open_list = _own(assignment_id, rights)
    kept, book = _open(row, file_id)
    return _viewed(kept.name, book, mapping or _suggested(book, open_list, own_headings(row)), open_list, locale)


@transaction.atomic
def take_list_file(
    assignment_id: int, file_id: int, mapping: ListMapping, *, rights: Rights, replaces: bool = False,
    locale: NumberLocale = "vi",
) -> int:  # fmt: skip
    """Put the lines of a file behind those of the list, or in their place, and remember its headings.

    Returns:
        How many lines were taken.

    Raises:
        NoListColumns (REP-279), DoubtfulListFile (REP-278): nothing was kept. As `list_file` and `save_list`.
    """
    row, open_list = _own(assignment_id, rights)
    if not _is_complete(mapping, open_list):
        needed = [one for one in open_list.columns if one.needed]
        raise NoListColumns(
            columns_vi=", ".join(one.name_vi for one in needed) or "–",
            columns_en=", ".join(one.name_en for one in needed) or "–",
        )
    kept, book = _open(row, file_id)
    found = _viewed(kept.name, book, mapping, open_list, locale)
    if not found.may_be_taken:
        first = f"{found.doubts[0].address}: {found.doubts[0].message_vi}" if found.doubts else "–"
        raise DoubtfulListFile(count=len(found.doubts), first=first)
    standing = len(report_list(assignment_id, rights=rights).lines)
    wanted = Lines(found.lines, first=0 if replaces else standing, replaced=standing if replaces else 0)
    faults: tuple[ListFault, ...] = save_list(assignment_id, wanted, rights=rights, locale=locale)
    if faults:  # every value was read before: only a list that changed meanwhile could say so
        raise faults[0].error
    _remember(row, book.sheet(mapping.sheet), mapping)
    return len(found.lines)


def own_headings(row: Assignment) -> dict[str, str]:
    """What the unit's own files call the columns of a form's list, as its people said last."""
    found = ListReading.objects.filter(form_id=row.request.form_version.form_id, unit_id=row.respondent_unit_id)
    return dict(found.values_list("headings", flat=True).first() or {})


def own_list_headings(assignment_id: int, *, rights: Rights) -> dict[str, str]:
    """The same for somebody who fills the list.

    Raises:
        As `keep_list_file`.
    """
    return own_headings(_own(assignment_id, rights)[0])


def _own(assignment_id: int, rights: Rights) -> tuple[Assignment, OpenList]:
    row = visible_row(assignment_id, rights)
    _, open_list = list_of(row)
    refuse(Verb.SAVE, [row], rights)
    return row, open_list


def _open(row: Assignment, file_id: int) -> tuple[MappedWorkbook, Workbook]:
    kept = MappedWorkbook.objects.filter(pk=file_id, unit_id=row.respondent_unit_id).first()
    if kept is None:
        raise UnknownUpload(file=file_id)
    return kept, book_of(kept)


def _viewed(name: str, book: Workbook, mapping: ListMapping, open_list: OpenList, locale: NumberLocale) -> ListFileView:
    """A file with what a mapping reads of it."""
    sheet = book.sheet(mapping.sheet)
    lines, faults = read_mapped(sheet, mapping, open_list, locale) if _is_complete(mapping, open_list) else ([], [])
    doubts = [Doubt(address, one.code, one.message("vi"), one.message("en")) for address, one in faults]
    names = tuple(one.name for one in book.sheets)
    return ListFileView(name, names, corner_of(sheet), mapping, tuple(lines), tuple(doubts))


def _is_complete(mapping: ListMapping, open_list: OpenList) -> bool:
    needed = {one.code for one in open_list.columns if one.needed}
    chosen = {code for code, letters in mapping.columns.items() if column_number(letters) > 0}
    return mapping.first_row > 0 and bool(chosen) and needed <= chosen


def _suggested(book: Workbook, open_list: OpenList, own: Mapping[str, str]) -> ListMapping:
    """The sheet and the row whose texts are most like the list's headings; what is unlike is left to a person."""
    names = {
        one.code: {search_key(text) for text in (one.name_vi, one.name_en, own.get(one.code, "")) if text}
        for one in open_list.columns
    }
    best = ListMapping(book.sheets[0].name, 2)
    for sheet in book.sheets:
        for row, texts in _texts_by_row(sheet).items():
            columns = _alike(texts, names)
            if len(columns) > len(best.columns):
                best = ListMapping(sheet.name, row + 1, columns=columns)
    return best


def _texts_by_row(sheet: Worksheet) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= HEADINGS_WITHIN and cell.label:
            found.setdefault(row, {})[column] = search_key(cell.label)
    return found


def _alike(texts: Mapping[int, str], names: Mapping[str, set[str]]) -> dict[str, str]:
    """Columns by code: the same words first, then those of which one says the other's and more."""
    found: dict[str, str] = {}
    taken: set[int] = set()
    for is_same in (True, False):
        for code, known in names.items():
            for column, text in texts.items():
                fits = text in known if is_same else any(one in text or text in one for one in known)
                if code not in found and column not in taken and fits:
                    found[code] = column_letters(column)
                    taken.add(column)
    return found


def read_mapped(
    sheet: Worksheet, mapping: ListMapping, open_list: OpenList, locale: NumberLocale
) -> tuple[list[Mapping[str, str]], list[tuple[str, TinhSoError]]]:
    """Read lines as if typed, and every cell that cannot be read: (address, why)."""
    columns = [one for one in open_list.columns if column_number(mapping.columns.get(one.code, "")) > 0]
    places = {one.code: column_number(mapping.columns[one.code]) for one in columns}
    last = min(mapping.last_row or sheet.last_row, sheet.last_row, mapping.first_row + MOST_READ)
    lines: list[Mapping[str, str]] = []
    rows: list[int] = []
    faults: list[tuple[str, TinhSoError]] = []
    for row in range(mapping.first_row, last + 1):
        cells = {one.code: sheet.cell(row, places[one.code]) for one in columns}
        if all(cell.is_blank for cell in cells.values()):
            if lines and not mapping.last_row:
                if below := line_below(sheet, row, places, columns):
                    faults.append((below, LineBelowGap()))
                break
            continue
        said: dict[str, str] = {}
        for one in columns:
            try:
                said[one.code] = typed_of(cells[one.code], one, locale)
            except TinhSoError as error:
                faults.append((cells[one.code].address, error))
        lines.append(said)
        rows.append(row)
    noted = {address for address, _ in faults}
    for fault in read_lines(open_list, lines, locale)[1]:
        address = cell_address(rows[fault.line], places.get(fault.column, 1))
        if address not in noted:
            faults.append((address, fault.error))
    return lines, faults


def _remember(row: Assignment, sheet: Worksheet, mapping: ListMapping) -> None:
    """Keep the texts above the columns; a file without headings is mapped again next time."""
    above = mapping.first_row - 1
    headings = {
        code: clean_text(sheet.shown(above, column_number(letters)).label)
        for code, letters in mapping.columns.items()
        if above > 0 and column_number(letters) > 0
    }
    if headings and all(headings.values()) and len(set(headings.values())) == len(headings):
        ListReading.objects.update_or_create(
            form_id=row.request.form_version.form_id,
            unit_id=row.respondent_unit_id,
            defaults={"headings": headings, "at": trust.now()},
        )
