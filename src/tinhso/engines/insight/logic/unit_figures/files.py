"""A unit's figures as files: CSV for machines, and the same list as a paper in official layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import translation

from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.unit_figures.page import UnitFigures
from tinhso.engines.insight.logic.unit_figures.uses import OwnLine
from tinhso.engines.insight.logic.unit_figures.words import line_name, source_words, state_words, use_words
from tinhso.engines.insight.logic.words import missing_word, unit_name
from tinhso.engines.reporting.api import letterhead_of
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.papers import (
    EMPTY_CELL,
    Paper,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    number_cell,
)
from tinhso.kernel.quantities import Operator, format_number, plain_text

COLUMNS = (
    "unit", "indicator", "name", "dims", "period", "value", "operator", "measure_unit", "missing", "status", "source",
    "entry", "awaited_request", "awaited_due", "agencies", "uses",
)  # fmt: skip
# What a spreadsheet takes for a formula; a name that begins so is kept as text.
_HEADS = (
    ("no", "TT", 5, "center"), ("name", "Chỉ tiêu", 30, "left"), ("measure_unit", "Đơn vị tính", 9, "center"),
    ("value", "Số mới nhất", 12, "right"), ("period", "Kỳ", 11, "center"), ("source", "Nguồn", 13, "left"),
    ("state", "Trạng thái", 11, "left"), ("entry", "Bản ghi", 9, "center"), ("uses", "Nơi dùng", 44, "left"),
)  # fmt: skip


def figures_csv(page: UnitFigures, language: str) -> str:
    """Return one line for each figure: machine numbers, codes, UTF-8 with `\\n`."""
    return csv_text([COLUMNS, *(map(str, _fields(page, line, language)) for line in page.lines)])


def _fields(page: UnitFigures, line: OwnLine, language: str) -> Iterator[object]:
    figure, awaited, definition = line.figure, line.awaited, line.definition
    yield from (page.unit.code, definition.code, definition.name(language), line.dims)
    yield figure.period.code if figure else ""
    yield plain_text(figure.value) if figure and figure.value is not None else ""
    yield figure.operator.symbol if figure and figure.value is not None else ""
    yield definition.measure_unit
    yield figure.missing.code if figure else "not_reported"
    yield figure.status.code if figure and figure.status else ""
    yield figure.source.code if figure else ""
    yield figure.entry_id or "" if figure else ""
    yield awaited.code if awaited else ""
    yield awaited.due_at.isoformat() if awaited and awaited.due_at else ""
    yield " ".join(unit.code for unit in line.agencies)
    yield "; ".join(use_words(use) for use in line.uses)


def figures_paper(page: UnitFigures, made_at: datetime) -> Paper:
    """Return the list as a paper; papers speak Vietnamese whatever the reader's language."""
    with translation.override("vi"):
        rows = tuple(_row(page, line, number) for number, line in enumerate(page.lines, start=1))
        columns = tuple(PaperColumn(key, (head,), "", weight, align) for key, head, weight, align in _HEADS)
        name = page.unit.name("vi")
        illustrative = any(line.definition.illustrative for line in page.lines)
        return Paper(
            file_name=f"so-cua-don-vi-{page.unit.code.lower().replace('.', '-')}",
            letterhead=letterhead_of(page.unit, in_vietnam(made_at).date()),
            title="SỐ LIỆU CỦA ĐƠN VỊ",
            subtitle=f"Số mới nhất của từng chỉ tiêu và nơi dùng, {name}",
            made_at=made_at,
            marks=("Số liệu minh họa",) if illustrative else (),
            facts=(
                ("Số chỉ tiêu", f"{len(page.lines)}/{page.total}"),
                ("Đang chờ số", str(page.awaited)),
                ("Không phải nhập từ", f"{page.record.since:%d/%m/%Y}: {page.record.known + page.record.reused} ô"),
            ),
            blocks=(PaperTable(columns, rows),),
            landscape=True,
        )


def _row(page: UnitFigures, line: OwnLine, number: int) -> PaperRow:
    figure = line.figure
    texts = (
        PaperCell(str(number)), PaperCell(line_name(line, page.dimensions)), PaperCell(unit_name(line.definition)),
        _figure(line), PaperCell(figure.period.short_label("vi") if figure else ""), PaperCell(source_words(line)),
        PaperCell(state_words(line) or ("đang chờ" if line.awaited else "")),
        PaperCell(str(figure.entry_id) if figure and figure.entry_id else ""),
        PaperCell("; ".join(use_words(use) for use in line.uses)),
    )  # fmt: skip
    return PaperRow(f"{line.definition.code}/{line.dims}", texts)


def _figure(line: OwnLine) -> PaperCell:
    figure = line.figure
    if figure is None:
        return EMPTY_CELL
    if figure.value is None:
        return PaperCell(missing_word(figure.missing))
    decimals = figure.definition.decimals
    if figure.operator is not Operator.EQUAL:
        return PaperCell(f"{figure.operator.symbol} {format_number(figure.value, 'vi', decimals)}")
    return number_cell(figure.value, decimals, is_percent=is_percentage(figure.definition))
