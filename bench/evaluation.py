"""Forecasts a second on one core, 10,000 runs of uncertainty and every composite method, 34 × 47 and 102 × 62.

No database: series and answers are made up here, the same every time.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from tinhso.engines.evaluation.contracts import ForecastWith, Text
from tinhso.engines.evaluation.contracts.methods import MethodChoice
from tinhso.engines.evaluation.contracts.scorecards import Answer, Component, ScorecardDefinition, Shape
from tinhso.engines.evaluation.logic.methods.auditing import DEPARTURES, Audit, audit
from tinhso.engines.evaluation.logic.scorecards.scoring import score_units
from tinhso.engines.evaluation.logic.scorecards.uncertainty import RUNS, simulate
from tinhso.engines.evaluation.logic.targets.forecasting import drift, look_ahead, seasonal_naive, theta
from tinhso.engines.evaluation.logic.targets.smoothing import ets

SERIES, FEW, MONTHS = 60, 12, 36
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
    few = series[:FEW]
    for name, work in (
        ("ETS", lambda values: ets(values, 12)(6)),
        ("chosen, with ETS", lambda values: look_ahead(values, 12, 6, 1, ForecastWith.ETS)),
    ):
        began = time.perf_counter()
        for values in few:
            work(values)
        print(f"{name:28} {FEW / (time.perf_counter() - began):10,.2f} series/s")


def made_up_cards() -> Iterator[tuple[str, ScorecardDefinition, dict[str, dict[str, Answer]]]]:
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
        yield f"{units} units x {components} components", card, answers


def uncertainty() -> None:
    for name, card, answers in made_up_cards():
        began = time.perf_counter()
        scored = score_units(card, answers)
        exact = time.perf_counter() - began
        began = time.perf_counter()
        simulate(card, scored)
        print(f"{name}: exact scores {exact * 1000:.0f} ms, {RUNS:,} runs {time.perf_counter() - began:.2f} s")


def methods() -> None:
    """Every departure from the official method, each alone; then the page with its correlations."""
    for name, card, answers in made_up_cards():
        scored = score_units(card, answers)
        slowest, whole = ("", 0.0), time.perf_counter()
        for choice in DEPARTURES:
            began = time.perf_counter()
            Audit(card, scored).outcome(choice)
            slowest = max(slowest, (_changed(choice), time.perf_counter() - began), key=lambda one: one[1])
        each = (time.perf_counter() - whole) / len(DEPARTURES)
        began = time.perf_counter()
        audit(card, scored, MethodChoice())
        print(
            f"{name}: {1 / each:.1f} indices/s of {len(DEPARTURES)} ways, slowest {slowest[0]} {slowest[1]:.2f} s; "
            f"the page of methods {time.perf_counter() - began:.2f} s"
        )


def _changed(choice: MethodChoice) -> str:
    plain = MethodChoice()
    names = ("normalisation", "outliers", "weighting", "aggregation")
    return " ".join(str(getattr(choice, name)) for name in names if getattr(choice, name) is not getattr(plain, name))


BLANK = ScorecardDefinition(
    code="bench", version=1, valid_from=date(2026, 1, 1), title=Text("", ""), level="commune", unit="66",
    scheme="calendar.year", shown_as="points", decimals=2, source="", status=Text("", ""), illustrative=True,
    nodes=(), components=(),
)  # fmt: skip

if __name__ == "__main__":
    forecasts()
    uncertainty()
    methods()
