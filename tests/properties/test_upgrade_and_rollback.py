"""An upgrade and the way back: ended at any moment they begin again, and nothing that was acknowledged goes unnamed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.properties.installation import Installation

Install = Callable[[], Installation]
NOBODYS = {
    "django_session",
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "trust_lease",
    "sqlite_sequence",
}
OLDER = (["manage", "migrate", "insight", "0001", "--verbosity", "0"],)
LIVES = 3


@pytest.fixture(scope="module")
def older(install: Install) -> Installation:
    """An installation of an older version, in which something was done and sealed."""
    made = install()
    made.program("acting", "some", "40")
    assert [answer.code for answer in made.commands(*OLDER)] == [0]
    return made


def work_of(place: Installation) -> dict[str, tuple[int, str]]:
    return {name: held for name, held in place.contents().items() if name not in NOBODYS}


def backups(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.startswith("tinhso-"))


def test_upgrade_and_rollback_survive_being_killed_and_lose_nothing(older: Installation) -> None:
    before, folder = work_of(older), older.home.parent / "before"
    assert "insight_savedview" not in before
    # One that was ended by the machine while it copied: the next one clears it away.
    mine = folder / f".tinhso-20260101T000000Z-{socket.gethostname()}-{ended_process()}"
    theirs = folder / ".tinhso-20260101T000000Z-another.machine-1"
    for draft in (mine, theirs):
        draft.mkdir(parents=True)
    killed = json.loads(older.program("upgrade_lives", "upgrade", str(folder), str(LIVES)))["killed"]
    assert killed > 0
    after = work_of(older)
    assert "insight_savedview" in after
    assert {name: held for name, held in after.items() if name in before} == before
    # However often it was begun, the way back leads to the moment before the first step.
    told = json.loads((older.home / "operation/upgrade.json").read_text())
    steps = json.loads((Path(told["backup"]) / "manifest.json").read_text())["migrations"]
    assert [step for step in steps if step.startswith("insight.")] == ["insight.0001_initial"]

    assert not mine.exists()
    assert theirs.exists()

    older.program("acting", "some", "3")
    written = work_of(older)
    refused = older.tinhso("rollback")
    assert (refused.returncode, refused.stderr[:7]) == (1, "OPE-012")
    assert "trust_event +" in refused.stderr
    assert work_of(older) == written

    done = older.tinhso("--lang", "en", "rollback", "--leave-behind")
    assert done.returncode == 0, done.stderr
    assert work_of(older) == before
    # What was left behind is in the backup that was made first.
    newest = max(backups(folder), key=lambda path: json.loads((path / "manifest.json").read_text())["made_at"])
    assert json.loads((newest / "manifest.json").read_text())["rows"]["trust_event"] == written["trust_event"][0]
    assert older.tinhso("rollback").stderr[:7] == "OPE-011"

    assert older.tinhso("upgrade", folder).returncode == 0
    older.program("upgrade_lives", "rollback", str(folder), str(LIVES))
    assert work_of(older) == before
    assert older.commands(["manage", "migrate", "--verbosity", "0"], ["ledger", "verify"])[1].code == 0


BEFORE_IT_IS_NOTED = """
import django, os
django.setup()
from django.db.migrations.executor import MigrationExecutor
from tinhso.engines.operation.logic.table_steps import apply_steps
MigrationExecutor.record_migration = lambda *_: os._exit(9)
apply_steps()
"""


def test_a_step_that_was_ended_before_it_was_noted_is_begun_again(install: Install, tmp_path: Path) -> None:
    made = install()
    assert [answer.code for answer in made.commands(*OLDER)] == [0]
    assert made.python("-c", BEFORE_IT_IS_NOTED).returncode == 9
    done = made.tinhso("upgrade", tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout


def ended_process() -> int:
    """The number of a process that is no more."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    return ended.pid


@contextmanager
def service(place: Installation) -> Iterator[None]:
    """Something that shares the installation as a service does, until it is killed."""
    share = (
        "from tinhso.site.start import start_django; start_django(); "
        "from tinhso.engines.operation import api; api.share_installation(); print('runs', flush=True); input()"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", share], cwd=place.home, env=place.environment(), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == "runs\n"
        yield
    finally:
        running.kill()
        running.communicate()


def test_an_upgrade_beside_a_running_service_is_refused_before_anything_happens(install: Install) -> None:
    place = install()
    with service(place):
        done = place.commands(["upgrade", place.home.parent / "none"], ["rollback"])
    assert [(answer.code, answer.errors[:7]) for answer in done] == [(1, "OPE-010"), (1, "OPE-010")]
    assert not (place.home.parent / "none").exists()
    # A service that was killed holds nothing any more.
    assert place.tinhso("rollback").stderr[:7] == "OPE-011"


def test_an_upgrade_that_finds_an_altered_log_fails_and_says_the_way_back(install: Install) -> None:
    place = install()
    place.program("acting", "some", "5")
    trigger = "trust_event_no_update"
    place.execute(f"DROP TRIGGER {trigger}" + (" ON trust_event" if place.database_url else ""))
    place.execute("UPDATE trust_event SET kind = 'test.else' WHERE id = 3")
    done = place.tinhso("--lang", "en", "upgrade", place.home.parent / "before")
    assert done.returncode == 1
    assert "run tinhso rollback" in done.stderr
    assert "trust_event" in done.stderr
    altered = work_of(place)
    assert place.tinhso("rollback").returncode == 0
    assert work_of(place) == altered
