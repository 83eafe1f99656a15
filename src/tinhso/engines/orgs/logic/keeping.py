"""Who may change which account: the scope decides the units, UNIT_ROLES the roles, nobody changes their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tinhso.engines.orgs.contracts import Action, Rights, Role, UnitView
from tinhso.engines.orgs.contracts.account_errors import (
    AccountOutOfHand,
    AccountReasonMissing,
    OwnAccount,
    RoleOutOfHand,
)
from tinhso.engines.orgs.contracts.accounts import HeldGrant
from tinhso.engines.orgs.contracts.accounts_file import AccountAct, AccountLine
from tinhso.engines.orgs.contracts.errors import UnknownUser, UserExists
from tinhso.engines.orgs.logic.rights import UNIT_ROLES, role_named
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries.account_list import accounts_within, grants_of


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


def check_line(rights: Rights, line: AccountLine, unit: UnitView | None, day: date) -> None:
    """Refuse what one line of a file asks for, as the desk would refuse it on screen.

    An account out of reach is answered like one that does not exist (ORG-024).
    """
    if unit is not None:
        check_giving(rights, role_named(line.role), unit.id, unit.code)
    user = _in_reach(rights, line.username)
    if line.act is not AccountAct.ADD:
        if user is None:
            raise UnknownUser(username=line.username)
        held = grants_of([user.pk], day).get(user.pk, [])
        check_account(rights, user, [one for one in held if one.is_running])
    elif user is None and User.objects.filter(username=line.username).exists():
        raise UserExists(username=line.username)
    if line.deputy:
        deputy = _in_reach(rights, line.deputy)
        if deputy is None:
            raise UnknownUser(username=line.deputy)
        check_other(rights, deputy)


def _in_reach(rights: Rights, username: str) -> User | None:
    return accounts_within(rights.scope(Action.KEEP_ACCOUNTS)).filter(username=username).first()
