"""Totals and selections over dimensions: which stored combinations speak for them (`indicators.contracts.is_part`)."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.indicators.contracts import is_part


def selection_roles(
    plan: Plan, selected: Iterable[tuple[int, str]], occurring: Iterable[tuple[int, str]]
) -> list[tuple[int, str, str, bool]]:
    """Return which stored combinations speak for which selections, and how: rows of the table `roles`.

    Args:
        selected: (indicator id, selection) asked for; '' is the total.
        occurring: (indicator id, dims) stored.
    """
    by_id = {versions.indicator_id: versions for versions in plan.versions.values()}
    stored: dict[int, list[str]] = {}
    for indicator_id, dims in occurring:
        stored.setdefault(indicator_id, []).append(dims)
    return [
        (indicator_id, dims, selection, dims != selection)
        for indicator_id, selection in selected
        for dims in stored.get(indicator_id, ())
        if dims == selection or is_part(dims, selection, by_id[indicator_id].rows)
    ]
