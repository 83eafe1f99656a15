"""Titles of people: who acted, who answers for a unit. Titles only, never names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from tinhso.engines.orgs.api import Role, User

_ANSWERING = (Role.DRAFTER, Role.CONSOLIDATOR, Role.APPROVER)


def title_of_user(user_id: int | None) -> str:
    """The title an account acts under; empty for machines and accounts without one."""
    if user_id is None:
        return ""
    return User.objects.filter(id=user_id).values_list("title_vi", flat=True).first() or ""


def drafters_of(unit_id: int, on: date) -> list[tuple[int, str]]:
    """Id and title of everybody who enters reports of a unit on a day, by id."""
    rows = User.objects.filter(
        Q(grants__valid_to__isnull=True) | Q(grants__valid_to__gte=on),
        grants__unit_id=unit_id,
        grants__role__in=(Role.DRAFTER, Role.CONSOLIDATOR),
        grants__valid_from__lte=on,
        is_active=True,
    )
    return list(rows.order_by("id").distinct().values_list("id", "title_vi"))


def responsible_titles(unit_ids: Collection[int], on: date) -> dict[int, tuple[str, str]]:
    """By unit, the title of whoever enters its reports (failing that, of its leader), in both languages. One query."""
    rows = (
        User.objects.filter(
            Q(grants__valid_to__isnull=True) | Q(grants__valid_to__gte=on),
            grants__unit_id__in=unit_ids,
            grants__role__in=_ANSWERING,
            grants__valid_from__lte=on,
            is_active=True,
        )
        .order_by("id")
        .values_list("grants__unit_id", "grants__role", "title_vi", "title_en")
    )
    best: dict[int, tuple[int, tuple[str, str]]] = {}
    for unit_id, role, title, title_en in rows:
        rank = _ANSWERING.index(Role(role))
        if title and (unit_id not in best or rank < best[unit_id][0]):
            best[unit_id] = rank, (title, title_en)
    return {unit_id: titles for unit_id, (_, titles) in best.items()}
