"""A program that was killed leaves work at the server of PostgreSQL, which goes on for a while: the next one waits."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tinhso.engines.operation.contracts import InUse
from tinhso.engines.operation.logic import postgresql_copy, server_sessions
from tinhso.engines.operation.logic.use import alone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.TINHSO_HOME = tmp_path


def test_it_is_waited_for_until_it_has_ended() -> None:
    left = postgresql_copy._connect()
    left.execute("SELECT 1")  # a transaction is open now
    end = threading.Timer(0.6, left.close)
    end.start()
    with alone():
        assert left.closed
    end.join()


def test_after_a_while_it_is_somebody_who_works_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_sessions, "LONGEST_WAIT_SECONDS", 0)
    with postgresql_copy._connect(autocommit=True) as quiet:
        quiet.execute("SELECT 1")
        with alone():  # who only looks on does no harm
            pass
        quiet.autocommit = False
        quiet.execute("SELECT 1")
        with pytest.raises(InUse), alone():
            pass
