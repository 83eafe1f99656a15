"""The one door to the ledger of figures: many batches at once, set-wise.

1. Read what the writes are judged by, and the standing state of every touched key, in constant queries.
2. In order, turn each write into entries and leaves; a later batch stands on the entries of an earlier one.
3. Record one event a batch, which commits to the root of its leaves.
4. Insert all entries in one bulk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from tinhso.engines.indicators.contracts import (
    BatchResult,
    BatchSpec,
    CorrectionWithoutReason,
    FigureKey,
    FigureWrite,
    KeyTwice,
    NothingToPromote,
    NothingToWithdraw,
)
from tinhso.engines.indicators.logic.ledger import leaves
from tinhso.engines.indicators.logic.ledger.checks import check_lock, check_place, check_state
from tinhso.engines.indicators.logic.ledger.conflicts import explain_conflict
from tinhso.engines.indicators.logic.ledger.guard import guard_writing
from tinhso.engines.indicators.logic.ledger.insertion import Row, insert_entries
from tinhso.engines.indicators.logic.ledger.surroundings import Surroundings
from tinhso.engines.indicators.logic.ledger.transitions import (
    NextEntry,
    Standing,
    is_readable,
    next_entries,
    promotion,
    withdrawal,
)
from tinhso.engines.indicators.queries.states import states_of_keys
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EVIDENCE, EventSpec, note_field

States = dict[FigureKey, Standing]


@dataclass
class _Batch:
    """One batch on its way: what it writes, and what its event will commit to."""

    spec: BatchSpec
    salt: bytes
    evidence: bytes | None
    rows: list[Row] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0


def write_batches(specs: Sequence[BatchSpec]) -> list[BatchResult]:
    """Write the figures of these acts, all or nothing; see `api.write_batches`."""
    keys = list(dict.fromkeys(key for spec in specs for key in _touched(spec)))
    with transaction.atomic():
        guard_writing()
        around = Surroundings.around(keys)
        states = standing_states(keys)
        before = dict(states)
        batches = [_prepare(spec, around, states) for spec in specs]
        try:
            with transaction.atomic():
                return _store(batches)
        except IntegrityError as error:
            raise explain_conflict(error, before, states, around) from error


def standing_states(keys: Iterable[FigureKey]) -> States:
    """Return the standing state of each of these keys that has one."""
    return {key: Standing(*state[2:]) for key, state in states_of_keys(list(keys))}


def _prepare(spec: BatchSpec, around: Surroundings, states: States) -> _Batch:
    if spec.correction and not spec.reason:
        raise CorrectionWithoutReason
    _refuse_repeated(spec)
    salt = trust.new_salt()
    evidence = trust.commit_text(salt, EVIDENCE, spec.evidence) if spec.evidence else None
    batch = _Batch(spec, salt, evidence)
    for write in spec.writes:
        _add(batch, write.key, _written(batch, write, around, states), write.note, around, states)
    for key in spec.promotes:
        _add(batch, key, _promoted(batch, key, around, states), "", around, states)
    return batch


def _written(batch: _Batch, write: FigureWrite, around: Surroundings, states: States) -> list[NextEntry]:
    """Check one write and return its entries."""
    key, state, _ = write
    definition = check_place(key, around)
    if not batch.spec.correction:
        check_lock(key, around)
    old = states.get(key)
    if state is None:
        if not is_readable(old):
            raise NothingToWithdraw(**around.names(key))
        return withdrawal(old, key.line)
    check_state(key, state, definition, around)
    return next_entries(old, state._replace(definition_id=definition.id), key.line)


def _promoted(batch: _Batch, key: FigureKey, around: Surroundings, states: States) -> list[NextEntry]:
    old = states.get(key)
    if not is_readable(old):
        raise NothingToPromote(**around.names(key))
    entries = promotion(old, key.line)
    if entries and not batch.spec.correction:
        check_lock(key, around)
    return entries


def _add(
    batch: _Batch, key: FigureKey, entries: list[NextEntry], note: str, around: Surroundings, states: States
) -> None:
    """Put the entries of a key into the batch, and let later writes stand on them."""
    if not entries:
        batch.unchanged += 1
        return
    for position, entry in enumerate(entries, start=1):
        # The note belongs to what is new, the second of two entries.
        _append(batch, key, entry, note if position == len(entries) else "", around)
    states[key] = entries[-1].standing


def _append(batch: _Batch, key: FigureKey, entry: NextEntry, note: str, around: Surroundings) -> None:
    line_no = len(batch.rows)
    commitment = None
    if note:
        batch.notes[line_no] = note
        commitment = trust.commit_text(batch.salt, note_field(line_no), note)
    batch.leaves.append(_leaf(key, entry, around, commitment, batch.evidence))
    batch.rows.append(
        (line_no, key.indicator_id, entry.definition_id, key.unit_id, key.period_id, key.dims, int(key.scenario),
         key.line, entry.entry_no, entry.value, int(entry.operator), int(entry.missing), int(entry.status),
         int(entry.source), entry.value_delta, entry.presence_delta, commitment, batch.evidence)
    )  # fmt: skip


def _leaf(key: FigureKey, entry: NextEntry, around: Surroundings, note: bytes | None, evidence: bytes | None) -> bytes:
    definition = around.versions_by_id[entry.definition_id]
    unit = around.units[key.unit_id]
    return leaves.leaf_bytes(
        leaves.indicator_parts(definition.code, definition.version, definition.decimals),
        leaves.unit_part(unit.code, unit.valid_from),
        leaves.period_part(around.periods[key.period_id].code),
        leaves.key_parts(key.dims, key.scenario, key.line),
        entry.entry_no,
        None if entry.value is None else leaves.decimal_text(entry.value, definition.decimals),
        leaves.state_parts(entry.operator, entry.missing, entry.status, entry.source),
        note,
        evidence,
    )


def _touched(spec: BatchSpec) -> Iterator[FigureKey]:
    yield from (write.key for write in spec.writes)
    yield from spec.promotes


def _refuse_repeated(spec: BatchSpec) -> None:
    seen: dict[FigureKey, int] = {}
    for position, key in enumerate(_touched(spec), start=1):
        if (first := seen.setdefault(key, position)) != position:
            raise KeyTwice(rows=f"{first}, {position}")


def _store(batches: list[_Batch]) -> list[BatchResult]:
    event_ids = trust.record_many([_event(batch) for batch in batches])
    insert_entries(_rows(batches, event_ids))
    return [
        BatchResult(event_id, len(batch.rows), batch.unchanged)
        for batch, event_id in zip(batches, event_ids, strict=True)
    ]


def _rows(batches: list[_Batch], event_ids: list[int]) -> Iterator[Row]:
    for batch, event_id in zip(batches, event_ids, strict=True):
        for row in batch.rows:
            yield event_id, *row


def _event(batch: _Batch) -> EventSpec:
    spec = batch.spec
    return EventSpec(
        kind=spec.event_kind,
        subject=spec.subject,
        actor=spec.actor,
        at=spec.at,
        public=dict(spec.public),
        reason=spec.reason,
        evidence=spec.evidence,
        figures=trust.figure_root(batch.leaves) if batch.leaves else None,
        salt=batch.salt,
        notes=batch.notes,
    )
