"""The registry of those who know which figures are owed, and their merged answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.engines.indicators.contracts import Expectation, ExpectationSource

_sources: dict[str, ExpectationSource] = {}


def register_expectations(source: ExpectationSource) -> None:
    """Add a source; one of the same name replaces the first (a reload, a test)."""
    _sources[source.name] = source


def unregister_expectations(name: str) -> None:
    """Forget a source, for tests."""
    _sources.pop(name, None)


def expectations(indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None) -> set[Expectation]:
    """Return what all sources expect; where two name one figure, the earlier known deadline holds."""
    merged: dict[tuple[int, int, int], datetime | None] = {}
    for source in _sources.values():
        for indicator_id, period_id, unit_id, due_at in source.expectations(indicator_ids, period_ids, as_of):
            owed = indicator_id, period_id, unit_id
            merged[owed] = _earlier(merged.get(owed), due_at)
    return {Expectation(*owed, due_at) for owed, due_at in merged.items()}


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)
