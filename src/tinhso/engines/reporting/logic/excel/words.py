"""What the workbook says, in both languages, and what a person may write instead of a number."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.reporting.contracts import CellKind, Quantity
from tinhso.kernel.quantities import format_number, plain_text
from tinhso.kernel.vietnamese import fold

WORDS: Final = {
    "vi": {
        "form": "Biểu số",
        "period": "Kỳ báo cáo",
        "due": "Hạn gửi",
        "unit": "Đơn vị báo cáo",
        "on_behalf": "nhập thay",
        "receiver": "Đơn vị nhận báo cáo",
        "basis": "Căn cứ",
        "illustrative": "Số liệu minh họa",
        "guide": "Điền các ô trắng. Ô nền xanh là số hệ thống đã có: muốn sửa thì ghi lý do vào cột Ghi chú. "
        "Không có số thì chọn trong danh sách ở ô. Số viết dạng chữ đọc theo cách viết Việt Nam (1.234,5).",
        "no": "STT",
        "name": "Chỉ tiêu",
        "measure": "Đơn vị tính",
        "note": "Ghi chú",
        "drafter": "NGƯỜI LẬP BIỂU",
        "leader": "THỦ TRƯỞNG ĐƠN VỊ",
        "sign": "(Ký, ghi rõ họ tên)",
        "sign_leader": "(Ký, đóng dấu, ghi rõ họ tên)",
        "sheet": "Biểu",
        "list_sheet": "Danh sách",
        "list_guide": "Mỗi dòng một mục, dưới các tiêu đề. Thêm, bớt, sửa dòng rồi tải tệp lên: dòng trong tệp thay "
        "danh sách trên hệ thống.",
        "known_title": "Hệ thống đã có số này",
        "known_hint": "Muốn sửa thì gõ số khác và ghi lý do vào cột Ghi chú.",
        "entry_title": "Nhập số",
        "entry_hint": "Gõ số, hoặc chọn trong danh sách khi không có số.",
    },
    "en": {
        "form": "Form",
        "period": "Period",
        "due": "Due",
        "unit": "Reporting unit",
        "on_behalf": "on behalf of",
        "receiver": "Receives the report",
        "basis": "Legal basis",
        "illustrative": "Illustrative figures",
        "guide": "Fill the white cells. Tinted cells hold what the system already knows: to change one, give the "
        "reason in the column Note. Where there is no figure, choose from the list of the cell. Numbers kept as text "
        "are read the English way (1,234.5).",
        "no": "No.",
        "name": "Indicator",
        "measure": "Measure unit",
        "note": "Note",
        "drafter": "DRAWN UP BY",
        "leader": "HEAD OF THE UNIT",
        "sign": "(signature, full name)",
        "sign_leader": "(signature, seal, full name)",
        "sheet": "Form",
        "list_sheet": "List",
        "list_guide": "One item a line, below the headings. Add, remove or change lines and upload the file: its "
        "lines take the place of the list in the system.",
        "known_title": "The system has this figure",
        "known_hint": "To change it, type another one and give the reason in the column Note.",
        "entry_title": "Enter a figure",
        "entry_hint": "Type a number, or choose from the list where there is none.",
    },
}
INSTEAD: Final = {
    CellKind.ZERO: ("không phát sinh", "nothing occurred"),
    CellKind.NOT_APPLICABLE: ("không áp dụng", "not applicable"),
    CellKind.REFUSED: ("không cung cấp", "not provided"),
    CellKind.CARRIED: ("giữ như kỳ trước", "same as before"),
}
KIND_OF_WORDS: Final = {fold(words): kind for kind, pair in INSTEAD.items() for words in pair}


def speak(language: str) -> dict[str, str]:
    """The words of one language."""
    return WORDS["en" if language.startswith("en") else "vi"]


def instead(kind: CellKind, language: str) -> str:
    """What a cell says instead of a number."""
    return INSTEAD[kind][1 if language.startswith("en") else 0]


def said_text(quantity: Quantity) -> str:
    """A figure in canonical text, the same whatever the language: `405`, `> 96.5`, `!not_applicable`, empty."""
    if quantity.value is not None:
        sign = quantity.operator.symbol
        exact = plain_text(quantity.value.normalize() if quantity.value else Decimal(0))
        return exact if sign == "=" else f"{sign} {exact}"
    return f"!{quantity.missing.code}" if quantity.missing in (Missing.NOT_APPLICABLE, Missing.REFUSED) else ""


def shown_text(quantity: Quantity, decimals: int, language: str) -> str:
    """A figure as text of a cell, where a plain number would not do."""
    if quantity.value is None:
        kinds = {Missing.NOT_APPLICABLE: CellKind.NOT_APPLICABLE, Missing.REFUSED: CellKind.REFUSED}
        kind = kinds.get(quantity.missing)
        return instead(kind, language) if kind else ""
    sign = quantity.operator.symbol
    number = format_number(quantity.value, language, decimals).replace("\u2212", "-")
    return number if sign == "=" else f"{sign} {number}"
