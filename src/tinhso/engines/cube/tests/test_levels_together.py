"""Several levels in one reading of the figures say, byte for byte, what each says when it is asked alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, Dims, FigureQuery, Time
from tinhso.engines.cube.logic import answering, remembered, several_levels
from tinhso.engines.cube.logic.steps import rollup
from tinhso.engines.cube.logic.territory import unit_groups
from tinhso.engines.cube.tests.province import FORMULAS, MONTHS, Province, make_province
from tinhso.engines.cube.tests.test_as_of_for_ever import build_history
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite, Missing, Status
from tinhso.engines.orgs.testing import cast, everything_rights, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period
from tinhso.testing.depth import drawn

pytestmark = pytest.mark.django_db
TURNS = drawn(30, least=10)
LEVELS = ("province", "commune", "agency", "district")
ADD_UP = ("people_served", "people", "agencies_open")
QUARTERS = tuple(parse_period(code) for code in ("nd09:2025-Q2", "nd09:2025-Q3"))


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path
    made = make_province(12)
    indicators.register_expectations(made.assignments)
    yield made
    indicators.unregister_expectations(made.assignments.name)


@pytest.fixture
def grouped(monkeypatch: pytest.MonkeyPatch) -> list[rollup.Occurring]:
    """Group however few units there are; what occurred each time that was done."""
    done, read = list[rollup.Occurring](), rollup._sum_groups

    def note(*arguments: Any) -> rollup.Occurring:
        done.append(read(*arguments))
        return done[-1]

    monkeypatch.setattr(unit_groups, "LEAST_UNITS_A_GROUP", 0)
    monkeypatch.setattr(rollup, "_sum_groups", note)
    return done


def questions(chance: random.Random, codes: tuple[str, ...], as_of: int | None) -> list[FigureQuery]:
    """The same question about several levels, the rest of it by chance."""
    family = chance.choice([MONTHS, QUARTERS])
    structure = chance.choice([AS_REPORTED, CURRENT, date(2025, 7, 1), date(2025, 6, 30)])
    dims = Dims.TOTAL if any(code in FORMULAS for code in codes) else chance.choice([Dims.TOTAL] * 4 + [Dims.ALL])
    levels = chance.sample(LEVELS[:3], 2) if structure != date(2025, 6, 30) else ["district", "province"]
    asked = FigureQuery(
        codes, tuple({chance.choice(family), chance.choice(family)}), levels[0], everything_rights(),
        structure=structure, as_of=as_of, time=chance.choice(list(Time)),
        status=chance.choice([None, None, Status.OFFICIAL]), dims=dims,
        basis=chance.choice(["area", "population"]),
    )  # fmt: skip
    return [replace(asked, level=level) for level in levels]


@pytest.mark.drawn
def test_whatever_is_asked_levels_together_say_what_each_says_alone(
    province: Province, grouped: list[rollup.Occurring]
) -> None:
    tree_size, clock, clerks = build_history(province)
    chance, alike = random.Random(20261130), 0
    with trust.use_clock(clock):
        for turn in range(TURNS):
            if turn % 15 == 5:
                clock.set(clerks.later())
                indicators.write_batches([clerks.batch(80)])
            # What adds up, and now and then anything: then each is answered by itself.
            rest = tuple(code for code in province.definitions if code not in ADD_UP)
            codes = ADD_UP[: chance.randint(1, 3)] if turn % 4 else tuple(chance.sample(rest, 2))
            asked = questions(chance, codes, chance.choice([None, None, tree_size]))
            together = [table.to_csv(exact=True) for table, _ in several_levels.computed_together(asked)]
            alone = [answering.computed(one)[0].to_csv(exact=True) for one in asked]
            assert together == alone, asked
            alike += sum(text.count(b"\n") - 1 for text in alone)
    assert alike > 6 * TURNS
    assert len(grouped) > TURNS // 3, "hardly any question was answered in one reading"


def test_what_no_figure_has_is_not_carried_along_and_what_one_has_is(
    province: Province, grouped: list[rollup.Occurring]
) -> None:
    month = MONTHS[-1]
    served, [unit, other] = province.definitions["people_served"][0], province.units("commune", month, "people")[:2]

    def write(unit_id: int, state: FigureState) -> None:
        key = FigureKey(served.indicator_id, unit_id, province.periods[month.code])
        indicators.write_batches([BatchSpec("reporting.submitted", "s", "system:test", [FigureWrite(key, state)])])

    def occurring() -> tuple[tuple[str, ...], bool]:
        """What occurs in one reading of two levels, which say what each says alone."""
        asked = FigureQuery(("people_served",), (month,), "commune", everything_rights())
        levels = [asked, replace(asked, level="province")]
        together = [table.to_csv(exact=True) for table, _ in several_levels.computed_together(levels)]
        assert together == [answering.computed(one)[0].to_csv(exact=True) for one in levels]
        return grouped[-1].packed, grouped[-1].shares

    assert occurring() == ((), False)
    write(unit, FigureState(7, status=Status.PROVISIONAL))
    assert occurring() == (("tally",), False)
    write(unit, FigureState(7, operator=2))
    assert occurring() == (("tally", "certainty"), False)
    write(other, FigureState.absent(Missing.REFUSED))
    assert occurring() == (("tally", "certainty", "absent"), False)
    write(unit, FigureState(8))
    write(other, FigureState(9))
    assert occurring() == (("tally",), False)


def test_whoever_sees_less_sees_the_same_either_way(province: Province, grouped: list[rollup.Occurring]) -> None:
    _, clock, _clerks = build_history(province)
    with trust.use_clock(clock):
        cast(province.territory)
        own = province.territory.communes["24373"].id
        for rights in (rights_as("eakar.nhap"), everything_rights()):
            asked = FigureQuery(ADD_UP[:1], MONTHS[4:8], "commune", rights)
            bounded = [("commune", frozenset({own})), ("province", None)]
            together = [table.to_csv() for table in api.query_levels(asked, bounded)]
            remembered.forget()
            alone = [api.query(replace(asked, level=level, within=within)).to_csv() for level, within in bounded]
            assert together == alone
            remembered.forget()
    assert grouped


def test_units_are_grouped_only_where_that_leaves_few(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    _, clock, _clerks = build_history(province)
    read: list[int] = []
    monkeypatch.setattr(rollup, "_sum_groups", lambda *_: read.append(1))
    with trust.use_clock(clock):
        asked = FigureQuery(ADD_UP[:1], MONTHS[4:8], "commune", everything_rights())
        several_levels.computed_together([asked, replace(asked, level="province")])
    assert read == []
