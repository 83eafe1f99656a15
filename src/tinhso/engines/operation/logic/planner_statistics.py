"""Statistics for SQLite's planner: about how many rows every table and index has. PostgreSQL keeps its own.

Without them SQLite takes all tables for equally large: it begins with the hundred thousands of leaves of the log where
a question could begin with the hundred definitions (ADR 0065).
"""

from __future__ import annotations

import time

from django.db import connection

COUNTS_EVERY_SECONDS = 3600
ROWS_READ = 10_000
"""How many rows of an index are read at most. With some hundred, as SQLite's documentation of `analysis_limit` advises,
an indicator seems to have as few entries, and all of them are read to find those of one unit."""
_OF_EMPTY_TABLES = """
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT tbl_name, CASE type WHEN 'index' THEN name END, '10 1' FROM sqlite_master
WHERE type IN ('table', 'index') AND tbl_name NOT LIKE 'sqlite_%' AND tbl_name NOT IN (SELECT tbl FROM sqlite_stat1)
"""
"""`ANALYZE` says nothing of an empty table, and what nothing is said of counts as a million rows. What waits to be
sealed is nearly always nothing, and little at other times."""
_counted = [-float(COUNTS_EVERY_SECONDS)]


def count_rows_when_due() -> bool:
    """Refresh the statistics once an hour; say whether they were. Takes a tenth of a second, whatever the size."""
    if connection.vendor != "sqlite" or time.monotonic() - _counted[0] < COUNTS_EVERY_SECONDS:
        return False
    _counted[0] = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_READ}")
        cursor.execute("ANALYZE")
        cursor.execute(_OF_EMPTY_TABLES)
        cursor.execute("ANALYZE sqlite_master")  # counts nothing: this connection reads the statistics again
    return True
