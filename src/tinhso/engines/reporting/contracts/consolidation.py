"""What consolidating agencies, the office and leaders see: who has sent, totals of x/N, adjustments, lateness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.cell_notes import CellThread, NoteKind
from tinhso.engines.reporting.contracts.forms import FormDefinition, Row
from tinhso.engines.reporting.contracts.states import AdjustmentState, Punctuality, TaskState, Verb
from tinhso.engines.reporting.contracts.tasks import Finding, Quantity, RequestView, Step
from tinhso.engines.reporting.contracts.versions import FrozenVersion
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import divide_half_up, format_number


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """A line of the consolidating agency on the aggregate."""

    id: int
    line: str
    indicator: str
    dims: str
    value: Decimal
    title_vi: str
    reason: str
    state: AdjustmentState
    made_at: datetime
    event_id: int


@dataclass(frozen=True, slots=True)
class ConsolidationRow:
    """One unit's report: its figures by form row number, and where it stands."""

    assignment_id: int
    unit: UnitView
    state: TaskState
    correcting: bool
    punctuality: Punctuality
    due_at: datetime
    first_submitted_at: datetime | None
    figures: Mapping[str, Quantity]
    year_to_date: Mapping[str, Quantity]
    same_period_last_year: Mapping[str, Quantity]
    known_rows: frozenset[str]
    findings: tuple[Finding, ...]
    corrections: int
    previous: Mapping[str, Quantity]
    submissions: int
    is_sent: bool
    is_accepted: bool
    accepted_claim_at: datetime | None = None
    asked_rows: Mapping[str, NoteKind] = field(default_factory=dict)
    """Rows about which the unit was asked, or has answered, and which nobody has settled yet."""

    @property
    def needs_checking(self) -> bool:
        return bool(self.findings) or bool(self.asked_rows)


@dataclass(frozen=True, slots=True)
class BesideTotal:
    """What a total is compared with.

    Attributes:
        same_units_last_year: the same x units in the same period last year; `change_percent` is units_total against it.
        all_units_last_year: all N units last year; never shown beside a partial total without its label.
        same_units_previous, all_units_previous, previous_percent: the same against the period before.
    """

    year_to_date: Quantity
    same_units_last_year: Quantity
    all_units_last_year: Quantity
    change_percent: Decimal | None
    same_units_previous: Quantity
    all_units_previous: Quantity
    previous_percent: Decimal | None


@dataclass(frozen=True)
class ConsolidationTotal:
    """The total of one form row over the units that sent, and its comparisons over exactly the same units.

    Attributes:
        units_total: sum of the units' own figures; None where the indicator has no rule to add units.
        total: units_total plus the adjustment lines (drafts included and listed).
        received, expected: x and N of “x/N đơn vị”.
        compare: makes what stands beside; a table of a thousand units shows it of one column at a time.
    """

    row_no: str
    received: int
    expected: int
    units_total: Quantity
    adjustments: tuple[AdjustmentView, ...]
    total: Quantity
    compare: Callable[[], BesideTotal] = field(repr=False, compare=False)

    @cached_property
    def beside(self) -> BesideTotal:
        """What the total is compared with; computed when somebody looks."""
        return self.compare()

    @property
    def year_to_date(self) -> Quantity:
        return self.beside.year_to_date

    @property
    def same_units_last_year(self) -> Quantity:
        return self.beside.same_units_last_year

    @property
    def all_units_last_year(self) -> Quantity:
        return self.beside.all_units_last_year

    @property
    def change_percent(self) -> Decimal | None:
        return self.beside.change_percent

    @property
    def same_units_previous(self) -> Quantity:
        return self.beside.same_units_previous

    @property
    def all_units_previous(self) -> Quantity:
        return self.beside.all_units_previous

    @property
    def previous_percent(self) -> Decimal | None:
        return self.beside.previous_percent

    @property
    def is_partial(self) -> bool:
        return self.received < self.expected

    def sentence(self, name: str, decimals: int, language: str = "vi") -> str:
        """Say the total aloud: with x/N, and compared with the same units only.

        “Hộ tập huấn: 24.118 (91/102 đơn vị), bằng 104,6% so cùng 91 đơn vị cùng kỳ năm trước (23.066).”
        """
        english = language.startswith("en")
        said = self.units_total.value
        of = f"{self.received}/{self.expected} {'units' if english else 'đơn vị'}"
        if said is None:
            return f"{name}: {'no figure yet' if english else 'chưa có số'} ({of})."
        parts = [f"{name}: {_write(said, decimals, language)} ({of})"]
        for percent, before, period_vi, period_en in (
            (self.change_percent, self.same_units_last_year, "cùng kỳ năm trước", "in the same period last year"),
            (self.previous_percent, self.same_units_previous, "kỳ trước", "in the period before"),
        ):
            if percent is not None and before.value is not None:
                share, base = _write(percent, 1, language), _write(before.value, decimals, language)
                parts.append(
                    f"{share}% of the same {self.received} units {period_en} ({base})"
                    if english
                    else f"bằng {share}% so cùng {self.received} đơn vị {period_vi} ({base})"
                )
        return f"{', '.join(parts)}."


def _write(value: Decimal, decimals: int, language: str) -> str:
    return format_number(value, "en" if language.startswith("en") else "vi", decimals)


@dataclass(frozen=True, slots=True)
class ConsolidationColumn:
    """A form row turned into a column of the consolidation table.

    `part` is the form's column where it is one item of the row (“Nữ”): its row then carries the item in `dims`, and has
    a number of its own, `2|value_sex_F`.
    """

    row: Row
    definition: DefinitionView
    part: str = ""

    def name(self, language: str = "vi") -> str:
        text = self.row.name_en if language.startswith("en") else self.row.name_vi
        return text or self.definition.name(language)

    def full_name(self, language: str = "vi") -> str:
        """A name that stands alone: a row or an item that is one part of an indicator says of which (“Hộ: Nữ”)."""
        own, whole = self.name(language), self.definition.name(language)
        return own if not self.row.dims or own == whole else f"{whole}: {own}"

    def heading(self, language: str = "vi") -> str:
        """The number as printed and the name."""
        return f"{self.row.printed_no}. {self.full_name(language)}"


@dataclass(frozen=True, slots=True)
class StateCounts:
    """How many units stand where. `sent` counts everybody whose figures count."""

    total: int = 0
    sent: int = 0
    accepted: int = 0
    to_accept: int = 0
    returned: int = 0
    needs_checking: int = 0

    @property
    def not_sent(self) -> int:
        return self.total - self.sent


@dataclass(frozen=True, slots=True)
class OpenedUnit:
    """What the panel of one unit shows beyond its row of the table.

    `history`: by column, the figures of the unit's last periods that were answered, oldest first; `threads`: what was
    asked about its cells.
    """

    steps: tuple[Step, ...]
    history: Mapping[str, tuple[Quantity, ...]]
    threads: tuple[CellThread, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsolidationView:
    """The table of a consolidating agency: one row per unit, one column per form row, totals below.

    `may_number`: the reader may give the whole its number and symbol; `may_adjust`: write the agency's own lines.
    """

    request: RequestView
    form: FormDefinition
    assignment_id: int | None
    state: TaskState | None
    verbs: tuple[Verb, ...]
    columns: tuple[ConsolidationColumn, ...]
    rows: tuple[ConsolidationRow, ...]
    totals: Mapping[str, ConsolidationTotal]
    counts: StateCounts
    steps: tuple[Step, ...]
    versions: tuple[FrozenVersion, ...] = ()
    opened: OpenedUnit | None = None
    may_number: bool = False
    may_adjust: bool = False


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """Who has sent, for one unit or one level."""

    key: str
    unit: UnitView | None
    level: str
    expected: int
    sent: int
    accepted: int

    @property
    def is_complete(self) -> bool:
        return self.sent == self.expected


@dataclass(frozen=True, slots=True)
class PunctualityCounts:
    """Counts of a request (or of a unit's last requests) at a moment.

    `due` leaves out those whose deadline is still ahead and who have not sent: 102 = 97 on time + 3 extended + 2 late
    has 99 due, and 97/99 is 98,0 %.
    """

    total: int = 0
    on_time: int = 0
    on_time_extended: int = 0
    on_time_claimed: int = 0
    supplemented_late: int = 0
    extended: int = 0
    not_due: int = 0
    sent_late: int = 0
    late: int = 0

    @property
    def due(self) -> int:
        return self.total - self.extended - self.not_due

    @property
    def kept(self) -> int:
        """Sent in time: by the first deadline, a granted later one, or a device's time that the receiver accepted."""
        return self.on_time + self.on_time_extended + self.on_time_claimed + self.supplemented_late

    @property
    def percent_on_time(self) -> Decimal | None:
        """Percent of the due ones that kept their deadline, one decimal, half up; None when nothing was due."""
        return divide_half_up(100 * self.kept, self.due, 1) if self.due else None


@dataclass(frozen=True, slots=True)
class LateUnit:
    """A unit that has not sent although its deadline has passed, or that is still expected today."""

    assignment_id: int
    request_id: int
    title_vi: str
    title_en: str
    unit: UnitView
    state: TaskState
    due_at: datetime
    hours_late: int
    responsible_title: str
    responsible_title_en: str
    last_reminded_at: datetime | None
    last_periods: PunctualityCounts
    escalated_to: str = ""

    def responsible(self, language: str) -> str:
        """Return the office that answers for the unit, in Vietnamese where it has no other name."""
        return (self.responsible_title_en if language.startswith("en") else "") or self.responsible_title


@dataclass(frozen=True, slots=True)
class UnitTimeliness:
    """A unit's record over its last reports that were due, newest first."""

    unit: UnitView
    counts: PunctualityCounts
    lately: tuple[tuple[Period, Punctuality], ...]


@dataclass(frozen=True, slots=True)
class ReminderText:
    """A reminder as it was recorded, to paste into a chat."""

    assignment_id: int
    unit: UnitView
    text: str
    event_id: int


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """A page of assignments for machines; `next_cursor` None at the end."""

    items: tuple[AssignmentRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment as REST gives it."""

    id: int
    request: str
    period: str
    kind: str
    respondent: str
    subject: str
    level: str
    state: str
    due_at: datetime
    first_submitted_at: datetime | None
    on_time: bool | None
    accepted_claim_at: datetime | None
    submissions: int
    corrections: int


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A page of requests for machines; `next_cursor` None at the end."""

    items: tuple[RequestView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ExtensionResult:
    """A deadline moved. `after_consolidation` says that the consolidating agency must send before this unit does."""

    event_id: int
    due_at: datetime
    after_consolidation: bool
