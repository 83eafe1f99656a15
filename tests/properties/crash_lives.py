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

LONGEST_LIFE_SECONDS = 0.7


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


def main(folder: Path, lives: int) -> None:
    django.setup()
    from tests.properties import crash_acts, crash_checks
    from tinhso.engines.cube import api  # noqa: F401  (dear to import; children find it done)

    wait_for(begin(crash_acts.build))
    chance = random.Random()
    for number in range(lives):
        process = begin(crash_acts.Life(folder, number).live)
        time.sleep(chance.uniform(0.03, LONGEST_LIFE_SECONDS))
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
