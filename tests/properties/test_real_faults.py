"""Faults by their real causes, not by exceptions put in: a disk that is full or read-only, a file that is locked.

Each is named to whoever was just saving, shown by the health page, and over as soon as its cause is; nothing that was
acknowledged is lost, and what was refused is not there.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.properties.installation import SQLITE_FILE, Installation


def may_mount() -> bool:
    """Whether this user may have a disk of its own for a moment (mount namespaces)."""
    tried = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    return bool(shutil.which("unshare")) and not subprocess.run(tried, check=False, capture_output=True).returncode


pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="of the disk below SQLite")
own_disk = pytest.mark.skipif(not may_mount(), reason="needs the right to mount a disk of its own")
STEP = f"{shlex.quote(sys.executable)} -m tests.properties.faulty_disk"
VERIFY = f"{shlex.quote(sys.executable)} -m tinhso.site.command_line --lang en ledger verify"


@pytest.fixture(scope="module")
def built(install: Callable[[], Installation]) -> Installation:
    """The small province with an officer signed in."""
    made = install()
    return replace(made, settings=json.loads(made.program("faulty_disk", "build")))


def on_a_disk_of_its_own(built: Installation, disk: Path, *steps: str) -> list[Any]:
    """Run steps while TINHSO_HOME is a small disk (`$DISK`), and return what each printed."""
    disk.mkdir()
    script = ["set -e", "mount -t tmpfs -o size=48m none $DISK", f"cp -a {shlex.quote(str(built.home))}/. $DISK/"]
    script += steps
    environment = built.environment() | {"TINHSO_HOME": str(disk), "DISK": str(disk)}
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", "\n".join(script)],
        cwd=disk.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return [json.loads(line) if line.startswith("{") else line for line in done.stdout.splitlines()]


def step(words: str) -> str:
    return f"{STEP} {words}; echo"


@own_disk
def test_a_full_disk_is_named_loses_nothing_and_is_over_when_there_is_room(built: Installation, tmp_path: Path) -> None:
    saved, full, refused, seen, again, told, verified = on_a_disk_of_its_own(
        built, tmp_path / "disk",
        step("save 5"), step("fill"), step("save 6"), step("look"), "rm $DISK/ballast", step("save 7"), step("told"),
        VERIFY,
    )  # fmt: skip
    assert saved["status"] == again["status"] == 200
    assert "No space left" in full["stopped"]
    assert (refused["status"], refused["code"]) == (507, "WEB-511")
    assert seen["form"] == 200, "whoever only reads is not disturbed"
    assert {"disk", "writing"} <= seen["bad"].keys()
    assert told == {"text": [7], "changes": 2}
    assert verified == "The ledger is intact."


@own_disk
def test_a_disk_that_may_only_be_read_is_named_and_is_over_when_it_may_be_written(
    built: Installation, tmp_path: Path
) -> None:
    saved, refused, seen, again, told, verified = on_a_disk_of_its_own(
        built, tmp_path / "disk",
        step("save 5"), "mount -o remount,ro $DISK", step("save 6"), step("look"), "mount -o remount,rw $DISK",
        step("save 7"), step("told"), VERIFY,
    )  # fmt: skip
    assert saved["status"] == again["status"] == 200
    assert (refused["status"], refused["code"]) == (503, "WEB-512")
    assert "writing" in seen["bad"]
    assert told == {"text": [7], "changes": 2}
    assert verified == "The ledger is intact."


@contextmanager
def locked(database: Path) -> Iterator[threading.Event]:
    """Let another programme hold the write lock until the event is set, or the block ends."""
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            let_go.wait()
            other.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(60)
    try:
        yield let_go
    finally:
        let_go.set()
        thread.join()


def has_open(process: int, file: Path) -> bool:
    return any(os.path.realpath(link) == str(file) for link in Path(f"/proc/{process}/fd").iterdir())


def test_a_database_locked_for_longer_than_one_waits_is_named(built: Installation) -> None:
    impatient = replace(built, settings={**built.settings, "FAULTY_PATIENCE": "0.2"})
    with locked(built.home / SQLITE_FILE):
        saved = json.loads(impatient.program("faulty_disk", "save", "8"))
    assert (saved["status"], saved["code"]) == (503, "WEB-510")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are looked up under /proc")
def test_a_database_locked_for_a_moment_is_waited_for(built: Installation) -> None:
    database = built.home / SQLITE_FILE
    with locked(database) as let_go:
        command = [sys.executable, "-m", "tests.properties.faulty_disk", "save", "9"]
        with subprocess.Popen(command, cwd=built.home, env=built.environment(), stdout=subprocess.PIPE) as saving:
            while not has_open(saving.pid, database):
                assert saving.poll() is None
                time.sleep(0.01)
            time.sleep(0.5)
            assert saving.poll() is None, "it waits"
            let_go.set()
            assert saving.stdout is not None
            assert json.loads(saving.stdout.read())["status"] == 200
