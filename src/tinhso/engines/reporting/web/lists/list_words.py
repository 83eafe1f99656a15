"""Values of a list as the page shows them and as its fields hold them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tinhso.engines.reporting.contracts.lists import ListSheet, Value
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.quantities import format_number
from tinhso.web_kit.display import language


def value_text(value: Value) -> str:
    """`1.234,5`, `17/11/2026`, or the text; empty for what was not written."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_number(value, number_locale())
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def figures_text(sheet: ListSheet) -> str:
    """What a list gives to its form, in a line: `Điểm phát 3 · Lượt dùng 1.250`."""
    english = language().startswith("en")
    return " · ".join(f"{en if english else vi} {value_text(value)}" for _no, vi, en, value in sheet.figures)
