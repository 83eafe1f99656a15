"""SQLite's rows in PostgreSQL: the same rows, the same log, which goes on; a place that holds data is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.properties.installation import SQLITE_FILE, Installation, create_database

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="needs a PostgreSQL server to move to")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    home = tmp_path_factory.mktemp("moves") / "home"
    home.mkdir()
    made = Installation(home)
    assert made.tinhso("manage", "migrate", "--verbosity", "0", "--skip-checks").returncode == 0
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
