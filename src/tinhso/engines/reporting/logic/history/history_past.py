"""One request of the past while its acts are made: its plan, its reports, the rows they end as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    DefinitionView,
    FigureKey,
    FigureState,
    Missing,
    SourceKind,
    Status,
)
from tinhso.engines.reporting.contracts import (
    CellKind,
    HistoricReport,
    HistoricRequest,
    HistoricVersion,
    Respondent,
    Row,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import HistoryIncomplete
from tinhso.engines.reporting.logic.assigning.requesting import (
    Plan,
    assignments_of,
    plan_request,
)
from tinhso.engines.reporting.logic.history.bulk_rows import CellRow, ChangeRow, ReceiptRow, TransitionRow, insert_rows
from tinhso.engines.reporting.logic.life import TABLE
from tinhso.engines.reporting.logic.sheet import definitions_in_force
from tinhso.engines.reporting.models import (
    Adjustment,
    Assignment,
    CellChange,
    Extension,
    Request,
)
from tinhso.kernel.periods import parse_period

S = TaskState


@dataclass
class Buffers:
    """Rows waiting for one bulk insert a table."""

    transitions: list[TransitionRow] = field(default_factory=list)
    receipts: list[ReceiptRow] = field(default_factory=list)
    cells: list[CellRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    lines: list[Adjustment] = field(default_factory=list)
    assignments: int = 0
    submissions: int = 0

    def store(self) -> None:
        """Insert everything."""
        insert_rows(self.changes)
        insert_rows(self._committed_receipts())
        insert_rows(self.transitions)
        insert_rows(self.cells)
        Extension.objects.bulk_create(self.extensions, batch_size=2_000)
        Adjustment.objects.bulk_create(self.lines, batch_size=2_000)

    def _committed_receipts(self) -> list[ReceiptRow]:
        """Let each receipt name the last change it commits to; until now it only knew how many there were."""
        ids: dict[int, list[int]] = {}
        wanted = [receipt.assignment_id for receipt in self.receipts if receipt.last_change_id]
        rows = CellChange.objects.filter(assignment_id__in=wanted).order_by("id")
        for assignment_id, change_id in rows.values_list("assignment_id", "id"):
            ids.setdefault(assignment_id, []).append(change_id)
        return [
            one._replace(last_change_id=ids[one.assignment_id][one.last_change_id - 1]) if one.last_change_id else one
            for one in self.receipts
        ]

    def count(self, other: Buffers) -> None:
        """Add another day's numbers."""
        self.assignments += other.assignments
        self.submissions += len(other.receipts)


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the past. `spec` is asked when its day comes; `done` gets the event and leaves rows."""

    at: datetime
    spec: Callable[[], BatchSpec]
    done: Callable[[int, Buffers], None]
    opens: bool = False


@dataclass
class Life:
    """One report on its way through its acts."""

    report: HistoricReport
    row: Assignment
    state: TaskState = S.ASSIGNED
    status: int = Status.PROVISIONAL
    said: dict[str, FigureState] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes_made: int = 0


class Past:
    """One request of the past while its acts are made."""

    def __init__(self, request: HistoricRequest, reports: Sequence[HistoricReport]) -> None:
        period = parse_period(request.period)
        respondents = [
            Respondent(
                report.subject_unit_id if report.respondent_unit_id is None else report.respondent_unit_id,
                report.subject_unit_id,
            )
            for report in reports
        ]
        self.request = request
        self.plan: Plan = plan_request(
            request.regime, period, respondents, request.title_vi, request.title_en, request.code
        )
        self.period_id = indicators.period_id(period)
        versions = indicators.definition_versions(self.plan.form.indicators)
        self.definitions: dict[str, DefinitionView] = definitions_in_force(versions, period)
        self.rows = {row.no: row for row in self.plan.form.rows if row.indicator in self.definitions}
        drafts = assignments_of(self.plan, Request(id=0), 0)
        by_subject = {row.subject_unit_id: row for row in drafts if row.kind == "unit"}
        self.own = next((row for row in drafts if row.kind == "consolidation"), None)
        self.lives = [Life(report, by_subject[report.subject_unit_id]) for report in reports]
        self.total_cells = sum(1 for row in self.rows.values() if self.definitions[row.indicator].formula is None)

    def key(self, row: Row, unit_id: int, line: str = "") -> FigureKey:
        """The key of a form row's figure."""
        return FigureKey(self.definitions[row.indicator].indicator_id, unit_id, self.period_id, row.dims, line=line)

    def row_of(self, life: Life, row_no: str) -> Row:
        """The form row a report speaks of, or refuse."""
        row = self.rows.get(row_no)
        if row is None:
            raise self.broken(life, f"biểu không có dòng {row_no}", f"the form has no row {row_no}")
        return row

    def broken(self, life: Life, reason_vi: str, reason_en: str) -> HistoryIncomplete:
        """Make the refusal of a report."""
        return HistoryIncomplete(
            request=self.request.code, unit=life.report.subject_unit_id, reason_vi=reason_vi, reason_en=reason_en
        )


def foresee(past: Past, life: Life) -> None:
    """Put the end of a report's history on its assignment."""
    row, report = life.row, life.report
    locked = past.request.locked_at
    versions = report.versions
    if report.extended_to is not None:
        row.due_at, row.extended = report.extended_to, True
    row.received_at = report.received_at or (versions[0].drafted_at or versions[0].submitted_at if versions else None)
    if versions:
        row.first_submitted_at, row.last_submitted_at = versions[0].submitted_at, versions[-1].submitted_at
        row.on_time = versions[0].submitted_at <= row.due_at
        row.submissions_made = len(versions)
        row.sent_by = versions[-1].drafter
        row.corrections_made = sum(1 for one in versions if locked is not None and one.submitted_at > locked)
    end = _end_state(past, life)
    if end is S.RETURNED:
        row.return_reason = versions[-1].return_reason
    row.state, row.state_before_lock = (S.LOCKED, end) if locked is not None else (end, "")


def _end_state(past: Past, life: Life) -> TaskState:
    report, versions = life.report, life.report.versions
    if not versions:
        return S.RECEIVED if report.received_at else S.ASSIGNED
    last = versions[-1]
    if last.returned_at is not None:
        return S.RETURNED
    if last.withdrawn_at is not None:
        return S.DRAFTING
    if report.accepted_at is None:
        return S.SUBMITTED
    upward = past.request.sent_upward_at
    return S.CONSOLIDATED if past.own is not None and upward and report.accepted_at <= upward else S.ACCEPTED


def go(
    life: Life, verb: Verb, at: datetime, event_id: int, buffers: Buffers, title: str = "", capacity: str = ""
) -> None:
    """Take a report one step further and leave its transition."""
    target = TABLE[verb].to_state
    assert target is not None
    step = transition_row(life.row, verb, life.state, target, at, event_id)
    buffers.transitions.append(step._replace(title=title, capacity=capacity))
    life.state = target


def transition_row(
    row: Assignment, verb: Verb, source: str, target: TaskState, at: datetime, event_id: int
) -> TransitionRow:
    """One step as a row."""
    return TransitionRow(row.pk, verb, source, target, "", "", at, event_id)


def changes_of(past: Past, life: Life, version: HistoricVersion) -> list[ChangeRow]:
    """What the drafter changed against the version before."""
    at, found = version.drafted_at or version.submitted_at, []
    for no, state in version.figures.items():
        if state.source != SourceKind.MANUAL:
            continue
        past.row_of(life, no)
        after = _told(state)
        if life.told.get(no) == after:
            continue
        found.append(ChangeRow(0, no, "value", version.drafter, at, life.told.get(no), after))
        life.told[no] = after
    return found


def _told(state: FigureState) -> dict[str, Any]:
    return {
        "disputed": "",
        "kind": str(_kind(state)),
        "missing": int(state.missing),
        "note": "",
        "operator": int(state.operator),
        "value": state.value,
    }


def cells_of(life: Life, version: HistoricVersion) -> list[CellRow]:
    """The draft a version was sent from."""
    at = version.drafted_at or version.submitted_at
    return [
        CellRow(
            life.row.pk, no, "value", state.value, int(state.operator), int(state.missing), str(_kind(state)),
            version.drafter, at,
        )
        for no, state in version.figures.items()
        if state.source == SourceKind.MANUAL
    ]  # fmt: skip


def _kind(state: FigureState) -> CellKind:
    if state.missing == Missing.NOT_APPLICABLE:
        return CellKind.NOT_APPLICABLE
    if state.missing == Missing.REFUSED:
        return CellKind.REFUSED
    return CellKind.ZERO if state.value == 0 else CellKind.TYPED


def first_drafter(report: HistoricReport) -> str:
    """Who first worked on a report."""
    return report.versions[0].drafter if report.versions else "system:history"
