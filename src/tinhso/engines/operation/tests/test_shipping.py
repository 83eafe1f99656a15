"""Whatever happens to the database between rounds, the medium plays back exactly what was committed before a round."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tinhso.engines.operation.contracts import BackupDamaged
from tinhso.engines.operation.logic.durable_files import read_json
from tinhso.engines.operation.logic.journal import shipping
from tinhso.engines.operation.logic.journal.generations import complete_generations
from tinhso.engines.operation.logic.journal.replaying import replay
from tinhso.engines.operation.logic.journal.shipping import Shipper
from tinhso.engines.operation.logic.places import state_folder


class World:
    """A database that ships, and the things that may happen to it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database, self.medium = folder, folder / "home.sqlite3", folder / "medium"
        self.writer = self.connect()
        self.writer.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, content BLOB)")
        self.shipper: Any = self.new_shipper()
        self.reader: sqlite3.Connection | None = None

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.database, isolation_level=None, timeout=5)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        # So small that a large transaction spills into the log before it is committed or given up.
        connection.execute("PRAGMA cache_size=5")
        return connection

    def new_shipper(self) -> Shipper:
        return Shipper(self.database, self.medium)

    def write(self, rows: int) -> None:
        self._transaction(rows, "COMMIT")

    def give_up(self, rows: int) -> None:
        self._transaction(rows, "ROLLBACK")

    def _transaction(self, rows: int, end: str) -> None:
        self.writer.execute("BEGIN IMMEDIATE")
        self.writer.executemany("INSERT INTO thing (content) VALUES (randomblob(?))", [(900,)] * rows)
        self.writer.execute("UPDATE thing SET content = randomblob(500) WHERE id % 7 = ?", (rows % 7,))
        self.writer.execute(end)

    def leave(self, rows: int) -> None:
        """Begin a transaction, spill it, and go on without its end until the next write gives it up."""
        other = self.connect()
        other.execute("BEGIN IMMEDIATE")
        other.executemany("INSERT INTO thing (content) VALUES (randomblob(?))", [(900,)] * rows)
        self.round()
        other.close()

    def round(self) -> None:
        self.shipper.round()

    def hold(self) -> None:
        """Somebody reads an old state for a while."""
        if self.reader:
            self.reader.close()
            self.reader = None
            return
        self.reader = self.connect()
        self.reader.execute("BEGIN")
        self.reader.execute("SELECT count(*) FROM thing").fetchone()

    def stranger(self) -> None:
        """Another program takes the log into the database and empties it."""
        with closing(self.connect()) as connection:
            connection.execute("PRAGMA busy_timeout=0")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def killed(self) -> None:
        """The shipper is killed and started again."""
        self._end_shipper()
        self.shipper = self.new_shipper()

    def stopped(self) -> None:
        """Everything is stopped in order: the last connection removes the log."""
        self._end_shipper()
        if self.reader:
            self.reader.close()
            self.reader = None
        self.writer.close()
        self.writer = self.connect()
        self.shipper = self.new_shipper()

    def _end_shipper(self) -> None:
        if self.shipper._base:
            self.shipper._base._thread.join()
        self.shipper._anchor.close()
        self.shipper._lock.close()

    def settle(self) -> None:
        """Rounds until base and log reach each other and nothing is left to ship."""
        for _ in range(3):
            self.round()
            if self.shipper._base:
                self.shipper._base._thread.join()
        self.round()

    def content(self) -> list[tuple[Any, ...]]:
        return self.writer.execute("SELECT id, content FROM thing ORDER BY id").fetchall()

    def played_back(self) -> list[tuple[Any, ...]]:
        place = self.folder / "played.sqlite3"
        replay(self.medium, place)
        with closing(sqlite3.connect(place)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = connection.execute("SELECT id, content FROM thing ORDER BY id").fetchall()
        place.unlink()
        return found

    def close(self) -> None:
        self._end_shipper()
        for connection in (self.reader, self.writer):
            if connection:
                connection.close()


@contextmanager
def world() -> Iterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="ships-"))
    with override_settings(TINHSO_HOME=folder / "home"):
        (folder / "home").mkdir()
        made = World(folder)
        try:
            yield made
        finally:
            made.close()
            shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _short_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "CLOSE_AT_FRAMES", 40)
    monkeypatch.setattr(shipping, "GENERATION_BYTES", 600_000)
    monkeypatch.setattr(shipping, "_PIECE_FRAMES", 7)
    # Written down after every round, not once a second.
    monkeypatch.setattr(shipping, "_BEAT", timedelta(0))


ACTS = st.one_of(
    st.tuples(st.sampled_from(["write", "give_up", "leave"]), st.integers(1, 120)),
    st.sampled_from([("round",), ("round",), ("hold",), ("stranger",), ("killed",), ("stopped",), ("settle",)]),
)


@given(acts=st.lists(ACTS, min_size=1, max_size=25))
@budget(max_examples=30, deadline=None)
def test_after_a_round_the_medium_holds_exactly_what_was_committed(acts: list[tuple[Any, ...]]) -> None:
    with world() as here:
        for name, *arguments in acts:
            getattr(here, name)(*arguments)
        here.settle()
        assert here.played_back() == here.content()


@pytest.mark.parametrize("rows_after", [0, 30])
def test_a_stranger_between_the_copying_of_a_base_and_its_first_log_loses_nothing(rows_after: int) -> None:
    with world() as here:
        here.round()
        here.shipper._base._thread.join()
        here.write(64)
        here.stranger()
        if rows_after:
            here.write(rows_after)
        here.settle()
        assert here.played_back() == here.content()


def test_commits_and_closed_logs_need_no_new_base_and_a_stranger_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "GENERATION_BYTES", 2**40)
    with world() as here:
        here.settle()
        for _ in range(12):
            here.write(30)
            here.round()
        assert here.shipper.number > 2
        assert len(complete_generations(here.medium)) == 1
        here.write(5)
        here.stranger()
        here.write(5)
        here.settle()
        assert len(complete_generations(here.medium)) == 2


def test_a_shipper_that_starts_again_goes_on_where_the_last_one_ended() -> None:
    with world() as here:
        here.settle()
        here.write(10)
        here.round()
        here.killed()
        here.write(10)
        here.round()
        assert len(list(here.medium.glob("generation-*"))) == 1
        assert here.played_back() == here.content()


def test_a_log_that_others_follow_must_be_whole_and_the_last_one_may_be_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "GENERATION_BYTES", 2**40)
    with world() as here:
        here.settle()
        for _ in range(6):
            here.write(30)
            here.round()
        monkeypatch.setattr(shipping, "CLOSE_AT_FRAMES", 2**20)
        here.write(3)
        here.round()
        (generation,) = complete_generations(here.medium)
        first, *_, last = generation.logs()
        size, before = last.stat().st_size, here.content()
        here.write(60)
        here.round()
        with last.open("r+b") as torn:
            torn.truncate(size + 2_000)
        assert here.played_back() == before
        with first.open("r+b") as torn:
            torn.truncate(first.stat().st_size - 5)
        with pytest.raises(BackupDamaged):
            here.played_back()


def test_only_one_shipper_is_at_work() -> None:
    with world() as here, pytest.raises(BlockingIOError):
        here.new_shipper()


def test_a_medium_that_cannot_be_written_is_told_and_what_it_lacks_is_shipped_later() -> None:
    with world() as here:
        here.settle()
        here.write(5)
        away = here.medium.rename(here.folder / "away")
        here.medium.write_text("not a folder")
        with pytest.raises(OSError):  # noqa: PT011
            here.round()
        told = read_json(state_folder() / shipping.STATE)
        assert told
        assert told["problem"]
        here.medium.unlink()
        away.rename(here.medium)
        here.write(5)
        here.settle()
        assert here.played_back() == here.content()
