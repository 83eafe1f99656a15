"""The consolidating agency's own report: adjustment lines on the aggregate, sent upward, accepted by the office.

A line never touches a unit's figure. It counts when the agency's leader has sent it upward (or, before the lock,
leaves the total when that leader withdraws it).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    DefinitionView,
    FigureKey,
    FigureState,
    FigureWrite,
    SpaceRule,
    Status,
)
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import AdjustmentState, AdjustmentView, Receipt, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import (
    AdjustmentExists,
    DrafterApproves,
    NotAdjustable,
    NotASender,
    ReasonNeeded,
    UnknownAdjustment,
    WrongState,
)
from tinhso.engines.reporting.contracts.events import ACCEPTED, RETURNED, SENT_UPWARD
from tinhso.engines.reporting.logic.life import (
    TABLE,
    holds,
    move,
    refuse_stale,
    sign,
    subject_of,
    take_one,
)
from tinhso.engines.reporting.logic.receipts import receipt_of
from tinhso.engines.reporting.logic.sending import facts_of, refuse_own_work
from tinhso.engines.reporting.logic.sheet import definitions_in_force, period_of_row
from tinhso.engines.reporting.models import Adjustment, Assignment, Submission
from tinhso.engines.reporting.queries.assignments import assignments, assignments_for_change
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import from_scaled, to_scaled

_TO_ADJUST = (TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.DRAFTING, TaskState.RETURNED)


@transaction.atomic
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
    """Add a line to the aggregate of a consolidation that is not sent yet.

    Args:
        assignment_id: the consolidation.
        line: id of the line, e.g. `own` or `double-count`; letters, digits, `_ . : -`.
        indicator: code of an indicator of the form that is summed from units.
        value: exact, in the indicator's measure unit; negative takes away.
        title_vi: what the proof shows, e.g. “Sở tự thực hiện”. reason: why, with the document it rests on.

    Raises:
        NotASender (REP-046), NotAdjustable (REP-051), AdjustmentExists (REP-050), ReasonNeeded (REP-043),
        UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.SAVE, assignment_id, rights)
    _refuse_unit_report(row)
    _require_adjusting(rights, row)
    if not reason.strip():
        raise ReasonNeeded(verb_vi="dòng điều chỉnh", verb_en="the adjustment line")
    definition = _adjustable(row, indicator)
    if Adjustment.objects.filter(assignment=row, line=line, indicator_id=definition.indicator_id, dims=dims).exists():
        raise AdjustmentExists(line=line, indicator=indicator)
    at = trust.now()
    event_id = trust.record(
        kind="reporting.adjustment_drafted",
        subject=subject_of(row),
        actor=rights.actor,
        reason=reason,
        public={"line": line, "indicator": indicator},
    )
    made = Adjustment.objects.create(
        assignment=row,
        line=line,
        indicator_id=definition.indicator_id,
        dims=dims,
        value=to_scaled(value, definition.decimals),
        title_vi=title_vi,
        reason=reason,
        made_by=rights.actor,
        made_by_person_id=rights.user_id,
        made_at=at,
        event_id=event_id,
    )
    if row.state != TaskState.DRAFTING:
        move([row], Verb.SAVE, event_id, at, sign(rights, Verb.SAVE, row))
        row.received_at = row.received_at or at
        row.save(update_fields=["state", "received_at"])
    return adjustment_view(made, definition)


@transaction.atomic
def withdraw_adjustment(adjustment_id: int, *, rights: Rights, reason: str) -> AdjustmentView:
    """Take a line away: a drafted one by whoever adjusts, one that counts by the agency's leader (reversing entry).

    Raises:
        UnknownAdjustment (REP-049), ReasonNeeded (REP-043), NoRight (ORG-020), DrafterApproves (REP-042),
        PeriodLocked (IND-009), StaleRights (REP-045).
    """
    refuse_stale(rights)
    made = Adjustment.objects.filter(id=adjustment_id).exclude(state=AdjustmentState.WITHDRAWN).first()
    if made is None or not assignments(rights).filter(id=made.assignment_id).exists():
        raise UnknownAdjustment(adjustment=adjustment_id)
    if not reason.strip():
        raise ReasonNeeded(verb_vi="rút dòng điều chỉnh", verb_en="withdrawing the adjustment line")
    row = assignments_for_change([made.assignment_id])[0]
    definition = _definitions(row)[indicators_code(row, made)]
    if made.state == AdjustmentState.WRITTEN:
        if not rights.may(Action.APPROVE, row.respondent_unit_id):
            raise NoRight(action=str(Action.APPROVE), unit=row.respondent_unit_id, actor=rights.actor)
        if rights.actor == made.made_by or (rights.user_id and rights.user_id == made.made_by_person_id):
            raise DrafterApproves()
        writes = [FigureWrite(_key(row, made), None)]
    else:
        _require_adjusting(rights, row)
        writes = []
    spec = BatchSpec(
        "reporting.adjustment_withdrawn",
        subject_of(row),
        rights.actor,
        writes,
        reason=reason,
        public={"line": made.line, "indicator": definition.code},
    )
    made.event_id = indicators.write_batches([spec])[0].event_id
    made.state = AdjustmentState.WITHDRAWN
    made.save(update_fields=["state", "event"])
    return adjustment_view(made, definition)


@transaction.atomic
def send_upward(assignment_id: int, *, rights: Rights) -> Receipt:
    """Approve a consolidation and send it to the office: its lines count, its units' reports are consolidated.

    Raises:
        NotASender (REP-046), DrafterApproves (REP-042), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041).
    """
    row = take_one(Verb.APPROVE, assignment_id, rights)
    _refuse_unit_report(row)
    refuse_own_work(row, [], rights)
    lines = list(Adjustment.objects.filter(assignment=row, state=AdjustmentState.DRAFT).order_by("id"))
    makers = {line.made_by for line in lines} | {line.made_by_person_id for line in lines} - {None}
    if rights.actor in makers or rights.user_id in makers:
        raise DrafterApproves()
    verb = Verb.APPROVE_CORRECTION if row.correcting else Verb.APPROVE
    kind = "reporting.corrected" if row.correcting else "reporting.sent_upward"
    at = trust.now()
    units = _accepted_units(row)
    spec = BatchSpec(
        kind,
        subject_of(row),
        rights.actor,
        [FigureWrite(_key(row, line), FigureState(line.value), line.reason) for line in lines],
        reason=row.correction_reason,
        public={**facts_of(row, at), "lines": len(lines), "units": len(units)},
        at=at,
        correction=row.correcting,
    )
    event_id = indicators.write_batches([spec])[0].event_id
    Adjustment.objects.filter(id__in=[line.pk for line in lines]).update(
        state=AdjustmentState.WRITTEN, event_id=event_id
    )
    submission = _receive(row, verb, event_id, at, rights, len(units))
    move(units, Verb.CONSOLIDATE, event_id, at, sign(rights, verb, row))
    Assignment.objects.filter(id__in=[unit.pk for unit in units]).update(state=TaskState.CONSOLIDATED)
    trust.publish(SENT_UPWARD, {"assignment_id": row.pk, "request_id": row.request_id, "event_id": event_id})
    return receipt_of(row, submission)


@transaction.atomic
def accept_consolidation(assignment_id: int, *, rights: Rights, reason: str = "") -> int:
    """Accept a consolidation above (the office): its lines become official. Returns the event.

    Raises:
        NotASender (REP-046), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.ACCEPT, assignment_id, rights)
    _refuse_unit_report(row)
    at = trust.now()
    supplement = row.state == TaskState.LOCKED
    spec = BatchSpec(
        TABLE[Verb.ACCEPT].event_kind,
        subject_of(row),
        rights.actor,
        (),
        promotes=tuple(_standing_lines(row, Status.PROVISIONAL)),
        reason=reason or ("tiếp nhận bổ sung sau khóa" if supplement else ""),
        public={"request": row.request.code, "assignments": [row.pk]},
        at=at,
        correction=supplement,
    )
    event_id = indicators.write_batches([spec])[0].event_id
    target = TaskState.LOCKED if supplement else TaskState.ACCEPTED
    move([row], Verb.ACCEPT, event_id, at, sign(rights, Verb.ACCEPT, row), [target])
    if supplement:
        row.state_before_lock = TaskState.ACCEPTED
    row.save(update_fields=["state", "state_before_lock"])
    trust.publish(ACCEPTED, {"assignment_ids": [row.pk], "request_id": row.request_id, "event_id": event_id})
    return event_id


@transaction.atomic
def return_consolidation(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """Return a consolidation (the office): its lines leave the total and are drafts again; units are accepted again.

    Raises:
        NotASender (REP-046), ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041).
    """
    row = take_one(Verb.RETURN, assignment_id, rights, reason)
    _refuse_unit_report(row)
    at = trust.now()
    spec = BatchSpec(
        TABLE[Verb.RETURN].event_kind,
        subject_of(row),
        rights.actor,
        [FigureWrite(key, None) for key in _standing_lines(row)],
        reason=reason,
        public={"request": row.request.code, "number": row.submissions_made},
        at=at,
    )
    event_id = indicators.write_batches([spec])[0].event_id
    Adjustment.objects.filter(assignment=row, state=AdjustmentState.WRITTEN).update(state=AdjustmentState.DRAFT)
    signed = sign(rights, Verb.RETURN, row)
    move([row], Verb.RETURN, event_id, at, signed)
    row.return_reason = reason
    row.save(update_fields=["state", "return_reason"])
    units = _units_of(row, TaskState.CONSOLIDATED)
    move(units, Verb.REOPEN, event_id, at, signed)
    Assignment.objects.filter(id__in=[unit.pk for unit in units]).update(state=TaskState.ACCEPTED)
    trust.publish(RETURNED, {"assignment_id": row.pk, "request_id": row.request_id, "event_id": event_id})


def adjustment_view(made: Adjustment, definition: DefinitionView) -> AdjustmentView:
    """Return a line as screens show it."""
    return AdjustmentView(
        id=made.pk,
        line=made.line,
        indicator=definition.code,
        dims=made.dims,
        value=from_scaled(made.value, definition.decimals),
        title_vi=made.title_vi,
        reason=made.reason,
        state=AdjustmentState(made.state),
        made_at=made.made_at,
        event_id=made.event_id,
    )


def indicators_code(row: Assignment, made: Adjustment) -> str:
    """Return the code of a line's indicator."""
    return next(code for code, one in _definitions(row).items() if one.indicator_id == made.indicator_id)


def _receive(row: Assignment, verb: Verb, event_id: int, at: datetime, rights: Rights, unit_count: int) -> Submission:
    signed = sign(rights, verb, row)
    if row.first_submitted_at is None:
        row.first_submitted_at, row.on_time = at, at <= row.due_at
    kind = "correction" if row.correcting else ("again" if row.submissions_made else "first")
    row.submissions_made, row.last_submitted_at = row.submissions_made + 1, at
    move([row], verb, event_id, at, signed)
    if row.correcting:
        row.corrections_made += 1
        row.state_before_lock = TaskState.SUBMITTED
    row.correcting, row.correction_reason, row.return_reason = False, "", ""
    row.save()
    return Submission.objects.create(
        assignment=row,
        number=row.submissions_made,
        kind=kind,
        submitted_at=at,
        approver_title=signed.title,
        capacity=signed.capacity,
        on_time=bool(row.on_time),
        cells=unit_count,
        event_id=event_id,
    )


def _accepted_units(row: Assignment) -> list[Assignment]:
    return [] if row.correcting else _units_of(row, TaskState.ACCEPTED)


def _units_of(row: Assignment, state: TaskState) -> list[Assignment]:
    """The unit reports that were sent to this consolidation's agency and stand in a state."""
    ids = Assignment.objects.filter(
        request_id=row.request_id, kind="unit", consolidator_unit_id=row.respondent_unit_id, state=state
    ).values_list("id", flat=True)
    return assignments_for_change(list(ids))


def _standing_lines(row: Assignment, status: Status | None = None) -> list[FigureKey]:
    """The keys of this consolidation's lines that count (in one status)."""
    lines = list(Adjustment.objects.filter(assignment=row, state=AdjustmentState.WRITTEN))
    states = indicators.states_of_keys([_key(row, line) for line in lines])
    return [key for key, state in states.items() if state.value is not None and status in (None, state.status)]


def _key(row: Assignment, line: Adjustment) -> FigureKey:
    return FigureKey(line.indicator_id, row.subject_unit_id, row.request.period_id, line.dims, line=line.line)


def _definitions(row: Assignment) -> dict[str, DefinitionView]:
    form = forms_by_id([row.request.form_version_id])[row.request.form_version_id]
    return definitions_in_force(indicators.definition_versions(form.indicators), period_of_row(row))


def _adjustable(row: Assignment, indicator: str) -> DefinitionView:
    definition = _definitions(row).get(indicator)
    if definition is None or definition.space_rule is not SpaceRule.SUM or definition.formula is not None:
        raise NotAdjustable(indicator=indicator)
    return definition


def _refuse_unit_report(row: Assignment) -> None:
    if row.kind != "consolidation":
        raise NotASender(assignment=row.pk)


def _require_adjusting(rights: Rights, row: Assignment) -> None:
    if not holds(rights, Action.ADJUST, row.respondent_unit_id):
        raise NoRight(action=str(Action.ADJUST), unit=row.respondent_unit_id, actor=rights.actor)
    if row.state not in _TO_ADJUST:
        state = TaskState(row.state)
        raise WrongState(
            assignment=row.pk, verb_vi="điều chỉnh", verb_en="adjust", state_vi=state.label_vi, state_en=state.label_en
        )


def lines_of(rows: Sequence[Assignment]) -> list[Adjustment]:
    """Every line of these consolidations that was not withdrawn, oldest first."""
    made = Adjustment.objects.filter(assignment_id__in=[row.pk for row in rows])
    return list(made.exclude(state=AdjustmentState.WITHDRAWN).order_by("id"))
