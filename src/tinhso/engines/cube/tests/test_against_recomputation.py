"""Ten thousand random acts: whatever is asked, the cube says exactly what a slow recomputation says.

Reports sent, returned, withdrawn and accepted, adjustment lines, plans, files, closed periods and corrections in them,
definitions that reach back, decisions that reorganise communes, some of them undone; snapshots are made, thrown away
and read through. `TINHSO_ORACLE_ROUNDS=2400` is the long run (10⁶).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, FigureQuery, Mark, Time
from tinhso.engines.cube.tests.province import CUTOFF, FORMULAS, MONTHS, Clerks, Province, Reorganised, make_province
from tinhso.engines.cube.tests.recomputation import Recomputation, Told, evaluated, read_states, row_of
from tinhso.engines.cube.tests.reorganising import STANDING, Reorganiser
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureState,
    FigureWrite,
    Missing,
    PeriodLocked,
    Scenario,
    Status,
)
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel import formulas
from tinhso.kernel.clock import FrozenClock, in_vietnam
from tinhso.kernel.formulas import Code, Operation, Reference
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import Operator

pytestmark = pytest.mark.django_db
ROUNDS, WRITES = int(os.environ.get("TINHSO_ORACLE_ROUNDS", "24")), 400
IMPORTED, LOCKED = 15, 4
# What a later version of a definition says of periods that were reported long ago.
REACHING_BACK: dict[str, dict[str, Any]] = {
    "people_served": {"valid_from": date(2025, 8, 1), "space_rule": "max", "merge_rule": "max"},
    "shortest_wait": {"valid_from": date(2025, 5, 1), "space_rule": "mean", "merge_rule": "mean"},
    "waiting_days": {"valid_from": date(2025, 11, 1), "space_rule": "min", "merge_rule": "min"},
}
LONGER = [
    [parse_period(code) for code in codes]
    for codes in (("nd09:2025-Q2", "nd09:2025-Q3"), ("nd09:2025-H2",), ("nd09:2025",))
]


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path
    made = make_province()
    indicators.register_expectations(made.assignments)
    yield made
    indicators.unregister_expectations(made.assignments.name)


def random_question(chance: random.Random, province: Province) -> FigureQuery:
    """Any question the cube answers."""
    codes = [*province.definitions]
    family = chance.choice([MONTHS, MONTHS, *LONGER])
    periods = {chance.choice(family), chance.choice(family)}
    levels = ["commune", "province", "agency", "district"]
    asked = FigureQuery(
        tuple(chance.sample(codes, chance.randint(1, 4))),
        tuple(periods),
        "commune",
        everything_rights(),
        structure=chance.choice([AS_REPORTED, AS_REPORTED, CURRENT]),
        status=chance.choice([None, None, Status.OFFICIAL]),
        scenario=chance.choice([Scenario.ACTUAL] * 4 + [Scenario.PLAN]),
        time=chance.choice([Time.PERIOD] * 3 + [Time.YEAR_TO_DATE, Time.SAME_PERIOD_LAST_YEAR]),
        same_units_as=chance.choice([None] * 4 + [MONTHS[-2]]),
    )
    possible = (
        levels if all(one.end < CUTOFF for one in asked.periods) and asked.structure == AS_REPORTED else levels[:3]
    )
    return replace(asked, level=chance.choice(possible))


def slow_answer(question: FigureQuery, province: Province, known: trust.CheckpointView | None) -> dict[Any, Any]:
    """Answer a question the slow way: everything by key (indicator, unit, period)."""
    province = province.as_known(known.tree_size if known else None)
    now = known.sealed_at if known else trust.now()
    states = read_states(province.definitions, known.tree_size if known else None, question.scenario, question.status)
    found = {}
    for code in question.indicators:
        slow = Recomputation(
            province.world(), states, now, in_vietnam(now).date(), question.level, question.structure == CURRENT,
            question.scenario, question.status, question.same_units_as, inputs_of(code),
        )  # fmt: skip
        for out in question.periods:
            for target in slow.targets(references_of(code, question.time), out):
                row = slow_row(slow, code, target, out, question.time)
                if row[4] or row[0] is not None:
                    found[code, target, out] = row
    return found


def inputs_of(code: str) -> tuple[str, ...]:
    """The stored indicators of the period itself that a code needs."""
    if code not in FORMULAS:
        return (code,)
    here = [one.code for one in formulas.references(flat(code)) if not one.periods_back and not one.years_back]
    return tuple(dict.fromkeys(here))


def flat(code: str) -> formulas.Node:
    """A formula with the one nested formula written out."""

    def replaced(node: formulas.Node) -> formulas.Node:
        if isinstance(node, Code) and node.code in FORMULAS:
            return flat(node.code)
        if isinstance(node, Operation):
            return Operation(node.op, tuple(replaced(argument) for argument in node.args))
        return node

    return replaced(formulas.parse_formula(FORMULAS[code]))


def shifted(node: formulas.Node, time: Time) -> formulas.Node:
    """A formula of a whole year to date, or of a year before: that of its inputs."""
    if time is Time.PERIOD:
        return node
    if isinstance(node, Operation) and not node.kind.serves_as(formulas.Kind.SERIES):
        return Operation(node.op, tuple(shifted(argument, time) for argument in node.args))
    if not node.kind.serves_as(formulas.Kind.SERIES):
        return node
    if time is Time.SAME_PERIOD_LAST_YEAR:
        return Operation(formulas.Op.SAME_PERIOD_LAST_YEAR, (node,))
    return _to_date(node)


def _to_date(node: formulas.Node) -> formulas.Node:
    if isinstance(node, Code):
        return Operation(formulas.Op.YEAR_TO_DATE, (node,))
    assert isinstance(node, Operation)
    return node if node.op is formulas.Op.YEAR_TO_DATE else Operation(node.op, (_to_date(node.args[0]),))


def references_of(code: str, time: Time) -> tuple[Reference, ...]:
    """What is asked of the ledger for an indicator."""
    if code in FORMULAS:
        return tuple(formulas.references(shifted(flat(code), time)))
    years_back = int(time is Time.SAME_PERIOD_LAST_YEAR)
    return (Reference(code, (), year_to_date=time is Time.YEAR_TO_DATE, years_back=years_back),)


def slow_row(slow: Recomputation, code: str, target: int, out: Period, time: Time) -> tuple[Any, ...]:
    """One row the slow way, as `row_of` writes it."""
    references = references_of(code, time)
    if code not in FORMULAS:
        told = slow.leaf(references[0], target, out)
    else:
        told = evaluated(slow, shifted(flat(code), time), target, out)
    here = [one for one in references if not one.periods_back and not one.years_back] or list(references)
    counts = [slow.counts(one, target, out) for one in here]
    expected, received, _ = counts[0]
    for other, given, _ in counts[1:]:
        if given * expected < received * other:
            expected, received = other, given
    missing = Missing.NONE if told.value is not None else _reason(slow, code, references, target, out, told)
    operator = told.operator if told.value is not None else Operator.EQUAL
    return (
        told.value,
        operator,
        missing,
        told.status if told.value is not None else None,
        expected,
        received,
        told.marks,
    )


def _reason(
    slow: Recomputation, code: str, references: tuple[Reference, ...], target: int, out: Period, told: Told
) -> Missing:
    reasons = set()
    for one in references:
        leaf = slow.leaf(one, target, out)
        if leaf.value is not None:
            continue
        blocked = leaf.marks & {Mark.NOT_AGGREGATED, Mark.NOT_RESTATABLE}
        expected, _received, why = slow.counts(one, target, out)
        reasons.add(Missing.NOT_APPLICABLE if blocked or not expected else why)
    for one in (Missing.NOT_REPORTED, Missing.NOT_DUE, Missing.REFUSED):
        if one in reasons:
            return one
    return Missing.NOT_APPLICABLE


def test_whatever_is_asked_the_cube_says_what_a_slow_recomputation_says(province: Province, tmp_path: Path) -> None:
    chance, clerks = random.Random(20261117), Clerks(province, 1405)
    office = Reorganiser(province, 2026, tmp_path)
    province.load_straddling_rule(tmp_path)
    clerks.assign()
    checkpoints: list[trust.CheckpointView] = []
    written = 0
    clock = FrozenClock(clerks.moment)
    with trust.use_clock(clock):
        for round_no in range(ROUNDS):
            clock.set(clerks.later())
            with transaction.atomic():
                [result] = indicators.write_batches([clerks.batch(WRITES)])
                indicators.promote(clerks.promotable(20), actor="system:test", subject="reporting.request:1")
            written += result.entries + other_acts(clerks, province, round_no)
            fresh = reorganise(office, round_no)
            if round_no % 3 != 2 and (checkpoint := trust.seal()):
                checkpoints.append(checkpoint)
            if round_no % 7 == 3:
                api.compact(full=chance.random() < 0.5)
            if round_no == ROUNDS - 5:
                api.rebuild()
            for _ in range(2 if round_no % 3 == 0 else 1):
                known = chance.choice([None, *checkpoints[-6:]])
                compare(replace(random_question(chance, province), as_of=known and known.tree_size), province, known)
            if fresh is not None and (len(office.standing()) > STANDING or round_no % 4 == 0):
                assert office.undo(fresh)
    assert written >= 417 * ROUNDS
    undone = [one for one in province.reorganised if one.undone_after is not None]
    assert undone
    assert office.refused
    assert len(undone) < office.made


def reorganise(office: Reorganiser, round_no: int) -> Reorganised | None:
    """Every third round a decision, or the undoing of an older one, which figures given since may forbid."""
    if round_no % 3:
        return None
    if (standing := office.standing()) and round_no % 2:
        office.undo(office.random.choice(standing))
        return None
    return office.decide()


def other_acts(clerks: Clerks, province: Province, round_no: int) -> int:
    """A file, a period closed and corrected, now and then a definition that reaches back; return the entries made."""
    rights, reason = everything_rights(), "đếm lại"
    summary = indicators.import_rows(clerks.rows(IMPORTED), rights=rights, reason=reason)
    assert summary.committed, summary.rejections[:3]
    made = summary.accepted + summary.corrected
    for report in clerks.reports():
        [told] = indicators.write_batches([report])
        made += told.entries
    for key in clerks.lockable(LOCKED):
        indicators.lock([key.indicator_id], key.period_id, [key.unit_id], actor="system:test")
        write = FigureWrite(key, FigureState(round_no))
        act = BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", [write])
        with pytest.raises(PeriodLocked), transaction.atomic():
            indicators.write_batches([act])
        [corrected] = indicators.write_batches([replace(act, correction=True, reason=reason)])
        made += corrected.entries
        indicators.unlock([key.indicator_id], key.period_id, [key.unit_id], actor="system:test", reason=reason)
    for changed_at, (code, fields) in enumerate(REACHING_BACK.items(), start=1):
        if round_no == changed_at * ROUNDS // (len(REACHING_BACK) + 1):
            original = province.definitions[code][0]
            kept = {"nature": original.nature, "time_rule": original.time_rule, "decimals": original.decimals}
            make_definition(code, version=9, **(kept | fields))
            province.definitions[code] = list(indicators.definition_versions([code]))
    return made


def compare(question: FigureQuery, province: Province, known: trust.CheckpointView | None) -> None:
    """Hold one answer of the cube against the slow one, key by key and field by field."""
    table = api.query(question)
    fast = {(row.indicator, row.unit_id, row.period): row_of(row) for row in table.rows}
    assert len(fast) == len(table)
    slow = slow_answer(question, province, known)
    differing = [
        (key, fast.get(key), slow.get(key)) for key in fast.keys() | slow.keys() if fast.get(key) != slow.get(key)
    ]
    assert not differing, f"{question}: {differing[:3]}"
