"""The province is the sum of its units plus its listed adjustment lines: exactly, by command and by machine face."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import pytest

from tests.properties.installation import Installation
from tests.properties.sums_of_units import Row, adjustment_lines, differences
from tests.properties.sums_world import BEFORE, PERIODS

Answers = dict[str, list[Row]]
LEVELS = ("commune", "agency", "province")
STRUCTURES = ("as_reported", "current")

# The small territory before 1/7/2025: everything that was not of province 66.
OF_THE_OTHER_PROVINCE = {"54", "555", "22024"}


@dataclass(frozen=True)
class World:
    """The installation, its additive indicators with the level they are collected at, and a machine's key."""

    installed: Installation
    levels: Mapping[str, str]
    secret: str


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


def test_the_province_is_the_sum_of_its_units_and_its_lines_by_command_and_by_machine_face(
    world: World, by_rest: dict[str, Answers]
) -> None:
    answers = by_command(world)
    assert len(world.levels) > 30
    assert {row["indicator"] for row in answers["province"]} == set(world.levels)
    assert sum(1 for row in (*answers["commune"], *answers["agency"]) if row["value"]) > 200
    lines = adjustment_lines(world.installed)
    assert len(lines) > 50
    assert differences(answers, lines, partial(province_of, structure="as_reported")) == []
    assert by_rest["as_reported"] == answers


def test_carried_to_the_units_of_today_it_still_is(world: World, by_rest: dict[str, Answers]) -> None:
    answers = by_rest["current"]
    divided = [row for row in answers["commune"] if "estimated_division" in row.get("marks", "")]
    assert divided, "a divided unit's figures are shared out by weight, exactly"
    assert {row["unit"] for row in answers["province"]} == {"66"}
    lines = adjustment_lines(world.installed)
    assert differences(answers, lines, partial(province_of, structure="current")) == []
