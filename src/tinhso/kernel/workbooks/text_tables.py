"""Tables kept as text (CSV): the exports of other systems, read into the same cells as a workbook's sheet.

Every cell is a text: what number it says is decided where figures are read, never here. The separator is the one that
cuts the lines alike; where two would do, the file is refused.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from tinhso.kernel.workbooks.cells import Content, SheetCell, Workbook, Worksheet
from tinhso.kernel.workbooks.errors import NotAWorkbook, UnclearSeparator, UnreadableText, WorkbookTooLarge
from tinhso.kernel.workbooks.limits import DEFAULT_LIMITS, MEGABYTE, Limits

SEPARATORS = (",", ";", "\t", "|")
SHEET = "CSV"
_LONGEST_FIELD = 32_767
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def is_text_table(name: str, data: bytes) -> bool:
    """Whether a file is to be read as a table of text: by its name, unless its bytes say that it is something else."""
    return name.lower().endswith((".csv", ".tsv", ".txt")) and not data.startswith(_NOT_TEXT)


def read_text_table(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read a CSV file as a workbook of one sheet.

    Args:
        data: UTF-8, with or without a mark at its beginning; separated by comma, semicolon, tab or bar.

    Raises:
        NotAWorkbook (KER-080): empty. WorkbookTooLarge (KER-082), UnreadableText (KER-088), UnclearSeparator (KER-089).
    """
    if len(data) > limits.file_bytes:
        found, most = f"{len(data) / MEGABYTE:.0f} MB", f"{limits.file_bytes / MEGABYTE:.0f} MB"
        raise WorkbookTooLarge(what_vi="dung lượng", what_en="a size of", found=found, limit=most)
    text = _decode(data)
    if not text.strip():
        raise NotAWorkbook(found_vi="tệp rỗng", found_en="empty")
    lines = _cut(text, _separator(text))
    if (count := sum(map(len, lines))) > limits.cells:
        raise WorkbookTooLarge(
            what_vi="số ô", what_en="a number of cells above", found=str(count), limit=str(limits.cells)
        )
    cells = {
        (row, column): SheetCell(row, column, Content.TEXT, field)
        for row, line in enumerate(lines, start=1)
        for column, field in enumerate(line, start=1)
        if field.strip()
    }
    return Workbook((Worksheet(SHEET, False, cells),))


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(line=data.count(b"\n", 0, error.start) + 1) from error
    if "\x00" in text:
        raise UnreadableText(line=text.count("\n", 0, text.index("\x00")) + 1)
    return text


def _cut(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            # Counted here: the reader's own limit is one for everything that the process reads.
            if max(map(len, line), default=0) > _LONGEST_FIELD:
                raise UnreadableText(line=reader.line_num)
            lines.append(line)
    except csv.Error as error:
        raise UnreadableText(line=text.count("\n") + 1) from error
    return lines


def _separator(text: str) -> str:
    """The separator that cuts most lines into the same number of fields, two or more."""
    agreeing: dict[str, int] = {}
    for separator in SEPARATORS:
        try:
            widths = Counter(len(line) for line in _cut(text, separator) if any(field.strip() for field in line))
        except UnreadableText:
            continue
        agreeing[separator] = max((count for width, count in widths.items() if width > 1), default=0)
    best = max(agreeing.values(), default=0)
    found = [separator for separator, count in agreeing.items() if count == best]
    if best == 0:
        return ","  # one column: any separator reads it alike
    if len(found) > 1:
        raise UnclearSeparator(found=" ".join("tab" if one == "\t" else one for one in found))
    return found[0]
