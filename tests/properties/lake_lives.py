"""Program: lives that write figures and export them to a store, each ended by SIGKILL at a random moment.

Usage: python -m tests.properties.lake_lives FOLDER LIVES; TINHSO_LAKE_STORE names the store, which runs elsewhere and
outlives them all. Every phase is a fork of this process. After each death the lake is looked at, after every third it
is exported again in peace. Prints what was seen and what is wrong, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

import django

from tests.properties.crash_lives import STUCK_SECONDS, begin, wait_for

LAKE = "s3://so-lieu/kho"
LEAVES_A_STRETCH = 3
BATCHES_A_LIFE = 4


class Diary:
    """A side file that every phase adds lines to."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def note(self, word: str, **facts: Any) -> None:
        with self.file.open("a", encoding="utf-8") as side:
            side.write(json.dumps({"word": word, **facts}) + "\n")

    def facts(self, word: str) -> list[dict[str, Any]]:
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        return [fact for line in lines if (fact := json.loads(line))["word"] == word]


def export(place: Path | str) -> None:
    from tinhso.engines.cube import api
    from tinhso.engines.cube.logic.lake import exporting
    from tinhso.engines.orgs.testing import everything_rights

    exporting.LEAVES_A_STRETCH = LEAVES_A_STRETCH
    api.export_lake(place, everything_rights())


def write_figures(folder: Path, number: int) -> None:
    """Import some files and seal them: what an export then has to bring."""
    from tests.properties.crash_acts import Life, let_leases_end
    from tinhso.engines.trust import api as trust

    let_leases_end()
    life = Life(folder, number)
    for _ in range(BATCHES_A_LIFE):
        life.bring()
    trust.seal_all()


def live(folder: Path, diary: Diary, number: int) -> None:
    write_figures(folder, number)
    diary.note("exporting", life=number)
    export(LAKE)
    diary.note("exported", life=number)


def look(diary: Diary) -> None:
    """What a manifest names is there and whole; only the texts may be those of the export that was broken off."""
    from tinhso.engines.cube import api

    named = sorted(fault.split(":")[0] for fault in api.check_lake(LAKE)[1])
    diary.note("looked", named=named)


def mend(folder: Path, diary: Diary, number: int) -> None:
    """Export in peace, and hold the lake against one that was made in one go in a folder."""
    from tests.properties.lake_content import content_of_folder, content_of_store
    from tinhso.engines.cube import api

    export(LAKE)
    faults = api.check_lake(LAKE)[1]
    fresh = folder / f"fresh-{number}"
    export(fresh)
    same = content_of_store(LAKE) == content_of_folder(fresh)
    diary.note("mended", faults=faults, same=same)


def wait_until_it_exports(diary: Diary, process: int, number: int) -> None:
    start = time.monotonic()
    while not any(fact["life"] == number for fact in diary.facts("exporting")):
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            sys.exit("a life ended before it exported")
        if time.monotonic() - start > STUCK_SECONDS:
            sys.exit("a life does nothing any more")
        time.sleep(0.002)


def main(folder: Path, lives: int) -> None:
    django.setup()
    from tests.properties import crash_acts
    from tinhso.engines.cube import api  # noqa: F401  (dear to import; children find it done)

    diary, chance, killed = Diary(folder / "lake.jsonl"), random.Random(), 0
    wait_for(begin(crash_acts.build))
    wait_for(begin(lambda: write_figures(folder, 0)))
    # One whole export first: there is a manifest to be broken off from, and a length to choose moments in.
    start = time.monotonic()
    wait_for(begin(lambda: export(LAKE)))
    length = time.monotonic() - start
    for number in range(1, lives + 1):
        process = begin(lambda number=number: live(folder, diary, number))  # type: ignore[misc]
        wait_until_it_exports(diary, process, number)
        # A later export has less to bring than the first.
        time.sleep(chance.uniform(0, length * 0.8))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        killed += os.WIFSIGNALED(status) and not any(fact["life"] == number for fact in diary.facts("exported"))
        wait_for(begin(lambda: look(diary)))
        if number % 3 == 0 or number == lives:
            wait_for(begin(lambda number=number: mend(folder, diary, number)))  # type: ignore[misc]
    report = {"killed": killed, "looked": diary.facts("looked"), "mended": diary.facts("mended")}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
