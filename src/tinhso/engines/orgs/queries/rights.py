"""What somebody was given, and how far it reaches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tinhso.engines.orgs.contracts import Reach
from tinhso.engines.orgs.models import RoleGrant
from tinhso.engines.orgs.queries.among import array_of
from tinhso.engines.orgs.queries.validity import valid_on

# What follows walks two kinds of edges, downward (parent to child) and backward (new unit to old unit).
#  edge  past 0: the structure of the day; past 1: links that ended because the child itself ended, and successions
#  up    from an agency to the first place above it
#  walk  from every starting unit along the edges; once in the past it stays there
_REACHED = """
WITH RECURSIVE
edge(source, target, past, kind) AS (
    SELECT l.parent_id, l.child_id, 0, 'link' FROM orgs_link l
    JOIN orgs_structure s ON s.id = l.structure_id AND s.code IN ('territory', 'agencies')
    WHERE l.valid_from <= %(day)s AND (l.valid_to IS NULL OR l.valid_to >= %(day)s)
    UNION ALL
    SELECT l.parent_id, l.child_id, 1, 'link' FROM orgs_link l
    JOIN orgs_structure s ON s.id = l.structure_id AND s.code IN ('territory', 'agencies')
    JOIN orgs_unit child ON child.id = l.child_id AND child.valid_to = l.valid_to
    WHERE l.valid_to < %(day)s
    UNION ALL
    SELECT new_unit_id, old_unit_id, 1, 'succession' FROM orgs_successionlink
    WHERE succession_id NOT IN (SELECT succession_id FROM orgs_successionundo)
),
up(root, unit, kind) AS (
    SELECT u.id, u.id, u.kind FROM orgs_unit u WHERE {province}
    UNION
    SELECT up.root, edge.source, above.kind FROM up
    JOIN edge ON edge.target = up.unit AND edge.past = 0
    JOIN orgs_unit above ON above.id = edge.source
    WHERE up.kind = 'agency'
),
walk(reach, root, unit, past) AS (
    SELECT start.reach, start.root, start.unit, 0 FROM (
        SELECT 'own' AS reach, u.id AS root, u.id AS unit FROM orgs_unit u WHERE {own}
        UNION ALL
        SELECT 'below', u.id, u.id FROM orgs_unit u WHERE {below}
        UNION ALL
        SELECT 'province', up.root, up.unit FROM up WHERE up.kind = 'place' OR up.unit = up.root
    ) start
    UNION
    SELECT walk.reach, walk.root, edge.target,
        CASE WHEN edge.past > walk.past THEN edge.past ELSE walk.past END
    FROM walk
    JOIN edge ON edge.source = walk.unit AND edge.past >= walk.past
    WHERE edge.kind = 'succession' OR walk.reach <> 'own'
)
SELECT reach, root, unit, past FROM walk
"""

# Asked at every request. As expressions of the ORM the two below take 5 ms to build, as texts nothing.
_HOLDS = "{row}.valid_from <= %(day)s AND ({row}.valid_to IS NULL OR {row}.valid_to >= %(day)s)"
_GRANTED = f"""
SELECT g.role, g.unit_id, u.code FROM orgs_rolegrant g
JOIN orgs_unit u ON u.id = g.unit_id
WHERE g.user_id = %(user)s AND {_HOLDS.format(row="g")}
GROUP BY g.role, g.unit_id, u.code
ORDER BY MIN(g.id)
"""
_DELEGATED = f"""
SELECT d.role, d.unit_id, u.code, d.capacity, giver.username FROM orgs_delegation d
JOIN orgs_unit u ON u.id = d.unit_id
JOIN orgs_user giver ON giver.id = d.from_user_id
WHERE d.to_user_id = %(user)s AND {_HOLDS.format(row="d")}
    AND giver.is_active AND (giver.last_day IS NULL OR giver.last_day >= %(day)s)
    AND EXISTS (
        SELECT 1 FROM orgs_rolegrant g
        WHERE g.user_id = d.from_user_id AND g.role = d.role AND g.unit_id = d.unit_id AND {_HOLDS.format(row="g")}
    )
ORDER BY d.id
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """Units by (reach, unit of the role): those of the day, and those that only reading may look back to."""

    present: dict[tuple[str, int], frozenset[int]]
    past: dict[tuple[str, int], frozenset[int]]

    def units(self, unit_id: int, reach: Reach, looks_back: bool) -> frozenset[int]:
        """The units a role for this unit reaches; its own is always among them."""
        key = (str(reach), unit_id)
        found = self.present.get(key, frozenset()) | {unit_id}
        return found | self.past.get(key, frozenset()) if looks_back else found


def granted_roles(user_id: int, day: date) -> list[tuple[str, int, str]]:
    """Roles of a user on a day: (role, unit, its code)."""
    return _rows(_GRANTED, user_id, day)


def delegated_roles(user_id: int, day: date) -> list[tuple[str, int, str, str, str]]:
    """Roles delegated to a user on a day: (role, unit, its code, capacity, who delegated).

    A delegation is worth no more than the role of who gave it: that grant must hold on the day too.
    """
    return _rows(_DELEGATED, user_id, day)


def _rows(statement: str, user_id: int, day: date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"user": user_id, "day": day})
        return [tuple(row) for row in cursor.fetchall()]


def reached_units(own: Collection[int], below: Collection[int], province: Collection[int], day: date) -> Reached:
    """Walk from the units roles were granted for; one query, none when there is nothing to walk from."""
    present: dict[tuple[str, int], set[int]] = defaultdict(set)
    past: dict[tuple[str, int], set[int]] = defaultdict(set)
    if own or below or province:
        with connection.cursor() as cursor:
            cursor.execute(*_asked(own, below, province, day))
            for reach, root, unit, is_past in cursor.fetchall():
                (past if is_past else present)[reach, root].add(unit)
    return Reached(
        {key: frozenset(units) for key, units in present.items()},
        {key: frozenset(units) for key, units in past.items()},
    )


def grants_covering(user_id: int, role: str, unit_id: int, first: date, last: date) -> bool:
    """Say whether one grant of the user covers a whole time."""
    return RoleGrant.objects.filter(
        valid_on(first), valid_on(last), user_id=user_id, role=role, unit_id=unit_id
    ).exists()


def _asked(
    own: Collection[int], below: Collection[int], province: Collection[int], day: date
) -> tuple[str, dict[str, Any]]:
    """The walk in the same words for everybody, so that the server keeps its plan."""
    starts = {"own": own, "below": below, "province": province}
    if connection.vendor == "postgresql":
        # From a question of its own: where it sees the units the server plans for these very ones, every time.
        words = {name: f"u.id = ANY((SELECT %({name})s::bigint[])::bigint[])" for name in starts}
        return _REACHED.format(**words), {"day": day} | {name: array_of(units) for name, units in starts.items()}
    words = {name: f"u.id IN (SELECT value FROM json_each(%({name})s))" for name in starts}
    return _REACHED.format(**words), {"day": day} | {name: json.dumps(sorted(units)) for name, units in starts.items()}


def count_roles_at(unit_ids: Collection[int], day: date) -> int:
    """Count the roles that people hold at these units on a day."""
    rows = RoleGrant.objects.filter(unit_id__in=unit_ids, valid_from__lte=day)
    return rows.exclude(valid_to__lt=day).count()
