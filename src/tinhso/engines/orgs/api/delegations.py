"""Acting for another, on screen: given by who holds the role or by who keeps their account, listed, ended early."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from tinhso.engines.orgs.api import people
from tinhso.engines.orgs.api.accounts_desk import account_for_keeping
from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.api.reading import last_views
from tinhso.engines.orgs.contracts import Rights, Role
from tinhso.engines.orgs.contracts.account_errors import (
    RoleNotLent,
    UnknownAccount,
    UnknownCapacity,
    UnknownDelegation,
)
from tinhso.engines.orgs.contracts.delegations import (
    ActFor,
    Capacity,
    DelegationState,
    DelegationView,
    NewDelegation,
    Person,
    RoleToLend,
)
from tinhso.engines.orgs.contracts.errors import DelegatorLacksRole, UnknownUser, WrongDates
from tinhso.engines.orgs.logic import keeping
from tinhso.engines.orgs.logic import people as stored_people
from tinhso.engines.orgs.logic.committed_rows import right_rows
from tinhso.engines.orgs.logic.rights import ROLE_TABLE, ROLES_NOT_LENT, role_named
from tinhso.engines.orgs.models import Delegation, User
from tinhso.engines.orgs.queries import delegations as stored
from tinhso.engines.orgs.queries.accounts import running_grants
from tinhso.engines.trust import api as trust

DAY = timedelta(days=1)


def delegations_of(user_id: int, *, rights: Rights) -> list[DelegationView]:
    """Return what an account gave and received: to its holder and to whoever keeps it. Constant queries.

    Raises:
        UnknownAccount (ORG-070)
    """
    if user_id != rights.user_id:
        account_for_keeping(user_id, rights)
    rows = list(stored.delegations_of(user_id, today()))
    units = {unit.id: unit for unit in last_views({row.unit_id for row in rows})} if rows else {}
    return [
        DelegationView(
            id=row.pk,
            giver=stored.person_of(row.from_user),
            receiver=stored.person_of(row.to_user),
            role=Role(row.role),
            unit=units[row.unit_id],
            capacity=row.capacity,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            state=_state(row, today()),
            may_end=row.valid_to >= today() and _may_end(row, rights),
        )
        for row in rows
    ]


def roles_to_lend(user_id: int, *, rights: Rights) -> list[RoleToLend]:
    """Return the roles of an account that it may lend, by its holder or by whoever keeps it. Two queries."""
    held = [(Role(role), unit_id) for role, unit_id, _ in running_grants(user_id, today())]
    lent = [(role, unit_id) for role, unit_id in held if role not in ROLES_NOT_LENT]
    if user_id != rights.user_id:
        lent = [(role, unit_id) for role, unit_id in lent if keeping.may_give(rights, role, unit_id)]
    units = {unit.id: unit for unit in last_views({unit_id for _, unit_id in lent})} if lent else {}
    return [RoleToLend(role, units[unit_id]) for role, unit_id in dict.fromkeys(lent)]


def colleagues(roles: Collection[RoleToLend], user_id: int) -> list[Person]:
    """Return who is at hand to act for somebody: open accounts of the same units. One query."""
    found = stored.colleagues({one.unit.id for one in roles}, today())
    return [stored.person_of(user) for user in found if user.pk != user_id]


def give_delegation(giver_id: int, wanted: NewDelegation, *, rights: Rights, reason: str) -> None:
    """Let another act in a role of the giver: by the giver, or by whoever keeps the giver's and the other's account.

    Raises:
        UnknownAccount (ORG-070), OwnAccount (ORG-073), RoleOutOfHand (ORG-072), AccountReasonMissing (ORG-074),
        RoleNotLent (ORG-077), UnknownCapacity (ORG-079), WrongDates (ORG-010), SecondFactorNeeded (ORG-060), and what
        `people.delegate` raises.
    """
    role, is_own = role_named(wanted.role), giver_id == rights.user_id
    giver = _own_account(giver_id) if is_own else account_for_keeping(giver_id, rights)
    if role in ROLES_NOT_LENT:
        raise RoleNotLent(role=role)
    if is_own:
        # Lending what one may only do after a second factor would be a way around it.
        for action in ROLE_TABLE[role]:
            rights.require_proof(action)
    else:
        _check_keeper(giver, wanted, role, rights)
    if (role, wanted.unit_id) not in {(held, unit_id) for held, unit_id, _ in running_grants(giver.pk, today())}:
        raise DelegatorLacksRole(
            delegator=giver.username, role=role, unit=wanted.unit_id,
            valid_from=wanted.valid_from or today(), valid_to=wanted.valid_to or "–",
        )  # fmt: skip
    why = keeping.check_reason(reason, giver.username)
    first, last = wanted.valid_from or today(), wanted.valid_to
    if last is None or first < today():
        raise WrongDates(valid_from=first, valid_to=last or "–")
    with transaction.atomic():
        people.delegate(
            giver.username, wanted.to_username, role=role, unit_id=wanted.unit_id, capacity=_capacity(wanted, giver),
            valid_from=first, valid_to=last, actor=rights.actor, reason=why,
        )  # fmt: skip
        if not is_own:
            _tell("orgs.role_lent", giver.pk, rights.actor, why, str(role))


def end_delegation(delegation_id: int, *, rights: Rights, reason: str) -> None:
    """End a delegation at once (yesterday was its last day), by its giver or by whoever keeps the giver's account.

    Raises:
        UnknownDelegation (ORG-078): none, over, or out of hand; AccountReasonMissing (ORG-074)
    """
    with transaction.atomic():
        row = stored.open_delegation(delegation_id, today())
        if row is None or not _may_end(row, rights):
            raise UnknownDelegation(delegation=delegation_id)
        why = keeping.check_reason(reason, row.to_user.username)
        event_id, planned = trust.reserve_event(), row.valid_to
        Delegation.objects.filter(pk=row.pk).update(valid_to=today() - DAY, ended_by_id=event_id)
        trust.record(
            kind="orgs.delegation_ended",
            subject=f"orgs.user:{row.to_user_id}",
            actor=rights.actor,
            reason=why,
            public={"role": row.role, "unit": row.unit.code, "planned": planned.isoformat(), "giver": row.from_user_id},
            rows=right_rows(event_id),
            event_id=event_id,
        )
        if row.from_user_id != rights.user_id:
            _tell("orgs.lending_ended", row.from_user_id, rights.actor, why, row.role)


def givers_of(acts: Collection[ActFor]) -> dict[ActFor, Person]:
    """Return whom each act was done for, by the delegations of its day; one query, none without acts."""
    return stored.givers_of(acts)


def _check_keeper(giver: User, wanted: NewDelegation, role: Role, rights: Rights) -> None:
    """A keeper lends between accounts of theirs what they could give themselves."""
    keeping.check_other(rights, giver)
    keeping.check_giving(rights, role, wanted.unit_id, str(wanted.unit_id))
    receiver = stored_people.user_named(wanted.to_username)
    try:
        keeping.check_other(rights, account_for_keeping(receiver.pk, rights))
    except UnknownAccount:
        # Out of reach and unknown are not told apart.
        raise UnknownUser(username=wanted.to_username) from None


def _capacity(wanted: NewDelegation, giver: User) -> str:
    if wanted.capacity not in set(Capacity):
        raise UnknownCapacity(capacity=wanted.capacity, known=", ".join(Capacity))
    office = wanted.office.strip().upper()
    if not office:
        raise UnknownCapacity(capacity=wanted.capacity, known=", ".join(Capacity))
    return f"{wanted.capacity} {office}"[:60]


def _own_account(user_id: int) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise UnknownUser(username="–")
    return user


def _may_end(row: Delegation, rights: Rights) -> bool:
    if row.from_user_id == rights.user_id:
        return True
    return row.to_user_id != rights.user_id and keeping.may_give(rights, Role(row.role), row.unit_id)


def _state(row: Delegation, day: date) -> DelegationState:
    if row.ended_by_id is not None:
        return DelegationState.ENDED_EARLY
    if row.valid_to < day:
        return DelegationState.OVER
    if row.valid_from > day:
        return DelegationState.COMING
    return DelegationState.RUNNING if row.holds else DelegationState.VOID  # type: ignore[attr-defined]


def _tell(kind: str, giver_id: int, actor: str, reason: str, role: str) -> None:
    """Let the giver read what somebody else did with their role."""
    trust.record(kind=kind, subject=f"orgs.user:{giver_id}", actor=actor, reason=reason, public={"role": role})
