"""Units that count towards the same targets at several levels: what they say is added up once for all of them.

A country of 5,000 communes in 200 districts is asked about at three levels above: the figures are read once and added
up by district, and what is left for each level is to add up districts. Nothing of a structure is supposed: a group is
whatever units share every target, with the same shares, in every question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tinhso.engines.cube.logic.arrow import pa
from tinhso.engines.cube.logic.tables import SCHEMAS, arrow_schema
from tinhso.engines.cube.logic.workspace import table_of

_WAY = ("target_id", "share", "estimated", "blocked")
LEAST_UNITS_A_GROUP = 4
"""With fewer units in a group it costs as much to put its sums away as to read the figures again."""


@dataclass(frozen=True)
class UnitGroups:
    """Rows of `unit_groups`, and for each question those of `group_reach`."""

    members: pa.Table
    reaches: tuple[pa.Table, ...]


def group_units(reaches: Sequence[pa.Table]) -> UnitGroups | None:
    """Group the units of questions by their rows of `reach`, None where groups would hardly be fewer than units."""
    if any(not _gathers(reach) for reach in reaches):
        return None
    ways: dict[tuple[int, int], list[tuple[int, tuple[object, ...]]]] = defaultdict(list)
    for question_no, reach in enumerate(reaches):
        columns = [reach.column(name).to_pylist() for name in ("epoch", "unit_id", *_WAY)]
        for epoch, unit_id, *way in zip(*columns, strict=True):
            ways[epoch, unit_id].append((question_no, tuple(way)))
    numbers: dict[tuple[object, ...], int] = {}
    members = [
        (epoch, unit_id, numbers.setdefault((epoch, *sorted(of_unit)), len(numbers)))
        for (epoch, unit_id), of_unit in ways.items()
    ]
    if len(members) < LEAST_UNITS_A_GROUP * len(numbers):
        return None
    rows: list[list[tuple[object, ...]]] = [[] for _ in reaches]
    for (epoch, *of_group), number in numbers.items():
        for question_no, way in of_group:  # type: ignore[misc]
            rows[question_no].append((epoch, number, *way))
    return UnitGroups(
        table_of(members, arrow_schema(SCHEMAS["unit_groups"])),
        tuple(table_of(some, arrow_schema(SCHEMAS["group_reach"])) for some in rows),
    )


def _gathers(reach: pa.Table) -> bool:
    """Say at a glance whether targets have several units each."""
    units, targets = (len(reach.column(name).unique()) for name in ("unit_id", "target_id"))
    return bool(units >= LEAST_UNITS_A_GROUP * targets)
