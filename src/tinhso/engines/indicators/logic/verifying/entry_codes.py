"""Finds entries with a number that no list of docs/reference/codes.md has: nobody can read what such a row says."""

from __future__ import annotations

from collections.abc import Iterator

from tinhso.engines.indicators.queries.entries import entries_with_unknown_codes
from tinhso.engines.trust.contracts import Fault, Finding


def check_codes_of_entries() -> Iterator[Finding]:
    """Name every entry whose scenario, operator, missing code, status or source is none that exists; one query."""
    for entry_id, column, number in entries_with_unknown_codes():
        yield Fault(
            "indicators_entry",
            str(entry_id),
            f"cột {column} ghi {number}, không có mã này",
            f"column {column} says {number}, there is no such code",
        )
