"""Accounts, roles, delegations and tokens."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse

from tinhso.engines.orgs.contracts import Action, Role
from tinhso.engines.orgs.contracts.account_errors import TitleTooLong, UnusableUsername
from tinhso.engines.orgs.contracts.errors import (
    CapacityMissing,
    DelegationToSelf,
    DelegatorLacksRole,
    TokenNameUnusable,
    UnknownAction,
    UnknownUser,
    UserExists,
)
from tinhso.engines.orgs.logic.units import check_dates
from tinhso.engines.orgs.models import Delegation, RoleGrant, Token, Unit, User
from tinhso.engines.orgs.queries.rights import grants_covering
from tinhso.kernel.vietnamese import search_key

DAY = timedelta(days=1)
_TOKEN_PREFIX = "tinhso_"
LONGEST_USERNAME, LONGEST_TITLE = 150, 200
_LONGEST_KEY = 600  # of the column; only names and titles near their own limits come to it
# What an address, a log line and a person at another keyboard can all write one way only.
_USERNAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._@+-]{{0,{LONGEST_USERNAME - 1}}}")


def create_user(username: str, password: str | None, email: str, title_vi: str, title_en: str, is_demo: bool) -> User:
    """Write an account; without a password nobody can sign in by one.

    Raises:
        UserExists (ORG-025), UnusableUsername (ORG-099), TitleTooLong (ORG-100)
    """
    refuse_long_titles(title_vi, title_en)
    if not _USERNAME.fullmatch(username):
        raise UnusableUsername(username=username, most=LONGEST_USERNAME)
    # EaKar.nhap beside eakar.nhap would be taken for the same person.
    if User.objects.filter(username__iexact=username).exists():
        raise UserExists(username=username)
    return User.objects.create_user(
        username,
        email,
        password,
        title_vi=title_vi,
        title_en=title_en,
        is_demo=is_demo,
        search_key=account_key(username, title_vi, title_en),
    )


def refuse_long_titles(*titles: str) -> None:
    """Refuse a title that no list, badge or log line could show (TitleTooLong, ORG-100)."""
    for title in titles:
        if len(title) > LONGEST_TITLE:
            raise TitleTooLong(shown=title[:40], length=len(title), most=LONGEST_TITLE)


def account_key(username: str, title_vi: str, title_en: str) -> str:
    """What an account is searched by: its name with and without its dots, and its titles, without tones."""
    return search_key(f"{username} {username.replace('.', ' ')} {title_vi} {title_en}")[:_LONGEST_KEY]


def user_named(username: str) -> User:
    """Return an active account, or refuse (ORG-024)."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise UnknownUser(username=username)
    return user


def close_account(user: User) -> None:
    """Let nobody sign in to an account any more; sessions that are open end with its password."""
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])


def reset_path(user: User) -> str:
    """The path of the page on which an account's password is set once."""
    # The sign-in library brings a good part of its pages along; only who resets a password needs it.
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def grant_role(user: User, role: Role, unit: Unit, valid_from: date, valid_to: date | None, event_id: int) -> RoleGrant:
    """Let a user play a role for a unit."""
    check_dates(valid_from, valid_to)
    return RoleGrant.objects.create(
        user=user, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to, event_id=event_id
    )


def end_grants(user: User, role: Role, unit: Unit, last_day: date, event_id: int) -> int:
    """End a user's running grants of a role with a last day; returns how many. A grant not yet begun ends unused."""
    running = RoleGrant.objects.filter(user=user, role=role, unit=unit).exclude(valid_to__lte=last_day)
    return running.update(valid_to=last_day, ended_by_id=event_id)


def delegate(
    giver: User,
    receiver: User,
    *,
    role: Role,
    unit: Unit,
    capacity: str,
    valid_from: date,
    valid_to: date,
    event_id: int,
) -> Delegation:
    """Let another act in a role for a time, in a stated capacity; only one's own role, not a delegated one.

    Raises:
        WrongDates (ORG-010), DelegationToSelf (ORG-023), CapacityMissing (ORG-028), DelegatorLacksRole (ORG-022)
    """
    check_dates(valid_from, valid_to)
    if giver.pk == receiver.pk:
        raise DelegationToSelf(delegator=giver.username)
    if not capacity.strip():
        raise CapacityMissing(delegator=giver.username)
    if not grants_covering(giver.pk, role, unit.pk, valid_from, valid_to):
        raise DelegatorLacksRole(
            delegator=giver.username, role=role, unit=unit.code, valid_from=valid_from, valid_to=valid_to
        )
    return Delegation.objects.create(
        from_user=giver,
        to_user=receiver,
        role=role,
        unit=unit,
        capacity=capacity.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        event_id=event_id,
    )


def create_token(user: User, name: str, actions: Iterable[Action | str], expires_on: date) -> tuple[Token, str]:
    """Make a machine's key; the secret is returned once and kept only as its SHA-256.

    Raises:
        UnknownAction (ORG-027), TokenNameUnusable (ORG-029)
    """
    name = _token_name(user, name)
    secret = _TOKEN_PREFIX + secrets.token_urlsafe(32)
    scopes = " ".join(sorted({_action(text) for text in actions}))
    token = Token.objects.create(name=name, digest=digest_of(secret), user=user, scopes=scopes, expires_on=expires_on)
    return token, secret


def _token_name(user: User, name: str) -> str:
    """Return the name that the log will call the machine by: it may not be that of another account's machine."""
    name, most = " ".join(name.split()), Token._meta.get_field("name").max_length or 0
    problem = None
    if not name:
        problem = "tên trống", "it is empty"
    elif len(name) > most:
        problem = f"dài quá {most} ký tự", f"it has more than {most} characters"
    elif Token.objects.filter(name=name).exclude(user=user).exists():
        problem = "khóa của tài khoản khác đã mang tên này", "a token of another account has this name"
    if problem:
        raise TokenNameUnusable(name=name[:most], problem_vi=problem[0], problem_en=problem[1])
    return name


def usable_token(secret: str, on: date) -> Token | None:
    """The token a secret opens on a day: not revoked, not expired, of an active account."""
    return (
        Token.objects.filter(digest=digest_of(secret), revoked_at=None, expires_on__gte=on, user__is_active=True)
        .select_related("user")
        .first()
    )


def revoke_token(token_id: int, at: datetime) -> None:
    """End a token from this moment on."""
    Token.objects.filter(id=token_id, revoked_at=None).update(revoked_at=at)


def digest_of(secret: str) -> str:
    """SHA-256 in hexadecimal; a secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _action(text: Action | str) -> Action:
    if text not in set(Action):
        raise UnknownAction(scope=text, known=", ".join(Action))
    return Action(text)
