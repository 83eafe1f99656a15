"""Totals and selections over dimensions: which stored combinations are parts of them.

A unit's own figure for the selection rules. Where it gave none, the sum of its complete combinations stands for it,
for indicators that add up; a combination is complete when it names an item of every declared dimension.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tinhso.engines.indicators.contracts.codes import SpaceRule
from tinhso.engines.indicators.contracts.definitions import DefinitionView


def is_part(dims: str, selection: str, versions: Iterable[DefinitionView]) -> bool:
    """Say whether a stored combination is a complete part of a selection ('' is the total).

    Args:
        versions: every version of the indicator that is known.
    """
    declared: set[str] = set()
    for row in versions:
        if row.space_rule is not SpaceRule.SUM:
            return False
        declared.update(row.dimensions)
    return bool(declared) and _named(dims) == declared and _pairs(selection) < _pairs(dims)


@lru_cache(maxsize=4_096)
def _pairs(dims: str) -> frozenset[str]:
    return frozenset(dims.split(";")) if dims else frozenset()


@lru_cache(maxsize=4_096)
def _named(dims: str) -> frozenset[str]:
    return frozenset(pair.partition("=")[0] for pair in _pairs(dims))
