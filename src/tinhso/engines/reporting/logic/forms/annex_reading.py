"""Reads an official form from Excel and proposes the draft of a form; nothing is stored here and nothing is guessed.

1. Find the table by its headings; merged cells become groups of columns, the line `A B 1 2` their numbers.
2. Above it: number of the form, title, legal basis, sender, receiver, period, deadline. Below it: who signs.
3. Rows: numbers (I, 1, 1.1, a, -) give the nesting, “trong đó” marks parts, the column of units the measure unit.
4. A table with units as rows and indicators as columns is turned.
What is not understood is named with its cell and left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tinhso.engines.indicators.contracts import DimensionView
from tinhso.engines.reporting.contracts import ColumnKind
from tinhso.engines.reporting.contracts.errors import UnreadableForm
from tinhso.engines.reporting.logic.forms import annex_words as words
from tinhso.engines.reporting.logic.forms import form_editing as editing
from tinhso.engines.reporting.logic.forms.annex_body import (
    Body,
    Note,
    another_table,
    find_body,
    note_what_follows,
    rows_of,
    unit_in_name,
)
from tinhso.engines.reporting.logic.forms.annex_table import (
    HeadColumn,
    Table,
    blocks_of,
    find_table,
    role_of,
    text_columns,
)
from tinhso.engines.reporting.logic.forms.annex_words import folded
from tinhso.engines.reporting.logic.forms.definition_files import ENTERABLE
from tinhso.engines.reporting.logic.forms.form_fields import settle_numbers
from tinhso.kernel import formulas
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.vietnamese import clean_text
from tinhso.kernel.workbooks import Worksheet, cell_address, read_workbook

Dimensions = Mapping[str, DimensionView]


@dataclass
class Proposal:
    """A draft as read, and what the reader could not place."""

    definition: dict[str, Any]
    notes: list[Note] = field(default_factory=list)
    is_turned: bool = False


def propose_form(data: bytes, name: str, owner: str, dimensions: Dimensions) -> Proposal:
    """Read a workbook and propose the form it shows.

    Args:
        data: the file; read safely (macros, bombs, damaged files are refused).
        name: its name, for messages and as the source.
        owner: code of the agency that will keep the form.
        dimensions: what columns may be split by.

    Raises:
        WorkbookError (KER-080 …): the file cannot be read. UnreadableForm (REP-126): no table in it.
    """
    book = read_workbook(data)
    found = [(sheet, table) for sheet in book.sheets if not sheet.hidden and (table := find_table(sheet)) is not None]
    if found:
        (sheet, table), *others = found
        proposal = _propose(sheet, table, name, owner, dimensions)
        proposal.notes += [_other_sheet(sheet, other) for other, _ in others]
        return proposal
    raise UnreadableForm(
        name=name,
        reason_vi="không thấy dòng tiêu đề có STT, Chỉ tiêu (hoặc Nội dung, Đơn vị) của một biểu.",
        reason_en="no heading row of a form with STT and Chỉ tiêu (or Nội dung, Đơn vị) was found.",
    )


def _propose(sheet: Worksheet, table: Table, file: str, owner: str, dimensions: Dimensions) -> Proposal:
    above = _texts(sheet, 1, table.head_row - 1)
    title = _title(above) or clean_text(sheet.name)
    draft = editing.empty_draft(title, "", f"Tệp {file}", owner)
    proposal = Proposal(draft)
    if header := _header(above):
        draft["header"] = header
    table, *beside = blocks_of(table)
    roles = {column.column: role_of(column) for column in table.columns}
    turned = "name" not in roles.values() and "place" in roles.values()
    body = find_body(sheet, table, roles)
    if turned:
        proposal.is_turned = True
        draft["rows"] = _rows_of_columns(sheet, table, roles, above)
        proposal.notes.append(_turned_note(sheet, table, roles, body.last))
    else:
        draft["columns"] = _columns(table, roles, dimensions, proposal)
        bodies = [body, *_going_on(body, beside, proposal)]
        draft["rows"] = rows_of(bodies, _default_unit(above), proposal.notes)
        if table.has_marks:
            draft["number_line"] = [one.mark for one in text_columns(table, roles)]
        note_what_follows(body, proposal.notes)
    if signatories := _signatories(sheet, body.last + 1):
        draft["signatories"] = signatories
    return proposal


def _going_on(body: Body, beside: Sequence[Table], proposal: Proposal) -> list[Body]:
    """The tables on the right whose headings are those of the first: its lines go on there. Others are named."""
    found = []
    for table in beside:
        if [one.path for one in table.columns] == [one.path for one in body.table.columns]:
            found.append(find_body(body.sheet, table, {one.column: role_of(one) for one in table.columns}))
        else:
            proposal.notes.append(another_table(cell_address(table.head_row, table.columns[0].column)))
    return found


def _texts(sheet: Worksheet, first: int, last: int) -> list[tuple[str, str]]:
    """(address, text) of the written cells of some rows, line breaks as lines of their own."""
    found = []
    for (row, column), cell in sorted(sheet.cells.items()):
        if first <= row <= last and not cell.is_blank:
            found += [(cell_address(row, column), clean_text(line)) for line in cell.text.splitlines() if line.strip()]
    return found


def _title(above: Sequence[tuple[str, str]]) -> str:
    titles = [text for _, text in above if words.TITLE.match(folded(text))]
    shouted = [text for _, text in above if text.isupper() and len(text) > 12 and "CỘNG HÒA" not in text]
    chosen = titles or [text for text in shouted if not folded(text).startswith(("ubnd", "uy ban", "so ", "doc lap"))]
    name = chosen[0] if chosen else ""
    return name.capitalize() if name.isupper() else name


def _header(above: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, text in above:
        if "number" not in found and words.FORM_NUMBER.match(text):
            found["number"] = text
            continue
        said = folded(text)
        for name, pattern in words.HEADER_LINES:
            if name not in found and pattern.search(said):
                shown = text.partition(":")[2].strip() if ":" in text[:30] else text.strip("()")
                if shown:
                    found[name] = shown
                break
    return found


def _default_unit(above: Sequence[tuple[str, str]]) -> str:
    """The unit of measure that a line above the table names for the whole of it."""
    return next((found[1] for _, text in above if (found := words.DEFAULT_UNIT.match(text))), "")


def _other_sheet(read: Worksheet, other: Worksheet) -> Note:
    return Note(
        other.name,
        f"Trang “{other.name}” cũng có biểu; lần này chỉ đọc trang “{read.name}”.",
        f"Sheet “{other.name}” has a form too; only sheet “{read.name}” was read.",
    )


def _columns(
    table: Table, roles: Mapping[int, str], dimensions: Dimensions, proposal: Proposal
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    figures = [column for column in table.columns if roles[column.column] in ("figure", "place")]
    items = _items(figures, dimensions)
    names_value = any(words.kind_of(one.path) is ColumnKind.VALUE for one in figures if one.column not in items)
    later: list[tuple[HeadColumn, dict[str, Any]]] = []
    for column in figures:
        dims = items.get(column.column, "")
        kind = _kind_of_item(column) if dims else words.kind_of(column.path)
        formula = column.mark.partition("=")[2].strip()
        if formula and kind not in (ColumnKind.CHANGE, ColumnKind.PLAN_SHARE):
            kind = (
                ColumnKind.VALUE
                if kind is ColumnKind.VALUE and not _has(made, ColumnKind.VALUE)
                else ColumnKind.FORMULA
            )
        if kind is None and not names_value and not _has(made, ColumnKind.VALUE):
            kind = ColumnKind.VALUE
        if kind is None or (kind is not ColumnKind.FORMULA and _has(made, kind, dims)):
            proposal.notes.append(_left_out(column))
            continue
        one = editing.new_column(kind, made, dims) | {"name_vi": column.name, "name_en": column.name}
        if len(column.path) > 1:
            one["groups_vi"] = list(column.path[:-1])[-3:]
        if column.mark:
            one["number"] = _without_brackets(column.mark)
        if kind in (ColumnKind.PLAN, ColumnKind.ESTIMATE):
            one["entered"] = True
        made.append(one)
        if kind is ColumnKind.FORMULA:
            later.append((column, one))
    if not _has(made, ColumnKind.VALUE):
        made.insert(0, editing.new_column(ColumnKind.VALUE, made))
    if any(one["kind"] == ColumnKind.VALUE and one.get("dims") for one in made):
        next(one for one in made if one["code"] == ColumnKind.VALUE)["entered"] = False
    numbers = {_number_of(one.mark) for one in table.columns} - {""}
    for column, one in later:
        _put_formula(column, one, made, numbers, proposal)
    return made


def _has(made: Sequence[Mapping[str, Any]], kind: ColumnKind, dims: str = "") -> bool:
    return any(one["kind"] == kind and one.get("dims", "") == dims for one in made)


def _kind_of_item(column: HeadColumn) -> ColumnKind | None:
    """What “Nữ” under “Kế hoạch” is: a plan. Only what is entered can be split; the rest is left out by name."""
    kind = words.kind_of(column.path[:-1]) if len(column.path) > 1 else ColumnKind.VALUE
    kind = kind or ColumnKind.VALUE
    return kind if kind in ENTERABLE else None


def _items(figures: Sequence[HeadColumn], dimensions: Dimensions) -> dict[int, str]:
    """Columns that are items of a dimension, by their exact word: “Nam” is a sex, “Năm” is none."""
    names = {
        clean_text(item.name_vi).casefold(): f"{view.code}={item.code}"
        for view in dimensions.values()
        for item in view.items
    }
    found = {}
    for column in figures:
        said = clean_text(words.OF_WHICH.sub("", column.name)).strip(" :").casefold()
        if said in names:
            found[column.column] = names[said]
    return found


def _without_brackets(mark: str) -> str:
    """“(1)=(2)+(3)” is 1=2+3."""
    return re.sub(r"\((\d+|[A-Ea-e])\)", r"\1", mark)


def _number_of(mark: str) -> str:
    return _without_brackets(mark).partition("=")[0].strip()


def _put_formula(
    column: HeadColumn, one: dict[str, Any], made: list[dict[str, Any]], numbers: set[str], proposal: Proposal
) -> None:
    """Give a column its formula; one that names a column left out is left out too: its “1” is no constant."""
    said = _without_brackets(column.mark).partition("=")[2].rstrip("% ")
    present = {_number_of(str(each.get("number", ""))) for each in made}
    is_whole = not (set(re.findall(r"\d+", said)) & numbers) - present
    try:
        text = editing.formula_in_codes(said, [each for each in made if each is not one])
        node = formulas.parse_formula(text) if is_whole else None
        used = set(formulas.codes(node)) if node else set()
    except TinhSoError:
        used, node = set(), None
    known = {each["code"] for each in made if each["kind"] != ColumnKind.FORMULA}
    if node is None or not used or not used <= known:
        made.remove(one)
        proposal.notes.append(_left_out(column))
        return
    percent = "%" in column.name or "ty le" in folded(" ".join(column.path))
    one |= {"formula": formulas.to_json(node), "decimals": 1, "as_percent": percent and "100" not in said}


def _left_out(column: HeadColumn) -> Note:
    cell = cell_address(1, column.column).rstrip("1")
    name = " › ".join(column.path)
    return Note(
        cell,
        f"Cột {cell} “{name}” chưa hiểu, chưa đưa vào biểu.",
        f"Column {cell} “{name}” is not understood; left out.",
    )


def _rows_of_columns(
    sheet: Worksheet, table: Table, roles: Mapping[int, str], above: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    default = _default_unit(above)
    made: list[dict[str, Any]] = []
    opened: tuple[str, ...] = ()
    number = 0
    for column in table.columns:
        if roles[column.column] != "figure" or words.kind_of([column.name]) is ColumnKind.NOTE:
            continue
        groups = column.path[:-1]
        for depth, group in enumerate(groups):
            if groups[: depth + 1] != opened[: depth + 1]:
                heading = editing.new_row(made, heading=True, indent=depth)
                made.append(
                    heading
                    | {
                        "name_vi": group,
                        "stt": "ABCDEFGHIJ"[sum("A" <= str(one.get("stt", "")) <= "J" for one in made) % 10],
                    }
                )
        opened = groups
        name, unit = unit_in_name(column.name, "")
        number += 1
        address = cell_address(table.head_row, column.column)
        one = editing.new_row(made, indent=len(groups)) | {"name_vi": name, "stt": str(number), "cell": address}
        if code := words.unit_code_of(unit or default):
            one["unit_code"] = code
        made.append(one)
    return settle_numbers(made)


def _turned_note(sheet: Worksheet, table: Table, roles: Mapping[int, str], last: int) -> Note:
    place = next(column for column, role in roles.items() if role == "place")
    count = sum(bool(sheet.cell(row, place).label) for row in range(table.first_row, last + 1))
    cell = cell_address(table.head_row, place)
    return Note(
        cell,
        f"Bảng xếp {count} đơn vị theo dòng, chỉ tiêu theo cột: mỗi cột thành một dòng, đơn vị chọn khi giao báo cáo.",
        f"{count} units stand in rows, indicators in columns: each column became a row; choose units when assigning.",
    )


def _signatories(sheet: Worksheet, first: int) -> list[dict[str, str]]:
    found = []
    for row in range(first, min(sheet.last_row, first + 12) + 1):
        for column in range(1, sheet.last_column + 1):
            text = sheet.cell(row, column).label
            if not text or not words.SIGNATORY.match(folded(text)):
                continue
            title = text.capitalize() if text.isupper() else text
            below = sheet.cell(row + 1, column).label
            one = {"title_vi": title, "title_en": title}
            if below.startswith("("):
                one["note_vi"] = below
            found.append(one)
        if found:
            break
    return found
