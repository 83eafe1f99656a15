"""Accounts in bulk: who comes, moves and leaves, from one file, tried first and then done, all or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.api.people import create_user, grant_role, revoke_role
from tinhso.engines.orgs.api.reading import unit_by_code
from tinhso.engines.orgs.contracts.errors import LastOperator
from tinhso.engines.orgs.logic import people
from tinhso.engines.orgs.logic.accounts_file import Act, Line, read_lines
from tinhso.engines.orgs.logic.committed_rows import USER_CHANGED, account_rows
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries.accounts import operators_on, running_grants
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What one line does: the roles that end (role, unit's code), the one that begins, who takes over."""

    line: int
    username: str
    act: str
    ended: tuple[tuple[str, str], ...]
    begun: tuple[str, str] | None
    deputy: str


@dataclass(frozen=True, slots=True)
class AccountsDone:
    """What a file does, or what is wrong with it; where anything is wrong nothing was done."""

    changes: tuple[AccountChange, ...]
    faults: tuple[TinhSoError, ...]
    was_applied: bool


def apply_accounts(name: str, data: bytes, *, actor: str, apply: bool, reason: str = "") -> AccountsDone:
    """Bring accounts up to a file (`logic/accounts_file.py` has its columns), all of it or nothing.

    Args:
        apply: without it everything is done and taken back: what would happen is told exactly.

    Raises:
        UnreadableFile (ORG-030), and what an unreadable workbook raises (KER-080 to KER-089).
    """
    lines, wrong = read_lines(name, data)
    faults: list[TinhSoError] = list(wrong)
    changes: list[AccountChange] = []
    with transaction.atomic():
        # Who comes stands before who moves and leaves: a new colleague may be somebody's deputy.
        for line in sorted(lines, key=lambda one: (one.act is not Act.ADD, one.number)):
            try:
                with transaction.atomic():
                    changes.append(_apply_line(line, actor, reason))
            except TinhSoError as problem:
                faults.append(problem.at(file=line.file, line=line.number))
        if lines and not faults and not operators_on(today()):
            faults.append(LastOperator())
        if faults or not apply:
            transaction.set_rollback(True)
    faults.sort(key=lambda fault: fault.where.line or 0)
    changes.sort(key=lambda change: change.line)
    return AccountsDone(tuple(changes), tuple(faults), apply and not faults)


def _apply_line(line: Line, actor: str, reason: str) -> AccountChange:
    begun: tuple[str, str] | None = None
    ended: list[tuple[str, str]] = []
    if line.act is Act.ADD:
        create_user(line.username, actor=actor, title_vi=line.title_vi, title_en=line.title_en, reason=reason)
    else:
        user = people.user_named(line.username)
        ended = hand_over(user, line.deputy, today() - DAY, actor, reason)
        _change_account(user, line, actor, reason)
    if line.act is not Act.LEAVE:
        unit = unit_by_code(line.unit)
        grant_role(line.username, line.role, unit.id, actor=actor, reason=reason)
        begun = (line.role, unit.code)
    return AccountChange(line.number, line.username, str(line.act), tuple(ended), begun, line.deputy)


def hand_over(user: User, deputy: str, ends_on: date, actor: str, reason: str) -> list[tuple[str, str]]:
    """End every role of an account; a deputy takes each from the day after, unless they play it already.

    Returns:
        What ended: role and code of the unit.
    """
    ended = []
    held = _held(deputy) if deputy else frozenset()
    for role, unit_id, code in running_grants(user.pk, today()):
        revoke_role(user.username, role, unit_id, actor=actor, last_day=ends_on, reason=reason)
        if deputy and (role, unit_id) not in held:
            grant_role(deputy, role, unit_id, actor=actor, valid_from=ends_on + DAY, reason=reason)
        ended.append((role, code))
    return ended


def _held(username: str) -> Collection[tuple[str, int]]:
    return {(role, unit_id) for role, unit_id, _ in running_grants(people.user_named(username).pk, today())}


def _change_account(user: User, line: Line, actor: str, reason: str) -> None:
    changed = {"title_vi": line.title_vi or user.title_vi, "title_en": line.title_en or user.title_en}
    changed["search_key"] = people.account_key(user.username, changed["title_vi"], changed["title_en"])
    if line.act is Act.LEAVE:
        people.close_account(user)
    User.objects.filter(pk=user.pk).update(**changed)
    trust.record(
        kind=USER_CHANGED,
        subject=f"orgs.user:{user.pk}",
        actor=actor,
        reason=reason,
        public={"act": str(line.act)},
        rows=account_rows(user.pk),
    )


def reset_password(username: str, *, actor: str, reason: str = "") -> str:
    """Return the path of a page on which somebody sets a new password, once; three days later or after use it is dead.

    Raises:
        UnknownUser (ORG-024)
    """
    user = people.user_named(username)
    path = people.reset_path(user)
    with transaction.atomic():
        trust.record(kind="orgs.password_reset_given", subject=f"orgs.user:{user.pk}", actor=actor, reason=reason)
    return path
