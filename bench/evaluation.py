"""Forecasts a second on one core, and 10,000 runs of uncertainty over 34 units × 47 components and 102 × 62.

No database: series and answers are made up here, the same every time.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.contracts.scorecards import Answer, Component, ScorecardDefinition, Shape
from tinhso.engines.evaluation.logic.scorecards.scoring import score_units
from tinhso.engines.evaluation.logic.scorecards.uncertainty import RUNS, simulate
from tinhso.engines.evaluation.logic.targets.forecasting import drift, look_ahead, seasonal_naive, theta

SERIES, MONTHS = 60, 36
SIZES = ((34, 47), (102, 62))


def made_up_series() -> list[list[Decimal]]:
    chance = random.Random(2026)
    return [
        [Decimal(500 + place * 4 + chance.randrange(60)) / 10 for place in range(MONTHS)] for _number in range(SERIES)
    ]


def forecasts() -> None:
    series = made_up_series()
    for name, method in (("seasonal naive", seasonal_naive), ("drift", drift), ("theta", theta)):
        began = time.perf_counter()
        for values in series:
            method(values, 12)(6)
        print(f"{name:28} {SERIES / (time.perf_counter() - began):10,.0f} series/s")
    began = time.perf_counter()
    for values in series:
        look_ahead(values, 12, 6, 1)
    print(f"{'chosen by rolling origin':28} {SERIES / (time.perf_counter() - began):10,.0f} series/s")


def uncertainty() -> None:
    chance = random.Random(2026)
    for units, components in SIZES:
        parts = tuple(
            Component(str(number), "", Text("", ""), Fraction(10), Shape.RATIO) for number in range(1, components + 1)
        )
        card = replace(BLANK, components=parts)
        answers = {
            f"{unit:03}": {one.code: Answer(Fraction(chance.randrange(101), 100)) for one in parts}
            for unit in range(units)
        }
        began = time.perf_counter()
        scored = score_units(card, answers)
        exact = time.perf_counter() - began
        began = time.perf_counter()
        simulate(card, scored)
        print(
            f"{units} units x {components} components: exact scores {exact * 1000:.0f} ms, "
            f"{RUNS:,} runs {time.perf_counter() - began:.2f} s"
        )


BLANK = ScorecardDefinition(
    code="bench", version=1, valid_from=date(2026, 1, 1), title=Text("", ""), level="commune", unit="66",
    scheme="calendar.year", shown_as="points", decimals=2, source="", status=Text("", ""), illustrative=True,
    nodes=(), components=(),
)  # fmt: skip

if __name__ == "__main__":
    forecasts()
    uncertainty()
