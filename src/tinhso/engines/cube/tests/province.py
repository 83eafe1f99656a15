"""A province in small with every kind of indicator, and random acts upon its ledger, for the tests of the cube."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from tinhso.engines.cube.tests.recomputation import Decided, World
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    DefinitionView,
    Expectation,
    FigureKey,
    FigureState,
    FigureWrite,
    Missing,
    Scenario,
    Status,
)
from tinhso.engines.indicators.testing import make_definition, make_dimension, make_period
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewSuccessionLink, NewUnit, UnitView
from tinhso.engines.orgs.testing import LAST_OLD, OLD, WEIGHTS, Territory, small_territory
from tinhso.kernel.formulas import parse_formula, to_json
from tinhso.kernel.periods import Period, parse_period_range

CUTOFF = date(2025, 7, 1)
MONTHS = parse_period_range("nd09:2025-03..2026-02")
START = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
FORMULAS = {
    "share_of_people": "share(people_served, people)",
    "grown": "growth(people_served, previous_period(people_served))",
    "balance": "year_to_date(people_served) - same_period_last_year(people_served) * 2 + max(people, agencies_open)",
    "nested": "share_of_people / 2 + min(people_served, people)",
}
_STOCK = {"nature": "stock", "time_rule": "last"}
# Code, and what differs from a monthly count of communes that adds up.
_DIRECT: dict[str, dict[str, object]] = {
    "people_served": {},
    "people": _STOCK,
    "waiting_days": {"space_rule": "mean", "time_rule": "mean", "merge_rule": "mean", "decimals": 1},
    "satisfaction": {
        "space_rule": "weighted_mean", "time_rule": "mean", "merge_rule": "weighted_mean", "decimals": 2,
        "weight_indicator": "people",
    },
    "shortest_wait": {"space_rule": "min", "time_rule": "min", "merge_rule": "min"},
    "longest_wait": {"space_rule": "max", "time_rule": "max", "merge_rule": "max"},
    "rank": {"space_rule": "none", "time_rule": "none", "merge_rule": "not_mergeable", "kind": "rank"},
    "spent": {"decimals": 0},
    "by_sex": {"dimensions": ["age", "sex"]},
    "agencies_open": {"collected_level": "agency"} | _STOCK,
}  # fmt: skip


@dataclass
class Assignments:
    """A source of expectations for some indicators and periods."""

    name: str = "cube-test"
    rows: list[Expectation] = field(default_factory=list)

    def expectations(
        self, indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None
    ) -> list[Expectation]:
        return [row for row in self.rows if row.indicator_ids[0] in indicator_ids and row.period_id in period_ids]

    def ask(self, indicator_id: int, period_id: int, due_at: dict[int, datetime | None]) -> None:
        """Ask these units for a figure."""
        self.rows.append(Expectation((indicator_id,), period_id, due_at))


@dataclass
class Reorganised:
    """A decision that was carried out, and where in the log that and its undoing stand: after so many leaves."""

    code: str
    decided: Decided
    units: dict[int, str]
    applied_after: int
    undone_after: int | None = None

    def is_known_to(self, tree_size: int | None) -> bool:
        """Whether it is in force as far as a checkpoint knows, None as far as anybody does."""
        if tree_size is None:
            return self.undone_after is None
        return self.applied_after < tree_size and not (self.undone_after is not None and self.undone_after < tree_size)


@dataclass
class Province:
    """The territory, its definitions and periods, a source of assignments, and what was reorganised since.

    Attributes:
        merged: codes of more old communes, with the new one that each went into as a whole in July 2025.
    """

    territory: Territory
    definitions: dict[str, list[DefinitionView]]
    periods: dict[str, int]
    assignments: Assignments
    reorganised: list[Reorganised] = field(default_factory=list)
    known: int | None = None
    straddling: bool = False
    merged: Mapping[str, str] = field(default_factory=dict)
    _reporting: dict[object, list[int]] = field(default_factory=dict)

    def as_known(self, tree_size: int | None) -> Province:
        """The same province with the definitions and decisions that a checkpoint knows, None with all there are."""
        rows = indicators.definition_versions(list(self.definitions), tree_size)
        definitions = {code: [r for r in rows if r.code == code] for code in self.definitions}
        return replace(self, definitions=definitions, known=tree_size, _reporting={})

    def decisions(self) -> list[Decided]:
        """Those in force, in the order of their days."""
        standing = [one.decided for one in self.reorganised if one.is_known_to(self.known)]
        return sorted(standing, key=lambda one: one.day)

    def world(self) -> World:
        """What the slow way needs to know."""
        old, new = self.territory.old, {**self.territory.communes, **self.territory.agencies}
        province = self.territory.province
        before = {"651": "66", "643": "66", "555": "54"}
        below = {"24373": "651", "24382": "651", "24118": "643", "22024": "555"} | dict.fromkeys(self.merged, "643")
        whole = {"66": "66", "54": "66", "24373": "24373", "24382": "24373", "24118": "24133"} | self.merged
        current = {**new, province.code: province}
        parts = {old[a].id: {current[b].id: Fraction(1)} for a, b in whole.items()}
        shares = [Fraction(share, 10**9) for share in WEIGHTS["area"]]
        parts[old["22024"].id] = dict(zip([current["22015"].id, current["22045"].id], shares, strict=True))
        return World(
            cutoff=CUTOFF,
            parents_before={old[a].id: old[b].id for a, b in (before | below).items()},
            parents_after={unit.id: province.id for unit in new.values()},
            levels={unit.id: unit.level for unit in [*old.values(), *current.values()]}
            | {unit: "commune" for one in self.reorganised for unit in one.units},
            parts=parts,
            definitions=self.definitions,
            period_ids=self.periods,
            owed=self._owed(),
            decisions=self.decisions(),
            straddling=self.straddling,
        )

    def _owed(self) -> dict[tuple[int, int], dict[int, datetime | None]]:
        owed: dict[tuple[int, int], dict[int, datetime | None]] = {}
        for row in self.assignments.rows:
            owed.setdefault((row.indicator_ids[0], row.period_id), {}).update(row.due_at)
        return owed

    def load_straddling_rule(self, folder: Path) -> None:
        """From the day after the great change: months are reported by both for what adds up, else by the old units."""
        file = folder / "straddling.csv"
        head, source = "changes_from,scheme,additive,others,source,confirmed\n", "thử nghiệm"
        file.write_text(f"{head}{CUTOFF + timedelta(days=1)},nd09.month,both,old,{source},0\n", encoding="utf-8")
        orgs.load_straddling(file, actor="system:test")
        self.straddling = True

    def units(self, level: str, period: Period, code: str) -> list[int]:
        """Units of a level that may have figures of an indicator for a period."""
        asked = (level, period, code, len(self.definitions[code]), len(self.reorganised), len(self.decisions()))
        if asked not in self._reporting:
            self._reporting[asked] = self._reporting_units(level, period, code)
        return self._reporting[asked]

    def _reporting_units(self, level: str, period: Period, code: str) -> list[int]:
        known = [*self.territory.old.values(), *self.territory.communes.values(), *self.territory.agencies.values()]
        known.append(self.territory.province)
        found = [
            unit.id for unit in known if unit.level == level and (unit.valid_from >= CUTOFF) == (period.end >= CUTOFF)
        ]
        if level != "commune" or not self.decisions():
            return found
        world = self.world()
        reporting = world.valid(period, world.is_additive(code, period.end))
        made = [unit for one in self.decisions() for unit in one.made]
        return [unit for unit in (*found, *made) if unit in reporting]


def make_province(more_communes: int = 0) -> Province:
    """Make everything a random ledger needs; `more_communes` new ones beside the four, of two old ones each."""
    territory = small_territory()
    territory, merged = widened(territory, more_communes) if more_communes else (territory, {})
    make_dimension("age", "child", "adult")
    make_dimension("sex", "F", "M")
    for code, fields in _DIRECT.items():
        make_definition(code, **fields)
    make_definition("spent", version=2, valid_from=date(2025, 9, 15), decimals=2)
    for code, text in FORMULAS.items():
        ratio = {"space_rule": "ratio_of_sums", "time_rule": "ratio_of_sums", "merge_rule": "ratio_of_sums"}
        make_definition(code, kind="ratio", decimals=2, formula=to_json(parse_formula(text)), **ratio)
    codes = [*_DIRECT, *FORMULAS]
    rows = indicators.definition_versions(codes)
    definitions = {code: [row for row in rows if row.code == code] for code in codes}
    return Province(
        territory, definitions, {month.code: make_period(month.code) for month in MONTHS}, Assignments(), merged=merged
    )


def widened(territory: Territory, count: int) -> tuple[Territory, dict[str, str]]:
    """Add so many communes, each of two old ones of one district."""

    def places(codes: Sequence[str], since: date, until: date | None, parent: UnitView) -> list[NewUnit]:
        return [
            NewUnit(code, PLACE, "commune", f"Xã {code}", since, until, "Xã", parent_id=parent.id) for code in codes
        ]

    merged = {f"{27000 + 2 * no + part}": f"{28000 + no}" for no in range(count) for part in (0, 1)}
    made = orgs.create_units(places([*merged], OLD, LAST_OLD, territory.old["643"]), actor="system:test")
    came = orgs.create_units(
        places([*dict.fromkeys(merged.values())], CUTOFF, None, territory.province), actor="system:test"
    )
    old, new = ({unit.code: unit for unit in units} for units in (made, came))
    orgs.apply_succession(
        code="2025-07-01-more",
        effective_on=CUTOFF,
        decision="Sắp xếp ngày 1/7/2025 (thêm)",
        links=[NewSuccessionLink(old[a].id, new[b].id, whole=True) for a, b in merged.items()],
        actor="system:test",
    )
    return replace(territory, communes={**territory.communes, **new}, old={**territory.old, **old}), merged


class Clerks:
    """Random but repeatable acts: reports, corrections, withdrawals, acceptances, adjustment lines, plans."""

    def __init__(self, province: Province, seed: int) -> None:
        self.province, self.random = province, random.Random(seed)
        self.moment = START

    def later(self) -> datetime:
        """Let some time go by."""
        self.moment += timedelta(hours=self.random.randint(1, 9))
        return self.moment

    def assign(self) -> None:
        """Ask some communes for some figures, with deadlines before and after now."""
        served = self.province.definitions["people_served"][0].indicator_id
        for month in self.random.sample(MONTHS, 4):
            units = self.province.units("commune", month, "people_served")
            asked = self.random.sample(units, self.random.randint(1, len(units)))
            possible = [None, START - timedelta(days=3), START + timedelta(days=90)]
            due = {unit: self.random.choice(possible) for unit in asked}
            self.province.assignments.ask(served, self.province.periods[month.code], due)

    def batch(self, size: int) -> BatchSpec:
        """Make one act on so many keys; a withdrawal needs a figure and is chosen by `writes`."""
        return BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", list(self.writes(size)))

    def writes(self, size: int) -> Iterator[FigureWrite]:
        """Yield changes of different keys."""
        seen: set[FigureKey] = set()
        standing = self._standing()
        while len(seen) < size:
            key = self._key()
            if key in seen:
                continue
            seen.add(key)
            if key in standing and self.random.random() < 0.15:
                yield FigureWrite(key, None)
            else:
                yield FigureWrite(key, self._state(key))

    def reports(self) -> Iterator[BatchSpec]:
        """Send one commune's report whole; the office returns it, or the commune takes it back; then it comes again."""
        month = self.random.choice(MONTHS)
        unit = self.random.choice(self.province.units("commune", month, "people"))
        codes = self.random.sample(["people_served", "people", "waiting_days", "satisfaction", "spent"], 3)
        ids = [self.province.definitions[code][0].indicator_id for code in codes]
        keys = [FigureKey(number, unit, self.province.periods[month.code]) for number in ids]
        about = "reporting.assignment:2", "system:test"

        def sent() -> BatchSpec:
            values = [FigureState(self.random.randint(0, 900), status=Status.PROVISIONAL) for _ in keys]
            return BatchSpec("reporting.submitted", *about, [*map(FigureWrite, keys, values)])

        yield sent()
        back = self.random.choice(["reporting.returned", "reporting.withdrawn", ""])
        if back:
            yield BatchSpec(back, *about, [FigureWrite(key, None) for key in keys], reason="số chưa đúng")
            yield sent()
        if self.random.random() < 0.5:
            yield BatchSpec("reporting.accepted", *about, promotes=keys)

    def lockable(self, size: int) -> list[FigureKey]:
        """Choose figures of units whose periods somebody closes."""
        return self.random.sample(known := sorted(self._standing()), min(size, len(known)))

    def rows(self, size: int) -> list[dict[str, str]]:
        """Make the rows of a file: one for each figure, by codes as people write them."""
        units = {unit.id: unit.code for unit in self._units()}
        units |= {unit: code for one in self.province.reorganised for unit, code in one.units.items()}
        codes = {rows[0].indicator_id: code for code, rows in self.province.definitions.items()}
        months = {number: code for code, number in self.province.periods.items()}
        found: dict[tuple[str, str, str], dict[str, str]] = {}
        while len(found) < size:
            key = self._key()
            if key.line or key.dims or key.scenario:
                continue
            place = codes[key.indicator_id], units[key.unit_id], months[key.period_id]
            value = str(self.random.randint(0, 9999))
            found[place] = dict(zip(("indicator", "unit", "period", "value"), (*place, value), strict=True))
        return list(found.values())

    def _units(self) -> list[UnitView]:
        territory = self.province.territory
        parts = (territory.old, territory.communes, territory.agencies)
        return [territory.province, *(unit for part in parts for unit in part.values())]

    def promotable(self, size: int) -> list[FigureKey]:
        """Choose figures that can be accepted."""
        return self.random.sample(known := sorted(self._standing()), min(size, len(known)))

    def _standing(self) -> set[FigureKey]:
        ids = [rows[0].indicator_id for rows in self.province.definitions.values()]
        states = indicators.current_states(ids, list(self.province.periods.values()))
        found = {key for key, state in states.items() if state.missing not in (Missing.NOT_REPORTED, Missing.MOVED)}
        if not self.province.reorganised:
            return found
        # Nobody acts on a figure of a unit that, as is known since, was not there any more.
        world = self.province.world()
        codes = {rows[0].indicator_id: code for code, rows in self.province.definitions.items()}
        months = {self.province.periods[month.code]: month for month in MONTHS}

        def reports(key: FigureKey) -> bool:
            month = months[key.period_id]
            return key.unit_id in world.valid(month, world.is_additive(codes[key.indicator_id], month.end))

        return {key for key in found if reports(key)}

    def _key(self) -> FigureKey:
        choose = self.random.choice
        code, month = choose(list(_DIRECT)), choose(MONTHS)
        definition = self.province.definitions[code][0]
        level, line, dims = definition.collected_level, "", ""
        if self.random.random() < 0.12:
            above = ["province"] + (["district"] if month.end < CUTOFF else [])
            level, line = choose([one for one in above if one != definition.collected_level]), choose(["a", "b"])
        if code == "by_sex":
            dims = choose(["", "sex=F", "age=adult", "age=adult;sex=F", "age=adult;sex=M", "age=child;sex=M"])
        scenario = Scenario.PLAN if self.random.random() < 0.1 else Scenario.ACTUAL
        units = self.province.units(level, month, code)
        if not units:  # before the change there are no agencies
            return self._key()
        unit = choose(units)
        return FigureKey(definition.indicator_id, unit, self.province.periods[month.code], dims, scenario, line)

    def _state(self, key: FigureKey) -> FigureState:
        status = self.random.choice([Status.PROVISIONAL, Status.OFFICIAL])
        if not key.line and self.random.random() < 0.15:
            reasons = [Missing.NOT_APPLICABLE, Missing.REFUSED, Missing.NOT_DUE, Missing.NOT_REPORTED]
            return FigureState.absent(self.random.choice(reasons), status)
        operator = self.random.choice([0] * 12 + [1, 2, 3, 4, 5])
        low = -500 if key.line else 0
        value = self.random.choice([self.random.randint(low, 500), 0, self.random.randint(low, 2**61)])
        return FigureState(value, operator, status=status)
