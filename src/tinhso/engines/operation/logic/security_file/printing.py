"""The description as an official paper, in Vietnamese, for Word, PDF and Excel."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import FileSection, FileTable, Scheme, SecurityFile
from tinhso.engines.operation.logic.security_file.describing import describe
from tinhso.engines.operation.logic.security_file.drawing import draw, title_of
from tinhso.kernel.papers import (
    Block,
    Letterhead,
    Paper,
    PaperCell,
    PaperColumn,
    PaperDrawing,
    PaperRow,
    PaperTable,
    PaperText,
    TextKind,
)
from tinhso.web_kit.display import show_datetime

NAME = "ho-so-cap-do"
_LEAST_WEIGHT, _MOST_WEIGHT = 6, 100


def security_paper() -> Paper:
    """Return the file as a paper for `render`; the office writes its name, number and signature itself."""
    with translation.override("vi"):
        return lay_out(describe())


def lay_out(told: SecurityFile) -> Paper:
    """Lay a description out, in the language in which it was made (a paper of an office is Vietnamese)."""
    return Paper(
        file_name=NAME,
        letterhead=Letterhead("", "………………………", year=told.at.year),
        title=_("Tài liệu cho hồ sơ cấp độ an toàn hệ thống thông tin").upper(),
        subtitle=_("Do hệ thống đang chạy lập, lúc %(at)s, phiên bản %(version)s")
        % {"at": show_datetime(told.at), "version": told.version},
        made_at=told.at,
        blocks=tuple(
            block
            for number, section in enumerate(told.sections, start=1)
            for block in _blocks(number, section, told.scheme)
        ),
        landscape=True,
    )


def _blocks(number: int, section: FileSection, scheme: Scheme) -> Iterator[Block]:
    yield PaperText(f"{number}. {section.title}", TextKind.HEADING)
    yield from (PaperText(sentence) for sentence in section.said)
    if section.key == "scheme":
        yield PaperDrawing(draw(scheme, alone=True), title_of(scheme))
    for table in section.tables:
        # A caption of its own line: what stands in a table is data, and a reader looks for headings.
        yield PaperText(table.caption, TextKind.GROUND)
        yield _table(table)
    if section.missing:
        yield PaperText(_("Chưa có"), TextKind.GROUND)
        yield from (PaperText(f"- {sentence}") for sentence in section.missing)


def _table(table: FileTable) -> PaperTable:
    columns = tuple(
        PaperColumn(str(place), (head,), "", _weight(table, place), "right" if is_number else "left")
        for place, (head, is_number) in enumerate(table.headed)
    )
    rows = tuple(
        PaperRow(str(place), tuple(PaperCell(text) for text in row)) for place, row in enumerate(table.rows, start=1)
    )
    return PaperTable(columns, rows)


def _weight(table: FileTable, place: int) -> int:
    """As wide as its texts ask for, within bounds that leave room to the others."""
    texts = [*table.columns[place].split(), *(row[place] for row in table.rows)]
    return min(max(max(map(len, texts)), _LEAST_WEIGHT), _MOST_WEIGHT)
