"""Papers for the tests: a report with a table of headings in two rows, and readers of the three formats."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import docx
import openpyxl

from tinhso.kernel.papers import (
    Letterhead,
    Paper,
    PaperAttachment,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    PaperText,
    SignatureBlock,
    TextKind,
    Verification,
    number_cell,
)

MADE_AT = datetime(2026, 11, 17, 9, 2, tzinfo=UTC)
COLUMNS = (
    PaperColumn("no", ("TT",), "A", 6, "center"),
    PaperColumn("name", ("Chỉ tiêu",), "B", 40, "left"),
    PaperColumn("value", ("Số liệu", "Kỳ này"), "1", 14),
    PaperColumn("previous", ("Số liệu", "Kỳ trước"), "2", 14),
    PaperColumn("share", ("So sánh",), "3=1/2", 14),
)


def a_row(no: str, name: str, value: Decimal, previous: Decimal, share: Decimal, decimals: int = 0) -> PaperRow:
    cells = (number_cell(value, decimals), number_cell(previous, decimals), number_cell(share, 1, is_percent=True))
    return PaperRow(no, (PaperCell(no), PaperCell(name), *cells))


def a_paper(*rows: PaperRow, landscape: bool = False) -> Paper:
    table = PaperTable(COLUMNS, rows or (a_row("1", "Hồ sơ tiếp nhận", Decimal(405), Decimal(412), Decimal("98.3")),))
    return Paper(
        file_name="bao-cao",
        letterhead=Letterhead(
            "UBND TỈNH ĐẮK LẮK", "UBND XÃ EA KAR", "0123/BC-UBND", place="Ea Kar", on=date(2026, 2, 7)
        ),
        title="BÁO CÁO",
        subtitle="Chuyển đổi số tháng 11/2026",
        made_at=MADE_AT,
        marks=("Số liệu minh họa",),
        facts=(("Kỳ báo cáo", "15/10/2026–14/11/2026"),),
        blocks=(PaperText("Căn cứ Nghị định số 09/2019/NĐ-CP;", TextKind.GROUND), table),
        signatures=(SignatureBlock("PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH", ("Đã phê duyệt lúc 16:02 ngày 17/11/2026",)),),
        recipients=("Lưu: VT.",),
        verification=Verification("3F2A-91BC", "48.211", "http://localhost:8000/viec/1/phieu/1"),
        attachments=(PaperAttachment("so-lieu.json", "application/json", b'{"rows":[]}', "Số liệu"),),
        landscape=landscape,
    )


def word_text(content: bytes) -> str:
    """All text of a Word file in its order, tables included."""
    document = docx.Document(io.BytesIO(content))
    paragraphs = document.element.body.iter("{*}p")
    return "\n".join("".join(_piece(piece) for piece in paragraph.iter("{*}t", "{*}br")) for paragraph in paragraphs)


def sheet_values(content: bytes) -> list[list[object]]:
    """The rows of an Excel file as it stores them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def _piece(piece: Any) -> str:
    return str(piece.text) if piece.tag.endswith("}t") else " "
