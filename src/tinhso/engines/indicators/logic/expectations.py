"""The registry of those who know which figures are owed."""

from __future__ import annotations

from collections.abc import Sequence

from tinhso.engines.indicators.contracts import Expectation, ExpectationSource

_sources: dict[str, ExpectationSource] = {}


def register_expectations(source: ExpectationSource) -> None:
    """Add a source; one of the same name replaces the first (a reload, a test)."""
    _sources[source.name] = source


def unregister_expectations(name: str) -> None:
    """Forget a source, for tests."""
    _sources.pop(name, None)


def expectations(
    indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None
) -> list[Expectation]:
    """Return what all sources expect; two may name one figure."""
    return [one for source in _sources.values() for one in source.expectations(indicator_ids, period_ids, as_of)]
