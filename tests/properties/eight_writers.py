"""Program: eight processes write one figure of one database again and again, each until its own values are taken.

Usage: python -m tests.properties.eight_writers FOLDER. Every writer is a fork of this process, which itself never opens
a database; what a writer was told is kept, it writes to a side file. They begin every value together: one that is fast
would else have written all of its own before the next one came. Prints nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path

import django

from tests.properties.crash_lives import begin, wait_for

WRITERS, VALUES_EACH = 8, 5
INDICATOR, UNIT, PERIOD = "counted", "24373", "nd09:2026-10"
SIDE_FILE = "taken.txt"
LONGEST_WAIT = 120  # seconds for the slowest of a round; one that died stops the others


def values_of(author: int) -> range:
    """What an author writes, in this order."""
    return range(100 * author, 100 * author + VALUES_EACH)


def write(folder: Path, author: int, gate: Barrier) -> None:
    """Wait until everybody stands at the gate, then write a value until it is taken; and so with every value."""
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.indicators.contracts import ConcurrentCorrection
    from tinhso.engines.indicators.testing import make_period, write_figure
    from tinhso.engines.orgs import api as orgs

    definition, period = indicators.definition(INDICATOR), make_period(PERIOD)
    (unit,) = orgs.units_by_codes([UNIT]).values()
    side = os.open(folder / SIDE_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for value in values_of(author):
        gate.wait(LONGEST_WAIT)
        while True:
            try:
                write_figure(definition, unit.id, period, value)
                break
            except ConcurrentCorrection:
                continue  # somebody else was faster: look again and write again
        os.write(side, f"{value}\n".encode())


def main(folder: Path) -> None:
    django.setup()
    from tests.properties import crash_acts

    def prepare() -> None:
        from tinhso.engines.indicators.testing import make_period

        crash_acts.build()
        make_period(PERIOD)

    wait_for(begin(prepare))
    gate = multiprocessing.get_context("fork").Barrier(WRITERS)
    writers = [begin(lambda author=author: write(folder, author, gate)) for author in range(1, WRITERS + 1)]  # type: ignore[misc]
    for writer in writers:
        wait_for(writer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
