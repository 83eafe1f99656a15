"""Named reads of accounts and what they hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tinhso.engines.orgs.contracts import Role
from tinhso.engines.orgs.models import RoleGrant
from tinhso.engines.orgs.queries.validity import not_ended, valid_on


def running_grants(user_id: int, day: date) -> list[tuple[str, int, str]]:
    """Roles of an account on a day: (role, unit, its code); one query."""
    found = RoleGrant.objects.filter(valid_on(day), user_id=user_id).order_by("id")
    return list(found.values_list("role", "unit_id", "unit__code"))


def lasting_grants(user_id: int, day: date) -> set[tuple[str, int]] | None:
    """Roles that an account holds without an end (role, unit), None where one ends or begins later; one query."""
    found = RoleGrant.objects.filter(not_ended(day), user_id=user_id).values_list(
        "role", "unit_id", "valid_from", "valid_to"
    )
    rows = list(found)
    if any(ends is not None or begins > day for _, _, begins, ends in rows):
        return None
    return {(role, unit_id) for role, unit_id, *_ in rows}


def roles_ever_held(usernames: Collection[str]) -> set[tuple[str, int]]:
    """Roles (role, unit) that accounts hold or held; one query."""
    return set(RoleGrant.objects.filter(user__username__in=usernames).values_list("role", "unit_id"))


def operators_on(day: date) -> int:
    """How many open accounts may keep accounts on a day."""
    of_open_accounts = not_ended(day, "user__last_day")
    held = RoleGrant.objects.filter(valid_on(day), of_open_accounts, role=Role.OPERATOR, user__is_active=True)
    return held.values("user_id").distinct().count()
