"""SQLite learns how large its tables are, so that a question begins with the small one."""

from __future__ import annotations

import pytest
from django.db import connection

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.operation import api
from tinhso.engines.operation.logic import planner_statistics
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
# What an answer as of a moment asks first: definitions that were in the log by then.
DEFINITIONS_BY_THEN = (
    "EXPLAIN QUERY PLAN SELECT d.id FROM indicators_definition d JOIN trust_event e ON e.id = d.event_id "
    "JOIN trust_leaf l ON l.event_id = e.id WHERE l.leaf_index < 250"
)


@pytest.fixture(autouse=True)
def due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner_statistics, "_counted", [-float(planner_statistics.COUNTS_EVERY_SECONDS)])


def first_table() -> str:
    """The name that the statement gives the table it begins with."""
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS_BY_THEN)
        return str(cursor.fetchall()[0][-1]).split()[1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows by itself")
def test_a_question_begins_with_the_small_table_once_rows_are_counted() -> None:
    make_definition("households")
    for number in range(300):
        trust.record(kind="indicators.imported", subject=f"indicators.import:{number}", actor="system:test")
    trust.seal_all()
    assert first_table() == "l"
    assert api.count_rows_when_due()
    assert first_table() == "d"


def test_rows_are_counted_once_an_hour_and_by_sqlite_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert api.count_rows_when_due() is (connection.vendor == "sqlite")
    assert not api.count_rows_when_due()
    later = planner_statistics.time.monotonic() + planner_statistics.COUNTS_EVERY_SECONDS
    monkeypatch.setattr(planner_statistics.time, "monotonic", lambda: later)
    assert api.count_rows_when_due() is (connection.vendor == "sqlite")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows by itself")
def test_a_table_that_is_empty_counts_as_a_small_one() -> None:
    for number in range(300):
        trust.record(kind="indicators.imported", subject=f"indicators.import:{number}", actor="system:test")
    trust.seal_all()
    api.count_rows_when_due()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN SELECT e.id FROM trust_event e JOIN trust_pending p ON p.event_id = e.id")
        assert str(cursor.fetchall()[0][-1]).split()[1] == "p"
