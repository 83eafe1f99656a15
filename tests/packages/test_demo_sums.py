"""The demonstration as it is shown: the province is the sum of its units and its lines, whoever asks and however.

By command, by the machine face, and by the files and tables of the board; for every indicator that adds up in space.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.demonstration import Demonstration
from tests.properties.installation import Installation
from tests.properties.sums_of_units import Row, adjustment_lines, differences
from tinhso.kernel.periods import parse_period, parse_period_range
from tinhso.site.commands.demo import DEMO_NOW

# The demonstration is one file of SQLite; both databases add up the same in tests/properties.
pytestmark = pytest.mark.one_database
# Two old provinces, the period in which they became one, the turn of a year, and the last ones, of which one is open.
PERIODS = "nd09:2025-06,nd09:2025-07,nd09:2025-12,nd09:2026-10..nd09:2026-11"
OPEN = "nd09:2026-11"
LEVELS = ("province", "commune", "agency")
STRUCTURES = ("as_reported", "current")

ADDED_UP = """
SELECT DISTINCT i.code FROM indicators_definition d JOIN indicators_indicator i ON i.id = d.indicator_id
WHERE d.space_rule = 'sum' AND d.formula IS NULL AND d.scheme = 'nd09.month' ORDER BY 1
"""
ABOVE = """
SELECT c.code, p.code, l.valid_from, COALESCE(l.valid_to, '9999-12-31'), p.level
FROM orgs_link l JOIN orgs_unit c ON c.id = l.child_id JOIN orgs_unit p ON p.id = l.parent_id
"""
NOT_SENT = re.compile(r"<caption[^>]*>Đơn vị chưa gửi[^<]*</caption>.*?</table>", re.S)


@dataclass(frozen=True)
class Shown:
    """A copy of the demonstration, and what it says."""

    installed: Installation

    @cached_property
    def indicators(self) -> list[str]:
        return [code for (code,) in self.installed.rows(ADDED_UP)]

    @cached_property
    def _above(self) -> list[tuple[str, str, str, str, str]]:
        return self.installed.rows(ABOVE)

    @cached_property
    def _provinces(self) -> dict[tuple[str, str], str]:
        return {}

    def province_of(self, unit: str, period: str) -> str:
        """Which province a unit belonged to on a period's last day."""
        known = self._provinces
        if (unit, period) not in known:
            day, at = parse_period(period).end.isoformat(), unit
            while above := [p for c, p, first, last, _ in self._above if c == at and first <= day <= last]:
                (at,) = set(above)
            known[unit, period] = at
        return known[unit, period]

    def by_command(self, structure: str) -> dict[str, list[Row]]:
        words = [word for code in self.indicators for word in ("--indicator", code)]
        words += ["--periods", PERIODS, "--structure", structure, "--exact", "--format", "json", "--as", "vp.khoa"]
        answers = self.installed.commands(*(["figures", "query", "--level", level, *words] for level in LEVELS))
        assert [answer.code for answer in answers] == [0, 0, 0], answers[0].errors
        return {level: json.loads(answer.output) for level, answer in zip(LEVELS, answers, strict=True)}

    def pages(self, *addresses: str) -> list[Any]:
        """What a leader is shown at these addresses."""
        done = self.installed.module("tests.packages.demo_pages", "chutich", *addresses)
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr}"
        return [json.loads(line) for line in done.stdout.splitlines()]

    def by_machine_face(self, structure: str) -> dict[str, list[Row]]:
        asked = {"indicator": ",".join(self.indicators), "periods": PERIODS, "structure": structure, "exact": "true"}
        addresses = (f"/api/v1/series?{urlencode(asked | {'level': level, 'limit': 5000})}" for level in LEVELS)
        return dict(zip(LEVELS, self.pages(*addresses), strict=True))

    def by_board(self, period: str) -> list[Mapping[str, str]]:
        """The rows of every indicator's files on the board, units as they were."""
        asked = [urlencode({"ky": period, "cap": level}) for level in LEVELS]
        files = self.pages(*(f"/so-lieu/{code}/csv?{words}" for words in asked for code in self.indicators))
        return [row for text in files for row in csv.DictReader(io.StringIO(text))]


@pytest.fixture(scope="module")
def shown(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    home = tmp_path_factory.mktemp("sums") / "home"
    shutil.copytree(demonstration.home, home, symlinks=True)
    return Shown(Installation(home, now=DEMO_NOW, settings={"TINHSO_MODE": "demo"}))


@pytest.fixture(scope="module")
def commanded(shown: Shown) -> dict[str, dict[str, list[Row]]]:
    return {structure: shown.by_command(structure) for structure in STRUCTURES}


def test_the_province_is_the_sum_of_its_units_as_they_were(shown: Shown, commanded: Any) -> None:
    answers, lines = commanded["as_reported"], adjustment_lines(shown.installed)
    assert len(shown.indicators) == 37
    asked = {period.code for period in parse_period_range(PERIODS)}
    assert {(row["unit"], row["period"]) for row in answers["province"]} == {
        ("54", "nd09:2025-06"),
        *(("66", period) for period in asked),
    }
    assert sum(1 for row in answers["commune"] if row["value"]) > 10_000
    assert len([line for line in lines if line[1] in asked]) == 2
    assert differences(answers, lines, shown.province_of) == []


def test_carried_to_the_units_of_today_it_still_is(shown: Shown, commanded: Any) -> None:
    answers = commanded["current"]
    assert {row["unit"] for row in answers["province"]} == {"66"}
    assert {row["unit"] for row in answers["commune"]} == {
        row["unit"] for row in answers["commune"] if row["period"] == OPEN
    }
    assert differences(answers, adjustment_lines(shown.installed), lambda unit, period: "66") == []


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_machine_face_says_what_the_command_says(shown: Shown, commanded: Any, structure: str) -> None:
    assert shown.by_machine_face(structure) == commanded[structure]


def test_the_files_of_the_board_say_what_the_command_says(shown: Shown, commanded: Any) -> None:
    told = [row for level in LEVELS for row in commanded["as_reported"][level] if row["period"] == OPEN]
    columns = ("indicator", "unit", "period", "value", "missing", "status", "expected", "received")
    assert [{name: row[name] for name in columns} for row in shown.by_board(OPEN)] == [
        {name: str(row[name]) for name in columns} for row in told
    ]
    assert len(told) > 2_800


def test_who_is_late_on_the_board_are_those_whose_figure_is_missing(shown: Shown, commanded: Any) -> None:
    [page, units] = shown.pages("/dieu-hanh", f"/api/v1/units?level=commune&limit=1000&on={date(2026, 11, 17)}")
    late = {
        name.strip()
        for table in NOT_SENT.findall(page)
        for name in re.findall(r'<th scope="row"[^>]*>(?:<[^>]+>)*([^<]+)', table)
    }
    missing = {
        row["unit"]
        for row in commanded["as_reported"]["commune"]
        if (row["indicator"], row["period"]) == ("households_trained", OPEN) and row["missing"]
    }
    names = {unit["code"]: unit["name_vi"] for unit in units}
    assert late == {names[code] for code in missing}
    (total,) = (
        row
        for row in commanded["as_reported"]["province"]
        if (row["indicator"], row["period"]) == ("households_trained", OPEN)
    )
    assert total["expected"] - total["received"] == len(late) == 11
