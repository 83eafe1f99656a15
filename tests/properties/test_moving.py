"""SQLite's rows in PostgreSQL: the same rows, the same log, which goes on; a place that holds data is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psycopg
import pytest

from tests.properties.installation import SQLITE_FILE, Installation, create_database, new_small_installation

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="needs a PostgreSQL server to move to")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = new_small_installation(tmp_path_factory.mktemp("moves") / "home")
    assert made.tinhso("units", "load", "--province", "66").returncode == 0
    made.program("acting", "some", "5")
    return made


def test_everything_moves_and_the_log_goes_on(source: Installation, tmp_path: Path) -> None:
    before = source.contents()
    url = create_database(f"moved_{tmp_path.name}")
    done = source.tinhso("--lang", "en", "move-to-postgres", url)
    assert done.returncode == 0, done.stderr
    assert source.contents() == before
    there = Installation(source.home, url)
    counted = {table: rows for table, (rows, _) in there.contents().items()}
    assert counted == {table: rows for table, (rows, _) in before.items() if not table.startswith("sqlite_")}
    question = "SELECT id, kind, subject, payload FROM trust_event ORDER BY id"
    assert there.rows(question) == source.rows(question)
    there.program("acting", "some", "3")
    assert there.tinhso("ledger", "verify").returncode == 0
    refused = source.tinhso("move-to-postgres", url)
    assert (refused.returncode, refused.stderr[:7]) == (1, "OPE-009")
    assert (source.home / SQLITE_FILE).exists()


def test_a_move_that_is_killed_moves_nothing_or_everything_and_is_finished_by_the_next(
    source: Installation, tmp_path: Path
) -> None:
    before = source.contents()
    url = create_database(f"killed_{tmp_path.name}")
    told = json.loads(source.program("move_lives", os.environ["DATABASE_URL"], url))
    whole = {table: before[table][0] for table in ("trust_event", "orgs_unit")}
    nothing = dict.fromkeys(whole, 0)
    assert told["lives"] == [
        {"moment": "migrating", "held": nothing},
        {"moment": "copying", "held": nothing},
        {"moment": "copied", "held": whole},
    ]
    assert told["code"] == 0, told["said"]
    assert source.contents() == before
    there = Installation(source.home, url)
    counted = {table: rows for table, (rows, _) in there.contents().items()}
    assert counted == {table: rows for table, (rows, _) in before.items() if not table.startswith("sqlite_")}
    there.program("acting", "some", "3")
    assert there.tinhso("ledger", "verify").returncode == 0


def test_a_target_in_which_somebody_works_is_refused(source: Installation, tmp_path: Path) -> None:
    url = create_database(f"shared_{tmp_path.name}")
    with psycopg.connect(url) as somebody:
        somebody.execute("SELECT 1")
        refused = source.tinhso("move-to-postgres", url)
    assert (refused.returncode, refused.stderr[:7]) == (1, "OPE-009")
    assert Installation(source.home, url).rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
