"""A program that was killed leaves work at the server of PostgreSQL, which goes on for a while: the next one waits."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tinhso.engines.operation.contracts import InUse
from tinhso.engines.operation.logic import postgresql_copy

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
]


def test_it_is_waited_for_until_it_has_ended() -> None:
    left = postgresql_copy._connect()
    left.execute("SELECT 1")  # a transaction is open now
    end = threading.Timer(0.6, left.close)
    end.start()
    postgresql_copy.wait_for_what_was_killed()
    assert left.closed
    end.join()


def test_after_a_while_it_is_somebody_who_works_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_copy, "_LONGEST_WAIT_SECONDS", 0)
    with postgresql_copy._connect(autocommit=True) as quiet:
        quiet.execute("SELECT 1")
        postgresql_copy.wait_for_what_was_killed()  # who only looks on does no harm
        quiet.autocommit = False
        quiet.execute("SELECT 1")
        with pytest.raises(InUse):
            postgresql_copy.wait_for_what_was_killed()
