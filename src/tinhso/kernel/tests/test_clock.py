"""Clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tinhso.kernel.clock import (
    VIETNAM,
    FrozenClock,
    NaiveDatetime,
    SystemClock,
    TickingClock,
    as_utc,
    in_vietnam,
    read_moment,
    today_in_vietnam,
)

DEMO_START = datetime(2026, 11, 17, 13, 42, tzinfo=VIETNAM)


def test_system_clock_is_aware_and_in_utc() -> None:
    moment = SystemClock().now()
    assert moment.tzinfo is UTC
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_frozen_clock_moves_only_when_told() -> None:
    clock = FrozenClock(DEMO_START)
    assert clock.now() == clock.now() == datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.advance(timedelta(hours=3)) == clock.now() == DEMO_START + timedelta(hours=3)
    clock.set(DEMO_START)
    assert clock.now() == DEMO_START


def test_ticking_clock_goes_on_from_its_start_at_the_pace_of_the_real_one() -> None:
    real = FrozenClock(datetime(2030, 1, 1, tzinfo=UTC))
    clock = TickingClock(DEMO_START, real=real)
    assert clock.now() == DEMO_START
    real.advance(timedelta(seconds=90))
    assert clock.now() == DEMO_START + timedelta(seconds=90)


def test_ticking_clocks_of_two_processes_agree_when_they_began_together() -> None:
    began_at = datetime(2030, 1, 1, tzinfo=UTC)
    real = FrozenClock(began_at + timedelta(minutes=5))
    assert TickingClock(DEMO_START, began_at, real).now() == DEMO_START + timedelta(minutes=5)


def test_ticking_clock_never_runs_backward() -> None:
    real = FrozenClock(datetime(2030, 1, 1, tzinfo=UTC))
    clock = TickingClock(DEMO_START, real=real)
    real.advance(timedelta(minutes=1))
    latest = clock.now()
    real.advance(timedelta(minutes=-30))
    assert clock.now() == latest


def test_today_in_vietnam_begins_at_17_utc() -> None:
    assert today_in_vietnam(FrozenClock(datetime(2026, 11, 16, 16, 59, tzinfo=UTC))) == date(2026, 11, 16)
    assert today_in_vietnam(FrozenClock(datetime(2026, 11, 16, 17, 0, tzinfo=UTC))) == date(2026, 11, 17)
    assert in_vietnam(datetime(2026, 11, 16, 17, 0, tzinfo=UTC)).hour == 0


def test_moment_without_zone_is_refused() -> None:
    naive = datetime(2026, 11, 17, 13, 42)  # noqa: DTZ001
    for ask in (as_utc, in_vietnam, FrozenClock, TickingClock):
        with pytest.raises(NaiveDatetime, match="2026-11-17T13:42:00"):
            ask(naive)


def test_a_written_moment_is_vietnams_unless_it_names_its_zone() -> None:
    assert read_moment("2026-11-17T13:42") == read_moment("2026-11-17T06:42Z") == DEMO_START
    assert read_moment("2026-11-17") == datetime(2026, 11, 17, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-13-01", "0001-01-01", "0001-01-01T00:00+07:00", "9999-12-31T23:59-12:00", "9999-12-31T20:00Z"],
)
def test_what_is_no_moment_here_and_in_utc_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Invalid isoformat|month must be|outside the calendar"):
        read_moment(text)
