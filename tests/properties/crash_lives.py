"""Program: builds a province, lives many short lives each ended by SIGKILL at a random moment, then checks.

Usage: python -m tests.properties.crash_lives FOLDER LIVES. Every phase is a fork of this process, which itself never
opens a database: a life costs no start. Prints what happened and what is wrong, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import django

MOST_NOTES = 10
"""A life is killed after it has written down up to so many facts: moments counted in acts come alike on any machine."""
LONGEST_WAIT_SECONDS = 0.08
STUCK_SECONDS = 120


def begin(act: Callable[[], None]) -> int:
    """Do something in a process of its own and return its number."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def wait_for(process: int) -> None:
    """Wait for a phase that must end well."""
    _, status = os.waitpid(process, 0)
    if status:
        sys.exit("a phase failed")


def live_a_while(folder: Path, process: int, chance: random.Random) -> None:
    """Let a life write down some facts, and go on for a moment, so that the end meets it anywhere within an act."""
    side, lines, start = folder / "acknowledged.jsonl", chance.randint(1, MOST_NOTES), time.monotonic()
    before = side.stat().st_size if side.exists() else 0
    while not side.exists() or side.read_bytes()[before:].count(b"\n") < lines:
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            sys.exit("a life ended by itself")
        if time.monotonic() - start > STUCK_SECONDS:
            sys.exit("a life does nothing any more")
        time.sleep(0.002)
    time.sleep(chance.uniform(0, LONGEST_WAIT_SECONDS))


def main(folder: Path, lives: int) -> None:
    django.setup()
    from tests.properties import crash_acts, crash_checks
    from tinhso.engines.cube import api  # noqa: F401  (dear to import; children find it done)

    wait_for(begin(crash_acts.build))
    chance = random.Random()
    for number in range(lives):
        life = crash_acts.Life(folder, number)
        process = begin(life.live)
        live_a_while(folder, process, chance)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(f"life {number} ended by itself")

    def check() -> None:
        facts = crash_acts.read_side_file(folder)
        done = Counter(fact["word"] for fact in facts)
        last = {fact["life"]: fact for fact in facts}.values()
        interrupted = Counter(fact["act"] if fact["word"] == "begin" else "within" for fact in last)
        found = list(crash_checks.problems(folder, facts))
        report = {"done": done, "interrupted": interrupted, "problems": found}
        (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False))

    wait_for(begin(check))
    sys.stdout.write((folder / "report.json").read_text())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
