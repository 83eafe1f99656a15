"""The figure cards of a board as CSV: the same numbers, the same words about what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.insight.logic.board.view import BoardView
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.quantities import plain_text

COLUMNS = (
    "indicator", "name", "unit", "period", "value", "operator", "measure_unit", "received", "expected", "status",
    "compared_with", "percent", "points",
)  # fmt: skip


def board_csv(board: BoardView) -> str:
    """Return one line for each figure card, machine numbers, UTF-8 with `\\n`."""
    told = [said for card in board.section("cards") if (said := card.context.get("said")) and said["row"] is not None]
    return csv_text([COLUMNS, *(_line(board, said["row"], said["compared"]) for said in told)])


def _line(board: BoardView, row: FigureRow, compared: Any) -> Iterator[object]:
    definition = board.figures.definition(row.indicator)
    comparison = compared.comparison if compared else None
    yield from (row.indicator, definition.name(board.choice.language), row.unit_code, row.period.code)
    yield from (_text(row.value), row.operator.symbol, definition.measure_unit, row.received, row.expected)
    yield row.status.code if row.status else ""
    yield compared.words if comparison else ""
    yield _text(comparison.percent) if comparison else ""
    yield _text(comparison.points) if comparison else ""


def _text(value: Any) -> str:
    return "" if value is None else plain_text(value)
