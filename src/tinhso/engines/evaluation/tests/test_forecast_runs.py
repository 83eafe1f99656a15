"""Forecasts in the background: how far they are, stopped and gone on with, nothing made twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import Forecast, NoForecast
from tinhso.engines.evaluation.logic.plans import background, forecasts
from tinhso.engines.evaluation.logic.targets.forecasting import look_ahead
from tinhso.engines.evaluation.models import TargetJudgement
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
AT_ONCE = 0.0  # a turn that is over with its first forecast


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forecasts.remembered_ahead.cache_clear()
    cache.clear()
    yield
    forecasts.remembered_ahead.cache_clear()
    cache.clear()


@pytest.fixture
def made(world: Territory, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was forecast, in order; quick, for what is looked at here is the run."""
    found: list[object] = []

    def counted(*how: object) -> Forecast | NoForecast:
        found.append(how)
        return look_ahead(*how) if len(found) < 4 else NoForecast("too_short")  # type: ignore[arg-type]

    monkeypatch.setattr(forecasts.forecasting, "look_ahead", counted)
    return found


def turn() -> None:
    background.go_on(AT_ONCE)


def progress() -> background.ForecastProgress:
    found = api.forecast_progress()
    assert found is not None
    return found


def test_a_run_says_how_far_it_is_and_how_long_it_takes(made: list[object]) -> None:
    assert api.forecast_progress() is None
    background._begin()
    assert (progress().state, progress().made, progress().percent, progress().seconds_left) == ("running", 0, 0, None)
    steps = progress().steps
    assert steps > 18
    turn()
    assert (progress().made, progress().steps) == (1, steps)
    assert progress().seconds_left is not None
    for _turn in range(5):
        turn()
    assert (progress().made, progress().percent) == (6, 600 // steps)
    assert not TargetJudgement.objects.exists()
    assert background.go_on(float("inf")) == 18
    assert (progress().state, progress().made, progress().percent) == ("done", steps, 100)
    assert progress().ended_at is not None
    assert TargetJudgement.objects.count() == 18


def test_a_run_that_is_stopped_stays_so_until_it_is_let_go_on(made: list[object]) -> None:
    operator = rights_as("cntt", TODAY)
    background._begin()
    turn()
    with pytest.raises(NoRight):
        api.cancel_forecasts(rights_as("eakar.nhap", TODAY))
    assert api.cancel_forecasts(operator)
    assert not api.cancel_forecasts(operator)
    before = len(made)
    with trust.use_clock(NOW):
        api.judge_when_due()
    assert (progress().state, progress().made, len(made)) == ("cancelled", 1, before)
    with pytest.raises(NoRight):
        api.resume_forecasts(rights_as("eakar.nhap", TODAY))
    assert api.resume_forecasts(operator)
    turn()
    assert (progress().state, progress().made) == ("running", 2)


def test_a_stop_is_seen_in_the_midst_of_a_turn(made: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    background._begin()
    monkeypatch.setattr(background, "SECONDS_A_WORD", 0.0)
    plain = background._tell

    def stopped(*what: object) -> bool:
        told = plain(*what)  # type: ignore[arg-type]
        if progress().made == 3:
            api.cancel_forecasts(rights_as("cntt", TODAY))
        return told

    monkeypatch.setattr(background, "_tell", stopped)
    assert background.go_on(float("inf")) == 0
    assert (progress().state, progress().made) == ("cancelled", 3)
    assert not TargetJudgement.objects.exists()


def test_whoever_is_killed_goes_on_and_makes_nothing_twice(made: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    background._begin()
    counted = forecasts.forecasting.look_ahead

    def dies(*how: object) -> object:
        if len(made) == 7:
            raise SystemExit
        return counted(*how)  # type: ignore[arg-type]

    monkeypatch.setattr(forecasts.forecasting, "look_ahead", dies)
    with pytest.raises(SystemExit):
        background.go_on(float("inf"))
    assert progress().state == "running"
    forecasts.remembered_ahead.cache_clear()
    monkeypatch.setattr(forecasts.forecasting, "look_ahead", counted)
    assert background.go_on(float("inf")) == 18
    assert len(set(made)) == len(made)


def test_a_run_begins_when_something_is_new_and_ten_minutes_have_passed(made: list[object]) -> None:
    with trust.use_clock(NOW):
        api.forecast_and_judge()
        seal_now()
        first = progress().begun_at
        api.judge_when_due()
        assert progress().begun_at == first, "too soon"
    with trust.use_clock(NOW + timedelta(minutes=11)):
        api.judge_when_due()
        assert progress().begun_at > first
        background.go_on(float("inf"))
        second = progress().begun_at
    with trust.use_clock(NOW + timedelta(minutes=22)):
        api.judge_when_due()
        assert progress().begun_at == second, "nothing was sealed since"
    with trust.use_clock(NOW + timedelta(days=1)):
        api.judge_when_due()
        assert progress().begun_at > second, "a day began"


def test_a_run_reads_every_series_once_however_many_turns_it_takes(
    made: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    plain = background.figures_of
    monkeypatch.setattr(
        background, "figures_of", lambda found, *how: read.append(found.plan.code) or plain(found, *how)
    )
    background._begin()
    assert len(read) == len(set(read)) > 0
    for _turn in range(3):
        turn()
    assert background.go_on(float("inf")) == 18
    assert len(read) == len(set(read)), "counted and made from one reading"


def test_another_process_reads_what_the_first_had_read(made: list[object]) -> None:
    background._begin()
    turn()
    background._plans.clear()  # as a process that begins has nothing in its memory
    turn()
    assert progress().made == 2
    assert background.go_on(float("inf")) == 18


def test_a_run_that_was_stopped_is_begun_anew_on_the_next_day(made: list[object]) -> None:
    with trust.use_clock(NOW):
        background._begin()
        api.cancel_forecasts(rights_as("cntt", TODAY))
    with trust.use_clock(NOW + timedelta(days=1)):
        api.judge_when_due()
        assert progress().state != "cancelled"
