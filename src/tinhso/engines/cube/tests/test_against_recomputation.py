"""Ten thousand random acts: whatever is asked, the cube says exactly what a slow recomputation says.

Reports sent, returned, withdrawn and accepted, adjustment lines, plans, files, closed periods and corrections in them,
definitions that reach back, decisions that reorganise communes, some of them undone; snapshots are made, thrown away
and read through. After every batch each structure (as reported, carried on to a day, carried back to one) is asked at
each level over each time, live or as of a checkpoint, everything else of the question by chance; and conditions between
indicators and periods are put to the units of each level. `TINHSO_ORACLE_ACTS=1000000` is the long run: more communes,
files of thousands of rows, and its progress on the standard error (`-s`).
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import isqrt
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.db import transaction

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, Dims, FigureQuery, RuleCheck, RuleQuestion, Time
from tinhso.engines.cube.tests.known_states import KnownStates, window_states
from tinhso.engines.cube.tests.province import CUTOFF, FORMULAS, MONTHS, Clerks, Province, Reorganised, make_province
from tinhso.engines.cube.tests.recomputation import row_of
from tinhso.engines.cube.tests.reorganising import LAST_DAY, STANDING, Reorganiser
from tinhso.engines.cube.tests.slow_answers import SlowWay
from tinhso.engines.cube.tests.slow_rules import SlowRules
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureState,
    FigureWrite,
    PeriodLocked,
    Scenario,
    Status,
)
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.formulas import Known, Reference, parse_formula
from tinhso.kernel.formulas import Missing as MissingFigure
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
ACTS = int(os.environ.get("TINHSO_ORACLE_ACTS", "10000"))
# A shorter run holds every answer all the same, but leaves to chance what it meets.
SHORT, LONG = ACTS < 6_000, ACTS > 100_000
# Batches grow with the run: six of 1,700 acts, fifty of twenty thousand.
BATCHES = max(6, isqrt(ACTS // 400))
MORE_COMMUNES = 30 if LONG else 0
LOCKED = 4
KEPT_CHECKPOINTS = 6
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
BESIDE = {"commune": ["province"], "district": ["province", "commune"], "province": ["commune"], "agency": ["province"]}
A_DAY, AN_EARLIER_DAY = "a day", "an earlier day"
SHAPES = [*product([AS_REPORTED, CURRENT, A_DAY], ["commune", "province"], Time)]
SHAPES += product([AS_REPORTED, CURRENT], ["agency"], Time)
SHAPES += product([AN_EARLIER_DAY], ["commune", "province", "district"], Time)
SHAPES += [(AS_REPORTED, "district", time) for time in Time]
CONDITIONS = {
    "one figure": "spent < 1000",
    "two indicators": "people_served <= people",
    "two periods": "between(people_served, previous_period(people_served) / 2, highest(people_served, 3) * 2)",
    "to date": "year_to_date(people_served) >= people_served and longest_wait >= shortest_wait",
    "computed": "share_of_people < 150 or not nested > share_of_people",
    "a year before": "answered(people, 6) >= 2 implies growth(people, same_period_last_year(people)) < 100",
    "weighed": "max(satisfaction, waiting_days) > rank - spent",
    "below": "people_served = children(people_served) or share_of_people * 2 > children(share_of_people)",
    "selected": "by_sex[sex=F] <= by_sex and by_sex[age=child, sex=M] < previous_period(by_sex[age=child])",
    "selected below": "year_to_date(by_sex[sex=M]) < 900 or children(by_sex[sex=F]) >= by_sex[sex=F]",
    "agencies": "agencies_open >= previous_period(agencies_open)",
}
# Of communes most: what is above them rarely has every answer, and a gap leaves most conditions open.
CONDITIONS_ASKED_OF = ("commune", "commune", "province", "agency", "district")
EACH = RuleCheck("each", parse_formula("this >= previous_period(this)", rule=True), ("people", "spent", "grown"))
CHECKS = (*(RuleCheck(key, parse_formula(text, rule=True)) for key, text in CONDITIONS.items()), EACH)


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path
    made = make_province(MORE_COMMUNES)
    indicators.register_expectations(made.assignments)
    yield made
    indicators.unregister_expectations(made.assignments.name)


@dataclass
class Oracle:
    """Everything the run holds in its hands."""

    province: Province
    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(20261117))
    ledger: KnownStates = field(default_factory=KnownStates)
    checkpoints: list[trust.CheckpointView] = field(default_factory=list)
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(datetime(2026, 1, 20, 2, 0, tzinfo=UTC)))
    written: int = 0
    compared: int = 0
    decided: Counter[bool | None] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.clerks, self.office = Clerks(self.province, 1405), Reorganiser(self.province, 2026, self.folder)

    # Acts

    def act(self, enough: int) -> None:
        """Write a batch of every kind of act, until there are so many in all or a few more."""
        size = enough - self.written
        # However short the run is: a file has a row, and no act is larger than what is left to do.
        share = max(1, min(max(400, size // 4), 2500, size))
        self.other_acts(max(1, min(size // 5, 3000 if LONG else 150)))
        while self.written < enough:
            self.clock.set(self.clerks.later())
            with transaction.atomic():
                [result] = indicators.write_batches([self.clerks.batch(share)])
                accepted = self.clerks.promotable(share // 20)
                promoted = indicators.promote(accepted, actor="system:test", subject="reporting.request:1")
            self.written += result.entries + promoted.entries
            self.seal()

    def other_acts(self, imported: int) -> None:
        """A file, reports sent and returned, periods closed and corrected."""
        rights, reason = everything_rights(), "đếm lại"
        summary = indicators.import_rows(self.clerks.rows(imported), rights=rights, reason=reason)
        assert summary.committed, summary.rejections[:3]
        self.written += summary.accepted + summary.corrected
        for _ in range(8 if LONG else 1):
            self.written += sum(told.entries for told in indicators.write_batches([*self.clerks.reports()]))
        for key in self.clerks.lockable(LOCKED):
            indicators.lock([key.indicator_id], key.period_id, [key.unit_id], actor="system:test")
            write = FigureWrite(key, FigureState(self.chance.randint(0, 999)))
            act = BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", [write])
            with pytest.raises(PeriodLocked), transaction.atomic():
                indicators.write_batches([act])
            [corrected] = indicators.write_batches([replace(act, correction=True, reason=reason)])
            self.written += corrected.entries
            indicators.unlock([key.indicator_id], key.period_id, [key.unit_id], actor="system:test", reason=reason)

    def define(self, batch_no: int) -> None:
        """Let a definition reach back, three times in a run."""
        for changed_at, (code, fields) in enumerate(REACHING_BACK.items(), start=1):
            if batch_no == changed_at * BATCHES // (len(REACHING_BACK) + 1):
                original = self.province.definitions[code][0]
                kept = {"nature": original.nature, "time_rule": original.time_rule, "decimals": original.decimals}
                make_definition(code, version=9, **(kept | fields))
                self.province.definitions[code] = list(indicators.definition_versions([code]))

    def reorganise(self, batch_no: int) -> Reorganised | None:
        """A decision, or the undoing of an older one, which figures given since may forbid."""
        if (standing := self.office.standing()) and batch_no % 2:
            self.office.undo(self.office.random.choice(standing))
            return None
        return self.office.decide()

    def seal(self) -> None:
        """Seal what is committed, and remember what the checkpoint knows."""
        if self.chance.random() < 0.3 or not (checkpoint := trust.seal()):
            return
        self.ledger.seal(checkpoint.tree_size)
        self.checkpoints = [*self.checkpoints, checkpoint][-KEPT_CHECKPOINTS:]
        self.ledger.forget([one.tree_size for one in self.checkpoints])

    # Questions

    def ask_everything(self) -> None:
        """Ask every shape, live or as of a checkpoint."""
        slow = SlowWay(self.province, self.ledger)
        for shape in SHAPES:
            known = self.chance.choice([None, None, *self.checkpoints])
            question = replace(self.question(*shape), as_of=known and known.tree_size)
            compare(question, slow, known)
            self.compared += 1
        for level in CONDITIONS_ASKED_OF:
            known = self.chance.choice([None, None, *self.checkpoints])
            question = self.conditions(level, known)
            self.decided += compare_conditions(question, SlowRules(slow, question, known))

    def conditions(self, level: str, known: trust.CheckpointView | None) -> RuleQuestion:
        """A question of some conditions, over a month or a longer period."""
        family = self.chance.choice([MONTHS, MONTHS, MONTHS, *LONGER])
        family = [one for one in family if one.end < CUTOFF] or MONTHS[:3] if level == "district" else family
        checks = CHECKS if level == "commune" else tuple(self.chance.sample(CHECKS, self.chance.randint(1, 4)))
        period = self.chance.choice(family)
        return RuleQuestion(checks, period, level, everything_rights(), as_of=known and known.tree_size)

    def question(self, structure: str, level: str, time: Time) -> FigureQuery:
        """A question of a shape, the rest of it by chance."""
        chance = self.chance
        family = chance.choice([MONTHS, MONTHS, *LONGER])
        family = [one for one in family if one.end < CUTOFF] or MONTHS[:3] if level == "district" else family
        dims = chance.choice([Dims.TOTAL] * 3 + [Dims.ALL])
        codes = [code for code in self.province.definitions if dims is Dims.TOTAL or code not in FORMULAS]
        asked = chance.sample(codes, chance.randint(1, 4))
        return FigureQuery(
            tuple(asked if dims is Dims.TOTAL else dict.fromkeys(["by_sex", *asked])),
            tuple({chance.choice(family), chance.choice(family)}),
            level,
            everything_rights(),
            structure=self.day_of(structure, level),
            status=chance.choice([None, None, Status.OFFICIAL]),
            scenario=chance.choice([Scenario.ACTUAL] * 4 + [Scenario.PLAN]),
            dims=dims,
            time=time,
            same_units_as=chance.choice([None] * 4 + [MONTHS[-2]]),
        )

    def day_of(self, structure: str, level: str) -> str | date:
        """The structure of a shape: a day that figures are carried on to, after every decision, or back to."""
        decisions = [one.decided.day for one in self.province.reorganised]
        if structure is A_DAY:
            last = max(decisions, default=CUTOFF)
            return max(last, LAST_DAY) + timedelta(days=self.chance.choice([0, 1, 400]))
        if structure is not AN_EARLIER_DAY:
            return structure
        if level == "district" or self.chance.random() < 0.3:
            return CUTOFF - timedelta(days=self.chance.choice([1, 40, 4000]))
        return self.chance.choice([CUTOFF, *decisions]) - timedelta(days=self.chance.choice([0, 1]))

    def count_again(self) -> None:
        """Hold what was folded entry by entry against the whole ledger, read at once."""
        for known in (None, *(one.tree_size for one in self.checkpoints[-1:])):
            assert self.ledger.known(known).latest == window_states(known)

    def tell(self, batch_no: int) -> None:
        """Say how far a long run has come."""
        if LONG:
            text = f"{batch_no + 1}/{BATCHES} batches, {self.written} entries, {self.compared} answers compared, "
            text += f"{self.office.made} decisions, {self.office.refused} undoings refused, "
            print(f"{text}{process_time():.0f} s of processor", file=sys.__stderr__, flush=True)


@pytest.mark.drawn
def test_whatever_is_asked_the_cube_says_what_a_slow_recomputation_says(province: Province, tmp_path: Path) -> None:
    oracle = Oracle(province, tmp_path)
    province.load_straddling_rule(tmp_path)
    oracle.clerks.assign()
    with trust.use_clock(oracle.clock):
        for batch_no in range(BATCHES):
            oracle.act(ACTS * (batch_no + 1) // BATCHES)
            oracle.define(batch_no)
            fresh = oracle.reorganise(batch_no)
            if batch_no % 7 == 3:
                api.compact(full=oracle.chance.random() < 0.5)
            if batch_no == BATCHES - 2:
                api.rebuild()
            oracle.ask_everything()
            if batch_no % 20 == 0 or batch_no == BATCHES - 1:
                oracle.count_again()
            if fresh is not None and (len(oracle.office.standing()) > STANDING or batch_no % 4 == 2):
                assert oracle.office.undo(fresh)
            oracle.tell(batch_no)
    assert oracle.written >= ACTS
    assert oracle.compared == BATCHES * len(SHAPES)
    if not SHORT:
        assert_it_met_everything(oracle)


def assert_it_met_everything(oracle: Oracle) -> None:
    """Conditions kept, broken and left open; decisions undone, and undoings refused."""
    assert all(oracle.decided[holds] > BATCHES for holds in (True, False, None)), oracle.decided
    undone = [one for one in oracle.province.reorganised if one.undone_after is not None]
    assert undone
    assert oracle.office.refused
    assert len(undone) < oracle.office.made


def compare(question: FigureQuery, slow: SlowWay, known: trust.CheckpointView | None) -> None:
    """Hold one answer of the cube against the slow one, key by key and field by field."""
    # Each level is asked beside those that may be read with it.
    table, *_ = api.query_levels(
        question, [(level, question.within) for level in (question.level, *BESIDE[question.level])]
    )
    fast = {(row.indicator, row.unit_id, row.period, row.dims): row_of(row) for row in table.rows}
    assert len(fast) == len(table)
    told = slow.answer(question, known)
    differing = [
        (key, fast.get(key), told.get(key)) for key in fast.keys() | told.keys() if fast.get(key) != told.get(key)
    ]
    assert not differing, f"{question}: {len(differing)} of {len(fast)}: {differing[:3]}"


def compare_conditions(question: RuleQuestion, slow: SlowRules) -> Counter[bool | None]:
    """Hold what the cube says of each unit against the slow way, with reasons and figures; return how often what."""
    table, told = api.check_rules(question), slow.decide()
    fast = {(one.key, one.unit_id, one.indicator): one for one in table.verdicts}
    open_or_broken = {row: one for row, one in told.items() if one.holds is not True}
    differing = {row: (fast.get(row), told.get(row)) for row in fast.keys() ^ open_or_broken.keys()}
    assert not differing, f"{question}: {differing}"
    for row, one in open_or_broken.items():
        said = fast[row]
        assert (said.holds, said.reasons) == (one.holds, one.reasons), f"{question}: {row}: {said}, {one}"
        assert readable(said.figures) == readable(one.figures), f"{question}: {row}: {said}, {one}"
    kept = Counter(key for (key, _, _), one in told.items() if one.holds)
    assert dict(table.kept) == {one.key: kept[one.key] for one in question.checks}, question
    return Counter(one.holds for one in told.values())


def readable(figures: Mapping[Reference, Known | MissingFigure]) -> dict[Reference, object]:
    return {
        one: (said.value, said.operator) if isinstance(said, Known) else said.causes[0].reason
        for one, said in figures.items()
    }
