"""`make test`: every check in one order, each with its time; the first that fails ends the run.

PostgreSQL and Chromium are optional on a developer's machine: what is missing is said in one line and left out.
With TINHSO_NOTHING_SKIPPED=1 (CI) a missing one is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import judged_pages
from tests.browser import find_browser
from tests.demonstration import VARIABLE, Demonstration
from tests.postgres import find_server
from tests.statements import forget_old_editions

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [str(BIN / "pytest"), "-q"]
LONGEST = "tests/properties"
STATIC_CHECKS: list[tuple[str, list[str]]] = [
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
    ("migrations", [str(BIN / "tinhso"), "manage", "makemigrations", "--check", "--dry-run"]),
    ("types", [str(BIN / "mypy")]),
]


def run(name: str, command: list[str], extra: dict[str, str] | None = None) -> None:
    """Run one check; end the whole run when it fails."""
    print(f"— {name}", flush=True)
    start = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False).returncode
    print(f"  {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - start:.0f} s", flush=True)
    if code:
        sys.exit(1)


def leave_out(what: str) -> None:
    if os.environ.get("TINHSO_NOTHING_SKIPPED") == "1":
        sys.exit(f"{what}: nothing may be left out here.")
    print(f"— left out: {what}", flush=True)


def main() -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", VARIABLE):
        os.environ.pop(name, None)
    if "--quick" in sys.argv:
        check_statically()
        return
    forget_old_editions()
    with tempfile.TemporaryDirectory(prefix="tinhso-demonstration-") as folder:
        # Built beside the static checks, which keep one core busy; who needs it waits for it.
        builder = Demonstration(Path(folder)).begin()
        try:
            check_statically()
            run_tests({VARIABLE: folder})
        finally:
            builder.terminate()
            builder.wait()


def check_statically() -> None:
    for name, command in STATIC_CHECKS:
        run(name, command)


def others_than_longest() -> list[str]:
    """What else lies in tests/, each named: pytest would take a folder above the longest for both, in its own order."""
    places = sorted((ROOT / "tests").iterdir())
    folders = [place for place in places if (place / "__init__.py").exists() or place.match("test_*.py")]
    return [name for place in folders if (name := str(place.relative_to(ROOT))) != LONGEST]


def parts_of_pages() -> list[str]:
    """Tests beside the code that look at it in a browser, each named: finding them in all of src takes ten seconds."""
    places = sorted((ROOT / "src").rglob("test_*.py"))
    return [str(one.relative_to(ROOT)) for one in places if "pytest.mark.journey" in one.read_text(encoding="utf-8")]


def run_tests(where: dict[str, str]) -> None:
    # In the order named: long files must not come last, when only one process works on.
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    folders = [LONGEST, *others_than_longest(), "src"]
    run("tests on SQLite", [*PYTEST, *spread, "-m", "not journey and not spark", *folders], where)
    if find_server():
        once_is_enough = ["-m", "not journey and not spark and not one_database", *folders]
        run("tests on PostgreSQL", [sys.executable, "tests/postgres.py", *PYTEST, *spread, *once_is_enough], where)
    else:
        leave_out("PostgreSQL is not installed, its tests")
    if find_browser():
        with tempfile.TemporaryDirectory(prefix="tinhso-judged-") as judged:
            looks = [*PYTEST, *spread, "-m", "journey", "tests/journeys", *parts_of_pages()]
            run("in a browser", looks, where | {judged_pages.VARIABLE: judged})
            run("no page without a judgement", [sys.executable, "-m", "tests.judged_pages", judged])
    else:
        leave_out("Chromium is not installed, the browser journeys")


if __name__ == "__main__":
    main()
