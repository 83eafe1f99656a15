"""Every unit with its ancestor at a level, as the structure stood on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tinhso.engines.orgs.queries import structures as stored


def closure(level: str, on: date, structure: str | None = None, known: int | None = None) -> list[tuple[int, int]]:
    """Pairs (unit, ancestor at the level); a unit of the level is its own ancestor. Two queries, sorted."""
    levels = stored.levels_of_units(on, known)
    parents = stored.parents_on(on, structure, known)
    return sorted(
        (unit_id, ancestor)
        for unit_id in levels
        for ancestor in {unit for unit in _way_up(unit_id, parents) if levels.get(unit) == level}
    )


def descendants(unit_id: int, on: date, known: int | None = None) -> set[int]:
    """The unit and everything below it on a day, in both structures. One query."""
    below: dict[int, list[int]] = {}
    for child, its_parents in stored.parents_on(on, None, known).items():
        for parent in its_parents:
            below.setdefault(parent, []).append(child)
    return set(_way_up(unit_id, below))


def _way_up(unit_id: int, edges: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """The unit and all that its edges lead to, each once."""
    seen, waiting = {unit_id}, [unit_id]
    while waiting:
        unit = waiting.pop()
        yield unit
        for following in edges.get(unit, ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
