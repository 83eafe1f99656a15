"""What respondents see and send: tasks, forms with their cells, answers to a saving, receipts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tinhso.engines.indicators.contracts import DefinitionView, Missing, SourceKind, Status
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.forms import Column, FormDefinition, Row
from tinhso.engines.reporting.contracts.states import (
    AssignmentKind,
    CellKind,
    Punctuality,
    RequestState,
    Severity,
    TaskState,
    Verb,
)
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Measured, Operator


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who reports (a unit id) about whom (a unit id; itself when None)."""

    respondent_unit_id: int
    subject_unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as lists show it."""

    id: int
    code: str
    title_vi: str
    title_en: str
    regime: str
    form: str
    form_version: int
    period: Period
    assigner: UnitView
    consolidator: UnitView | None
    aggregate: UnitView | None
    cut_off_on: date
    deadlines: tuple[tuple[str, datetime], ...]
    lock_at: datetime
    state: RequestState
    opened_at: datetime
    event_id: int
    illustrative: bool

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi

    def due_at(self, level: str) -> datetime | None:
        """Return the deadline of a level, None where the request has none for it."""
        return dict(self.deadlines).get(level)


class Restated(StrEnum):
    """How an earlier figure was carried to the units of today, where its own unit was not there yet."""

    WHOLE = "whole"  # quy đổi về hiện hành: whole units were added up
    DIVIDED = "divided"  # ước tính chia tách: a weight divided a unit
    IMPOSSIBLE = "impossible"  # không quy đổi được: no value, by the merge rule or for want of a weight


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure for showing: exact value, or why there is none. `gaps` counts parts of a sum that nobody reported.

    `restated` is None for what the unit reported itself.
    """

    value: Decimal | None
    operator: Operator = Operator.EQUAL
    missing: Missing = Missing.NONE
    status: Status | None = None
    gaps: int = 0
    restated: Restated | None = None

    @property
    def is_answered(self) -> bool:
        """A value, or “không áp dụng”."""
        return self.value is not None or self.missing is Missing.NOT_APPLICABLE


NO_QUANTITY = Quantity(None, missing=Missing.NOT_REPORTED)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a cell or the form that a person must look at.

    Attributes:
        code: `slip`, `jump`, `identity:<rule>`, `missing`, `source_changed`, `undecided`.
        suggestion: a value that would mend it with one click, if there is one.
        acknowledged: a note on the cell answers it.
    """

    code: str
    severity: Severity
    row_no: str
    message_vi: str
    message_en: str
    suggestion: Decimal | None = None
    acknowledged: bool = False

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi

    @property
    def blocks(self) -> bool:
        """Whether the report cannot be sent before this is answered."""
        return self.severity is Severity.ERROR or not self.acknowledged


@dataclass(frozen=True, slots=True)
class UndecidedRule:
    """A rule that could not be decided at a row, and why: reasons of missing figures, or `undecided` by an operator."""

    code: str
    row_no: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownCell:
    """What the ledger already holds for a cell. `source` says from where; `entry_id` opens its proof."""

    row_no: str
    column: str
    quantity: Quantity
    source: SourceKind
    entry_id: int


class CellView(NamedTuple):
    """One cell as it stands in the draft, or as known to the system, or computed.

    It and what else there is once a cell are tuples: a wide form makes tens of thousands, and a frozen dataclass
    takes three times as long to make.

    Attributes:
        version: to be sent back with a change (0 when nothing is stored yet).
        known: what the system knows (stays beside an overriding value).
        suggestion: value proposed by whoever returned the form.
        sent: what was sent and counts until the correction that says otherwise here is approved.
    """

    row_no: str
    column: str
    kind: CellKind
    quantity: Quantity
    version: int = 0
    note: str = ""
    disputed: str = ""
    known: KnownCell | None = None
    suggestion: Decimal | None = None
    updated_by: str = ""
    updated_at: datetime | None = None
    parts: tuple[tuple[str, Decimal], ...] = ()
    sent: Quantity | None = None

    @property
    def is_filled(self) -> bool:
        """Nothing is left to enter: a value, or a reason why there is none."""
        return self.quantity.is_answered or self.kind is CellKind.REFUSED

    @property
    def is_known(self) -> bool:
        """The system knows it: shown tinted, not typed."""
        return self.kind is CellKind.KNOWN


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a form with everything a person needs beside the cell to fill it.

    Attributes:
        entered: codes of the columns that this row is to be filled in.
        formulas: results of the form's formula columns, by column code, each with whether it is a percentage.
        parts: the shorter periods that a figure nobody types follows from (a quarter's months).
        read_from_vi, read_from_en: title of the request that asks for the figure, where this one only reads it.
        left_to_others: other units report it, by the rule of a period inside which units change.
    """

    row: Row
    definition: DefinitionView | None
    cells: dict[str, CellView]
    previous: Quantity = NO_QUANTITY
    same_period_last_year: Quantity = NO_QUANTITY
    year_to_date: Quantity = NO_QUANTITY
    plan: Quantity = NO_QUANTITY
    history: tuple[tuple[Period, Quantity], ...] = ()
    findings: tuple[Finding, ...] = ()
    enterable: bool = False
    entered: tuple[str, ...] = ()
    formulas: dict[str, tuple[Quantity, bool]] = field(default_factory=dict)
    parts: tuple[tuple[Period, Quantity], ...] = ()
    read_from_vi: str = ""
    read_from_en: str = ""
    left_to_others: bool = False

    @property
    def cell(self) -> CellView | None:
        """The cell of this period's value; None for a heading."""
        return self.cells.get("value")

    def name(self, language: str = "vi") -> str:
        text = self.row.name_en if language.startswith("en") else self.row.name_vi
        return text or (self.definition.name(language) if self.definition else "")


@dataclass(frozen=True, slots=True)
class CellCounts:
    """How many cells a form has: `known` need no typing, `filled` includes them."""

    total: int = 0
    known: int = 0
    filled: int = 0

    @property
    def left(self) -> int:
        return self.total - self.filled

    @property
    def minutes(self) -> int:
        """Estimate of the work left: two cells a minute, at least one minute while something is left."""
        return (self.left + 1) // 2


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task on “Việc của tôi hôm nay”."""

    id: int
    request_id: int
    kind: AssignmentKind
    title_vi: str
    title_en: str
    period: Period
    respondent: UnitView
    subject: UnitView
    consolidator: UnitView
    state: TaskState
    correcting: bool
    due_at: datetime
    extended: bool
    punctuality: Punctuality
    cells: CellCounts
    verbs: tuple[Verb, ...]
    return_reason: str = ""
    returned_at: datetime | None = None
    first_submitted_at: datetime | None = None
    illustrative: bool = False

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi

    @property
    def on_behalf(self) -> bool:
        return self.respondent.id != self.subject.id

    def is_overdue(self, now: datetime) -> bool:
        return self.first_submitted_at is None and now > self.due_at


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report that waits for the reader's approval, with what to look at before.

    Attributes:
        sent_event_id: the event by which it was sent for approval, for `approve_sheets(seen=)`.
        content: digest (SHA-256, hex) of what approving it would write, where the reader has a passkey to sign it.
    """

    card: TaskCard
    findings: tuple[Finding, ...]
    disputed: int
    noted: int
    sent_event_id: int
    content: str = ""

    @property
    def is_plain(self) -> bool:
        """No warning, nothing disputed, no note: nothing asks to be read first."""
        return not (self.findings or self.disputed or self.noted)


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """Everything “Việc của tôi hôm nay” shows, in the order of urgency within each list."""

    now: datetime
    returned: tuple[TaskCard, ...]
    due: tuple[TaskCard, ...]
    new: tuple[TaskCard, ...]
    to_approve: tuple[TaskCard, ...]
    waiting: tuple[TaskCard, ...]
    to_consolidate: tuple[TaskCard, ...]
    done_this_week: tuple[TaskCard, ...]

    @property
    def minutes(self) -> int:
        """Work left in minutes over everything that waits for entering."""
        return sum(card.cells.minutes for card in (*self.returned, *self.due, *self.new))

    @property
    def known_cells_this_week(self) -> int:
        """Cells of this week's finished reports that nobody had to type."""
        return sum(card.cells.known for card in self.done_this_week)


@dataclass(frozen=True, slots=True)
class Signature:
    """Under which office, and in which capacity (KT., TUQ.), somebody acted."""

    title: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class SignedStep:
    """One step of a report's life as a proof page names it: no usernames, the office held and the capacity."""

    event_id: int
    assignment_id: int
    verb: str
    title: str
    capacity: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of an assignment for showing. `actor` is opaque (`user:<username>`); show `title` to people."""

    verb: Verb
    from_state: TaskState
    to_state: TaskState
    at: datetime
    actor: str
    title: str
    capacity: str
    reason: str
    event_id: int


@dataclass(frozen=True, slots=True)
class Revocation:
    """How an approval lost its force: taken back by the unit's leader (`withdraw`) or returned (`return`)."""

    verb: Verb
    at: datetime
    reason: str
    event_id: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Phiếu xác nhận đã gửi: what the server received, when, which version, under which event of the log.

    Attributes:
        revoked: what took its figures out of the totals again; the receipt itself stays true: so much was received.
        followed_by: number of the sending after it, 0 for the last.
        accepted_claim_at: of a first sending that came late: the device's time that its receiver accepted.
        by_passkey: the approver's passkey signed exactly these figures; the event keeps the signature.
    """

    assignment_id: int
    number: int
    kind: str
    title_vi: str
    title_en: str
    period: Period
    subject: UnitView
    submitted_at: datetime
    due_at: datetime
    on_time: bool
    approver_title: str
    capacity: str
    cells: int
    known_cells: int
    draft_changes: int
    draft_digest: str
    event_id: int
    signed_with_certificate: bool = False
    by_passkey: bool = False
    claimed_at: datetime | None = None
    revoked: Revocation | None = None
    followed_by: int = 0
    accepted_claim_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CellHistoryLine:
    """One change of a draft cell; texts are what a person reads (“412”, “không áp dụng”, empty)."""

    at: datetime
    actor: str
    before: str
    after: str
    kind: CellKind
    note: str
    parts: tuple[tuple[str, str], ...] = ()
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A whole form as one screen needs it. `may_number`: the reader may give it its number and symbol."""

    card: TaskCard
    request: RequestView
    form: FormDefinition
    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    receipts: tuple[Receipt, ...]
    may_edit: bool
    undecided: tuple[UndecidedRule, ...] = ()
    may_number: bool = False

    @property
    def cells(self) -> CellCounts:
        return self.card.cells

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.blocks)


class CellInput(NamedTuple):
    """What a person wants a cell to hold.

    Attributes:
        text: the number as typed, operator allowed (“> 96”, “1.234,5”); read only when `kind` is TYPED; empty clears.
        kind: TYPED, ZERO (không phát sinh), NOT_APPLICABLE, REFUSED, CARRIED (giữ như kỳ trước), KNOWN (take the
            system's).
        note: None leaves the note as it is.
        dispute: “số này không đúng”, with the reason; None leaves it, empty takes it back.
        base_version: version the person saw; None overwrites without asking (imports, tests).
        parts: names with their numbers as typed (thôn, buôn); the cell holds their sum and keeps them beside it.
        keeps_figure: only the note or the dispute is said; `text` and `kind` are not read.
        from_list: the form's open list says it; rows that take their figure from the list take no other input.
        measured: the number of `text`, where a file's cell was read exactly already and is not read again.
        claimed_at: when the device says it was typed, where it waited for a network; kept, never trusted.
    """

    row_no: str
    text: str = ""
    kind: CellKind = CellKind.TYPED
    column: str = "value"
    note: str | None = None
    dispute: str | None = None
    base_version: int | None = None
    keeps_figure: bool = False
    parts: tuple[tuple[str, str], ...] | None = None
    measured: Measured | None = None
    claimed_at: datetime | None = None
    from_list: bool = False


class CellAnswer(NamedTuple):
    """What became of one input: the cell as it stands now, and the error when it was not taken."""

    row_no: str
    column: str
    cell: CellView | None
    error: TinhSoError | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def saved(self) -> bool:
        return self.error is None


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The answer to a saving: one answer per input in order, and the form's new counts."""

    answers: tuple[CellAnswer, ...]
    saved_at: datetime
    cells: CellCounts
    findings: tuple[Finding, ...] = field(default=())

    @property
    def errors(self) -> tuple[CellAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.error)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that whoever returns a form proposes for a row (machine or Vietnamese number)."""

    row_no: str
    text: str
    column: str = "value"
