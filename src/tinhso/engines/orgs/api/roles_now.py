"""The rights table as it stands, with how many hold each role today."""

from __future__ import annotations

from datetime import date

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.contracts.roles_now import RoleNow, RolesNow
from tinhso.engines.orgs.logic.rights import EVERYBODY, ROLE_TABLE
from tinhso.engines.orgs.queries import role_holders


def roles_now(on: date | None = None) -> RolesNow:
    """Return every role with what it may do and how many accounts hold it on a day; six queries, no name."""
    day = on or today()
    granted, lent = role_holders.granted(day), role_holders.lent(day)
    roles = tuple(
        RoleNow(role, dict(reaches), granted.get(role, 0), lent.get(role, 0)) for role, reaches in ROLE_TABLE.items()
    )
    return RolesNow(roles, dict(EVERYBODY), role_holders.count_accounts(day))
