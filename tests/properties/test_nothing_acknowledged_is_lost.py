"""A process that imports, reports, seals and compacts is killed again and again: what it acknowledged is there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from tests.properties.installation import Installation

# `make crash LIVES=500` lives longer than every run of the tests can.
LIVES = int(os.environ.get("TINHSO_CRASH_LIVES", "20"))


def test_killed_processes_lose_nothing_and_leave_nothing_half_done(
    install: Callable[[], Installation],
) -> None:
    installed = install()
    report = json.loads(installed.program("crash_lives", str(installed.home), str(LIVES)))
    assert report["problems"] == []
    # The lives did something of every kind, and nearly all were ended in the middle of an act.
    words = ("figures", "posted", "saved", "sealed", "compacted", "backed up")
    assert all(report["done"].get(word) for word in words), report
    assert sum(report["interrupted"].values()) >= LIVES / 2, report
    print(
        f"{LIVES} lives ended by SIGKILL, in the middle of: {report['interrupted']}; done: {report['done']}; losses: 0"
    )
