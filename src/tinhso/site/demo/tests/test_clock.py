"""The moments of a period, counted in working days."""

from datetime import datetime

import pytest

from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import parse_period
from tinhso.site.commands.demo import deadline_words
from tinhso.site.demo.clock import DemoClock, Timeline

pytestmark = pytest.mark.one_database


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_october_locks_on_26_october_and_its_deadlines_lie_before():
    times = Timeline(parse_period("nd09:2026-10"))
    assert times.commune_due_at == at("2026-10-16T17:00")
    assert times.accepted_at == at("2026-10-19T15:20")
    assert times.locked_at == at("2026-10-26T17:00")


def test_november_counts_over_the_holiday_of_24_november():
    times = Timeline(parse_period("nd09:2026-11"))
    assert times.commune_due_at == at("2026-11-17T17:00")
    assert times.agency_due_at == at("2026-11-19T17:00")
    assert times.accepted_above_at.date() == at("2026-11-25T00:00").date()


@pytest.mark.parametrize("code", ["nd09:2024-02", "nd09:2025-07", "nd09:2026-03", "nd09:2026-11"])
def test_a_period_happens_in_order(code):
    times = Timeline(parse_period(code))
    moments = [
        times.opened_at,
        times.known_at,
        times.commune_due_at,
        times.sent_late_at("24373"),
        times.accepted_at,
        times.sent_upward_at,
        times.accepted_above_at,
        times.locked_at,
        Timeline(times.period.next()).opened_at,
    ]
    assert moments == sorted(moments)
    assert times.known_at < times.sent_in_time_at("24373") < times.commune_due_at


def test_the_clock_of_loading_never_runs_backward():
    clock = DemoClock(at("2026-01-05T08:00"))
    clock.reach(at("2026-02-05T08:00"))
    assert clock.reach(at("2026-01-20T08:00")) == at("2026-02-05T08:00")


def test_a_start_says_how_long_it_is_to_the_deadline_and_that_it_has_passed() -> None:
    assert deadline_words(at("2026-11-17T13:42")) == "còn 3 giờ 18 phút đến hạn gửi của xã, phường"
    assert deadline_words(at("2026-11-17T17:00")) == "đã qua hạn gửi của xã, phường (17:00 ngày 17/11)"
