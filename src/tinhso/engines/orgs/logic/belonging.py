"""How units belong to another one: the rows of the register that lead there, for whoever must show it.

1. A way goes up links that hold on the days asked for, and along successions: from old units to new ones, or, for a
   figure carried back, from new ones to old. Never both ways in one.
2. Of all ways the shortest is taken, and only its rows are shown: units at each end of a step, and the step.
3. Of a divided unit every way counts by which part of it comes there, with the weights of its parts.
4. Each row is told as the event told it that last committed to it, as far as the log had grown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model

from tinhso.engines.orgs.models import Link, SuccessionLink, UndoneEnd, Unit, Weight
from tinhso.engines.orgs.queries.structures import links_on
from tinhso.engines.orgs.queries.successions import newest_weight_rows
from tinhso.engines.orgs.queries.validity import in_force
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import CommittedRow

Step = tuple[int, int, Link | SuccessionLink]  # from a unit, to a unit, by a row
_OPEN = {"valid_to": None, "ended_by_id": None}


def belonging(
    unit_ids: Collection[int],
    target_id: int,
    days: Collection[date],
    known: int | None = None,
    *,
    divided: Collection[int] = (),
    basis: str = "",
) -> list[CommittedRow] | None:
    """Return the rows by which these units belong to another one; None where the log does not show it.

    Args:
        days: on which links count: the last days of the periods, and the day to whose units figures are carried.
        known: size of the log to read as of.
        divided: those of which only a share counts, by the weights of a basis.
    """
    wanted = set(unit_ids) - {target_id}
    up = [(link.child_id, link.parent_id, link) for day in sorted(set(days)) for link in links_on(day, None, known)]
    successions = SuccessionLink.objects.filter(in_force(known, "succession__")).select_related("succession")
    onward = [(one.old_unit_id, one.new_unit_id, one) for one in successions]
    back = [(new, old, one) for old, new, one in onward]
    steps: dict[tuple[type[Model], int], Step] = {}
    for ways in (up, up + onward, up + back):
        following = _next_steps(target_id, ways)
        for unit_id in sorted(wanted & following.keys()):
            wanted.discard(unit_id)
            here = unit_id
            while here != target_id:
                step = following[here]
                steps[type(step[2]), step[2].pk] = step
                here = step[1]
    parts = list(_steps_of_parts(divided, target_id, up, onward))
    steps |= {(type(row), row.pk): (start, end, row) for start, end, row in parts}
    shared = [row for _, _, row in parts if isinstance(row, SuccessionLink) and not row.whole]
    return None if wanted else _as_committed(list(steps.values()), newest_weight_rows(shared, basis, known), known)


def _steps_of_parts(units: Iterable[int], target_id: int, up: Sequence[Step], onward: Sequence[Step]) -> Iterable[Step]:
    """Yield the steps by which every part of divided units comes to a unit: along decisions, then up."""
    above, anyhow = _next_steps(target_id, up), _next_steps(target_id, [*up, *onward])
    frontier = set(units)
    seen = {target_id}
    while frontier:
        seen |= frontier
        steps = [above[unit] for unit in frontier if unit in above]
        steps += [
            one for one in onward if one[0] in frontier - above.keys() and (one[1] in anyhow or one[1] == target_id)
        ]
        yield from steps
        frontier = {end for _, end, _ in steps} - seen


def _next_steps(target_id: int, ways: Iterable[Step]) -> dict[int, Step]:
    """Return the first step of the shortest way to a unit, by the unit it begins at."""
    arriving: dict[int, list[Step]] = defaultdict(list)
    for step in ways:
        arriving[step[1]].append(step)
    found: dict[int, Step] = {}
    frontier = [target_id]
    while frontier:
        reached = [step for unit in frontier for step in arriving[unit]]
        frontier = []
        for step in reached:
            if step[0] != target_id and step[0] not in found:
                found[step[0]] = step
                frontier.append(step[0])
    return found


def _as_committed(steps: Sequence[Step], weights: Sequence[Weight], known: int | None) -> list[CommittedRow] | None:
    units = Unit.objects.filter(id__in={unit for step in steps for unit in step[:2]}).order_by("id")
    rows: list[Any] = [*units, *(step[2] for step in steps), *weights]
    undone = _undone_ends(rows)
    events = {event for row in rows for event in _events_of(row)}
    events |= {event for ends in undone.values() for end in ends for event in (end.event_id, end.ended_by_id)}
    commitments = trust.Commitments(events, known)
    shown = [commitments.find(row, _states(row, undone.get((type(row), row.pk), ()))) for row in rows]
    return None if None in shown else [row for row in shown if row is not None]


def _undone_ends(rows: Sequence[Model]) -> dict[tuple[type[Model], int], list[UndoneEnd]]:
    found: dict[tuple[type[Model], int], list[UndoneEnd]] = defaultdict(list)
    ids = {model: [row.pk for row in rows if isinstance(row, model)] for model in (Unit, Link)}
    for end in UndoneEnd.objects.filter(unit_id__in=ids[Unit]):
        found[Unit, int(end.unit_id or 0)].append(end)
    for end in UndoneEnd.objects.filter(link_id__in=ids[Link]):
        found[Link, int(end.link_id or 0)].append(end)
    return found


def _events_of(row: Any) -> set[int]:
    if isinstance(row, SuccessionLink):
        return {row.succession.event_id}
    if isinstance(row, Weight):
        return {row.event_id}
    return {event for event in (row.event_id, row.ended_by_id) if event is not None}


def _states(row: Any, undone: Iterable[UndoneEnd]) -> list[Mapping[str, Any]]:
    """Return what may be different of a row as an earlier event knew it: open, or with an end since taken back."""
    if isinstance(row, SuccessionLink | Weight):
        return [{}]
    ended = [{"valid_to": end.valid_to, "ended_by_id": end.ended_by_id} for end in undone]
    return [{}, *ended, _OPEN]
