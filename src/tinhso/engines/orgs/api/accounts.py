"""Accounts in bulk: who comes, moves and leaves, from one file, tried first and then done, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.api.people import create_user, grant_role, revoke_role
from tinhso.engines.orgs.api.reading import unit_by_code
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.orgs.contracts.account_errors import AccountsPreviewStale
from tinhso.engines.orgs.contracts.accounts_file import (
    AccountAct,
    AccountChange,
    AccountLine,
    AccountsDone,
    AccountsPreview,
)
from tinhso.engines.orgs.contracts.errors import LastOperator
from tinhso.engines.orgs.logic import keeping, people
from tinhso.engines.orgs.logic.accounts_file import read_lines
from tinhso.engines.orgs.logic.committed_rows import USER_CHANGED, account_rows
from tinhso.engines.orgs.logic.rights import role_named
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries.accounts import lasting_grants, operators_on, roles_ever_held, running_grants
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError

DAY = timedelta(days=1)
MOST_LINES_ON_SCREEN = 500
"""Each line takes some 20 ms, in which SQLite lets nobody else write; a longer file is for the command."""


def apply_accounts(name: str, data: bytes, *, actor: str, apply: bool, reason: str = "") -> AccountsDone:
    """Bring accounts up to a file (`logic/accounts_file.py` has its columns), all or nothing. For the command line.

    Args:
        apply: without it everything is done and taken back: what would happen is told exactly.

    Raises:
        UnreadableFile (ORG-030), and what an unreadable workbook raises (KER-080 to KER-089).
    """
    lines, wrong = read_lines(name, data)
    with transaction.atomic():
        done = _carry_out(lines, wrong, actor, reason, None)
        if done.faults or not apply:
            transaction.set_rollback(True)
    return AccountsDone(done.changes, done.faults, apply and not done.faults)


def preview_accounts(name: str, data: bytes, *, rights: Rights) -> AccountsPreview:
    """Say what a file would do by whoever keeps accounts, line by line, and what of it is wrong or not theirs.

    Raises:
        NoRight (ORG-020), UnreadableFile (ORG-030), and what an unreadable workbook raises (KER-080 to KER-089).
    """
    rights.require(Action.KEEP_ACCOUNTS)
    lines, wrong = read_lines(name, data, MOST_LINES_ON_SCREEN)
    with transaction.atomic():
        done = _carry_out(lines, wrong, rights.actor, "", rights)
        transaction.set_rollback(True)
    return AccountsPreview(tuple(lines), done)


def keep_accounts_file(
    lines: Sequence[AccountLine], promised: Sequence[AccountChange], *, rights: Rights, reason: str
) -> AccountsDone:
    """Do what a preview promised: exactly that, or nothing. Lines whose change stands already are no change.

    Raises:
        NoRight (ORG-020), AccountReasonMissing (ORG-074), AccountsPreviewStale (ORG-076): something else would happen.
    """
    rights.require(Action.KEEP_ACCOUNTS)
    why = keeping.check_reason(reason, lines[0].username if lines else "–")
    with transaction.atomic():
        done = _carry_out(lines, (), rights.actor, why, rights)
        was_done_before = all(change.stands for change in done.changes)
        if not done.faults and done.changes != tuple(promised) and not was_done_before:
            raise AccountsPreviewStale()
        if done.faults:
            transaction.set_rollback(True)
    return AccountsDone(done.changes, done.faults, not done.faults)


def _carry_out(
    lines: Sequence[AccountLine], wrong: Sequence[TinhSoError], actor: str, reason: str, rights: Rights | None
) -> AccountsDone:
    """Do every line that can be done; the caller takes all of it back where one could not."""
    faults: list[TinhSoError] = list(wrong)
    changes: list[AccountChange] = []
    hands_over = {line.username: line.deputy for line in lines if line.deputy}
    held = {one.username: frozenset(_running_roles(one.username)) for one in lines if one.act is not AccountAct.ADD}
    # Who comes stands before who moves and leaves, and a deputy before those whose work they take over: what somebody
    # is given by the file does not end by their own line in it, wherever that stands.
    for line in sorted(
        lines, key=lambda one: (one.act is not AccountAct.ADD, _deputies_after(one, hands_over), one.number)
    ):
        try:
            with transaction.atomic():
                before = [one for one, deputy in hands_over.items() if deputy == line.username]
                ending = held.get(line.username, frozenset())
                changes.append(_carry_out_line(line, before, ending, actor, reason, rights))
        except TinhSoError as problem:
            faults.append(problem.at(file=line.file, line=line.number))
    if lines and not faults and not operators_on(today()):
        faults.append(LastOperator())
    faults.sort(key=lambda fault: fault.where.line or 0)
    changes.sort(key=lambda change: change.line)
    return AccountsDone(tuple(changes), tuple(faults), False)


def _carry_out_line(
    line: AccountLine,
    takes_over_from: Collection[str],
    ending: Collection[tuple[str, int]],
    actor: str,
    reason: str,
    rights: Rights | None,
) -> AccountChange:
    """Do one line; `ending`: what the account held before the file."""
    unit = None if line.act is AccountAct.LEAVE else unit_by_code(line.unit)
    if rights is not None:
        keeping.check_line(rights, line, unit, today())
    begun = (str(role_named(line.role)), unit.code) if unit else None
    if _stands(line, unit, takes_over_from):
        return AccountChange(line.number, line.username, str(line.act), (), begun, "", stands=True)
    ended: list[tuple[str, str]] = []
    if line.act is AccountAct.ADD:
        create_user(line.username, actor=actor, title_vi=line.title_vi, title_en=line.title_en, reason=reason)
    else:
        user = people.user_named(line.username)
        ended = hand_over(user, line.deputy, today() - DAY, actor, reason, ending)
        _change_account(user, line, actor, reason)
    if unit is not None:
        grant_role(line.username, line.role, unit.id, actor=actor, reason=reason)
    return AccountChange(line.number, line.username, str(line.act), tuple(ended), begun, line.deputy)


def _deputies_after(line: AccountLine, hands_over: Mapping[str, str]) -> int:
    """How many people one after the other take over from an account; two who change places count each other once."""
    passed = [line.username]
    while (deputy := hands_over.get(passed[-1])) is not None and deputy not in passed:
        passed.append(deputy)
    return len(passed)


def _stands(line: AccountLine, unit: UnitView | None, takes_over_from: Collection[str]) -> bool:
    """Say whether what a line asks for is so already: a file that is carried out twice changes nothing the second time.

    Roles that the account may hold as the deputy of somebody else in the file are no change either.
    """
    user = User.objects.filter(username=line.username).first()
    if user is None:
        return False
    if unit is None or not user.is_active:
        return unit is None and not user.is_active
    titles = (line.title_vi, user.title_vi), (line.title_en, user.title_en)
    held = lasting_grants(user.pk, today())
    if held is None or any(told not in ("", is_so) for told, is_so in titles) or (line.role, unit.id) not in held:
        return False
    others = held - {(line.role, unit.id)}
    return not others or others <= roles_ever_held(takes_over_from)


def hand_over(
    user: User,
    deputy: str,
    ends_on: date,
    actor: str,
    reason: str,
    ending: Collection[tuple[str, int]] | None = None,
) -> list[tuple[str, str]]:
    """End every role of an account; a deputy takes each from the day after, unless they play it already.

    Args:
        ending: only these of its roles.

    Returns:
        What ended: role and code of the unit.
    """
    ended = []
    held = _held(deputy) if deputy else frozenset()
    for role, unit_id, code in running_grants(user.pk, today()):
        if ending is not None and (role, unit_id) not in ending:
            continue
        revoke_role(user.username, role, unit_id, actor=actor, last_day=ends_on, reason=reason)
        if deputy and (role, unit_id) not in held:
            grant_role(deputy, role, unit_id, actor=actor, valid_from=ends_on + DAY, reason=reason)
        ended.append((role, code))
    return ended


def _running_roles(username: str) -> Collection[tuple[str, int]]:
    """Roles and units of an account, none for one that does not exist: its line says so."""
    found = User.objects.filter(username=username).values_list("pk", flat=True).first()
    return {(role, unit_id) for role, unit_id, _ in running_grants(found, today())} if found is not None else set()


def _held(username: str) -> Collection[tuple[str, int]]:
    return {(role, unit_id) for role, unit_id, _ in running_grants(people.user_named(username).pk, today())}


def _change_account(user: User, line: AccountLine, actor: str, reason: str) -> None:
    people.refuse_long_titles(line.title_vi, line.title_en)
    changed = {"title_vi": line.title_vi or user.title_vi, "title_en": line.title_en or user.title_en}
    changed["search_key"] = people.account_key(user.username, changed["title_vi"], changed["title_en"])
    if line.act is AccountAct.LEAVE:
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
