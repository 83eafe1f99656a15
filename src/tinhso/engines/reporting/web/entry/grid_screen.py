"""A table to type into as texts: the cells of one form, or the forms of many units; the same markup for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.indicators.contracts import DefinitionView, Nature
from tinhso.engines.reporting.contracts import CellKind, CellView, ColumnKind, Finding, Quantity, TaskState
from tinhso.engines.reporting.contracts.cell_notes import CellThread
from tinhso.engines.reporting.contracts.entry_errors import (
    GroupsOrDecimals,
    MarkUnclear,
)
from tinhso.engines.reporting.contracts.errors import OverrideNeedsReason, StaleCell
from tinhso.engines.reporting.contracts.grid import GridCell, GridColumn, GridLine, GridView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.cell_notes import last_words
from tinhso.engines.reporting.web.entry.form_rows import PROOF_OF_ENTRY, first_finding, source_words
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language, show_number

Errors = Mapping[tuple[int, str, str], TinhSoError]
NO_ERRORS: Errors = {}


@dataclass(frozen=True, slots=True)
class HeadOnGrid:
    """A column's heading. `kind`: entry, computed, beside (grey)."""

    name: str
    unit: str
    kind: str
    can_be_zero: bool = False


@dataclass(frozen=True, slots=True)
class CellOnGrid:
    """One cell. `key` names it for saving (`12/2/value`), empty where nothing is typed.

    Attributes:
        words: its state for people who do not see colours.
        facts: what the bar above the table tells of it, by name; becomes `data-…` attributes.
    """

    key: str
    text: str
    state: str
    is_locked: bool
    words: str
    version: int = 0
    element_id: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def css_class(self) -> str:
        """Classes of the table's cell."""
        return f"num is-{self.state}" if self.state else "num"


@dataclass(frozen=True, slots=True)
class LineOnGrid:
    """One row. `url` opens the unit's own form."""

    name: str
    url: str
    sub: str
    element_id: str
    cells: tuple[CellOnGrid, ...]


@dataclass(frozen=True, slots=True)
class GridOnScreen:
    """A whole table."""

    corner: str
    heads: tuple[HeadOnGrid, ...]
    lines: tuple[LineOnGrid, ...]


def units_grid(view: GridView) -> GridOnScreen:
    """The forms of many units: a row a unit."""
    return GridOnScreen(
        corner=_("Đơn vị"),
        heads=tuple(head_of(one) for one in view.columns),
        lines=tuple(line_of(line, view) for line in view.lines),
    )


def line_of(line: GridLine, view: GridView, errors: Errors = NO_ERRORS) -> LineOnGrid:
    """One unit's row."""
    return LineOnGrid(
        name=line.subject.name(language()),
        url=reverse("reporting:form", args=[line.task_id]),
        sub=state_words(line),
        element_id=f"line-{line.task_id}",
        cells=tuple(cell_of(line.task_id, one, line.cells[one.place], line.may_edit, errors) for one in view.columns),
    )


def state_words(line: GridLine) -> str:
    """Where a unit's form stands, in a word or two."""
    if not line.may_edit:
        state = TaskState(line.state)
        return state.label_en if language().startswith("en") else state.label_vi
    if line.counts.left:
        return ngettext("còn %(count)d ô", "còn %(count)d ô", line.counts.left) % {"count": line.counts.left}
    if line.blocking:
        return ngettext("%(count)d cảnh báo", "%(count)d cảnh báo", line.blocking) % {"count": line.blocking}
    return _("đủ số")


def head_of(one: GridColumn) -> HeadOnGrid:
    """The heading of a column of the form."""
    name = one.row.name_en if language().startswith("en") else one.row.name_vi
    name = name or one.definition.name(language())
    if one.column.kind is not ColumnKind.VALUE:
        name = f"{name}: {one.column.name(language())}"
    can_be_zero = one.enterable and one.definition.nature is Nature.FLOW
    return HeadOnGrid(name, quantities.unit_name(one.definition), "entry" if one.enterable else "computed", can_be_zero)


def cell_of(task_id: int, one: GridColumn, cell: GridCell, may_edit: bool, errors: Errors = NO_ERRORS) -> CellOnGrid:
    """One cell of the table."""
    view, decimals = cell.view, one.definition.decimals
    text = quantities.typed(view.quantity, decimals)
    element_id = f"g{task_id}-{one.row.no}-{one.column.code}"
    asked = _asked_of(task_id, one, cell.question)
    if not one.enterable:
        words = ", ".join([_("tự tính"), *([_("có câu hỏi")] if asked else [])])
        return CellOnGrid("", text or "–", "computed", True, words, element_id=element_id, facts=asked)
    error = errors.get((task_id, *one.place))
    state, facts = _judged(view, cell.findings, error, one)
    facts |= _beside(cell, decimals) | _known(view, one.definition)
    if one.row.carry_over and cell.previous.is_answered and cell.previous.restated is None:
        facts["keep"] = quantities.typed(cell.previous, decimals)
    if view.note:
        facts["note"] = view.note
    if view.disputed:
        facts["dispute"] = view.disputed
    return CellOnGrid(
        key=f"{task_id}/{one.row.no}/{one.column.code}",
        text=text,
        state=state,
        is_locked=not may_edit,
        words=words_of(state, view, cell.question),
        version=view.version,
        element_id=element_id,
        facts=facts | asked,
    )


def _asked_of(task_id: int, one: GridColumn, question: CellThread | None) -> dict[str, str]:
    """The question that waits, and whose page answers it: a computed figure has no key of its own."""
    if question is None:
        return {}
    return {"question": last_words(question), "about": f"{task_id}/{one.row.no}"}


def words_of(state: str, view: CellView, question: CellThread | None = None) -> str:
    """The state of a cell in words; nothing for a plain typed figure or an empty cell."""
    words = {
        "known": _("hệ thống đã biết"),
        "kept": _("giữ như kỳ trước"),
        "doubted": _("cần xem lại"),
        "wrong": _("chưa nhận"),
    }.get(state, "")
    noted = _("có ghi chú") if view.note else ""
    asked = _("có câu hỏi") if question else ""
    return ", ".join(part for part in (words, noted, asked) if part)


def _judged(
    view: CellView, findings: tuple[Finding, ...], error: TinhSoError | None, one: GridColumn
) -> tuple[str, dict[str, str]]:
    """The state of a cell and the question it raises, with the value that would mend it."""
    if error is not None:
        facts = {"message": error.message(language()), "ask": _asked(error)}
        if isinstance(error, GroupsOrDecimals):
            facts["suggestion"] = str(error.details["whole"])
        return "wrong", {name: text for name, text in facts.items() if text}
    finding = first_finding(findings, sending=False) if one.column.kind is ColumnKind.VALUE else None
    if finding is not None:
        facts = {"message": finding.message(language())}
        if finding.suggestion is not None:
            facts["suggestion"] = show_number(finding.suggestion)
        return ("wrong" if finding.severity == "error" else "doubted"), facts
    if view.suggestion is not None and view.quantity.value != view.suggestion:
        value = show_number(view.suggestion)
        return "doubted", {"message": _("Nơi trả lại gợi ý %(value)s.") % {"value": value}, "suggestion": value}
    if view.is_known:
        return "known", {}
    return ("kept" if view.kind is CellKind.CARRIED else ""), {}


def _asked(error: TinhSoError) -> str:
    """Which choice a refusal offers: the browser has buttons for these."""
    if isinstance(error, MarkUnclear):
        return "mark"
    if isinstance(error, StaleCell):
        return "conflict"
    return "reason" if isinstance(error, OverrideNeedsReason) else ""


def _beside(cell: GridCell, decimals: int) -> dict[str, str]:
    found = {"previous": cell.previous, "last-year": cell.last_year, "year": cell.year_to_date}
    return {name: _shown(figure, decimals) for name, figure in found.items() if figure.is_answered}


def _shown(figure: Quantity, decimals: int) -> str:
    return quantities.shown(figure, decimals)


def _known(view: CellView, definition: DefinitionView) -> dict[str, str]:
    if view.known is None:
        return {}
    facts = {
        "known": quantities.typed(view.known.quantity, definition.decimals),
        "source": source_words(view.known.source, definition),
    }
    if view.known.entry_id:
        facts["origin"] = PROOF_OF_ENTRY.format(entry_id=view.known.entry_id)
    return facts
