"""A form to read: for the unit's leader before approving, and for everybody after it was sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts import CellKind, Column, ColumnKind, RowView, TaskView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.entry.form_rows import (
    PROOF_OF_ENTRY,
    compare_columns,
    given_words,
    restated_mark,
    source_words,
)
from tinhso.engines.reporting.web.forms.form_columns import Head, Title, cell_text, head_of, shown_columns, title_of
from tinhso.engines.reporting.web.restated import RestatedMark
from tinhso.web_kit.display import language, show_percent, show_signed


@dataclass(frozen=True, slots=True)
class ReadingCell:
    """A figure beside the row's name; `is_own` where the unit reports it, not the system beside it."""

    label: str
    text: str
    is_own: bool
    mark: RestatedMark | None = None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One row of a form as text. `difference` is against the period before, with its share in percent."""

    no: str
    printed_no: str
    name: str
    indent: int
    unit: str
    is_heading: bool
    text: str
    is_doubted: bool
    of_which: bool
    cells: tuple[ReadingCell, ...]
    difference: str
    origin: str
    origin_url: str
    finding: str
    disputed: str
    note: str
    was_typed: bool


def reading_rows(task: TaskView) -> list[ReadingRow]:
    """Return every row of a form, ready for the template."""
    columns, words = reading_columns(task), {kind: label for kind, _heading, label in compare_columns(task)}
    return [_row(task, view, columns, words) for view in task.rows]


def reading_columns(task: TaskView) -> list[Column]:
    """The form's columns, with the period before beside its own figure: a reader compares with it first."""
    columns = shown_columns(task.form)
    if any(column.kind is ColumnKind.PREVIOUS for column in columns):
        return columns
    kind, heading, _label = compare_columns(task)[0]
    at = next(place for place, column in enumerate(columns, start=1) if column.code == ColumnKind.VALUE)
    own = columns[at - 1]
    before = Column(
        kind, ColumnKind.PREVIOUS, heading, heading, False, groups_vi=own.groups_vi, groups_en=own.groups_en
    )
    return [*columns[:at], before, *columns[at:]]


def reading_head(task: TaskView, *, with_difference: bool) -> Head:
    """The head of the table to read: the form's own headings between the name and the remarks."""
    first = Title(_("Chỉ tiêu"), (), " ".join(task.form.number_line[:2]), is_number=False)
    last = [Title(_("So kỳ trước"))] if with_difference else []
    titles = [title_of(column) for column in reading_columns(task)]
    return head_of([first, *titles, *last, Title(_("Nguồn, ghi chú"), is_number=False)])


def _row(task: TaskView, view: RowView, columns: list[Column], words: dict[str, str]) -> ReadingRow:
    cell, decimals = view.cell, view.definition.decimals if view.definition else None
    own = view.cells.get(view.entered[0]) if view.entered else cell
    known = cell.known if cell else None
    open_ones = [one for one in view.findings if one.code != "missing"]
    return ReadingRow(
        no=view.row.no,
        printed_no=view.row.printed_no,
        name=view.name(language()),
        indent=min(view.row.indent, 3),
        unit=quantities.unit_name(view.definition),
        is_heading=view.row.is_heading,
        text=quantities.shown(cell.quantity, decimals) if cell else "–",
        is_doubted=any(one.blocks for one in open_ones),
        of_which=view.row.of_which,
        cells=tuple(
            ReadingCell(
                words.get(str(column.kind), column.name(language())) if not column.entered else column.name(language()),
                cell_text(view, column),
                column.entered or column.code == ColumnKind.VALUE,
                restated_mark(task, view, str(column.kind)),
            )
            for column in columns
        ),
        difference=difference_text(view),
        origin=_origin(view),
        origin_url=PROOF_OF_ENTRY.format(entry_id=known.entry_id) if known and known.entry_id else "",
        finding=" ".join(one.message(language()) for one in open_ones),
        disputed=own.disputed if own else "",
        note=own.note if own else "",
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
        return given_words(view) or _("hệ thống tự tính")
    if view.read_from_vi or view.left_to_others:
        return given_words(view)
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
