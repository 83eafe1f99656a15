"""A list as a table of a paper: behind the form's own table, or alone with the unit of every line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tinhso.engines.reporting.contracts import TaskView
from tinhso.engines.reporting.contracts.lists import ListColumnKind, OpenList, Value
from tinhso.engines.reporting.logic.lists.list_values import values_of
from tinhso.engines.reporting.queries.lists import sent_lists, standing_list
from tinhso.kernel.papers import (
    EMPTY_CELL,
    Block,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    PaperText,
    TextKind,
    number_cell,
)
from tinhso.kernel.quantities import format_number


def list_blocks(view: TaskView, is_sent: bool) -> tuple[Block, ...]:
    """The list behind a report's table: as it was sent, or for its own people as it stands; nothing where none is."""
    open_list, number = view.form.open_list, view.card.id
    if open_list is None or not (is_sent or view.may_edit):
        return ()
    kept = sent_lists([number]).get(number) if is_sent else standing_list(number)
    lines = [("", values_of(open_list, line)) for line in (kept.after if kept and kept.after else {}).get("lines", ())]
    if not lines:
        return ()
    return (PaperText(open_list.name_vi.upper(), TextKind.HEADING), list_table(open_list, lines))


def list_table(
    open_list: OpenList, rows: Sequence[tuple[str, tuple[Value, ...]]], *, with_unit: bool = False
) -> PaperTable:
    """Return lines as a table of a paper: number, the unit where several stand together, the list's columns."""
    width = 74 // (len(open_list.columns) + with_unit)
    columns = [PaperColumn("no", ("TT",), "", 6, "center")]
    if with_unit:
        columns.append(PaperColumn("unit", ("Đơn vị",), "", width, "left"))
    columns += [
        PaperColumn(
            one.code, (one.name_vi,), "", width, "right" if one.kind is ListColumnKind.NUMBER else "left"
        )
        for one in open_list.columns
    ]  # fmt: skip
    drawn = []
    for place, (unit, values) in enumerate(rows, start=1):
        first = [PaperCell(str(place)), *([PaperCell(unit)] if with_unit else [])]
        cells = [_cell(value, one.decimals) for value, one in zip(values, open_list.columns, strict=True)]
        drawn.append(PaperRow(str(place), (*first, *cells)))
    return PaperTable(columns=tuple(columns), rows=tuple(drawn))


def printed(value: Value) -> str:
    """A value of a line as text, with the decimals it was written with; “–” for what was not written."""
    if value is None:
        return "–"
    return format_number(value, "vi") if isinstance(value, Decimal) else _cell(value, 0).text


def _cell(value: Value, decimals: int) -> PaperCell:
    if value is None:
        return EMPTY_CELL
    if isinstance(value, Decimal):
        return number_cell(value, decimals)
    if isinstance(value, date):
        return PaperCell(f"{value:%d/%m/%Y}")
    return PaperCell(str(value))
