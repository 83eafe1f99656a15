"""What was backed up comes back whole, into an empty place only; what is damaged is refused and nothing is written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.properties.installation import Installation, create_database

Install = Callable[[], Installation]


@pytest.fixture(scope="module")
def worked(install: Install) -> Installation:
    """An installation in which something was done and sealed."""
    made = install()
    made.program("acting", "some", "40")
    return made


@pytest.fixture(scope="module")
def backup(worked: Installation) -> Path:
    """One backup of it, made while somebody goes on writing."""
    side_file = worked.home.parent / "acknowledged"
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.properties.acting", "on", str(side_file)],
        cwd=worked.home, env=worked.environment(),
    )  # fmt: skip
    try:
        while not side_file.exists() or side_file.stat().st_size < 100:
            assert writer.poll() is None
        before = len(side_file.read_text().splitlines())
        done = worked.tinhso("backup", worked.home.parent / "backups")
    finally:
        writer.kill()
        writer.wait()
    assert done.returncode == 0, done.stderr
    (found,) = (worked.home.parent / "backups").iterdir()
    (found.parent.parent / "acknowledged-before").write_text(str(before))
    return found


def empty_place(worked: Installation, name: str) -> Installation:
    home = worked.home.parent / name
    home.mkdir()
    url = create_database(f"{home.parent.name}_{name}") if worked.database_url else ""
    return replace(worked, home=home, database_url=url)


def test_a_backup_made_while_people_write_comes_back_whole_and_verifies(worked: Installation, backup: Path) -> None:
    place = empty_place(worked, "second")
    done = place.tinhso("--lang", "en", "restore", backup)
    assert done.returncode == 0, done.stderr
    assert "The ledger is intact" in done.stdout
    assert "sealer.key is missing" in done.stdout
    manifest = json.loads((backup / "manifest.json").read_text())
    counted = {table: rows for table, (rows, _) in place.contents().items() if not table.startswith("sqlite_")}
    assert counted == manifest["rows"]
    before = int((worked.home.parent / "acknowledged-before").read_text())
    assert before > 0
    acknowledged = (worked.home.parent / "acknowledged").read_text().splitlines()[:before]
    (kept,) = place.rows("SELECT count(*) FROM trust_event WHERE id <= ?", (int(acknowledged[-1].split()[0]),))
    (done_there,) = worked.rows("SELECT count(*) FROM trust_event WHERE id <= ?", (int(acknowledged[-1].split()[0]),))
    assert kept == done_there
    attached = [path for path in (place.home / "evidence").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in attached] == [b"a page that somebody attached"]
    assert not (place.home / "keys/sealer.key").exists()


def test_a_backup_kept_in_the_home_folder_is_in_no_later_one(worked: Installation) -> None:
    kept = worked.home / "backups"
    try:
        for _ in range(2):
            assert worked.tinhso("backup", kept).returncode == 0
        first, second = sorted(kept.iterdir())
        assert [file for file in second.rglob("*") if first.name in str(file.relative_to(second))] == []
        assert sorted(file.name for file in second.rglob("*")) == sorted(file.name for file in first.rglob("*"))
    finally:
        shutil.rmtree(kept)


def test_restoring_over_anything_is_refused_and_changes_nothing(worked: Installation, backup: Path) -> None:
    before = worked.contents()
    done = worked.tinhso("restore", backup)
    assert (done.returncode, done.stderr[:7]) == (1, "OPE-003")
    assert worked.contents() == before


@pytest.mark.parametrize("damage", ["flipped", "missing", "manifest"])
def test_a_damaged_backup_is_named_and_nothing_is_written(
    worked: Installation, backup: Path, damage: str, tmp_path: Path
) -> None:
    hurt = tmp_path / "hurt"
    shutil.copytree(backup, hurt)
    file = next(hurt.glob("database.*"))
    if damage == "flipped":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif damage == "missing":
        file.unlink()
    else:
        (hurt / "manifest.json").write_text('{"format": 1}')
    place = empty_place(worked, f"not_{damage}")
    done = place.tinhso("restore", hurt)
    assert (done.returncode, done.stderr[:7]) == (1, "OPE-001" if damage == "manifest" else "OPE-002")
    assert [path for path in place.home.rglob("*") if path.is_file() and path.name != "secret.key"] == []


def test_keys_travel_only_when_asked_and_then_sealing_goes_on(worked: Installation) -> None:
    done = worked.tinhso("backup", worked.home.parent / "locked", "--with-keys")
    assert done.returncode == 0, done.stderr
    (found,) = (worked.home.parent / "locked").iterdir()
    place = empty_place(worked, "with_keys")
    assert place.tinhso("restore", found).returncode == 0
    assert (place.home / "keys/sealer.key").read_bytes() == (worked.home / "keys/sealer.key").read_bytes()
    place.program("acting", "some", "3")
    assert place.tinhso("ledger", "verify").returncode == 0


def test_a_drill_restores_elsewhere_remembers_its_time_and_leaves_nothing(worked: Installation, backup: Path) -> None:
    done = worked.tinhso("drill", backup.parent)
    assert done.returncode == 0, done.stderr
    kept = json.loads((worked.home / "operation/drill.json").read_text())
    assert (kept["problem"], kept["folder"]) == ("", str(backup))
    assert kept["seconds"] > 0
    assert sorted(path.name for path in (worked.home / "operation").iterdir()) == ["backup.json", "drill.json"]


def test_a_drill_of_a_backup_whose_log_was_altered_fails_and_is_remembered(
    worked: Installation, backup: Path, tmp_path: Path
) -> None:
    if worked.database_url:
        pytest.skip("a dump is not altered by hand; flipped bytes are tried above")
    import sqlite3
    from contextlib import closing

    from tinhso.engines.operation.logic.durable_files import hash_file

    altered = tmp_path / "tinhso-altered"
    shutil.copytree(backup, altered)
    with closing(sqlite3.connect(altered / "database.sqlite3")) as connection, connection:
        connection.execute("DROP TRIGGER trust_event_no_update")
        connection.execute("UPDATE trust_event SET kind = 'test.else' WHERE id = 3")
    manifest = json.loads((altered / "manifest.json").read_text())
    size, digest = hash_file(altered / "database.sqlite3")
    manifest["files"][0] |= {"size": size, "sha256": digest}
    (altered / "manifest.json").write_text(json.dumps(manifest))
    done = worked.tinhso("drill", altered)
    assert done.returncode == 1
    assert "trust_event" in json.loads((worked.home / "operation/drill.json").read_text())["problem"]


def test_a_disk_that_fills_up_during_a_backup_is_named_and_leaves_no_half_of_one(worked: Installation) -> None:
    # No file may grow beyond 100 kB: what a full disk does, without filling one.
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
    run = "import sys; from tinhso.site.command_line import main; sys.exit(main(['backup', sys.argv[1]]))"
    if worked.database_url:
        pytest.skip("a dump of so little is smaller than the limit")
    target = worked.home.parent / "full"
    done = worked.python("-c", limited + run, str(target))
    assert (done.returncode, done.stderr[:7]) == (1, "OPE-006"), done.stderr
    assert list(target.iterdir()) == []
