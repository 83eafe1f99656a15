"""A process that imports, reports, seals and compacts is killed again and again: what it acknowledged is there."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.properties.installation import Installation

LIVES = 20


def test_twenty_killed_processes_lose_nothing_and_leave_nothing_half_done(
    install: Callable[[], Installation],
) -> None:
    installed = install()
    report = json.loads(installed.program("crash_lives", str(installed.home), str(LIVES)))
    assert report["problems"] == []
    # The lives did something of every kind, and nearly all were ended in the middle of an act.
    assert all(report["done"].get(word) for word in ("figures", "posted", "saved", "sealed", "compacted")), report
    assert sum(report["interrupted"].values()) >= LIVES / 2, report
