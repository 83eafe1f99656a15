"""The illustrative figures of Plan 3330, each quarter known ten days after its end and accepted at once."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite, SourceKind, Status
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import to_scaled
from tinhso.site.demo.anchors import PERIODS
from tinhso.site.demo.clock import PLANNED, DemoClock, Timeline, moment
from tinhso.site.demo.places import PROVINCE
from tinhso.site.demo.present import seal_at
from tinhso.site.packages_folder import packages_folder

HALF_YEARS: Final = (2, 4)
KNOWN_AFTER: Final = timedelta(days=10)
_BY: Final = "user:skhcn.tonghop"


@cache
def _figures() -> dict[Period, dict[str, Decimal]]:
    found: dict[Period, dict[str, Decimal]] = defaultdict(dict)
    with (packages_folder() / "plan-3330" / "figures.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[parse_period(row["period"])][row["indicator"]] = Decimal(row["value"])
    return dict(found)


def load_first_quarters(clock: DemoClock) -> None:
    """Load the quarters before the demonstration's first period, sealed one after another."""
    for quarter in _between(date.min, _known_by(PERIODS[0].previous())):
        batch = _batch(quarter)
        if batch.at:
            clock.reach(batch.at)
        indicators.write_batches([batch])
        seal_at(clock.now(), clock)
        keep_states([quarter], clock)


def keep_states(quarters: list[Period], clock: DemoClock) -> None:
    """Keep how the targets stand once a half-year is known, as the worker does on every day."""
    if any(quarter.number in HALF_YEARS for quarter in quarters):
        evaluation.keep_judgements()
        seal_at(clock.now(), clock)


def known_before(period: Period) -> list[Period]:
    """Return the quarters that became known between the lock of the period before and that of this one."""
    return _between(_known_by(period.previous()), _known_by(period))


def closing_before(period: Period) -> list[BatchSpec]:
    """Return the figures of those quarters."""
    return [_batch(quarter) for quarter in known_before(period)]


def _known_by(period: Period) -> date:
    return Timeline(period).known_at.date()


def _between(after: date, until: date) -> list[Period]:
    """Quarters that became known after a day and no later than another."""
    quarters = sorted(_figures(), key=lambda one: one.sort_key)
    return [quarter for quarter in quarters if after < quarter.end + KNOWN_AFTER <= until]


def _batch(quarter: Period) -> BatchSpec:
    figures = _figures()[quarter]
    views = {view.code: view for view in indicators.definition_versions(list(figures))}
    unit_id, period_id = orgs.unit_by_code(PROVINCE, quarter.end).id, indicators.period_id(quarter)
    return BatchSpec(
        "indicators.imported",
        f"indicators.import:plan-3330-{quarter.code}",
        _BY,
        [
            FigureWrite(
                FigureKey(views[code].indicator_id, unit_id, period_id),
                FigureState(
                    to_scaled(value, views[code].decimals), status=int(Status.OFFICIAL), source=int(SourceKind.FILE)
                ),
            )
            for code, value in sorted(figures.items())
        ],
        at=max(PLANNED, moment(quarter.end + KNOWN_AFTER, 9)),
        reason="Số liệu minh họa theo dõi Kế hoạch 3330",
    )
