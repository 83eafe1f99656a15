"""The accounts desk: what is in reach of whoever keeps accounts, and each act on one of them.

Every act here asks for `keep_accounts`, needs a reason, and is one event that the account's holder reads as news.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import overload

from django.db import transaction

from tinhso.engines.orgs.api import accounts, people
from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.api.reading import unit_by_code
from tinhso.engines.orgs.contracts import Action, Rights, Role, UnitView
from tinhso.engines.orgs.contracts.account_errors import NothingToRevoke, UnknownAccount
from tinhso.engines.orgs.contracts.accounts import AccountFilter, AccountNews, AccountState, AccountView, HeldGrant
from tinhso.engines.orgs.contracts.errors import LastOperator, UnknownUser, WrongDates
from tinhso.engines.orgs.logic import keeping
from tinhso.engines.orgs.logic import people as stored_people
from tinhso.engines.orgs.logic.committed_rows import USER_CHANGED, account_rows
from tinhso.engines.orgs.logic.rights import role_named
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries import account_list
from tinhso.engines.orgs.queries import units as stored_units
from tinhso.engines.orgs.queries.accounts import operators_on
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventView

DAY = timedelta(days=1)
_NEWS_OF = "orgs."
SHOWN_NEWS = 30
EVERY_ACCOUNT = AccountFilter()


class AccountsInReach(Sequence[AccountView]):
    """The accounts a filter finds within somebody's scope, read page by page: one query to count, three a page."""

    def __init__(self, rights: Rights, wanted: AccountFilter) -> None:
        self._rights, self._day = rights, today()
        within = account_list.accounts_within(rights.scope(Action.KEEP_ACCOUNTS))
        self._found = account_list.narrowed(within, wanted, self._day)

    def __len__(self) -> int:
        return self._found.count()

    @overload
    def __getitem__(self, index: int) -> AccountView: ...
    @overload
    def __getitem__(self, index: slice) -> list[AccountView]: ...
    def __getitem__(self, index: int | slice) -> AccountView | list[AccountView]:
        rows = list(self._found[index] if isinstance(index, slice) else self._found[index : index + 1])
        held = account_list.grants_of([row.pk for row in rows], self._day)
        views = [_view(row, held.get(row.pk, []), self._rights, self._day) for row in rows]
        return views if isinstance(index, slice) else views[0]


def accounts_in_reach(rights: Rights, wanted: AccountFilter = EVERY_ACCOUNT) -> AccountsInReach:
    """Return the accounts that somebody keeps, in the order of their names.

    Raises:
        NoRight (ORG-020)
    """
    rights.require(Action.KEEP_ACCOUNTS)
    return AccountsInReach(rights, wanted)


def account_in_reach(user_id: int, *, rights: Rights) -> AccountView:
    """Return one account. Three queries.

    Raises:
        UnknownAccount (ORG-070): none, or out of reach.
    """
    user = _user(user_id, rights)
    return _view(user, account_list.grants_of([user.pk], today()).get(user.pk, []), rights, today())


def own_account(rights: Rights) -> AccountView:
    """Return the account of whoever asks, as they see it themselves."""
    user = User.objects.filter(pk=rights.user_id or 0).first()
    if user is None:
        raise UnknownUser(username=rights.actor)
    return _view(user, account_list.grants_of([user.pk], today()).get(user.pk, []), rights, today())


def offices_in(language: str, titles: Collection[str]) -> dict[str, str]:
    """Return names of offices in a reader's language, by the Vietnamese names that acts are kept under.

    One that nobody holds under this name any more is left out: it stands as it was written. No query in Vietnamese.
    """
    wanted = {title for title in titles if title}
    return account_list.english_titles(wanted) if wanted and language.startswith("en") else {}


def account_news(user_id: int, *, rights: Rights) -> list[AccountNews]:
    """Return what was done to an account, newest first: to its holder and to whoever keeps it. Five queries."""
    if user_id != rights.user_id:
        _user(user_id, rights)
    events = trust.events(subject=f"orgs.user:{user_id}", kind=_NEWS_OF, limit=SHOWN_NEWS)
    texts = trust.texts_of([event.id for event in events], ["actor", "reason"])
    titles = account_list.titles_of({words.get("actor", "").removeprefix("user:") for words in texts.values()})
    units = stored_units.units_by_codes({str(event.public.get("unit", "")) for event in events}, today())
    return [_told(event, texts.get(event.id, {}), titles, units) for event in events]


def _told(
    event: EventView,
    texts: Mapping[str, str],
    titles: Mapping[str, tuple[str, str]],
    units: Mapping[str, UnitView],
) -> AccountNews:
    actor, code = texts.get("actor", ""), str(event.public.get("unit", ""))
    title_vi, title_en = titles.get(actor.removeprefix("user:"), ("", ""))
    return AccountNews(
        kind=event.kind,
        at=event.at,
        actor=actor,
        title_vi=title_vi,
        title_en=title_en,
        reason=texts.get("reason", ""),
        role=str(event.public.get("role", "")),
        unit_code=code,
        unit=units.get(code),
    )


def roles_to_give(rights: Rights) -> list[Role]:
    """Return the roles that somebody may give at some unit of theirs."""
    scope = rights.scope(Action.KEEP_ACCOUNTS)
    units = sorted(scope.unit_ids)[:1]
    return [role for role in Role if scope.everything or any(keeping.may_give(rights, role, unit) for unit in units)]


def units_to_open(rights: Rights) -> list[UnitView]:
    """Return the units of today that somebody may open in an emergency, in Vietnamese order. One query."""
    return _units_for(Action.BREAK_GLASS, rights)


def units_to_keep(rights: Rights) -> list[UnitView]:
    """Return the units of today for which somebody keeps accounts, in Vietnamese order. One query."""
    return _units_for(Action.KEEP_ACCOUNTS, rights)


def _units_for(action: Action, rights: Rights) -> list[UnitView]:
    scope = rights.scope(action)
    if scope.reaches_nothing:
        return []
    return stored_units.units_within(None if scope.everything else scope.unit_ids, today())


def add_account(
    username: str, role: str, unit_code: str, *, rights: Rights, reason: str, title_vi: str = "", title_en: str = ""
) -> int:
    """Make an account with its first role. Returns its number.

    Raises:
        RoleOutOfHand (ORG-072), AccountReasonMissing (ORG-074), UserExists (ORG-025), UnknownUnit (ORG-001),
        UnusableUsername (ORG-099), TitleTooLong (ORG-100)
    """
    rights.require(Action.KEEP_ACCOUNTS)
    why, unit, wanted = keeping.check_reason(reason, username), unit_by_code(unit_code), role_named(role)
    keeping.check_giving(rights, wanted, unit.id, unit.code)
    with transaction.atomic():
        user = people.create_user(username, actor=rights.actor, title_vi=title_vi, title_en=title_en, reason=why)
        people.grant_role(username, wanted, unit.id, actor=rights.actor, reason=why)
    return int(user.pk)


def give_role(
    user_id: int,
    role: str,
    unit_code: str,
    *,
    rights: Rights,
    reason: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> None:
    """Give an account a role for a unit from a day to a day.

    Raises:
        UnknownAccount (ORG-070), OwnAccount (ORG-073), RoleOutOfHand (ORG-072), AccountReasonMissing (ORG-074)
    """
    user, unit, wanted = _user(user_id, rights), unit_by_code(unit_code), role_named(role)
    keeping.check_other(rights, user)
    keeping.check_giving(rights, wanted, unit.id, unit.code)
    why = keeping.check_reason(reason, user.username)
    people.grant_role(
        user.username, wanted, unit.id, actor=rights.actor, valid_from=valid_from, valid_to=valid_to, reason=why
    )


def take_role(
    user_id: int, role: str, unit_id: int, *, rights: Rights, reason: str, last_day: date | None = None
) -> None:
    """Take a role of a unit from an account (default: yesterday was its last day).

    Raises:
        UnknownAccount (ORG-070), OwnAccount (ORG-073), RoleOutOfHand (ORG-072), NothingToRevoke (ORG-075)
    """
    user, wanted = _user(user_id, rights), role_named(role)
    keeping.check_other(rights, user)
    keeping.check_giving(rights, wanted, unit_id, str(unit_id))
    why = keeping.check_reason(reason, user.username)
    with transaction.atomic():
        if not people.revoke_role(user.username, wanted, unit_id, actor=rights.actor, last_day=last_day, reason=why):
            raise NothingToRevoke(username=user.username, role=wanted, unit=unit_id)
        _keep_an_operator(last_day)


def give_reset_path(user_id: int, *, rights: Rights, reason: str) -> str:
    """Return the path on which an account's password is set once; shown once, kept nowhere.

    Raises:
        UnknownAccount (ORG-070), AccountOutOfHand (ORG-071), OwnAccount (ORG-073), UnknownUser (ORG-024): closed.
    """
    user = _changeable(user_id, rights)
    why = keeping.check_reason(reason, user.username)
    return accounts.reset_password(user.username, actor=rights.actor, reason=why)


def end_account(user_id: int, *, rights: Rights, reason: str, last_day: date | None = None, deputy: str = "") -> None:
    """End an account now, or with a last day ahead; a deputy takes its roles over from the day after.

    Raises:
        UnknownAccount (ORG-070), AccountOutOfHand (ORG-071), OwnAccount (ORG-073), LastOperator (ORG-034),
        UnknownUser (ORG-024): closed already, or no such deputy; WrongDates (ORG-010)
    """
    user = stored_people.user_named(_changeable(user_id, rights).username)
    why = keeping.check_reason(reason, user.username)
    if last_day is not None and last_day < today():
        raise WrongDates(valid_from=today(), valid_to=last_day)
    if deputy:
        keeping.check_other(rights, _user(stored_people.user_named(deputy).pk, rights))
        if deputy == user.username:
            raise UnknownUser(username=deputy)
    with transaction.atomic():
        ends_on = last_day if last_day is not None else today() - DAY
        accounts.hand_over(user, deputy, ends_on, rights.actor, why)
        if last_day is None:
            stored_people.close_account(user)
        else:
            User.objects.filter(pk=user.pk).update(last_day=last_day)
        trust.record(
            kind=USER_CHANGED,
            subject=f"orgs.user:{user.pk}",
            actor=rights.actor,
            reason=why,
            public={"act": "leave", "last_day": ends_on.isoformat()},
            rows=account_rows(user.pk),
        )
        _keep_an_operator(last_day)


def account_for_keeping(user_id: int, rights: Rights) -> User:
    """Return an account within somebody's reach for other verbs of this engine.

    Raises:
        NoRight (ORG-020), UnknownAccount (ORG-070)
    """
    rights.require(Action.KEEP_ACCOUNTS)
    return _user(user_id, rights)


def _user(user_id: int, rights: Rights) -> User:
    within = account_list.accounts_within(rights.scope(Action.KEEP_ACCOUNTS))
    user = within.filter(pk=user_id).first()
    if user is None:
        raise UnknownAccount(account=user_id)
    return user


def account_to_change(user_id: int, rights: Rights) -> User:
    """Return an account that is wholly in somebody's hands, for other verbs of this engine.

    Raises:
        NoRight (ORG-020), UnknownAccount (ORG-070), AccountOutOfHand (ORG-071), OwnAccount (ORG-073)
    """
    rights.require(Action.KEEP_ACCOUNTS)
    return _changeable(user_id, rights)


def _changeable(user_id: int, rights: Rights) -> User:
    user = _user(user_id, rights)
    keeping.check_account(rights, user, _running(account_list.grants_of([user.pk], today()).get(user.pk, [])))
    return user


def _running(grants: Sequence[HeldGrant]) -> list[HeldGrant]:
    return [one for one in grants if one.is_running]


def _keep_an_operator(last_day: date | None) -> None:
    if not operators_on(today() if last_day is None else last_day + DAY):
        raise LastOperator()


def _view(user: User, grants: Sequence[HeldGrant], rights: Rights, day: date) -> AccountView:
    running = _running(grants)
    is_other = user.pk != rights.user_id
    shown = tuple(
        replace(one, may_end=one.is_running and is_other and keeping.may_give(rights, one.role, one.unit.id))
        for one in grants
    )
    return AccountView(
        id=user.pk,
        username=user.username,
        title_vi=user.title_vi,
        title_en=user.title_en,
        state=_state(user, running, day),
        last_day=user.last_day,
        last_sign_in=user.last_login,
        grants=shown,
        may_change=keeping.may_change(rights, user.pk, running),
    )


def _state(user: User, running: Sequence[HeldGrant], day: date) -> AccountState:
    if not user.is_active or (user.last_day is not None and user.last_day < day):
        return AccountState.CLOSED
    if user.last_day is not None:
        return AccountState.ENDING
    return AccountState.OPEN if running else AccountState.IDLE
