"""A workbook on its way out: formats made once, figures as exact numbers or as text.

Everything is written as text or number: a text that begins with “=” stays a text, and no macro, link or formula of
anybody's making leaves these modules.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.reporting.contracts import Quantity
from tinhso.engines.reporting.logic.excel.words import shown_text
from tinhso.kernel.quantities import Operator

PERCENT = "percent"
KEPT_DIGITS = 15
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
TINTS = {"known": "#DCECE7", "entry": "#FFFFFF", "shown": "#F3F2EE", "head": "#EFEDE6"}
UNPROTECTED = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_columns": True, "insert_rows": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip


def open_book(out: io.BytesIO, title: str, now: datetime) -> Any:
    """Begin a workbook in memory in which no text becomes a formula, a number or a link."""
    import xlsxwriter  # loaded with the first workbook, not at every start

    safely = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, safely)
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    return book


@dataclass
class Book:
    """A workbook on its way: formats are made once for each combination."""

    book: Any
    sheet: Any
    language: str
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(FONT | wanted)
        return self.formats[key]

    def text(self, row: int, column: int, text: str, **wanted: Any) -> None:
        self.sheet.write_string(row, column, text, self.style(**wanted))

    def number(self, row: int, column: int, quantity: Quantity, decimals: int, shown: str, **wanted: Any) -> None:
        """Write a figure as a number where a binary fraction keeps it exactly, else as text; `shown` is its format."""
        style = self.style(num_format=shown, **wanted)
        value = quantity.value
        if value is not None and quantity.operator is Operator.EQUAL and len(value.as_tuple().digits) <= KEPT_DIGITS:
            held = value / 100 if shown.endswith("%") else value
            self.sheet.write_number(row, column, float(held), style)
        elif text := shown_text(quantity, decimals, self.language):
            self.sheet.write_string(row, column, text, style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def across(self, row: int, first: int, last: int, text: str, **wanted: Any) -> None:
        """Write a text over several columns."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.style(**wanted))
        self.text(row, first, text, **wanted)


def number_format(definition: DefinitionView) -> str:
    """How a figure of an indicator is shown: `#,##0.0`, and in percent `0.0%` (then the cell holds a hundredth)."""
    return format_of(definition.decimals, percent=definition.measure_unit == PERCENT)


def format_of(decimals: int, *, percent: bool) -> str:
    point = "." + "0" * decimals if decimals else ""
    return f"0{point}%" if percent else f"#,##0{point}"
