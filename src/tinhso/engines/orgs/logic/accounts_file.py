"""A file of people who come, move and leave, as CSV or .xlsx: read line by line, every mistake with its place.

    username,act,title_vi,title_en,role,unit,deputy
    eakar.nhap,move,Công chức Văn phòng,,drafter,24133,eakar.moi
    eakar.moi,add,Công chức Văn hóa – xã hội,,drafter,24373,
    bmt.nhap,leave,,,,,bmt.lanhdao

`act` is `add` (a new account with a role), `move` (all its roles end, the one named begins) or `leave` (all its roles
end and the account is closed). Whoever is named as `deputy` takes over the roles that ended, and with them the tasks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tinhso.engines.orgs.contracts.errors import UnreadableFile, WrongRow
from tinhso.kernel.workbooks import Worksheet, is_text_table, read_text_table, read_workbook

COLUMNS = ("username", "act", "title_vi", "title_en", "role", "unit", "deputy")
MOST_LINES = 5_000


class Act(StrEnum):
    """What happens to an account."""

    ADD = "add"
    MOVE = "move"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file."""

    file: str
    number: int
    username: str
    act: Act
    title_vi: str
    title_en: str
    role: str
    unit: str
    deputy: str


def read_lines(name: str, data: bytes) -> tuple[list[Line], list[WrongRow]]:
    """Read the file's lines, and what cannot be read of them.

    Raises:
        UnreadableFile (ORG-030): a column is missing or there are too many lines. KER-080 to KER-089: no such file.
    """
    book = read_text_table(data) if is_text_table(name, data) else read_workbook(data)
    sheet = next((sheet for sheet in book.sheets if not sheet.hidden), None)
    if sheet is None:
        raise _unreadable(name, "trang nào cũng bị ẩn", "every sheet is hidden")
    columns = _columns(name, sheet)
    numbers = sorted({row for row, _ in sheet.cells if row > 1})
    if len(numbers) > MOST_LINES:
        raise _unreadable(name, f"quá {MOST_LINES} dòng", f"more than {MOST_LINES} lines")
    lines, wrong, seen = [], [], set()
    for number in numbers:
        told = {column: sheet.cell(number, at).label for column, at in columns.items()}
        if not any(told.values()):
            continue
        problems = list(_problems(name, number, told))
        if told["username"] in seen:
            problems.append(_wrong(name, number, "username", told, "có hai dòng", "it stands on two lines"))
        seen.add(told["username"])
        wrong += problems
        if not problems:
            lines.append(Line(name, number, act=Act(told.pop("act")), **told))
    return lines, wrong


def _columns(name: str, sheet: Worksheet) -> dict[str, int]:
    headings = {sheet.cell(row, column).label.casefold(): column for row, column in sheet.cells if row == 1}
    missing = [column for column in COLUMNS if column not in headings]
    if missing:
        names = ", ".join(missing)
        raise _unreadable(name, f"thiếu cột {names}", f"the columns {names} are missing")
    return {column: headings[column] for column in COLUMNS}


def _problems(name: str, number: int, told: dict[str, str]) -> Iterator[WrongRow]:
    if not told["username"]:
        yield _wrong(name, number, "username", told, "thiếu tên đăng nhập", "the account's name is missing")
    if told["act"] not in set(Act):
        yield _wrong(name, number, "act", told, "phải là add, move hoặc leave", "it must be add, move or leave")
        return
    leaves = told["act"] == Act.LEAVE
    for column in ("role", "unit"):
        if bool(told[column]) is leaves:
            yield _wrong(
                name, number, column, told,
                "để trống khi leave, phải có khi add và move", "empty with leave, needed with add and move",
            )  # fmt: skip
    if told["deputy"] and (told["act"] == Act.ADD or told["deputy"] == told["username"]):
        yield _wrong(name, number, "deputy", told, "chỉ ghi người khác, khi move hoặc leave",
                     "only somebody else, with move or leave")  # fmt: skip


def _wrong(name: str, number: int, column: str, told: dict[str, str], problem_vi: str, problem_en: str) -> WrongRow:
    return WrongRow(
        value=told[column], problem_vi=problem_vi, problem_en=problem_en, file=name, line=number, column=column
    )


def _unreadable(name: str, problem_vi: str, problem_en: str) -> UnreadableFile:
    return UnreadableFile(path=Path(name).name, problem_vi=problem_vi, problem_en=problem_en, file=name)
