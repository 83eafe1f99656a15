"""Totals and selections over dimensions: which stored combinations speak for them.

A unit's own figure for the selection rules. Where it gave none, the sum of its complete combinations stands for it,
for indicators that add up; a combination is complete when it names an item of every declared dimension.
"""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.versions import Versions
from tinhso.engines.indicators.contracts import SpaceRule


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
        if dims == selection or is_part(dims, selection, by_id[indicator_id])
    ]


def is_part(dims: str, selection: str, versions: Versions) -> bool:
    """Say whether a stored combination is a complete part of a selection."""
    declared = {code for row in versions.rows for code in row.dimensions}
    pairs = set(dims.split(";")) if dims else set()
    wanted = set(selection.split(";")) if selection else set()
    adds_up = all(row.space_rule is SpaceRule.SUM for row in versions.rows)
    return adds_up and bool(declared) and {pair.partition("=")[0] for pair in pairs} == declared and wanted < pairs
