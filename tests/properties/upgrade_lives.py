"""Program: `upgrade FOLDER LIVES` or `rollback FOLDER LIVES`: begun again and again, each time ended by SIGKILL at a
moment of chance, then lets it end. Every life is a fork of this process, which never opens a database. Prints how many
were killed midway, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

from tests.properties.crash_lives import begin, wait_for

SHORTEST, LONGEST = 0.02, 1.6
FIRST = 0.06
"""Within which the first life ends: on a quick machine all others may come after the whole upgrade."""


def main(act: str, folder: Path, lives: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: F401  (children find it loaded)

    from tinhso.engines.operation import api as operation

    def life() -> None:
        if act == "upgrade":
            done = operation.upgrade(folder)
            assert not done.problems, done.problems
        else:
            operation.roll_back()

    chance, killed, longest = random.Random(), 0, LONGEST
    for number in range(lives):
        process = begin(life)
        time.sleep(chance.uniform(SHORTEST, longest if number else FIRST))
        if os.waitpid(process, os.WNOHANG) == (0, 0):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            killed += 1
        elif act == "rollback":
            break  # it was quicker: there is nothing to go back from any more
        else:
            longest *= 0.7
    else:
        wait_for(begin(life))
    sys.stdout.write(json.dumps({"killed": killed}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
