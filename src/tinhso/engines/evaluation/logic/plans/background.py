"""Forecasts made in the background before any page asks: every target now, and at the end of each of its periods.

1. A run begins once something was sealed or a day began, at most every ten minutes; it goes on for seconds a turn.
2. Each forecast is remembered by itself, so that whoever is interrupted goes on where they were.
3. When all are made, the judgements that differ from the last ones are kept, quickly.
4. A run that somebody stopped stays so until somebody lets it go on, or the next day begins.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tinhso.engines.evaluation.logic.plans.figures import NO_SERIES, figures_of
from tinhso.engines.evaluation.logic.plans.finding import visible_plans
from tinhso.engines.evaluation.logic.plans.forecasts import remembered_ahead
from tinhso.engines.evaluation.logic.plans.keeping import keep_judgements, reader_of_all
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.plans.standing import periods_judged
from tinhso.engines.evaluation.logic.targets.judging import judge, rules_on
from tinhso.engines.evaluation.models import ForecastRun
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import LeaseTaken

EVERY = timedelta(minutes=10)
SECONDS_A_TURN, SECONDS_A_WORD, LEASE_SECONDS = 2.0, 0.5, 300
RUNNING, CANCELLED, DONE = "running", "cancelled", "done"


@dataclass(frozen=True, slots=True)
class ForecastProgress:
    """How far the last run is; `seconds_left` is None while nothing tells how long a forecast takes."""

    state: str
    made: int
    steps: int
    begun_at: datetime
    ended_at: datetime | None
    seconds_left: int | None

    @property
    def percent(self) -> int:
        return 100 * self.made // self.steps if self.steps else 100


def forecast_progress() -> ForecastProgress | None:
    """Return how far the last run is, None before any."""
    row = _last()
    if row is None:
        return None
    left = None
    if row.state != DONE and row.made:
        left = round(row.worked_ms * (row.steps - row.made) / row.made / 1000)
    return ForecastProgress(row.state, row.made, row.steps, row.begun_at, row.ended_at, left)


def cancel_forecasts(rights: Rights) -> bool:
    """Stop the run after the forecast it is at; say whether one was running. Raises NoRight (ORG-020)."""
    return _turn_over(rights, RUNNING, CANCELLED)


def resume_forecasts(rights: Rights) -> bool:
    """Let a run that was stopped go on where it was; say whether there was one. Raises NoRight (ORG-020)."""
    return _turn_over(rights, CANCELLED, RUNNING)


def _turn_over(rights: Rights, before: str, after: str) -> bool:
    rights.require(Action.OPERATE)
    return bool(ForecastRun.objects.filter(state=before).update(state=after))


def judge_when_due() -> None:
    """Go on with the run for a few seconds, begin one when it is time; judgements are kept at its end."""
    row = _last()
    if row is None or _is_due(row):
        row = _begin()
    if row.state == RUNNING:
        go_on(time.monotonic() + SECONDS_A_TURN)


def forecast_and_judge() -> int:
    """Make every forecast that pages ask for, then keep the judgements that differ; return how many these are."""
    _begin()
    return go_on(float("inf"))


def go_on(until: float) -> int:
    """Make forecasts until the time is up, all are made, or somebody stops it; return how many judgements were kept."""
    try:
        with trust.lease("evaluation.forecasts", LEASE_SECONDS):
            return _make(until)
    except LeaseTaken:  # another worker is at it
        return 0


def _make(until: float) -> int:
    row = _last()
    if row is None or row.state != RUNNING:
        return 0
    began, told = time.monotonic(), time.monotonic()
    planned = _planned(row)
    for steps, make in enumerate(planned[row.made :], start=row.made + 1):
        make()
        now = time.monotonic()
        if now >= until or now - told >= SECONDS_A_WORD:
            told = now
            if not _tell(row, steps, now - began):
                return 0  # somebody stopped it
            if now >= until:
                return 0
    if not _tell(row, len(planned), time.monotonic() - began):
        return 0
    kept = keep_judgements()
    ForecastRun.objects.filter(pk=row.pk).update(state=DONE, steps=len(planned), ended_at=trust.now())
    _plans.clear()
    return kept


def _tell(row: ForecastRun, made: int, seconds: float) -> bool:
    """Write down how far a run is; say whether it is to go on."""
    worked = row.worked_ms + round(seconds * 1000)
    still = ForecastRun.objects.filter(pk=row.pk, state=RUNNING)
    return bool(still.update(made=made, steps=max(row.steps, made), worked_ms=worked))


@dataclass(frozen=True, slots=True)
class _Step:
    """One judgement with its forecast; making it lets every process remember it."""

    what: tuple[object, ...]

    def __call__(self) -> None:
        judge(*self.what)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Planned:
    """The steps of a run as this process read them; what is sealed meanwhile is for the next run."""

    run: int
    steps: list[_Step]


_plans: list[_Planned] = []
"""At most one: the run's that this process is at, so that its series are read once and not once a turn."""


def _planned(row: ForecastRun) -> list[_Step]:
    """Return the steps of a run, read again only by a process that is not the one that began it."""
    if _plans and _plans[0].run == row.pk:
        return _plans[0].steps
    return _plan(row.pk, list(_steps()))


def _plan(run: int, steps: list[_Step]) -> list[_Step]:
    _plans[:] = [_Planned(run, steps)]
    return steps


def _steps() -> Iterator[_Step]:
    """Yield what pages will ask for, plan by plan, in an order that only figures that came in between change."""
    moment = read_moment("")
    rights = reader_of_all(moment)
    for found in visible_plans(rights, moment.on):
        series = figures_of(found, found.plan.targets, moment, rights)
        for spec in found.plan.targets:
            known = series.get(spec.indicator, NO_SERIES)
            ends = (min(period.end, moment.on) for period in periods_judged(spec, known.figures))
            for day in (*ends, moment.on):
                rules = rules_on(found.plan.rules, day)
                yield _Step((spec, known.figures, day, rules, remembered_ahead, known.breaks))


def _last() -> ForecastRun | None:
    return ForecastRun.objects.order_by("-id").first()


def _seen() -> tuple[int, date]:
    """How much of the log there is, and which day it is."""
    checkpoint = trust.latest_checkpoint()
    return (checkpoint.tree_size if checkpoint else 0), read_moment("").on


def _is_due(row: ForecastRun) -> bool:
    """Whether a new run is to begin: something is new, ten minutes after the last one's end."""
    if row.state == RUNNING:
        return False
    if row.state == CANCELLED:
        return read_moment("").on > row.day
    if row.ended_at is not None and trust.now() - row.ended_at < EVERY:
        return False
    return _seen() != (row.tree_size, row.day)


def _begin() -> ForecastRun:
    size, day = _seen()
    old = list(ForecastRun.objects.values_list("pk", flat=True))
    steps = list(_steps())
    row = ForecastRun.objects.create(state=RUNNING, day=day, tree_size=size, steps=len(steps), begun_at=trust.now())
    _plan(row.pk, steps)
    ForecastRun.objects.filter(pk__in=old).delete()
    return row
