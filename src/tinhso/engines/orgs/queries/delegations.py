"""Delegations as they were given, and who somebody acted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tinhso.engines.orgs.contracts.delegations import ActFor, Person
from tinhso.engines.orgs.models import Delegation, RoleGrant, User
from tinhso.engines.orgs.queries.validity import not_ended, valid_on


def delegations_of(user_id: int, day: date) -> QuerySet[Delegation]:
    """Delegations that an account gave or received, what runs last first; `holds`: the giver still holds the role."""
    holds = RoleGrant.objects.filter(
        valid_on(day), user_id=OuterRef("from_user_id"), role=OuterRef("role"), unit_id=OuterRef("unit_id")
    )
    found = Delegation.objects.filter(Q(from_user_id=user_id) | Q(to_user_id=user_id))
    return found.select_related("from_user", "to_user").annotate(holds=Exists(holds)).order_by("-valid_to", "-id")


def open_delegation(delegation_id: int, day: date) -> Delegation | None:
    """A delegation that is not over yet; taken for writing."""
    found = Delegation.objects.select_for_update().filter(not_ended(day), pk=delegation_id)
    return found.select_related("unit").first()


def colleagues(unit_ids: Collection[int], day: date) -> list[User]:
    """Open accounts that hold a role at these units, or stood in for somebody there, by name. One query."""
    at_units = Q(Exists(RoleGrant.objects.filter(not_ended(day), unit_id__in=unit_ids, user_id=OuterRef("pk"))))
    stood_in = Q(Exists(Delegation.objects.filter(unit_id__in=unit_ids, to_user_id=OuterRef("pk"))))
    return list(
        User.objects.filter(not_ended(day, "last_day"), at_units | stood_in, is_active=True).order_by("username")
    )


def givers_of(acts: Collection[ActFor]) -> dict[ActFor, Person]:
    """Whom each act was done for; acts that no delegation explains are left out. At most one query."""
    if not acts:
        return {}
    days = [act.day for act in acts]
    rows = Delegation.objects.filter(
        to_user__username__in={act.username for act in acts},
        capacity__in={act.capacity for act in acts},
        valid_from__lte=max(days),
        valid_to__gte=min(days),
    ).select_related("from_user", "to_user")
    by_actor: dict[tuple[str, str], list[Delegation]] = defaultdict(list)
    for row in rows.order_by("id"):  # of two that explain the same act, the later one
        by_actor[row.to_user.username, row.capacity].append(row)
    found = {}
    for act in acts:
        for row in by_actor[act.username, act.capacity]:
            if row.valid_from <= act.day <= row.valid_to:
                found[act] = person_of(row.from_user)
    return found


def person_of(user: User) -> Person:
    """An account as other screens name it."""
    return Person(user.pk, user.username, user.title_vi, user.title_en)
