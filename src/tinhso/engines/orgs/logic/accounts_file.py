"""A file of people who come, move and leave, as CSV or .xlsx: read line by line, every mistake with its place.

    username,act,title_vi,title_en,role,unit,deputy
    eakar.nhap,move,Công chức Văn phòng,,drafter,24133,eakar.moi
    eakar.moi,add,Công chức Văn hóa – xã hội,,drafter,24373,
    bmt.nhap,leave,,,,,bmt.lanhdao

`act` is `add` (a new account with a role), `move` (all its roles end, the one named begins) or `leave` (all its roles
end and the account is closed). Whoever is named as `deputy` takes over the roles that ended, and with them the tasks.
Headings, acts and roles may also be the Vietnamese words of `contracts/accounts_file.py`, with or without tones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tinhso.engines.orgs.contracts.accounts_file import ACT_WORDS, COLUMN_WORDS, ROLE_WORDS, AccountAct, AccountLine
from tinhso.engines.orgs.contracts.errors import UnreadableFile, WrongRow
from tinhso.kernel.vietnamese import search_key
from tinhso.kernel.workbooks import (
    Content,
    Workbook,
    Worksheet,
    cell_address,
    is_text_table,
    read_text_table,
    read_workbook,
)

COLUMNS = tuple(COLUMN_WORDS)
MOST_LINES = 5_000


def _spelled(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Codes by every spelling that is read as them."""
    return {search_key(spelling): str(code) for code, word in words for spelling in (code, word)}


_COLUMN_OF, _ACT_OF = _spelled(COLUMN_WORDS.items()), _spelled(ACT_WORDS.items())
_ROLE_OF = _spelled(ROLE_WORDS.items())


def read_lines(name: str, data: bytes, most_lines: int = MOST_LINES) -> tuple[list[AccountLine], list[WrongRow]]:
    """Read the file's lines, and what cannot be read of them.

    Raises:
        UnreadableFile (ORG-030): a column is missing or there are too many lines. KER-080 to KER-089: no such file.
    """
    book = read_text_table(data) if is_text_table(name, data) else read_workbook(data)
    sheet = _sheet(name, book)
    columns = _columns(name, sheet)
    numbers = sorted({row for row, _ in sheet.cells if row > 1})
    if len(numbers) > most_lines:
        raise _unreadable(name, f"quá {most_lines} dòng, hãy chia tệp", f"more than {most_lines} lines, divide it")
    lines, wrong, seen = [], [], set()
    for number in numbers:
        told = {column: sheet.cell(number, at).label for column, at in columns.items()}
        if not any(told.values()):
            continue
        told["act"] = _ACT_OF.get(search_key(told["act"]), told["act"])
        told["role"] = _ROLE_OF.get(search_key(told["role"]), told["role"])
        problems = [*_uncertain(name, sheet, number, columns), *_problems(name, number, told)]
        if told["username"].casefold() in seen:
            problems.append(_wrong(name, number, "username", told, "có hai dòng", "it stands on two lines"))
        seen.add(told["username"].casefold())
        wrong += problems
        if not problems:
            lines.append(AccountLine(name, number, act=AccountAct(told.pop("act")), **told))
    wrong += [*_under_no_heading(name, sheet), *_leaving_deputies(name, lines)]
    refused = {one.where.line for one in wrong}
    return [line for line in lines if line.number not in refused], wrong


def _sheet(name: str, book: Workbook) -> Worksheet:
    """The sheet to read: the first that is shown; a second one of the same headings would be left out."""
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    if not shown:
        raise _unreadable(name, "trang nào cũng bị ẩn", "every sheet is hidden")
    if any({_heading(one, at) for row, at in one.cells if row == 1} >= set(COLUMNS) for one in shown[1:]):
        raise _unreadable(name, "có hơn một trang tài khoản", "there is more than one sheet of accounts")
    return shown[0]


def _heading(sheet: Worksheet, column: int) -> str:
    label = sheet.cell(1, column).label
    return _COLUMN_OF.get(search_key(label), label)


def _columns(name: str, sheet: Worksheet) -> dict[str, int]:
    first = [(_heading(sheet, column), column) for row, column in sheet.cells if row == 1]
    headings = dict(first)
    repeated = [word for code, word in COLUMN_WORDS.items() if [one for one, _ in first].count(code) > 1]
    if repeated:
        raise _unreadable(
            name, f"cột {', '.join(repeated)} có hai lần", f"the columns {', '.join(repeated)} stand twice"
        )
    missing = [column for column in COLUMNS if column not in headings]
    if missing:
        names, words = ", ".join(missing), ", ".join(COLUMN_WORDS[column] for column in missing)
        raise _unreadable(name, f"thiếu cột {words} ({names})", f"the columns {names} are missing")
    return {column: headings[column] for column in COLUMNS}


def _uncertain(name: str, sheet: Worksheet, number: int, columns: dict[str, int]) -> Iterator[WrongRow]:
    """Cells that say something else than was typed."""
    for column, at in columns.items():
        cell = sheet.cell(number, at)
        told = {column: cell.label or cell.merged}
        if cell.merged:
            yield _wrong(name, number, column, told, "ô gộp nhiều dòng", "the cell is merged with others")
        elif cell.content not in (Content.TEXT, Content.NUMBER, Content.EMPTY):
            yield _wrong(name, number, column, told, "không phải chữ", "it is no text")


def _under_no_heading(name: str, sheet: Worksheet) -> Iterator[WrongRow]:
    """What stands beside the table: a comma outside quotes shifted it there, and with it the cells before."""
    headed = {at for row, at in sheet.cells if row == 1 and not sheet.cell(1, at).is_blank}
    for (row, at), cell in sorted(sheet.cells.items()):
        if row > 1 and at not in headed and not cell.is_blank:
            yield _wrong(
                name, row, "", {"": cell.label},
                f"ô {cell_address(row, at)} không có tiêu đề; chữ có dấu phẩy phải đặt trong ngoặc kép",
                f"cell {cell_address(row, at)} is under no heading; a text with a comma stands in quotes",
            )  # fmt: skip


def _leaving_deputies(name: str, lines: Collection[AccountLine]) -> Iterator[WrongRow]:
    """Whoever leaves by the same file takes over nothing."""
    leaving = {line.username for line in lines if line.act is AccountAct.LEAVE}
    for line in lines:
        if line.deputy in leaving:
            yield _wrong(name, line.number, "deputy", {"deputy": line.deputy}, "người này cũng nghỉ trong tệp",
                         "this person leaves by the same file")  # fmt: skip


def _problems(name: str, number: int, told: dict[str, str]) -> Iterator[WrongRow]:
    if not told["username"]:
        yield _wrong(name, number, "username", told, "thiếu tên đăng nhập", "the account's name is missing")
    if told["act"] not in set(AccountAct):
        words = ", ".join(f"{word} ({code})" for code, word in ACT_WORDS.items())
        yield _wrong(name, number, "act", told, f"phải là một trong: {words}", "it must be add, move or leave")
        return
    leaves = told["act"] == AccountAct.LEAVE
    for column in ("role", "unit"):
        if bool(told[column]) is leaves:
            yield _wrong(
                name, number, column, told,
                "để trống khi nghỉ (leave), phải có khi mở mới (add) và chuyển (move)",
                "empty with leave, needed with add and move",
            )  # fmt: skip
    if told["deputy"] and (told["act"] == AccountAct.ADD or told["deputy"] == told["username"]):
        yield _wrong(name, number, "deputy", told, "chỉ ghi người khác, khi chuyển (move) hoặc nghỉ (leave)",
                     "only somebody else, with move or leave")  # fmt: skip


def _wrong(name: str, number: int, column: str, told: dict[str, str], problem_vi: str, problem_en: str) -> WrongRow:
    return WrongRow(
        value=told[column], problem_vi=problem_vi, problem_en=problem_en, file=name, line=number, column=column
    )


def _unreadable(name: str, problem_vi: str, problem_en: str) -> UnreadableFile:
    return UnreadableFile(path=Path(name).name, problem_vi=problem_vi, problem_en=problem_en, file=name)
