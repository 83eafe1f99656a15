"""Accounts, roles, delegations, tokens, and what they allow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.contracts import (
    Action,
    CastMember,
    Proof,
    Rights,
    Role,
    SecondFactorPolicy,
    UnknownUser,
    WrongToken,
)
from tinhso.engines.orgs.logic import people, rights
from tinhso.engines.orgs.logic.committed_rows import USER_CREATED, account_rows, right_rows
from tinhso.engines.orgs.logic.rights import role_named
from tinhso.engines.orgs.models import Token, Unit, User
from tinhso.engines.orgs.queries import account_list, cast
from tinhso.engines.trust import api as trust

DAY = timedelta(days=1)


def rights_of(user: User | AnonymousUser, on: date | None = None, *, proof: Proof = Proof.FIRST) -> Rights:
    """Return what somebody may do on a day; at most three queries, whatever they hold. Ask once a request.

    Args:
        user: an account, or Django's anonymous user.
        proof: how they showed who they are; a browser's session says it by itself (`rights_of_request`).
    """
    day = on or today()
    return _proven(rights.rights_of(user, day), proof) if isinstance(user, User) else rights.anonymous_rights(day)


def rights_of_username(username: str, on: date | None = None, *, proof: Proof = Proof.MACHINE) -> Rights:
    """Return the rights of an account by its name (command line: `--as USER`), or refuse (ORG-024)."""
    return rights_of(people.user_named(username), on, proof=proof)


def anonymous_rights(on: date | None = None) -> Rights:
    """Return what everybody may do without signing in."""
    return rights.anonymous_rights(on or today())


def token_rights(secret: str, on: date | None = None) -> Rights:
    """Return the rights a machine's secret opens: those of its account, bounded to the token's scopes.

    Raises:
        WrongToken (ORG-026): unknown, expired or revoked; the three are not told apart.
    """
    day = on or today()
    token = people.usable_token(secret, day)
    if token is None:
        raise WrongToken()
    held = rights.rights_of(token.user, day).limited_to(token.scopes.split(), f"token:{token.name}")
    return _proven(held, Proof.MACHINE)


def _proven(held: Rights, proof: Proof) -> Rights:
    if proof is Proof.PLAYED and settings.TINHSO_MODE == "production":
        proof = Proof.FIRST
    return rights.bounded_by_proof(held, proof, SecondFactorPolicy(settings.TINHSO_SECOND_FACTOR))


def demonstration_cast(on: date | None = None) -> list[CastMember]:
    """Return the demonstration's accounts with what they play on a day, by unit. Four queries."""
    return cast.cast_members(on or today())


def demonstration_user(username: str) -> User:
    """Return an account of the demonstration; any other account is refused like an unknown one (ORG-024)."""
    user = people.user_named(username)
    if not user.is_demo:
        raise UnknownUser(username=username)
    return user


def usernames(user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of accounts by id, for readers of the whole log; one query, none for no ids."""
    return account_list.usernames(user_ids)


def create_user(
    username: str,
    *,
    actor: str,
    password: str | None = None,
    email: str = "",
    title_vi: str = "",
    title_en: str = "",
    is_demo: bool = False,
    reason: str = "",
) -> User:
    """Make an account; without a password it cannot be signed in to by one.

    Raises:
        UserExists (ORG-025), UnusableUsername (ORG-099)
    """
    with transaction.atomic():
        user = people.create_user(username, password, email, title_vi, title_en, is_demo)
        trust.record(
            kind=USER_CREATED,
            subject=f"orgs.user:{user.pk}",
            actor=actor,
            reason=reason,
            rows=account_rows(user.pk),
        )
    return user


def grant_role(
    username: str,
    role: Role | str,
    unit_id: int,
    *,
    actor: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> None:
    """Let an account play a role for a unit, from a day (default today) to a day.

    Raises:
        UnknownUser (ORG-024), UnknownRole (ORG-021), WrongDates (ORG-010)
    """
    user, known_role, unit = people.user_named(username), role_named(role), Unit.objects.get(id=unit_id)
    with transaction.atomic():
        event_id = trust.reserve_event()
        people.grant_role(user, known_role, unit, valid_from or today(), valid_to, event_id)
        _record_right(event_id, "orgs.role_granted", user, known_role, unit, actor, reason)


def revoke_role(
    username: str, role: Role | str, unit_id: int, *, actor: str, last_day: date | None = None, reason: str = ""
) -> int:
    """End an account's role for a unit (default: yesterday was its last day). Returns the number of grants ended."""
    user, known_role, unit = people.user_named(username), role_named(role), Unit.objects.get(id=unit_id)
    with transaction.atomic():
        event_id = trust.reserve_event()
        ended = people.end_grants(user, known_role, unit, last_day or today() - DAY, event_id)
        _record_right(event_id, "orgs.role_revoked", user, known_role, unit, actor, reason)
    return ended


def delegate(
    from_username: str,
    to_username: str,
    *,
    role: Role | str,
    unit_id: int,
    capacity: str,
    valid_from: date,
    valid_to: date,
    actor: str,
    reason: str = "",
) -> None:
    """Let another act in one's role for a time; both days inclusive.

    Args:
        capacity: how acts are signed meanwhile, e.g. `KT. CHỦ TỊCH`, `TUQ. CHỦ TỊCH`.

    Raises:
        UnknownUser (ORG-024), DelegatorLacksRole (ORG-022), DelegationToSelf (ORG-023), CapacityMissing (ORG-028)
    """
    giver, receiver = people.user_named(from_username), people.user_named(to_username)
    known_role, unit = role_named(role), Unit.objects.get(id=unit_id)
    with transaction.atomic():
        event_id = trust.reserve_event()
        people.delegate(
            giver,
            receiver,
            role=known_role,
            unit=unit,
            capacity=capacity,
            valid_from=valid_from,
            valid_to=valid_to,
            event_id=event_id,
        )
        about = {
            "giver": giver.pk,
            "capacity": capacity.strip(),
            "from": valid_from.isoformat(),
            "to": valid_to.isoformat(),
        }
        _record_right(event_id, "orgs.role_delegated", receiver, known_role, unit, actor, reason, about)


def create_token(
    username: str, name: str, *, scopes: Iterable[Action | str], expires_on: date, actor: str, reason: str = ""
) -> str:
    """Make a machine's key bounded to some actions. Returns the secret, which is shown once and kept nowhere.

    Raises:
        UnknownUser (ORG-024), UnknownAction (ORG-027), TokenNameUnusable (ORG-029)
    """
    user = people.user_named(username)
    with transaction.atomic():
        token, secret = people.create_token(user, name, scopes, expires_on)
        trust.record(
            kind="orgs.token_created",
            subject=f"orgs.token:{token.pk}",
            actor=actor,
            reason=reason,
            public={"scopes": token.scopes, "expires_on": expires_on.isoformat()},
            rows=trust.commit_rows(Token.objects.filter(pk=token.pk)),
        )
    return secret


def revoke_token(token_id: int, *, actor: str, reason: str = "") -> None:
    """End a machine's key at once."""
    with transaction.atomic():
        people.revoke_token(token_id, trust.now())
        trust.record(
            kind="orgs.token_revoked",
            subject=f"orgs.token:{token_id}",
            actor=actor,
            reason=reason,
            rows=trust.commit_rows(Token.objects.filter(pk=token_id)),
        )


def _record_right(
    event_id: int,
    kind: str,
    user: User,
    role: Role,
    unit: Unit,
    actor: str,
    reason: str,
    about: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Log a change of rights under its reserved id; the log knows the account by its number, never by its name."""
    trust.record(
        kind=kind,
        subject=f"orgs.user:{user.pk}",
        actor=actor,
        reason=reason,
        public={"role": str(role), "unit": unit.code, "unit_from": unit.valid_from.isoformat(), **about},
        rows=right_rows(event_id),
        event_id=event_id,
    )
