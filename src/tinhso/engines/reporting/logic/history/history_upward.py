"""What the agencies above did with a request of the past: accepting, sending upward, locking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureKey,
    FigureState,
    FigureWrite,
    Status,
)
from tinhso.engines.reporting.contracts import (
    AdjustmentState,
    HistoricAdjustment,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.logic.consolidation.freezing import Frozen, store
from tinhso.engines.reporting.logic.history.bulk_rows import ReceiptRow
from tinhso.engines.reporting.logic.history.history_freezing import UNSIGNED, freeze_past
from tinhso.engines.reporting.logic.history.history_past import (
    Act,
    Buffers,
    Life,
    Past,
    transition_row,
)
from tinhso.engines.reporting.logic.life import TABLE, subject_of, subject_of_request
from tinhso.engines.reporting.logic.sheet import answers
from tinhso.engines.reporting.models import (
    Adjustment,
    Assignment,
)

S = TaskState


def acceptance_acts(past: Past) -> list[Act]:
    """Acceptances of one moment are one act."""
    groups = defaultdict[datetime, list[Life]](list)
    for life in past.lives:
        if life.report.accepted_at is not None:
            if not life.report.versions or life.row.state == S.RETURNED:
                raise past.broken(life, "tiếp nhận báo cáo chưa gửi", "accepted without having been sent")
            groups[life.report.accepted_at].append(life)
    return [_accept(past, at, lives) for at, lives in groups.items()]


def _accept(past: Past, at: datetime, lives: list[Life]) -> Act:
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
            buffers.transitions.append(transition_row(life.row, Verb.ACCEPT, life.state, S.ACCEPTED, at, event_id))
            life.state = S.ACCEPTED

    return Act(at, spec, done)


def _provisional(past: Past, units: set[int]) -> list[FigureKey]:
    """What the ledger holds as provisional for these units on this form: figures from elsewhere are accepted too."""
    wanted = {(past.definitions[row.indicator].indicator_id, row.dims) for row in past.rows.values()}
    states = indicators.current_states({one for one, _ in wanted}, [past.period_id], units, lines=[""])
    return [
        key
        for key, state in states.items()
        if (key.indicator_id, key.dims) in wanted and state.status == Status.PROVISIONAL and answers(state.missing)
    ]


def consolidation_acts(past: Past, own: Assignment, lines: Sequence[HistoricAdjustment]) -> list[Act]:
    """What became of the consolidation, and how its own assignment ends."""
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
    past: Past, own: Assignment, at: datetime, keys: Sequence[tuple[HistoricAdjustment, FigureKey]]
) -> Act:
    actor = past.request.sent_upward_by
    frozen: list[Frozen] = []

    def spec() -> BatchSpec:
        writes = [FigureWrite(key, FigureState(line.value), line.reason) for line, key in keys]
        public = {"request": past.request.code, "number": 1, "on_time": bool(own.on_time), "lines": len(keys)}
        if past.request.keeps_version:
            frozen.append(freeze_past(past, own, at, keys))
            public["version"] = frozen[0].public
        return BatchSpec("reporting.sent_upward", subject_of(own), actor, writes, public=public, at=at)

    def done(event_id: int, buffers: Buffers) -> None:
        for verb, source, target in (
            (Verb.SEND_FOR_APPROVAL, S.ASSIGNED, S.AWAITING_APPROVAL),
            (Verb.APPROVE, S.AWAITING_APPROVAL, S.SUBMITTED),
        ):
            buffers.transitions.append(transition_row(own, verb, source, target, at, event_id))
        units = [life for life in past.lives if life.state is S.ACCEPTED]
        for life in units:
            buffers.transitions.append(
                transition_row(life.row, Verb.CONSOLIDATE, life.state, S.CONSOLIDATED, at, event_id)
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
        for one in frozen:
            store(one, own, at, UNSIGNED, event_id)
        buffers.receipts.append(
            ReceiptRow(own.pk, 1, "first", at, "", "", bool(own.on_time), len(units), 0, 0, "", 0, event_id)
        )

    return Act(at, spec, done)


def _accept_upward(past: Past, own: Assignment, at: datetime, keys: Sequence[FigureKey]) -> Act:
    def spec() -> BatchSpec:
        return BatchSpec(
            TABLE[Verb.ACCEPT].event_kind, subject_of(own), past.request.locked_by, (), promotes=tuple(keys), at=at,
            public={"request": past.request.code, "assignments": [own.pk]},
        )  # fmt: skip

    def done(event_id: int, buffers: Buffers) -> None:
        buffers.transitions.append(transition_row(own, Verb.ACCEPT, S.SUBMITTED, S.ACCEPTED, at, event_id))

    return Act(at, spec, done)


def lock_act(past: Past) -> Act:
    """The lock of the whole request."""
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
            subject=subject_of_request(past.request.code), event_id=event_id,
        )  # fmt: skip
        for life in past.lives:
            buffers.transitions.append(transition_row(life.row, Verb.LOCK, life.state, S.LOCKED, at, event_id))
            life.state = S.LOCKED
        if past.own is not None:
            before = S(past.own.state_before_lock or S.ASSIGNED)
            buffers.transitions.append(transition_row(past.own, Verb.LOCK, before, S.LOCKED, at, event_id))

    return Act(at, spec, done)
