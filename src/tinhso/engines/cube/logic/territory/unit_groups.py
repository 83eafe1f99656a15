"""Units that count towards the same targets at several levels: what they say is added up once for all of them.

A country of 5,000 communes in 200 districts is asked about at three levels above: the figures are read once and added
up by district, and what is left for each level is to add up districts. Nothing of a structure is supposed: a group is
whatever units share every target, with the same shares.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.workspace import table_of
from tinhso.engines.cube.logic.steps.tables import SCHEMAS, arrow_schema

_WAY = ("target_id", "share", "estimated", "blocked")
LEAST_UNITS_A_GROUP = 4
"""With fewer units in a group it costs as much to put its sums away as to read the figures again."""


@dataclass(frozen=True)
class UnitGroups:
    """Rows of `unit_groups` and of `group_reach`."""

    members: pa.Table
    reach: pa.Table


def group_units(reach: pa.Table) -> UnitGroups | None:
    """Group units by their rows of `reach`, None where groups would hardly be fewer than units."""
    units, targets = (len(reach.column(name).unique()) for name in ("unit_id", "target_id"))
    if units < LEAST_UNITS_A_GROUP * targets:
        return None
    ways: dict[tuple[int, int], list[tuple[object, ...]]] = defaultdict(list)
    columns = [reach.column(name).to_pylist() for name in ("epoch", "unit_id", *_WAY)]
    for epoch, unit_id, *way in zip(*columns, strict=True):
        ways[epoch, unit_id].append(tuple(way))
    numbers: dict[tuple[object, ...], int] = {}
    members = [
        (epoch, unit_id, numbers.setdefault((epoch, *sorted(of_unit)), len(numbers)))
        for (epoch, unit_id), of_unit in ways.items()
    ]
    if len(members) < LEAST_UNITS_A_GROUP * len(numbers):
        return None
    rows = [(epoch, number, *way) for (epoch, *of_group), number in numbers.items() for way in of_group]  # type: ignore[misc]
    return UnitGroups(
        table_of(members, arrow_schema(SCHEMAS["unit_groups"])), table_of(rows, arrow_schema(SCHEMAS["group_reach"]))
    )
