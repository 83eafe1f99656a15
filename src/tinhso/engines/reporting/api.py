"""The public verbs of reporting. Every verb takes the `rights` of whoever acts (orgs.api.rights_of for today).

Verbs that change something open the transaction, refuse what the table of `logic/life.py` does not allow, and write
one event, its figures and its news together. Reads ask a constant number of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    AdjustmentView,
    AssignmentPage,
    CellHistoryLine,
    CellInput,
    CompletenessRow,
    ConsolidationView,
    FormDefinition,
    HistoricAdjustment,
    HistoricReport,
    HistoricRequest,
    HistorySummary,
    KnownCell,
    LateUnit,
    PunctualityCounts,
    Receipt,
    RegimeDefinition,
    RegimeLoadReport,
    ReminderText,
    RequestPage,
    RequestView,
    Respondent,
    SaveResult,
    Suggestion,
    TaskBoard,
    TaskView,
    UnitTimeliness,
)
from tinhso.kernel.periods import Period


# Definitions
def load_regimes(folder: Path, actor: str) -> RegimeLoadReport:
    """Load `legal/*.yaml`, `forms/*.yaml`, `regimes/*.yaml` of a package; all or nothing; again changes nothing."""
    raise NotImplementedError


def regimes(on: date | None = None) -> tuple[RegimeDefinition, ...]:
    """The version of every regime valid on a day (today)."""
    raise NotImplementedError


def form(code: str, on: date | None = None) -> FormDefinition:
    """The version of a form valid on a day (today)."""
    raise NotImplementedError


# Assigning
def create_request(
    regime: str,
    period: Period,
    *,
    rights: Rights,
    respondents: Sequence[Respondent] | None = None,
    title_vi: str = "",
    title_en: str = "",
    code: str = "",
) -> RequestView:
    """Assign a report: to the given respondents, or to everybody the regime names, with the regime's deadlines."""
    raise NotImplementedError


def preview_request(regime: str, period: Period) -> tuple[tuple[str, datetime], ...]:
    """The deadlines (level, due_at) a request would get; refuses like `create_request`."""
    raise NotImplementedError


def cancel_request(request_id: int, *, rights: Rights, reason: str) -> RequestView: ...
def grant_extension(assignment_ids: Sequence[int], due_on: date, *, rights: Rights, reason: str) -> int:
    """Move deadlines (17:00 of a working day); returns the event. A day off is refused, the next day offered."""
    raise NotImplementedError


# A unit's report
def open_task(assignment_id: int, *, rights: Rights) -> None:
    """The unit has received the task (assigned → received); again changes nothing."""
    raise NotImplementedError


def save_cells(assignment_id: int, cells: Sequence[CellInput], *, rights: Rights, locale: str = "vi") -> SaveResult:
    """Keep what was typed, cell by cell: a wrong one answers with its error and the others are kept."""
    raise NotImplementedError


def known_cells(assignment_id: int, *, rights: Rights) -> tuple[KnownCell, ...]:
    """What the ledger already holds for this form: nothing of it needs typing."""
    raise NotImplementedError


def cell_history(
    assignment_id: int, row_no: str, *, rights: Rights, column: str = "value"
) -> tuple[CellHistoryLine, ...]: ...
def send_for_approval(assignment_id: int, *, rights: Rights, reason: str = "") -> None: ...
def send_back_to_drafter(assignment_id: int, *, rights: Rights, reason: str) -> None: ...
def approve(assignment_id: int, *, rights: Rights) -> Receipt:
    """The leader approves: figures become provisional (after a correction: official) under one event; sent."""
    raise NotImplementedError


def withdraw(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """The unit's leader takes a report back before it is accepted; reversing entries."""
    raise NotImplementedError


def return_submission(
    assignment_id: int, *, rights: Rights, reason: str, suggestions: Sequence[Suggestion] = ()
) -> None: ...
def accept(assignment_ids: Sequence[int], *, rights: Rights, reason: str = "") -> int:
    """Accept reports set-wise: figures become official. Returns the event; all or nothing."""
    raise NotImplementedError


def start_correction(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """After the lock: open one report for a correction (or a late supplement), to be approved again."""
    raise NotImplementedError


def receipts(assignment_id: int, *, rights: Rights) -> tuple[Receipt, ...]: ...


# Consolidation
def add_adjustment(
    assignment_id: int,
    line: str,
    indicator: str,
    value: Decimal,
    *,
    rights: Rights,
    title_vi: str,
    reason: str,
    dims: str = "",
) -> AdjustmentView:
    """Add a line to the aggregate; it counts when the consolidation is sent upward."""
    raise NotImplementedError


def withdraw_adjustment(adjustment_id: int, *, rights: Rights, reason: str) -> AdjustmentView: ...
def send_upward(assignment_id: int, *, rights: Rights) -> Receipt:
    """The department's leader approves a consolidation that was sent for approval (`send_for_approval`)."""
    raise NotImplementedError


def accept_consolidation(assignment_id: int, *, rights: Rights, reason: str = "") -> int: ...
def lock_request(request_id: int, *, rights: Rights, reason: str = "") -> int: ...
def unlock_request(request_id: int, *, rights: Rights, reason: str) -> int: ...
def remind(
    assignment_ids: Sequence[int], *, rights: Rights, channel: str = "chat", text: str = ""
) -> tuple[ReminderText, ...]:
    """Record reminders and return the Vietnamese words to paste; empty text means the usual words."""
    raise NotImplementedError


# Reads
def requests(rights: Rights, *, period: Period | None = None, state: str | None = None) -> tuple[RequestView, ...]: ...
def request(request_id: int, *, rights: Rights) -> RequestView: ...
def tasks_of(rights: Rights, now: datetime | None = None) -> TaskBoard: ...
def task(assignment_id: int, *, rights: Rights, now: datetime | None = None) -> TaskView: ...
def consolidation_view(request_id: int, *, rights: Rights, now: datetime | None = None) -> ConsolidationView: ...
def completeness(
    rights: Rights, *, request_id: int | None = None, period: Period | None = None, by: str = "level"
) -> tuple[CompletenessRow, ...]: ...
def late_units(
    rights: Rights,
    *,
    request_id: int | None = None,
    now: datetime | None = None,
    include_due_within_hours: int = 0,
) -> tuple[LateUnit, ...]: ...
def punctuality(request_id: int, *, rights: Rights, now: datetime | None = None) -> PunctualityCounts: ...
def timeliness(
    unit_ids: Sequence[int], *, rights: Rights, last: int = 12, now: datetime | None = None
) -> tuple[UnitTimeliness, ...]: ...


# Machines
def request_page(rights: Rights, *, cursor: str = "", size: int = 100) -> RequestPage: ...
def assignment_page(
    rights: Rights, *, cursor: str = "", size: int = 100, request: str = "", state: str = ""
) -> AssignmentPage: ...


# History
def load_history(
    requests: Sequence[HistoricRequest],
    reports: Sequence[HistoricReport],
    adjustments: Sequence[HistoricAdjustment] = (),
    *,
    actor: str = "system:history",
) -> HistorySummary:
    """Load reports of the past set-wise, each act at its own moment."""
    raise NotImplementedError
