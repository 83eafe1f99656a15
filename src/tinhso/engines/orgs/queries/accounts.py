"""Named reads of accounts and what they hold."""

from __future__ import annotations

from datetime import date

from tinhso.engines.orgs.contracts import Role
from tinhso.engines.orgs.models import RoleGrant
from tinhso.engines.orgs.queries.validity import not_ended, valid_on


def running_grants(user_id: int, day: date) -> list[tuple[str, int, str]]:
    """Roles of an account on a day: (role, unit, its code); one query."""
    found = RoleGrant.objects.filter(valid_on(day), user_id=user_id).order_by("id")
    return list(found.values_list("role", "unit_id", "unit__code"))


def operators_on(day: date) -> int:
    """How many open accounts may keep accounts on a day."""
    of_open_accounts = not_ended(day, "user__last_day")
    held = RoleGrant.objects.filter(valid_on(day), of_open_accounts, role=Role.OPERATOR, user__is_active=True)
    return held.values("user_id").distinct().count()
