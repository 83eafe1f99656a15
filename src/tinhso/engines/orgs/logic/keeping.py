"""Who may change which account: the scope decides the units, UNIT_ROLES the roles, nobody changes their own."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.orgs.contracts import Action, Rights, Role
from tinhso.engines.orgs.contracts.account_errors import (
    AccountOutOfHand,
    AccountReasonMissing,
    OwnAccount,
    RoleOutOfHand,
)
from tinhso.engines.orgs.contracts.accounts import HeldGrant
from tinhso.engines.orgs.logic.rights import UNIT_ROLES
from tinhso.engines.orgs.models import User


def may_give(rights: Rights, role: Role, unit_id: int) -> bool:
    """Say whether somebody may give and take this role for this unit."""
    scope = rights.scope(Action.KEEP_ACCOUNTS)
    return scope.everything or (role in UNIT_ROLES and scope.covers(unit_id))


def may_change(rights: Rights, user_id: int, running: Iterable[HeldGrant]) -> bool:
    """Say whether an account is wholly in somebody's hands: whoever resets it could act in each of its roles."""
    return user_id != rights.user_id and all(may_give(rights, one.role, one.unit.id) for one in running)


def check_account(rights: Rights, user: User, running: Iterable[HeldGrant]) -> None:
    """Refuse to change one's own account (ORG-073) or one that is not wholly in hand (ORG-071)."""
    check_other(rights, user)
    if not may_change(rights, user.pk, running):
        raise AccountOutOfHand(username=user.username)


def check_other(rights: Rights, user: User) -> None:
    """Refuse to change one's own account (ORG-073)."""
    if user.pk == rights.user_id:
        raise OwnAccount(username=user.username)


def check_giving(rights: Rights, role: Role, unit_id: int, unit_code: str) -> None:
    """Refuse a role that is not somebody's to give or take (ORG-072)."""
    if not may_give(rights, role, unit_id):
        raise RoleOutOfHand(role=role, unit=unit_code)


def check_reason(reason: str, username: str) -> str:
    """Return the reason, or refuse an empty one (ORG-074)."""
    if not reason.strip():
        raise AccountReasonMissing(username=username)
    return reason.strip()
