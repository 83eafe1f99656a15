"""How a consolidation's workbook is recognised again: hidden identities of its columns, units and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tinhso.engines.indicators.contracts import SpaceRule
from tinhso.engines.reporting.contracts import AdjustmentView, ConsolidationColumn, ConsolidationTotal

MARK: Final = "tinhso-tong-hop/1"
STAMP_SHEET: Final = "_tinhso"
UNIT: Final = "don-vi:"
LINE: Final = "dong:"
NEW: Final = "moi:"
NUMBER, NAME, REASON = "#stt", "#ten", "#lydo"
NEW_LINES: Final = 15
"""Empty lines that a department finds to fill."""
UNITS_TOTAL: Final = {"vi": "Cộng các đơn vị", "en": "Sum of the units"}
TOTAL: Final = {"vi": "Tổng cộng lúc tải về", "en": "Total at the download"}
"""Names of the rows without an identity: totals, worked out and never read."""
FACTS: Final = 10
"""Rows of the hidden sheet for the facts of the file; below them one row for each unit and each line."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as a row of the workbook: its figures by row of the form."""

    line: str
    title_vi: str
    reason: str
    figures: dict[str, AdjustmentView]


def line_rows(columns: Sequence[ConsolidationColumn], totals: Mapping[str, ConsolidationTotal]) -> tuple[LineRow, ...]:
    """Return the agency's lines as rows, in the order they were made."""
    rows: dict[str, LineRow] = {}
    found = [(line, column.row.no) for column in columns for line in totals[column.row.no].adjustments]
    for line, row_no in sorted(found, key=lambda pair: pair[0].id):
        row = rows.setdefault(line.line, LineRow(line.line, line.title_vi, line.reason, {}))
        row.figures[row_no] = line
    return tuple(rows.values())


def is_adjustable(column: ConsolidationColumn) -> bool:
    """Whether lines may be added to a total: it is the sum of what units say, not a formula's, and not of one item."""
    definition = column.definition
    return definition.space_rule is SpaceRule.SUM and definition.formula is None and not column.part
