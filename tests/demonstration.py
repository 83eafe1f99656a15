"""The demonstration, built once for all who look at it: journeys, and the test of its numbers.

`make test` builds it beside the first checks and names its folder in TINHSO_DEMONSTRATION; a test run by itself builds
its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

from tests.forked_starts import PLACES_OF_MODULES, run_module
from tests.statements import share_statements
from tinhso.site.commands.demo import DEMO_NOW

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = "TINHSO_DEMONSTRATION"
COMMAND = "tinhso.site.command_line"
PATIENCE = 900  # seconds; a build takes two minutes on a busy machine


class Demonstration:
    """A folder in which a process builds a demonstration: `home` is whole as soon as the file `done` is there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.log = folder, folder / "home", folder / "build.log"

    def begin(self) -> subprocess.Popen[bytes]:
        """Start building."""
        self.home.mkdir(parents=True)
        share_statements(self.home)
        command = [sys.executable, "-m", "tests.demonstration", str(self.folder)]
        return subprocess.Popen(command, cwd=ROOT, env=environment_of(self.home))

    def build(self) -> None:
        """Build; the last word is a file that says how it went.

        Its empty tables are those that all tests copy, made here where nobody waits for them yet.
        What the background does on the first start, forecasts of every target, is done here once: else each of
        thirty servers would begin with it beside the journey that looks at its pages.
        """
        with self.log.open("wb") as sink:
            stands = (
                self._run(sink, "tests.empty_tables")
                and self._run(sink, COMMAND, "demo", "--build-only")
                and self._run(sink, COMMAND, "targets", "judge")
            )
        (self.folder / ("done" if stands else "failed")).touch()

    def _run(self, sink: BinaryIO, module: str, *words: str) -> bool:
        told = {"TINHSO_MODE": "demo", "TINHSO_NOW": DEMO_NOW, "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
        environment = environment_of(self.home) | told
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(
            command, cwd=self.home, env=environment, stdout=sink, stderr=subprocess.STDOUT, check=False
        )
        return done.returncode == 0

    def wait(self) -> None:
        """Wait until it stands; a build that failed ends the run with its words."""
        deadline = time.monotonic() + PATIENCE
        while not (self.folder / "done").exists():
            if (self.folder / "failed").exists() or time.monotonic() > deadline:
                raise RuntimeError(f"building the demonstration failed:\n{self.said()[-4000:]}")
            time.sleep(0.2)

    def said(self) -> str:
        """What was printed while it was built."""
        return self.log.read_text(encoding="utf-8")


def environment_of(home: Path) -> dict[str, str]:
    """The environment of the demonstration's processes; nothing of the test run's own settings reaches them."""
    left_out = ("TINHSO_", "DJANGO_", "DATABASE", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "TINHSO_HOME": str(home), "PYTHONPATH": PLACES_OF_MODULES}


def run_in(home: Path, module: str, *arguments: str, **settings: str) -> str:
    """Run a module that must succeed in a copy of the demonstration; return what it printed."""
    done = run_module(module, *arguments, folder=ROOT, environment=environment_of(home) | settings)
    assert done.returncode == 0, f"{module}: {done.stdout}\n{done.stderr}"
    return done.stdout


def standing_demonstration(folder: Path) -> Demonstration:
    """The one `make test` builds, or one built now in this folder."""
    given = os.environ.get(VARIABLE)
    found = Demonstration(Path(given) if given else folder)
    if not given and found.begin().wait():
        raise RuntimeError("building the demonstration could not begin")
    found.wait()
    return found


if __name__ == "__main__":
    # Whoever ends this process ends the build with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    Demonstration(Path(sys.argv[1])).build()
