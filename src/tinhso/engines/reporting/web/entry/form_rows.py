"""A form as a screen needs it: rows of ready texts, the same for the phone, the table and the read-only page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tinhso.engines.indicators.contracts import DefinitionView, Nature, SourceKind
from tinhso.engines.reporting.contracts import (
    CellKind,
    CellView,
    Column,
    ColumnKind,
    Finding,
    Quantity,
    RowView,
    TaskView,
)
from tinhso.engines.reporting.contracts.errors import StaleCell
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.restated import RestatedMark, mark_of, period_beside, year_mark_of
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period
from tinhso.web_kit.display import language, show_number, show_percent

PROOF_OF_ENTRY = "/nguon-goc/{entry_id}"
# An empty cell is work, not a mistake: it is named only once somebody tried to send the form.
_ONLY_WHEN_SENDING = frozenset({"missing"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody just sent and what became of it; empty when the page is only opened.

    Attributes:
        texts: what stood in each field, by field name.
        errors: refusals by (row number, column code).
        sending: the form was to be sent for approval, so that empty cells count as mistakes.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[tuple[str, str], TinhSoError] = field(default_factory=dict)
    sending: bool = False


@dataclass(frozen=True, slots=True)
class CellOnScreen:
    """One cell that is entered or known. `name` is its field; state as in `figure_field`; `is_refused`: not stored."""

    name: str
    label: str
    text: str
    state: str
    is_refused: bool
    message: str
    suggestion: str
    version: int
    is_known: bool
    is_overriding: bool
    known_text: str
    source: str
    origin_url: str
    disputed: str
    is_stale: bool = False

    @property
    def version_name(self) -> str:
        """Field of the version that was seen; it travels with every change of the cell."""
        return "_v" + self.name[1:]

    @property
    def dispute_name(self) -> str:
        return "d" + self.name[1:]


@dataclass(frozen=True, slots=True)
class CompareOnScreen:
    """A grey figure beside the cell. `element_id` lets a saving change it in place; `mark` where it was restated."""

    element_id: str
    label: str
    text: str
    mark: RestatedMark | None = None

    @property
    def follows(self) -> bool:
        """Whether it is made of the figure beside it: the year to date, a change, a share; not an earlier figure."""
        return self.element_id.rpartition("-")[0] not in _STANDS


_STANDS = frozenset({ColumnKind.PREVIOUS, ColumnKind.SAME_PERIOD_LAST_YEAR, ColumnKind.PLAN})


@dataclass(frozen=True, slots=True)
class RowOnScreen:
    """One row of the form. Exactly one of heading, computed text or cell is there to show."""

    index: int
    no: str
    printed_no: str
    of_which: bool
    name: str
    indent: int
    unit: str
    is_heading: bool
    computed: str
    cell: CellOnScreen | None
    more_cells: tuple[CellOnScreen, ...]
    compares: tuple[CompareOnScreen, ...]
    note: str
    note_name: str
    keep_text: str
    can_be_zero: bool
    given: str = ""
    list_url: str = ""

    @property
    def state(self) -> str:
        return self.cell.state if self.cell else ""


def rows_of(task: TaskView, attempt: Attempt | None = None) -> list[RowOnScreen]:
    """Return every row of a form, ready for the template."""
    attempt = attempt or Attempt()
    columns = compare_columns(task)
    return [_row(task, view, index, attempt, columns) for index, view in enumerate(task.rows, start=1)]


def field_name(kind: str, index: int, column: str = "value") -> str:
    """Name of a row's field: `c4` its value, `c4-plan` another column, `n4` note, `d4` dispute, `_v4` version."""
    return f"{kind}{index}" if column == "value" else f"{kind}{index}-{column}"


def compare_columns(task: TaskView) -> list[tuple[str, str, str]]:
    """The grey columns: (kind, heading of the table, short word on a phone)."""
    before = word_for_previous(task.request.period)
    words = {
        ColumnKind.PREVIOUS: (_("Kỳ trước"), before),
        ColumnKind.SAME_PERIOD_LAST_YEAR: (_("Cùng kỳ"), _("cùng kỳ")),
        ColumnKind.CHANGE: (_("So cùng kỳ"), _("so cùng kỳ")),
        ColumnKind.YEAR_TO_DATE: (_("Lũy kế"), _("lũy kế")),
        ColumnKind.PLAN: (_("Kế hoạch"), _("kế hoạch")),
        ColumnKind.PLAN_SHARE: (_("% kế hoạch"), _("% kế hoạch")),
    }
    asked = [column.kind for column in task.columns if column.kind in words and not column.entered]
    # The figure before stands beside every cell: a doubt speaks of it.
    kinds = list(dict.fromkeys([ColumnKind.PREVIOUS, *asked]))
    formulas = [column for column in task.columns if column.kind is ColumnKind.FORMULA]
    named = [(one.code, one.name(language()), one.name(language())) for one in formulas]
    return [(str(kind), *words[kind]) for kind in kinds] + named


def word_for_previous(period: Period) -> str:
    """“tháng trước”, “quý trước”, “năm trước”, else “kỳ trước”."""
    words = {"month": _("tháng trước"), "quarter": _("quý trước"), "year": _("năm trước")}
    return words.get(period.frequency, pgettext("beside a figure", "kỳ trước"))


def source_words(source: SourceKind, definition: DefinitionView | None) -> str:
    """Say where a figure that nobody has to type came from."""
    # “Hệ thống một cửa (mô phỏng); số liệu minh họa”: the system's name is enough beside a cell.
    named = definition.source.split(";")[0].partition("(")[0].strip() if definition else ""
    if source is SourceKind.CONNECTOR:
        return _("tự lấy từ %(system)s") % {"system": named} if named else _("từ hệ thống khác")
    return {
        SourceKind.COMPUTED: _("hệ thống tự tính"),
        SourceKind.FILE: _("đã có từ tệp nhập trước"),
        SourceKind.DOCUMENT: _("theo văn bản"),
    }.get(source, _("đã có ở báo cáo khác, không phải nhập lại"))


def _row(
    task: TaskView, view: RowView, index: int, attempt: Attempt, columns: list[tuple[str, str, str]]
) -> RowOnScreen:
    decimals = view.definition.decimals if view.definition else None
    entered = [column for column in task.columns if column.code in view.entered]
    cells = [_cell(task, view, column, index, attempt) for column in entered if view.enterable]
    cell = view.cell
    first = view.cells.get(view.entered[0]) if view.entered else cell
    note_name = field_name("n", index)
    keep = quantities.typed(view.previous, decimals) if _can_be_kept(view) else ""
    return RowOnScreen(
        index=index,
        no=view.row.no,
        printed_no=view.row.printed_no,
        of_which=view.row.of_which,
        name=view.name(language()),
        indent=min(view.row.indent, 3),
        unit=quantities.unit_name(view.definition),
        is_heading=view.row.is_heading,
        computed=quantities.shown(cell.quantity, decimals) if cell and _is_given(view, cell) else "",
        cell=next(iter(cells), None),
        more_cells=tuple(cells[1:]),
        compares=compares_of(task, view, index, columns),
        note=attempt.texts.get(note_name, first.note if first else ""),
        note_name=note_name,
        keep_text=keep,
        can_be_zero=bool(view.definition and view.definition.nature is Nature.FLOW),
        given=given_words(view),
        list_url=reverse("reporting:report_list", args=[task.card.id]) if view.row.from_list and task.card.id else "",
    )


def _can_be_kept(view: RowView) -> bool:
    """“Giữ như kỳ trước” is for a figure that the unit itself reported; nobody confirms an estimate as unchanged."""
    return view.row.carry_over and view.previous.is_answered and view.previous.restated is None


def _is_given(view: RowView, cell: CellView) -> bool:
    """Nobody types the row: it is computed, or the form's list gives it."""
    return cell.kind is CellKind.COMPUTED or (bool(view.row.from_list) and cell.is_filled)


def given_words(view: RowView) -> str:
    """Where a figure comes from that nobody enters on this form: another request, or the months of the quarter."""
    if view.row.from_list:
        return _("lấy từ danh sách của biểu")
    if view.left_to_others:
        return _("đơn vị khác báo cáo, theo quy tắc kỳ giao thời")
    if view.read_from_vi:
        title = view.read_from_en if language().startswith("en") else view.read_from_vi
        return _("đã có ở “%(title)s”, không phải nhập lại") % {"title": title}
    decimals = view.definition.decimals if view.definition else None
    words = [f"{period.short_label(language())}: {quantities.shown(one, decimals)}" for period, one in view.parts]
    return _("cộng từ %(parts)s") % {"parts": "; ".join(words)} if words else ""


def _cell(task: TaskView, view: RowView, column: Column, index: int, attempt: Attempt) -> CellOnScreen:
    stored = view.cells.get(column.code) or _EMPTY_CELL
    decimals = view.definition.decimals if view.definition else None
    name = field_name("c", index, column.code)
    state, message, suggestion = _judge(view, stored, column, attempt)
    known = stored.known
    known_text = quantities.typed(known.quantity, decimals) if known else ""
    own = "" if stored.is_known else quantities.typed(stored.quantity, decimals)
    text = attempt.texts.get(name, own)
    return CellOnScreen(
        name=name,
        label=view.name(language()) if column.code == ColumnKind.VALUE else column.name(language()),
        text=text,
        state=state or ("known" if stored.is_known and not text else _kept(stored)),
        is_refused=(view.row.no, column.code) in attempt.errors,
        message=message,
        suggestion=show_number(suggestion) if suggestion is not None else "",
        version=stored.version,
        is_known=known is not None and stored.is_known,
        is_overriding=known is not None and not stored.is_known,
        known_text=known_text,
        source=source_words(known.source, view.definition) if known else "",
        origin_url=PROOF_OF_ENTRY.format(entry_id=known.entry_id) if known and known.entry_id else "",
        is_stale=isinstance(attempt.errors.get((view.row.no, column.code)), StaleCell),
        disputed=attempt.texts.get(field_name("d", index, column.code), stored.disputed),
    )


def _judge(view: RowView, stored: CellView, column: Column, attempt: Attempt) -> tuple[str, str, Decimal | None]:
    """(state, message, value that would mend it) of a cell: a refusal first, then what stands out, then a hint."""
    error = attempt.errors.get((view.row.no, column.code))
    if isinstance(error, StaleCell):
        # Both values are told; the one that stands can be taken with one click.
        return "wrong", error.message(language()), stored.quantity.value
    if error:
        return "wrong", error.message(language()), None
    finding = first_finding(view.findings, sending=attempt.sending) if column.code == view.entered[0] else None
    if finding:
        state = "wrong" if finding.severity == "error" else "doubted"
        return state, finding.message(language()), finding.suggestion
    if stored.suggestion is not None and stored.quantity.value != stored.suggestion:
        words = _("Nơi trả lại gợi ý %(value)s.") % {"value": show_number(stored.suggestion)}
        return "doubted", words, stored.suggestion
    return "", "", None


def first_finding(findings: tuple[Finding, ...], *, sending: bool) -> Finding | None:
    """The finding to show at a cell: the most serious one that nobody answered yet."""
    open_ones = [one for one in findings if one.blocks and (sending or one.code not in _ONLY_WHEN_SENDING)]
    return min(open_ones, key=lambda one: one.severity != "error", default=None)


def _kept(stored: CellView) -> str:
    return "kept" if stored.kind is CellKind.CARRIED else ""


def compares_of(
    task: TaskView, view: RowView, index: int, columns: list[tuple[str, str, str]]
) -> tuple[CompareOnScreen, ...]:
    """The grey figures of a row, in the order of `compare_columns`."""
    return tuple(
        CompareOnScreen(f"{kind}-{index}", label, compare_text(view, kind), restated_mark(task, view, kind))
        for kind, _heading, label in columns
    )


def restated_mark(task: TaskView, view: RowView, kind: str) -> RestatedMark | None:
    """What is said of an earlier figure that was carried to the units of today."""
    if kind == ColumnKind.YEAR_TO_DATE:
        return year_mark_of(view.year_to_date)
    earlier = {ColumnKind.PREVIOUS: view.previous, ColumnKind.SAME_PERIOD_LAST_YEAR: view.same_period_last_year}
    figure = earlier.get(ColumnKind(kind)) if kind in _KINDS else None
    # Nearly every figure is the unit's own: its period is only worked out where there is something to say of it.
    if figure is None or figure.restated is None:
        return None
    period = period_beside(kind, task.request.period)
    return mark_of(figure, view.row.indicator, task.card.subject.code, period) if period else None


def compare_text(view: RowView, code: str) -> str:
    """What a shown column says about a row, by the column's kind, or by its code where it has a formula."""
    if code in view.formulas:
        result, as_percent = view.formulas[code]
        return show_percent(result.value) if as_percent else quantities.shown(result)
    if code not in _KINDS:
        return quantities.shown(Quantity(None))
    kind = ColumnKind(code)
    decimals = view.definition.decimals if view.definition else None
    now = view.cell.quantity if view.cell else Quantity(None)
    if kind is ColumnKind.CHANGE:
        return _percent(now, view.same_period_last_year)
    if kind is ColumnKind.PLAN_SHARE:
        return _percent(view.year_to_date, view.plan)
    figure = {
        ColumnKind.PREVIOUS: view.previous,
        ColumnKind.SAME_PERIOD_LAST_YEAR: view.same_period_last_year,
        ColumnKind.YEAR_TO_DATE: view.year_to_date,
        ColumnKind.PLAN: view.plan,
    }[kind]
    return quantities.shown(figure, decimals) if figure.is_answered else "–"


def _percent(part: Quantity, whole: Quantity) -> str:
    share = quantities.percent_of(part, whole)
    return show_percent(share)


_KINDS = frozenset(str(kind) for kind in ColumnKind)
_EMPTY_CELL = CellView("", "value", CellKind.EMPTY, Quantity(None))
