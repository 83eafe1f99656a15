"""`make test`: every check in one order, each with its time; the first that fails ends the run.

PostgreSQL and Chromium are optional on a developer's machine: what is missing is said in one line and left out.
With TINHSO_NOTHING_SKIPPED=1 (CI) a missing one is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.postgres import find_server

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [str(BIN / "pytest"), "-q"]
STATIC_CHECKS: list[tuple[str, list[str]]] = [
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
    ("migrations", [str(BIN / "tinhso"), "manage", "makemigrations", "--check", "--dry-run"]),
    ("types", [str(BIN / "mypy")]),
]


def find_browser() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def run(name: str, command: list[str], extra: dict[str, str] | None = None) -> None:
    """Run one check; end the whole run when it fails."""
    print(f"— {name}", flush=True)
    start = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False).returncode
    print(f"  {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - start:.0f} s", flush=True)
    if code:
        sys.exit(1)


class Demonstration:
    """The demonstration that the journeys walk through, built beside the static checks: those keep one core busy."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="tinhso-journeys-")
        self.home = Path(self.folder.name) / "home"
        self.log = Path(self.folder.name) / "build.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DATABASE_"))}
        with self.log.open("wb") as sink:
            command = [str(BIN / "tinhso"), "demo", "--build-only"]
            environment = {**kept, "TINHSO_HOME": str(self.home)}
            self.process = subprocess.Popen(command, env=environment, stdout=sink, stderr=subprocess.STDOUT)

    def finished_home(self) -> str:
        """Wait for the build and return its home folder; a build that failed ends the run with its words."""
        if self.process.wait():
            sys.exit(f"building the demonstration failed:\n{self.log.read_text(encoding='utf-8')[-4000:]}")
        return str(self.home)


def leave_out(what: str) -> None:
    if os.environ.get("TINHSO_NOTHING_SKIPPED") == "1":
        sys.exit(f"{what}: nothing may be left out here.")
    print(f"— left out: {what}", flush=True)


def main() -> None:
    quick, browser = "--quick" in sys.argv, find_browser()
    demonstration = Demonstration() if browser and not quick else None
    for name, command in STATIC_CHECKS:
        run(name, command)
    if quick:
        return
    # In the order named: the few long files lie in tests/ and must not come last, when only one process works on.
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    run("tests on SQLite", [*PYTEST, *spread, "-m", "not journey", "tests", "src"])
    if find_server():
        once_is_enough = ["-m", "not journey and not one_database", "tests", "src"]
        run("tests on PostgreSQL", [sys.executable, "tests/postgres.py", *PYTEST, *spread, *once_is_enough])
    else:
        leave_out("PostgreSQL is not installed, its tests")
    if demonstration:
        home = {"TINHSO_JOURNEYS_HOME": demonstration.finished_home()}
        run("browser journeys", [*PYTEST, *spread, "-m", "journey", "tests/journeys"], home)
    else:
        leave_out("Chromium is not installed, the browser journeys")


if __name__ == "__main__":
    main()
