"""The whole country through 1/7/2025 and 30/4/2026: nothing is doubled, nothing lost, every share is exactly its own.

10,040 old communes, 10,602 links, made-up weights for the 471 that were divided; recomputed from the files themselves.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, FigureQuery, FigureTable, Mark
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.indicators.testing import key_of, make_definition, make_period, write_figures
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.logic import register
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust.api import use_clock
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.formulas import parse_formula, to_json
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
PACKAGES = Path(__file__).parents[2] / "packages"
JUNE, JULY = parse_period("nd09:2025-06"), parse_period("nd09:2025-07")
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
OLD, NEW = "1900-01-01", "2025-07-01"
BILLION = 10**9
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with (PACKAGES / "vn-units" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made_up_weights(links: list[Row], chance: random.Random) -> dict[tuple[str, str], int]:
    """Billionths of every link between communes: all of it where it is whole, random parts that sum to one else."""
    out: dict[str, list[Row]] = defaultdict(list)
    for link in links:
        out[link["old_code"]].append(link)
    shares: dict[tuple[str, str], int] = {}
    for old, parts in out.items():
        if len(parts) == 1 and parts[0]["whole"] == "1":
            shares[old, parts[0]["new_code"]] = BILLION
            continue
        cuts = sorted(chance.sample(range(1, BILLION), len(parts) - 1))
        for part, low, high in zip(parts, [0, *cuts], [*cuts, BILLION], strict=True):
            shares[old, part["new_code"]] = high - low
    return shares


def write_weights(folder: Path, links: list[Row], shares: dict[tuple[str, str], int]) -> Path:
    columns = ["old_code", "old_valid_from", "new_code", "basis", "weight", "source"]
    file = folder / "weights.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(columns)
        for link in links:
            if link["whole"] == "0":
                share = f"0.{shares[link['old_code'], link['new_code']]:09}"
                writer.writerow([link["old_code"], OLD, link["new_code"], "area", share, "thử nghiệm"])
    return file


def ask(codes: tuple[str, ...], level: str, structure: str | date, period: object = JUNE) -> FigureTable:
    return api.query(FigureQuery(codes, (period,), level, everything_rights(), structure=structure))  # type: ignore[arg-type]


def exact(table: FigureTable, code: str) -> dict[str, Fraction]:
    """Values of an indicator by the unit's code; a code names one unit in an answer of one period."""
    found = {row.unit_code: row for row in table if row.indicator == code}
    return {
        unit: Fraction(row.numerator, row.denominator)
        for unit, row in found.items()
        if row.numerator is not None and row.denominator is not None
    }


def test_the_whole_country_is_carried_over_exactly_and_back(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TINHSO_HOME = tmp_path
    chance = random.Random(20250701)
    units = {(row["code"], row["valid_from"]): row for row in rows_of("units.csv")}
    links = [one for one in rows_of("links.csv") if units[one["old_code"], OLD]["level"] == "commune"]
    assert len(links) == 10_602
    shares = made_up_weights(links, chance)
    with use_clock(FrozenClock(NOW)):
        # The files are the same for all provinces: read once.
        monkeypatch.setattr(register, "read_rows", cache(register.read_rows))
        new = [row["code"] for (_, since), row in units.items() if since == NEW and row["level"] == "province"]
        for province in sorted(new):
            orgs.load_units(province, PACKAGES / "vn-units", actor="system:test")
        orgs.load_weights(write_weights(tmp_path, links, shares), actor="system:test")
        part, whole = make_definition("part"), make_definition("whole", decimals=2)
        ratio = {"space_rule": "ratio_of_sums", "time_rule": "ratio_of_sums", "merge_rule": "ratio_of_sums"}
        make_definition(
            "shown", kind="ratio", decimals=2, formula=to_json(parse_formula("share(part, whole)")), **ratio
        )
        june = make_period(JUNE.code)
        old = orgs.units_on("commune", JUNE.end)
        assert len(old) == 10_040
        facts = {unit.code: (chance.randint(0, 10**6), chance.randint(1, 10**12)) for unit in old}
        write_figures({key_of(part, unit.id, june): FigureState(facts[unit.code][0]) for unit in old})
        write_figures({key_of(whole, unit.id, june): FigureState(facts[unit.code][1]) for unit in old})

        reported = ask(("part", "whole"), "commune", AS_REPORTED)
        bytes_before = reported.to_csv(exact=True)
        total = {
            "part": Fraction(sum(one for one, _ in facts.values())),
            "whole": Fraction(sum(two for _, two in facts.values()), 100),
        }
        # What the new communes must have, from the files alone.
        expected: dict[str, dict[str, Fraction]] = {"part": defaultdict(Fraction), "whole": defaultdict(Fraction)}
        for (old_code, new_code), billionths in shares.items():
            one, two = facts[old_code]
            expected["part"][new_code] += Fraction(one * billionths, BILLION)
            expected["whole"][new_code] += Fraction(two * billionths, 100 * BILLION)

        restated = ask(("part", "whole", "shown"), "commune", date(2025, 7, 1))
        for code in ("part", "whole"):
            assert sum(exact(reported, code).values()) == total[code]
            assert exact(restated, code) == expected[code]
            assert sum(exact(restated, code).values()) == total[code]
        ratios = exact(restated, "shown")
        assert len(ratios) == 3_321
        assert all(ratios[unit] == 100 * expected["part"][unit] / expected["whole"][unit] for unit in ratios)
        divided = {new for (_, new), billionths in shares.items() if billionths != BILLION}
        marked = {row.unit_code for row in restated if row.indicator == "part" and Mark.ESTIMATED_DIVISION in row.marks}
        assert marked == divided

        for structure, count in ((AS_REPORTED, 63), (CURRENT, 34)):
            provinces = exact(ask(("part",), "province", structure), "part")
            assert (len(provinces), sum(provinces.values())) == (count, total["part"])

        # Carried to the day before, every old unit has its own again: the restatement left no trace.
        undone = ask(("part", "whole"), "commune", date(2025, 6, 30)).to_csv(exact=True)
        assert undone == bytes_before
        # The ten changes of 30/4/2026 are new names of the same units.
        orgs.load_successions(PACKAGES / "dong-nai-2026", actor="system:test")
        assert exact(ask(("part",), "commune", CURRENT), "part") == expected["part"]
        straddling = ask(("part",), "commune", AS_REPORTED, JULY)
        assert len(straddling) == 3_321
        assert all(row.marks == {Mark.STRADDLES} for row in straddling)
