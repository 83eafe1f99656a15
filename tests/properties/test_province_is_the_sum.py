"""The province is the sum of its units plus its listed adjustment lines: exactly, by command and by machine face."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.properties.installation import Installation
from tests.properties.sums_world import BEFORE, PERIODS

Row = Mapping[str, Any]
Answers = dict[str, list[Row]]
LEVELS = ("commune", "agency", "province")
STRUCTURES = ("as_reported", "current")

# Own SQL on purpose: the newest state of every adjustment line, in its definition's decimals.
LINES = """
SELECT i.code, p.code, u.code, e.value, d.decimals
FROM indicators_entry e
JOIN (SELECT indicator_id, period_id, unit_id, dims, scenario, line, MAX(entry_no) AS newest
      FROM indicators_entry GROUP BY 1, 2, 3, 4, 5, 6) n
  ON n.indicator_id = e.indicator_id AND n.period_id = e.period_id AND n.unit_id = e.unit_id AND n.dims = e.dims
 AND n.scenario = e.scenario AND n.line = e.line AND n.newest = e.entry_no
JOIN indicators_indicator i ON i.id = e.indicator_id
JOIN indicators_periodrow p ON p.id = e.period_id
JOIN orgs_unit u ON u.id = e.unit_id
JOIN indicators_definition d ON d.id = e.definition_id
WHERE e.line <> '' AND e.value IS NOT NULL
"""
# The small territory before 1/7/2025: everything that was not of province 66.
OF_THE_OTHER_PROVINCE = {"54", "555", "22024"}


@dataclass(frozen=True)
class World:
    """The installation, its additive indicators with the level they are collected at, and a machine's key."""

    installed: Installation
    levels: Mapping[str, str]
    secret: str

    def lines(self) -> list[tuple[str, str, str, Fraction]]:
        """Every adjustment line as (indicator, period, unit, value)."""
        rows = self.installed.rows(LINES)
        return [(code, period, unit, Fraction(value, 10**decimals)) for code, period, unit, value, decimals in rows]


@pytest.fixture(scope="module")
def world(install: Callable[[], Installation]) -> World:
    installed = install()
    said = json.loads(installed.program("sums_world"))
    return World(installed, said["levels"], said["secret"])


def by_command(world: World) -> Answers:
    options = [word for code in world.levels for word in ("--indicator", code)]
    options += ["--periods", PERIODS, "--exact", "--format", "json", "--as", "vp.khoa"]
    answers = world.installed.commands(*(["figures", "query", "--level", level, *options] for level in LEVELS))
    assert [answer.code for answer in answers] == [0, 0, 0], answers[0].errors
    return {level: json.loads(answer.output) for level, answer in zip(LEVELS, answers, strict=True)}


@pytest.fixture(scope="module")
def by_rest(world: World) -> dict[str, Answers]:
    """What the machine face answers, by structure; one process for all."""
    asked = {"indicator": ",".join(world.levels), "periods": PERIODS, "exact": "true", "limit": 250}
    addresses = [
        "series?" + urlencode(asked | {"structure": structure, "level": level})
        for structure in STRUCTURES
        for level in LEVELS
    ]
    printed = iter(world.installed.program("ask_rest", world.secret, *addresses).splitlines())
    return {structure: {level: json.loads(next(printed)) for level in LEVELS} for structure in STRUCTURES}


def province_of(unit: str, period: str, structure: str) -> str:
    """Which province a unit of a period belongs to."""
    return "54" if structure == "as_reported" and period in BEFORE and unit in OF_THE_OTHER_PROVINCE else "66"


def amount(row: Row) -> Fraction:
    return Fraction(int(row["numerator"]), int(row["denominator"])) if row["numerator"] else Fraction(0)


def differences(world: World, answers: Answers, structure: str) -> list[str]:
    """Every total of a province that is not the sum of its parts and lines."""
    expected: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for row in (*answers["commune"], *answers["agency"]):
        expected[row["indicator"], row["period"], province_of(row["unit"], row["period"], structure)] += amount(row)
    for indicator, period, unit, value in world.lines():
        expected[indicator, period, province_of(unit, period, structure)] += value
    found = {(row["indicator"], row["period"], row["unit"]): amount(row) for row in answers["province"]}
    keys = sorted(expected.keys() | found.keys())
    return [f"{key}: {found.get(key)} is not {expected[key]}" for key in keys if found.get(key, 0) != expected[key]]


def test_the_province_is_the_sum_of_its_units_and_its_lines_by_command_and_by_machine_face(
    world: World, by_rest: dict[str, Answers]
) -> None:
    answers = by_command(world)
    assert len(world.levels) > 30
    assert {row["indicator"] for row in answers["province"]} == set(world.levels)
    assert sum(1 for row in (*answers["commune"], *answers["agency"]) if row["value"]) > 200
    assert len(world.lines()) > 50
    assert differences(world, answers, "as_reported") == []
    assert by_rest["as_reported"] == answers


def test_carried_to_the_units_of_today_it_still_is(world: World, by_rest: dict[str, Answers]) -> None:
    answers = by_rest["current"]
    divided = [row for row in answers["commune"] if "estimated_division" in row.get("marks", "")]
    assert divided, "a divided unit's figures are shared out by weight, exactly"
    assert {row["unit"] for row in answers["province"]} == {"66"}
    assert differences(world, answers, "current") == []
