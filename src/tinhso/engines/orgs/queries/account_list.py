"""Accounts in reach of whoever keeps them, narrowed and read with what they hold in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tinhso.engines.orgs.contracts import Role, Scope
from tinhso.engines.orgs.contracts.accounts import (
    AccountFilter,
    AccountState,
    HeldGrant,
)
from tinhso.engines.orgs.models import RoleGrant, User
from tinhso.engines.orgs.queries.units import last_views
from tinhso.engines.orgs.queries.validity import not_ended
from tinhso.kernel.vietnamese import search_key


def accounts_within(scope: Scope) -> QuerySet[User]:
    """Accounts that hold or held a role at a unit of the scope. The one place where their list is bounded."""
    every = User.objects.all()
    if scope.everything:
        return every
    return every.filter(Exists(RoleGrant.objects.filter(scope.q("unit_id"), user_id=OuterRef("pk"))))


def narrowed(accounts: QuerySet[User], wanted: AccountFilter, day: date) -> QuerySet[User]:
    """Keep the accounts that a filter asks for, in the order of their names."""
    for word in search_key(wanted.text).split():
        accounts = accounts.filter(search_key__contains=word)
    held = RoleGrant.objects.filter(not_ended(day), user_id=OuterRef("pk"))
    if wanted.unit_id is not None or wanted.role:
        asked = held.filter(unit_id=wanted.unit_id) if wanted.unit_id is not None else held
        accounts = accounts.filter(Exists(asked.filter(role=wanted.role) if wanted.role else asked))
    is_open = Q(is_active=True) & not_ended(day, "last_day")
    if wanted.state == AccountState.CLOSED:
        accounts = accounts.exclude(is_open)
    elif wanted.state == AccountState.ENDING:
        accounts = accounts.filter(is_open, last_day__isnull=False)
    elif wanted.state == AccountState.IDLE:
        accounts = accounts.filter(is_open).exclude(Exists(held))
    elif wanted.state == AccountState.OPEN:
        accounts = accounts.filter(is_open)
    return accounts.order_by("username")


def grants_of(user_ids: Collection[int], day: date) -> dict[int, list[HeldGrant]]:
    """What accounts hold and held, what runs first; two queries."""
    rows = list(RoleGrant.objects.filter(user_id__in=user_ids).order_by("-valid_from", "id"))
    units = {view.id: view for view in last_views({row.unit_id for row in rows})} if rows else {}
    found: dict[int, list[HeldGrant]] = defaultdict(list)
    for row in rows:
        if row.valid_to is not None and row.valid_to < row.valid_from:
            continue  # it ended before it began
        is_running = row.valid_to is None or row.valid_to >= day
        found[row.user_id].append(
            HeldGrant(Role(row.role), units[row.unit_id], row.valid_from, row.valid_to, is_running)
        )
    return {user_id: sorted(grants, key=lambda one: not one.is_running) for user_id, grants in found.items()}


def titles_of(usernames: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the titles of accounts, Vietnamese and English, by name."""
    rows = User.objects.filter(username__in=usernames).values_list("username", "title_vi", "title_en")
    return {name: (title_vi, title_en) for name, title_vi, title_en in rows}


def english_titles(titles: Collection[str]) -> dict[str, str]:
    """Return what offices are called in English, by their Vietnamese names, where some account tells it."""
    rows = User.objects.filter(title_vi__in=titles).exclude(title_en="").order_by("-id")
    return dict(rows.values_list("title_vi", "title_en"))


def usernames(user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of accounts by id; one query, none for no ids."""
    if not user_ids:
        return {}
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "username"))
