"""The lines below the heading of an official form: where they end, how they nest, and which could not be read.

A line that is left out is named with its cell: nothing of a form is lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tinhso.engines.reporting.logic.forms import annex_words as words
from tinhso.engines.reporting.logic.forms import form_editing as editing
from tinhso.engines.reporting.logic.forms.annex_table import Table, is_heading_row
from tinhso.engines.reporting.logic.forms.annex_words import folded
from tinhso.engines.reporting.logic.forms.form_fields import settle_numbers
from tinhso.kernel.workbooks import Worksheet, cell_address

_DASH = re.compile(r"[-+–•*]")
_GROUP = re.compile(r"[IVXLC]+|[A-Z]")
_NUMBERED = re.compile(r"\(?(?:[IVXLC]+|[A-Za-zđĐ](?:\.\d+)*|\d+(?:\.\d+)*)[.)]*|[-+–•*]")
_WIDE = re.compile(r"([IVXLC]+|[A-Z])\s*[.)/–-]\s*(\S.*)")
_NUMBER_FIRST = re.compile(r"((?:[IVXLC]+|[A-ZĐ]|[a-zđ]|\d+)[.)]|\d+(?:\.\d+)+[.)]?|[-+–•*])\s+(\S.*)")
_BLANK_ROWS = 3
"""So many empty lines end a form, unless numbered lines go on below them."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something in the file that was left out, or is to be looked at."""

    cell: str
    message_vi: str
    message_en: str

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a form in its sheet.

    Attributes:
        last: the last line that belongs to the form.
        columns: where number, name and unit of measure stand.
    """

    sheet: Worksheet
    table: Table
    roles: Mapping[int, str]
    columns: Mapping[str, int]
    last: int

    def texts(self, row: int) -> list[str]:
        return [text for at in range(1, self.sheet.last_column + 1) if (text := self.sheet.cell(row, at).label)]

    def label(self, row: int, role: str) -> str:
        """What the line says in the column of this role; merged cells say it in each of their lines."""
        return self.sheet.shown(row, self.columns[role]).label if role in self.columns else ""

    def is_numbered(self, row: int) -> bool:
        """Whether a line is certainly one of the form's: it has a number, or a unit of measure that is one."""
        number = self.sheet.cell(row, self.columns["no"]).label if "no" in self.columns else ""
        named = bool(self.label(row, "name")) and bool(_NUMBERED.fullmatch(number))
        return named or bool(words.unit_code_of(self.label(row, "unit")))

    def is_foot(self, row: int) -> bool:
        """Whether the signatures or the date begin here; “1. Lãnh đạo được tập huấn” is a line, not a signature."""
        return not self.is_numbered(row) and any(words.FOOT.match(folded(text)) for text in self.texts(row))


def find_body(sheet: Worksheet, table: Table, roles: Mapping[int, str]) -> Body:
    """Find the lines of a form: to the signatures, the next heading, or where the sheet ends."""
    columns = {role: column for column, role in reversed(list(roles.items()))}
    whole = Body(sheet, table, roles, columns, sheet.last_row)
    last, blank = table.first_row - 1, 0
    for row in range(table.first_row, sheet.last_row + 1):
        if not whole.texts(row):
            blank += 1
            continue
        goes_on = whole.is_numbered(row) or _repeats_heading(whole, row)
        if whole.is_foot(row) or (is_heading_row(sheet, row) and not goes_on):
            break
        if blank >= _BLANK_ROWS and not goes_on:
            break
        last, blank = row, 0
    return Body(sheet, table, roles, columns, last)


def rows_of(bodies: Sequence[Body], default_unit: str, notes: list[Note]) -> list[dict[str, Any]]:
    """Return the rows of a form as a draft has them; lines that could not be read are added to the notes.

    Args:
        bodies: the lines, and those that go on in tables beside.
    """
    made: list[dict[str, Any]] = []
    for body in bodies:
        _read_lines(body, made, default_unit, notes)
    return settle_numbers(made)


def _read_lines(body: Body, made: list[dict[str, Any]], default_unit: str, notes: list[Note]) -> None:
    part = False
    for row in range(body.table.first_row, body.last + 1):
        cell = body.sheet.cell(row, body.columns["name"])
        number, name = body.label(row, "no"), cell.label
        wide = _wide_heading(body, row)
        if wide is not None:
            number, name = wide
        elif "no" not in body.columns and (numbered := _NUMBER_FIRST.fullmatch(name)):
            number, name = numbered[1].rstrip(".)"), numbered[2]
        if not name:
            _note_nameless(body, row, notes)
            continue
        if _repeats_heading(body, row):
            continue
        if len(made) >= editing.MOST_ROWS:
            notes.append(_too_many(cell.address))
            break
        if words.OF_WHICH.fullmatch(name):
            part = True
            continue
        own_part = bool(words.OF_WHICH.match(name))
        name = words.OF_WHICH.sub("", name)
        own_unit = "" if wide is not None else body.label(row, "unit")
        name, unit = unit_in_name(name, own_unit or default_unit)
        if number and not _DASH.fullmatch(number):
            part = False
        spaces = (len(cell.text) - len(cell.text.lstrip())) // 2
        heading = _is_heading(body, row, number, unit)
        one = editing.new_row(made, heading=heading, indent=_indent(number, made, spaces, of_which=own_part or part))
        one |= {"name_vi": name, "stt": number or "-", "cell": cell.address}
        if not heading and (code := words.unit_code_of(unit)):
            one["unit_code"] = code
        elif own_unit and not heading:
            notes.append(_unknown_unit(cell_address(row, body.columns["unit"]), own_unit, name))
        if own_part or part:
            one["of_which"] = True
        made.append(one)


def note_what_follows(body: Body, notes: list[Note]) -> None:
    """Name the first line below the form's end that looks like one of its own, and the next table."""
    for row in range(body.last + 1, body.sheet.last_row + 1):
        if is_heading_row(body.sheet, row):
            notes.append(another_table(cell_address(row, 1)))
            return
        if body.is_numbered(row):
            at, name = cell_address(row, body.columns.get("name", 1)), body.label(row, "name")
            notes.append(
                Note(
                    at,
                    f"Ô {at} “{name}” nằm dưới phần ký, ghi chú: từ đây trở đi chưa đưa vào biểu.",
                    f"Cell {at} “{name}” stands below the signatures: from here on nothing was taken.",
                )
            )
            return


def unit_in_name(name: str, unit: str) -> tuple[str, str]:
    """“Số hộ được tập huấn (hộ)”: the bracket is the unit where it is one."""
    found = words.IN_BRACKETS.match(name)
    if found and not unit and words.unit_code_of(found[2]):
        return found[1], found[2]
    return name, unit


def _repeats_heading(body: Body, row: int) -> bool:
    """A heading printed again on the next page says what the first one says."""
    top = body.table.head_row
    return is_heading_row(body.sheet, row) and body.texts(row) == body.texts(top)


def _wide_heading(body: Body, row: int) -> tuple[str, str] | None:
    """“I. THỦ TỤC HÀNH CHÍNH” written over the whole width: its number and its name."""
    place = body.columns["name"]
    if not body.sheet.cell(row, place).merged or len(body.texts(row)) != 1:
        return None
    found = _WIDE.fullmatch(body.sheet.shown(row, place).label)
    return (found[1], found[2]) if found else None


def _is_heading(body: Body, row: int, number: str, unit: str) -> bool:
    """A line without a unit that is Roman or a letter, or that nobody writes figures in."""
    if unit:
        return False
    if _GROUP.fullmatch(number.strip(" .)")):
        return True
    figures = [one.column for one in body.table.columns if body.roles[one.column] == "figure"]
    return bool(figures) and all(body.sheet.cell(row, column).merged for column in figures)


def _indent(number: str, made: Sequence[Mapping[str, Any]], spaces: int, *, of_which: bool) -> int:
    said = number.strip(" .()")
    if re.fullmatch(r"\d+(\.\d+)+", said):
        depth = said.count(".")
    elif re.fullmatch(r"[a-zđ](\.\d+)*", said):
        depth = 1 + said.count(".")
    elif not said or _DASH.fullmatch(said):
        before = made[-1] if made else None
        is_sister = before is not None and _DASH.fullmatch(str(before.get("stt", "")))
        depth = before["indent"] + (0 if is_sister else 1) if before and not spaces else 0
    else:
        depth = 0
    return min(max(depth, spaces, 1 if of_which else 0), editing.MOST_INDENT)


def _note_nameless(body: Body, row: int, notes: list[Note]) -> None:
    said = body.texts(row)
    if not said:
        return
    at = next(at for at in range(1, body.sheet.last_column + 1) if body.sheet.cell(row, at).label)
    cell, text = cell_address(row, at), " · ".join(said)[:80]
    notes.append(
        Note(
            cell,
            f"Dòng {row} (ô {cell}: “{text}”) không có tên chỉ tiêu, chưa đưa vào biểu.",
            f"Line {row} (cell {cell}: “{text}”) has no name of an indicator; left out.",
        )
    )


def _too_many(cell: str) -> Note:
    most = editing.MOST_ROWS
    return Note(
        cell,
        f"Biểu có hơn {most} dòng: từ ô {cell} trở đi chưa đưa vào biểu.",
        f"The form has more than {most} lines: from cell {cell} on nothing was taken.",
    )


def _unknown_unit(cell: str, unit: str, name: str) -> Note:
    return Note(
        cell,
        f"Ô {cell}: chưa biết đơn vị tính “{unit}” của “{name}”; nếu tạo chỉ tiêu mới, chọn đơn vị gần nhất.",
        f"Cell {cell}: unit “{unit}” of “{name}” is not known; choose the nearest one for a new indicator.",
    )


def another_table(cell: str) -> Note:
    return Note(
        cell,
        f"Từ ô {cell} là một bảng khác, chưa đưa vào biểu: tách ra tệp riêng để đọc.",
        f"Another table begins at cell {cell}; left out: put it into a file of its own.",
    )
