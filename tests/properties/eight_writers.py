"""Program: eight processes write one figure of one database again and again, each until its own values are taken.

Usage: python -m tests.properties.eight_writers FOLDER. Every writer is a fork of this process, which itself never opens
a database; what a writer was told is kept, it writes to a side file. Prints nothing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

from tests.properties.crash_lives import begin, wait_for

WRITERS, VALUES_EACH = 8, 5
INDICATOR, UNIT, PERIOD = "counted", "24373", "nd09:2026-10"
SIDE_FILE = "taken.txt"


def values_of(author: int) -> range:
    """What an author writes, in this order."""
    return range(100 * author, 100 * author + VALUES_EACH)


def write(folder: Path, author: int, gate: int) -> None:
    """Wait until everybody stands at the gate, then write every value until it is taken."""
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.indicators.contracts import ConcurrentCorrection
    from tinhso.engines.indicators.testing import make_period, write_figure
    from tinhso.engines.orgs import api as orgs

    definition, period = indicators.definition(INDICATOR), make_period(PERIOD)
    (unit,) = orgs.units_by_codes([UNIT]).values()
    side = os.open(folder / SIDE_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.read(gate, 1)  # ends when nobody holds the other end any more
    for value in values_of(author):
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
    gate, opener = os.pipe()

    def at_the_gate(author: int) -> None:
        os.close(opener)
        write(folder, author, gate)

    writers = [begin(lambda author=author: at_the_gate(author)) for author in range(1, WRITERS + 1)]  # type: ignore[misc]
    os.close(opener)
    for writer in writers:
        wait_for(writer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
