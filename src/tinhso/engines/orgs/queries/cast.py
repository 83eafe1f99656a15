"""The accounts of a demonstration, with what they play on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tinhso.engines.orgs.contracts import CastMember, Role
from tinhso.engines.orgs.models import Delegation, RoleGrant, User
from tinhso.engines.orgs.queries.units import last_views
from tinhso.engines.orgs.queries.validity import valid_on

# The province's leader, then the way of a report: assigned, consolidated, filled in; then those who look on.
_ORDER = (
    Role.LEADER,
    Role.ASSIGNER,
    Role.OFFICE,
    Role.CONSOLIDATOR,
    Role.DRAFTER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.OPERATOR,
    Role.KEEPER,
    Role.DUTY,
)


def cast_members(day: date) -> list[CastMember]:
    """Every active demonstration account that a person plays, unit by unit; machines are left out. Four queries."""
    users = {user.pk: user for user in User.objects.filter(is_demo=True, is_active=True).order_by("username")}
    own = RoleGrant.objects.filter(valid_on(day), user_id__in=users).exclude(role=Role.CONNECTOR)
    held: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for user_id, role, unit_id in own.order_by("id").values_list("user_id", "role", "unit_id"):
        held[user_id].append((role, unit_id, ""))
    lent = Delegation.objects.filter(valid_on(day), to_user_id__in=users).order_by("id")
    for user_id, role, unit_id, capacity in lent.values_list("to_user_id", "role", "unit_id", "capacity"):
        held[user_id].append((role, unit_id, capacity))
    units = {view.id: view for view in last_views({unit_id for roles in held.values() for _, unit_id, _ in roles})}
    members = []
    for user_id, roles in held.items():
        user, (role, unit_id, capacity) = users[user_id], roles[0]
        members.append(CastMember(user.username, user.title_vi, user.title_en, Role(role), units[unit_id], capacity))
    first = {unit_id: min(_ORDER.index(one.role) for one in members if one.unit.id == unit_id) for unit_id in units}
    return sorted(members, key=lambda one: (first[one.unit.id], one.unit.sort_key, one.unit.id, _ORDER.index(one.role)))
