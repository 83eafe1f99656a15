"""The demonstration's plan for tests: targets and series as its package states them, and a province with both."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import PlanDefinition
from tinhso.engines.evaluation.logic.packages.plan_files import plan_of, read_plan
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite, Status
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import to_scaled

ACTOR = "system:test"
PACKAGE = Path(__file__).resolve().parents[4] / "packages" / "plan-3330"
Series = dict[str, dict[Period, Decimal]]


def demo_plan() -> PlanDefinition:
    """The plan as its file states it."""
    decimals = {}
    for path in (PACKAGE / "indicators").glob("*.yaml"):
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
        decimals[stated["code"]] = stated["decimals"]
    return plan_of(read_plan(PACKAGE / "targets" / "plan-3330.yaml"), decimals)


def demo_series() -> Series:
    """The figures of the package by indicator and period."""
    found: Series = defaultdict(dict)
    with (PACKAGE / "figures.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["indicator"]][parse_period(row["period"])] = Decimal(row["value"])
    return dict(found)


def load_definitions() -> None:
    """Load the package without its figures."""
    indicators.load_package(PACKAGE, ACTOR)
    api.load_plans(PACKAGE, ACTOR)


SCORECARD = """
code: diem-thu
version: 1
valid_from: 2025-07-01
title: {vi: Điểm thử, en: Test score}
level: commune
unit: "66"
scheme: nd09.month
shown_as: points
decimals: 2
points: "10"
source: Minh họa
illustrative: true
"""
SCORECARD_TABLE = """code,name_vi,name_en,points,shape,low,high,grades,indicator
1,Điểm,Score,10,goalposts,0,10000000,,{indicator}
"""


def load_scorecard(indicator: str) -> None:
    """Load a scorecard `diem-thu` of one component that an indicator of communes answers."""
    with TemporaryDirectory() as folder:
        cards = Path(folder) / "test-scorecard" / "scorecards"
        cards.mkdir(parents=True)
        (cards / "diem-thu.yaml").write_text(SCORECARD, encoding="utf-8")
        (cards / "diem-thu.csv").write_text(SCORECARD_TABLE.format(indicator=indicator), encoding="utf-8")
        api.load_scorecards(cards.parent, ACTOR)


def load_demo_plan() -> None:
    """Load the package and its figures into a province 66 that is there before and after 1/7/2025."""
    load_definitions()
    write_series(demo_series())


def write_series(series: Series) -> None:
    """Write official figures of the province, a quarter an event."""
    periods = sorted({period for of_one in series.values() for period in of_one}, key=lambda one: one.sort_key)
    ids, units = indicators.period_ids(periods), orgs.unit_ids_at(("66", period.end) for period in periods)
    views = {view.code: view for view in indicators.definition_versions(list(series))}
    batches = [
        BatchSpec(
            "indicators.imported",
            f"indicators.import:plan-{period.code}",
            ACTOR,
            [
                FigureWrite(
                    FigureKey(views[code].indicator_id, units[("66", period.end)], ids[period]),
                    FigureState(to_scaled(of_one[period], views[code].decimals), status=int(Status.OFFICIAL)),
                )
                for code, of_one in sorted(series.items())
                if period in of_one
            ],
        )
        for period in periods
    ]
    indicators.write_batches(batches)


def recompute(folder: Path) -> tuple[int, str]:
    """Run a bundle's script as a stranger does: no product on the path."""
    command = [sys.executable, "-I", "-S", str(folder / "recompute.py")]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    return done.returncode, done.stdout + done.stderr
