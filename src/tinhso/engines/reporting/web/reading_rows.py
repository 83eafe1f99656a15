"""A form to read: for the unit's leader before approving, and for everybody after it was sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts import CellKind, RowView, TaskView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.form_rows import (
    PROOF_OF_ENTRY,
    CompareOnScreen,
    compare_columns,
    compares_of,
    source_words,
)
from tinhso.web_kit.display import language, show_percent, show_signed


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One row of a form as text. `difference` is against the period before, with its share in percent."""

    no: str
    name: str
    indent: int
    unit: str
    is_heading: bool
    text: str
    is_doubted: bool
    compares: tuple[CompareOnScreen, ...]
    difference: str
    origin: str
    origin_url: str
    finding: str
    disputed: str
    note: str
    was_typed: bool


def reading_rows(task: TaskView) -> list[ReadingRow]:
    """Return every row of a form, ready for the template."""
    columns = compare_columns(task)
    return [_row(view, index, columns) for index, view in enumerate(task.rows, start=1)]


def _row(view: RowView, index: int, columns: list[tuple[str, str, str]]) -> ReadingRow:
    cell, decimals = view.cell, view.definition.decimals if view.definition else None
    known = cell.known if cell else None
    open_ones = [one for one in view.findings if one.code != "missing"]
    return ReadingRow(
        no=view.row.no,
        name=view.name(language()),
        indent=min(view.row.indent, 3),
        unit=quantities.unit_name(view.definition),
        is_heading=view.row.is_heading,
        text=quantities.shown(cell.quantity, decimals) if cell else "–",
        is_doubted=any(one.blocks for one in open_ones),
        compares=compares_of(view, index, columns),
        difference=difference_text(view),
        origin=_origin(view),
        origin_url=PROOF_OF_ENTRY.format(entry_id=known.entry_id) if known and known.entry_id else "",
        finding=" ".join(one.message(language()) for one in open_ones),
        disputed=cell.disputed if cell else "",
        note=cell.note if cell else "",
        was_typed=bool(cell and cell.version and not cell.is_known),
    )


def difference_text(view: RowView) -> str:
    """`+8 (+1,9%)` against the period before; an en dash where one of the two is missing."""
    cell = view.cell
    change = quantities.difference(cell.quantity, view.previous) if cell else None
    if cell is None or change is None:
        return "–"
    share = quantities.percent_of(cell.quantity, view.previous)
    if not share or not change:
        return show_signed(change)
    return f"{show_signed(change)} ({'+' if share > 100 else ''}{show_percent(share - 100)})"


def _origin(view: RowView) -> str:
    cell = view.cell
    if cell is None:
        return ""
    if cell.kind is CellKind.COMPUTED:
        return _("hệ thống tự tính")
    if cell.is_known and cell.known:
        return source_words(cell.known.source, None)
    if cell.known:
        value = quantities.shown(cell.known.quantity)
        return _("đơn vị nhập; hệ thống có %(value)s") % {"value": value}
    words = {
        CellKind.CARRIED: _("giữ như kỳ trước"),
        CellKind.ZERO: _("không phát sinh"),
        CellKind.TYPED: _("đơn vị nhập"),
    }
    return words.get(cell.kind, "")
