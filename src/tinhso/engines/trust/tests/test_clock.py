"""The clock: real, simulated, or of the demonstration, shared by all its processes."""

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.trust import api
from tinhso.engines.trust.logic import demonstration
from tinhso.engines.trust.testing import record_some
from tinhso.kernel.clock import FrozenClock

pytestmark = pytest.mark.django_db

SHOWN = datetime(2026, 11, 17, 13, 42, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture
def demo(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.TINHSO_HOME, settings.TINHSO_NOW = tmp_path, SHOWN
    monkeypatch.setattr(demonstration, "_running", {})
    return tmp_path / "demonstration-clock.json"


def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "_running", {})


def near(moment: datetime, expected: datetime) -> bool:
    return timedelta(0) <= moment - expected < timedelta(seconds=30)


def test_without_anything_set_it_is_the_machines_time_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= api.now() <= datetime.now(UTC)
    assert api.now().tzinfo is UTC


def test_a_simulated_clock_rules_within_its_block_only() -> None:
    clock = FrozenClock(SHOWN)
    with api.use_clock(clock):
        assert api.now() == SHOWN
        clock.advance(timedelta(hours=1))
        assert api.now() == SHOWN + timedelta(hours=1)
        with api.use_clock(SHOWN):
            assert api.now() == SHOWN
        assert api.now() == SHOWN + timedelta(hours=1)
    assert api.now() != SHOWN


def test_the_demonstration_starts_at_its_moment_and_ticks(demo: Path) -> None:
    first = api.now()
    assert near(first, SHOWN)
    assert api.now() >= first


def test_the_demonstration_starts_where_the_log_is_when_that_is_later(demo: Path) -> None:
    later = SHOWN + timedelta(days=1)
    with api.use_clock(later):
        record_some(1)
        api.seal_all()
    assert near(api.now(), later)


def test_an_event_that_waits_counts_as_well(demo: Path) -> None:
    with api.use_clock(SHOWN + timedelta(hours=2)):
        record_some(1)
    assert near(api.now(), SHOWN + timedelta(hours=2))


def test_processes_share_one_clock_while_one_is_alive(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api.now()
    kept = json.loads(demo.read_text())
    kept["began_at"] = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    demo.write_text(json.dumps(kept))
    another_process(monkeypatch)
    assert near(api.now(), SHOWN + timedelta(hours=1))


def test_a_demonstration_that_was_stopped_starts_again_where_its_log_ended(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.now()
    long_ago = datetime.now(UTC).timestamp() - 3 * 86_400
    os.utime(demo, (long_ago, long_ago))
    another_process(monkeypatch)
    assert near(api.now(), SHOWN)


def test_sealing_keeps_the_demonstration_alive_even_when_nothing_waits(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.now()
    before = demo.read_text()
    long_ago = datetime.now(UTC).timestamp() - 100
    os.utime(demo, (long_ago, long_ago))
    another_process(monkeypatch)  # a sealer that has never had to ask for the time
    assert api.seal() is None
    assert demo.stat().st_mtime > long_ago + 50
    assert demo.read_text() == before


@pytest.mark.parametrize("content", ["", "{", '{"start": "2020-01-01T00:00:00+00:00"}'])
def test_a_damaged_or_foreign_file_is_replaced(demo: Path, content: str) -> None:
    demo.write_text(content)
    assert near(api.now(), SHOWN)
    assert json.loads(demo.read_text())["start"] == SHOWN.astimezone(UTC).isoformat()
