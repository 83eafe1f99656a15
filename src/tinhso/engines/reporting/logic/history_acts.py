"""The acts of one request of the past: what each writes into the ledger, and which rows it leaves behind.

Assignments are inserted once, already in the state their history ends in; transitions, receipts and draft changes
follow with the events of their acts.
"""

from __future__ import annotations

from collections import defaultdict
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
    FigureWrite,
    Missing,
    SourceKind,
    Status,
)
from tinhso.engines.reporting.contracts import (
    AdjustmentState,
    CellKind,
    HistoricAdjustment,
    HistoricReport,
    HistoricRequest,
    HistoricVersion,
    RequestState,
    Respondent,
    Row,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import HistoryIncomplete
from tinhso.engines.reporting.logic.bulk_rows import CellRow, ChangeRow, ReceiptRow, TransitionRow, insert_rows
from tinhso.engines.reporting.logic.life import TABLE, subject_of, subject_of_request
from tinhso.engines.reporting.logic.requesting import (
    ASSIGNED_EVENT,
    Plan,
    assignments_of,
    plan_request,
    public_of,
    request_fields,
)
from tinhso.engines.reporting.logic.sending import digest_of
from tinhso.engines.reporting.logic.sheet import answers, definitions_in_force
from tinhso.engines.reporting.models import (
    Adjustment,
    Assignment,
    CellChange,
    Extension,
    Request,
)
from tinhso.kernel.periods import parse_period

S = TaskState
_STANDING = (S.SUBMITTED, S.ACCEPTED, S.CONSOLIDATED)


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
class _Life:
    """One report on its way through its acts."""

    report: HistoricReport
    row: Assignment
    state: TaskState = S.ASSIGNED
    status: int = Status.PROVISIONAL
    said: dict[str, FigureState] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes_made: int = 0


class _Past:
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
        self.lives = [_Life(report, by_subject[report.subject_unit_id]) for report in reports]
        self.total_cells = sum(1 for row in self.rows.values() if self.definitions[row.indicator].formula is None)

    def key(self, row: Row, unit_id: int, line: str = "") -> FigureKey:
        """The key of a form row's figure."""
        return FigureKey(self.definitions[row.indicator].indicator_id, unit_id, self.period_id, row.dims, line=line)

    def row_of(self, life: _Life, row_no: str) -> Row:
        """The form row a report speaks of, or refuse."""
        row = self.rows.get(row_no)
        if row is None:
            raise self.broken(life, f"biểu không có dòng {row_no}", f"the form has no row {row_no}")
        return row

    def broken(self, life: _Life, reason_vi: str, reason_en: str) -> HistoryIncomplete:
        """Make the refusal of a report."""
        return HistoryIncomplete(
            request=self.request.code, unit=life.report.subject_unit_id, reason_vi=reason_vi, reason_en=reason_en
        )


def acts_of_request(
    request: HistoricRequest, reports: Sequence[HistoricReport], lines: Sequence[HistoricAdjustment]
) -> list[Act]:
    """Return everything that happened to a request, unsorted but each report in the order of its life."""
    past = _Past(request, reports)
    acts = [_assign(past)]
    for life in past.lives:
        _foresee(past, life)
        acts += _acts_of_report(past, life)
    acts += _acceptances(past)
    if past.own is not None:
        acts += _consolidation(past, past.own, lines)
    if request.locked_at is not None:
        acts.append(_lock(past))
    # A correction after the lock must find the lock before it: sorted here, the merge by time is stable.
    return sorted(acts, key=lambda act: act.at)


# The rows as they end


def _foresee(past: _Past, life: _Life) -> None:
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


def _end_state(past: _Past, life: _Life) -> TaskState:
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


# Acts


def _assign(past: _Past) -> Act:
    def spec() -> BatchSpec:
        return BatchSpec(
            ASSIGNED_EVENT, subject_of_request(past.request.code), past.request.assigned_by, (),
            public=public_of(past.plan), at=past.request.opened_at,
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        state = RequestState.LOCKED if past.request.locked_at else RequestState.OPEN
        request = Request.objects.create(**request_fields(past.plan, past.request.opened_at, event_id), state=state)
        rows = [life.row for life in past.lives] + ([past.own] if past.own else [])
        for row in rows:
            row.request, row.event_id = request, event_id
        Assignment.objects.bulk_create(rows, batch_size=2_000)
        for row in rows:
            buffers.transitions.append(_transition(row, Verb.ASSIGN, "", S.ASSIGNED, past.request.opened_at, event_id))
        buffers.assignments += len(rows)

    return Act(past.request.opened_at, spec, done, opens=True)


def _acts_of_report(past: _Past, life: _Life) -> list[Act]:
    report, acts = life.report, []
    if report.extended_to is not None:
        acts.append(_extend(past, life))
    if report.received_at is not None:
        acts.append(_step(past, life, Verb.OPEN, report.received_at, _first_drafter(report)))
    for number, version in enumerate(report.versions, start=1):
        acts += _acts_of_version(past, life, number, version)
    return acts


def _acts_of_version(past: _Past, life: _Life, number: int, version: HistoricVersion) -> list[Act]:
    locked = past.request.locked_at
    corrects = locked is not None and version.submitted_at > locked
    acts = []
    if corrects:
        if not version.correction_reason:
            raise past.broken(life, "điều chỉnh sau khóa thiếu lý do", "a correction after the lock needs a reason")
        started = version.drafted_at or version.submitted_at
        acts.append(_step(past, life, Verb.START_CORRECTION, started, version.drafter, version.correction_reason))
    elif number > 1:
        before = life.report.versions[number - 2]
        if before.returned_at is None and before.withdrawn_at is None:
            raise past.broken(life, "bản trước chưa trả lại hay rút về", "the version before was not taken back")
    if version.drafted_at is not None:
        acts.append(_step(past, life, Verb.SEND_FOR_APPROVAL, version.drafted_at, version.drafter))
    acts.append(_submit(past, life, number, version, corrects))
    if version.returned_at is not None:
        acts.append(_take_back(past, life, Verb.RETURN, version.returned_at, version.return_reason, version))
    elif version.withdrawn_at is not None:
        reason = version.correction_reason or "sửa lại"
        acts.append(_take_back(past, life, Verb.WITHDRAW, version.withdrawn_at, reason, version))
    return acts


def _step(past: _Past, life: _Life, verb: Verb, at: datetime, actor: str, reason: str = "") -> Act:
    """An act that writes no figure."""

    def spec() -> BatchSpec:
        return BatchSpec(TABLE[verb].event_kind, subject_of(life.row), actor, (), reason=reason, at=at)

    def done(event_id: int, buffers: Buffers) -> None:
        _go(life, verb, at, event_id, buffers)

    return Act(at, spec, done)


def _submit(past: _Past, life: _Life, number: int, version: HistoricVersion, corrects: bool) -> Act:
    at, row = version.submitted_at, life.row
    verb = Verb.APPROVE_CORRECTION if corrects else Verb.APPROVE
    changes = _changes(past, life, version)
    digest = digest_of(changes)
    accepted_before = corrects and number > 1 and life.report.accepted_at is not None

    def spec() -> BatchSpec:
        status = Status.OFFICIAL if accepted_before else Status.PROVISIONAL
        writes = [
            FigureWrite(past.key(past.row_of(life, no), row.subject_unit_id), state._replace(status=status))
            for no, state in version.figures.items()
        ]
        life.said = dict(version.figures)
        public = {
            "request": past.request.code,
            "number": number,
            "on_time": bool(row.on_time),
            "form": f"{past.plan.form.code}@{past.plan.form.version}",
            "draft_changes": len(changes),
            "draft_digest": digest,
        }
        return BatchSpec(
            TABLE[verb].event_kind, subject_of(row), version.approver, writes,
            reason=version.correction_reason if corrects else "", public=public, at=at, correction=corrects,
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        if not version.drafted_at:
            life.state = S.AWAITING_APPROVAL
        _go(life, verb, at, event_id, buffers, version.approver_title, version.capacity)
        buffers.changes += [change._replace(assignment_id=row.pk) for change in changes]
        if number == len(life.report.versions):
            buffers.cells += _cells(life, version)
        kind = ("correction" if number > 1 else "supplement") if corrects else ("again" if number > 1 else "first")
        life.changes_made += len(changes)
        buffers.receipts.append(
            ReceiptRow(
                row.pk, number, kind, at, version.approver_title, version.capacity, bool(row.on_time),
                past.total_cells, past.total_cells - len(version.figures), len(changes), digest, life.changes_made,
                event_id,
            )
        )  # fmt: skip

    return Act(at, spec, done)


def _take_back(past: _Past, life: _Life, verb: Verb, at: datetime, reason: str, version: HistoricVersion) -> Act:
    def spec() -> BatchSpec:
        writes = [FigureWrite(past.key(past.rows[no], life.row.subject_unit_id), None) for no in version.figures]
        actor = past.request.accepted_by if verb is Verb.RETURN else version.approver
        return BatchSpec(TABLE[verb].event_kind, subject_of(life.row), actor, writes, reason=reason, at=at)

    def done(event_id: int, buffers: Buffers) -> None:
        _go(life, verb, at, event_id, buffers)

    return Act(at, spec, done)


def _extend(past: _Past, life: _Life) -> Act:
    to, before = life.report.extended_to, dict(past.plan.times.deadlines)[life.row.level]
    at = life.report.extended_at or past.request.opened_at
    assert to is not None

    def spec() -> BatchSpec:
        return BatchSpec(
            TABLE[Verb.EXTEND].event_kind, subject_of(life.row), past.request.assigned_by, (),
            reason="gia hạn theo đề nghị", public={"due_at": to.isoformat()}, at=at,
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        buffers.transitions.append(_transition(life.row, Verb.EXTEND, life.state, life.state, at, event_id))
        buffers.extensions.append(Extension(assignment=life.row, previous_due_at=before, due_at=to, event_id=event_id))

    return Act(at, spec, done)


def _acceptances(past: _Past) -> list[Act]:
    """Acceptances of one moment are one act."""
    groups = defaultdict[datetime, list[_Life]](list)
    for life in past.lives:
        if life.report.accepted_at is not None:
            if not life.report.versions or life.row.state == S.RETURNED:
                raise past.broken(life, "tiếp nhận báo cáo chưa gửi", "accepted without having been sent")
            groups[life.report.accepted_at].append(life)
    return [_accept(past, at, lives) for at, lives in groups.items()]


def _accept(past: _Past, at: datetime, lives: list[_Life]) -> Act:
    def spec() -> BatchSpec:
        units = {life.row.subject_unit_id for life in lives}
        own = {
            past.key(past.rows[no], life.row.subject_unit_id): None
            for life in lives
            for no, state in life.said.items()
            if answers(state.missing)
        }
        keys = own | dict.fromkeys(_provisional(past, units))
        return BatchSpec(
            TABLE[Verb.ACCEPT].event_kind, subject_of_request(past.request.code), past.request.accepted_by, (),
            promotes=tuple(keys), at=at,
            public={"request": past.request.code, "assignments": [life.row.pk for life in lives]},
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        for life in lives:
            life.status = Status.OFFICIAL
            buffers.transitions.append(_transition(life.row, Verb.ACCEPT, life.state, S.ACCEPTED, at, event_id))
            life.state = S.ACCEPTED

    return Act(at, spec, done)


def _provisional(past: _Past, units: set[int]) -> list[FigureKey]:
    """What the ledger holds as provisional for these units on this form: figures from elsewhere are accepted too."""
    wanted = {(past.definitions[row.indicator].indicator_id, row.dims) for row in past.rows.values()}
    states = indicators.current_states({one for one, _ in wanted}, [past.period_id], units, lines=[""])
    return [
        key
        for key, state in states.items()
        if (key.indicator_id, key.dims) in wanted and state.status == Status.PROVISIONAL and answers(state.missing)
    ]


def _consolidation(past: _Past, own: Assignment, lines: Sequence[HistoricAdjustment]) -> list[Act]:
    request = past.request
    if request.sent_upward_at is None:
        return []
    row_of = {(row.indicator, row.dims): row for row in past.rows.values()}
    keys = [(line, past.key(row_of[line.indicator, line.dims], own.subject_unit_id, line.line)) for line in lines]
    own.first_submitted_at = own.last_submitted_at = own.received_at = request.sent_upward_at
    own.on_time, own.submissions_made = request.sent_upward_at <= own.due_at, 1
    end = S.ACCEPTED if request.accepted_at else S.SUBMITTED
    own.state, own.state_before_lock = (S.LOCKED, end) if request.locked_at else (end, "")
    acts = [_send_upward(past, own, request.sent_upward_at, keys)]
    if request.accepted_at is not None:
        acts.append(_accept_upward(past, own, request.accepted_at, [key for _, key in keys]))
    return acts


def _send_upward(
    past: _Past, own: Assignment, at: datetime, keys: Sequence[tuple[HistoricAdjustment, FigureKey]]
) -> Act:
    actor = past.request.sent_upward_by

    def spec() -> BatchSpec:
        writes = [FigureWrite(key, FigureState(line.value), line.reason) for line, key in keys]
        public = {"request": past.request.code, "number": 1, "on_time": bool(own.on_time), "lines": len(keys)}
        return BatchSpec("reporting.sent_upward", subject_of(own), actor, writes, public=public, at=at)

    def done(event_id: int, buffers: Buffers) -> None:
        for verb, source, target in (
            (Verb.SEND_FOR_APPROVAL, S.ASSIGNED, S.AWAITING_APPROVAL),
            (Verb.APPROVE, S.AWAITING_APPROVAL, S.SUBMITTED),
        ):
            buffers.transitions.append(_transition(own, verb, source, target, at, event_id))
        units = [life for life in past.lives if life.state is S.ACCEPTED]
        for life in units:
            buffers.transitions.append(
                _transition(life.row, Verb.CONSOLIDATE, life.state, S.CONSOLIDATED, at, event_id)
            )
            life.state = S.CONSOLIDATED
        buffers.lines += [
            Adjustment(
                assignment=own, line=line.line, indicator_id=key.indicator_id, dims=line.dims, value=line.value,
                title_vi=line.title_vi, reason=line.reason, state=AdjustmentState.WRITTEN, made_by=actor,
                made_at=at, event_id=event_id,
            )
            for line, key in keys
        ]  # fmt: skip
        buffers.receipts.append(
            ReceiptRow(own.pk, 1, "first", at, "", "", bool(own.on_time), len(units), 0, 0, "", 0, event_id)
        )

    return Act(at, spec, done)


def _accept_upward(past: _Past, own: Assignment, at: datetime, keys: Sequence[FigureKey]) -> Act:
    def spec() -> BatchSpec:
        return BatchSpec(
            TABLE[Verb.ACCEPT].event_kind, subject_of(own), past.request.locked_by, (), promotes=tuple(keys), at=at,
            public={"request": past.request.code, "assignments": [own.pk]},
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        buffers.transitions.append(_transition(own, Verb.ACCEPT, S.SUBMITTED, S.ACCEPTED, at, event_id))

    return Act(at, spec, done)


def _lock(past: _Past) -> Act:
    at = past.request.locked_at
    assert at is not None

    def spec() -> BatchSpec:
        count = len(past.lives) + (past.own is not None)
        return BatchSpec(
            TABLE[Verb.LOCK].event_kind, subject_of_request(past.request.code), past.request.locked_by, (), at=at,
            public={"request": past.request.code, "assignments": count},
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        entered = {one.indicator_id for one in past.definitions.values() if one.formula is None}
        units = {life.row.subject_unit_id for life in past.lives}
        aggregate = {past.plan.aggregate.id} if past.plan.aggregate else set()
        indicators.lock(
            sorted(entered), past.period_id, sorted(units | aggregate), actor=past.request.locked_by,
            event_id=event_id,
        )  # fmt: skip
        for life in past.lives:
            buffers.transitions.append(_transition(life.row, Verb.LOCK, life.state, S.LOCKED, at, event_id))
            life.state = S.LOCKED
        if past.own is not None:
            before = S(past.own.state_before_lock or S.ASSIGNED)
            buffers.transitions.append(_transition(past.own, Verb.LOCK, before, S.LOCKED, at, event_id))

    return Act(at, spec, done)


# Rows


def _go(
    life: _Life, verb: Verb, at: datetime, event_id: int, buffers: Buffers, title: str = "", capacity: str = ""
) -> None:
    target = TABLE[verb].to_state
    assert target is not None
    step = _transition(life.row, verb, life.state, target, at, event_id)
    buffers.transitions.append(step._replace(title=title, capacity=capacity))
    life.state = target


def _transition(
    row: Assignment, verb: Verb, source: str, target: TaskState, at: datetime, event_id: int
) -> TransitionRow:
    return TransitionRow(row.pk, verb, source, target, "", "", at, event_id)


def _changes(past: _Past, life: _Life, version: HistoricVersion) -> list[ChangeRow]:
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


def _cells(life: _Life, version: HistoricVersion) -> list[CellRow]:
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


def _first_drafter(report: HistoricReport) -> str:
    return report.versions[0].drafter if report.versions else "system:history"
