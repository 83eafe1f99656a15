"""Story 10 at small size: the machine is gone while people work; what was acknowledged before the lag is there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.properties.installation import Installation
from tinhso.engines.operation.logic.durable_files import read_json

# SQLite only: PostgreSQL ships its log by its own tools.
pytestmark = pytest.mark.one_database

STATED_LAG_SECONDS = 5


@dataclass(frozen=True)
class Shipped(Installation):
    """An installation with a second medium."""

    def environment(self) -> dict[str, str]:
        return super().environment() | {"TINHSO_SECOND_MEDIUM": str(self.home.parent / "second")}

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", *words], cwd=self.home, env=self.environment())


def run_until_the_machine_is_gone(here: Shipped, side_file: Path, chance: random.Random) -> float:
    """Two writers and the shipper; the shipper is killed on the way; then everything at once. Return when."""
    shipper = here.start("tinhso.site.command_line", "run", "shipper")
    others = [here.start("tests.properties.acting", "on", str(side_file)) for _ in range(2)]
    begun_with = len(acknowledged(side_file))
    while len(acknowledged(side_file)) < begun_with + 100:
        assert all(process.poll() is None for process in (shipper, *others))
        time.sleep(0.05)
    os.kill(shipper.pid, signal.SIGKILL)
    shipper.wait()
    shipper = here.start("tinhso.site.command_line", "run", "shipper")
    # The promise holds while it is at work, and says itself how far it has come.
    enough = time.time() + STATED_LAG_SECONDS + chance.random()
    while covered(here) < enough:
        assert shipper.poll() is None
        time.sleep(0.05)
    gone_at = time.time()
    for process in (*others, shipper):
        os.kill(process.pid, signal.SIGKILL)
    for process in (*others, shipper):
        process.wait()
    return gone_at


def covered(here: Shipped) -> float:
    """Until when the second medium holds everything, by its own word."""
    told = read_json(here.home / "operation/second-medium.json")
    return datetime.fromisoformat(told["covered_at"]).timestamp() if told and told["covered_at"] else 0.0


def acknowledged(side_file: Path) -> list[tuple[int, float]]:
    if not side_file.exists():
        return []
    lines = side_file.read_text().splitlines()
    return [(int(line.split()[0]), float(line.split()[1])) for line in lines if line.count(" ") == 1]


def test_what_was_acknowledged_before_the_lag_comes_back_from_the_second_medium(
    install: Callable[[], Installation],
) -> None:
    made = install()
    here, chance = Shipped(made.home), random.Random()
    here.program("acting", "some", "20")
    side_file = made.home.parent / "acknowledged"
    gone_at = run_until_the_machine_is_gone(here, side_file, chance)
    place = Installation(made.home.parent / "new-machine")
    place.home.mkdir()
    done = place.tinhso("--lang", "en", "restore", made.home.parent / "second")
    assert done.returncode == 0, done.stderr
    assert "The ledger is intact" in done.stdout
    there = {event_id for (event_id,) in place.rows("SELECT id FROM trust_event")}
    until = max(gone_at - STATED_LAG_SECONDS, covered(here))
    promised = {event_id for event_id, at in acknowledged(side_file) if at <= until}
    assert len(promised) > 100
    assert promised - there == set()
    assert [path.name for path in (place.home / "evidence").rglob("*") if path.is_file()] != []
