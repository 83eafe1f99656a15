"""Who belonged to whom on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from tinhso.engines.orgs.contracts import AGENCIES, TERRITORY
from tinhso.engines.orgs.models import Link, Structure, Unit
from tinhso.engines.orgs.queries.validity import valid_on

OURS = (TERRITORY, AGENCIES)


def links_on(day: date, structure: str | None = None, known: int | None = None) -> QuerySet[Link]:
    """Links that hold on a day, in one structure or in both of ours."""
    return Link.objects.filter(valid_on(day, known, "", "link"), structure__code__in=[structure] if structure else OURS)


def parents_on(day: date, structure: str | None = None, known: int | None = None) -> dict[int, list[int]]:
    """The parents of every child on a day (one for each structure)."""
    parents = defaultdict(list)
    for child_id, parent_id in links_on(day, structure, known).order_by("id").values_list("child_id", "parent_id"):
        parents[child_id].append(parent_id)
    return dict(parents)


def levels_of_units(day: date, known: int | None = None) -> dict[int, str]:
    """The level of every unit valid on a day."""
    return dict(Unit.objects.filter(valid_on(day, known, "", "unit")).order_by("id").values_list("id", "level"))


def child_ids(unit_id: int, day: date, known: int | None = None) -> list[int]:
    """Units directly below a unit, in both structures."""
    return list(links_on(day, None, known).filter(parent_id=unit_id).values_list("child_id", flat=True))


def parent_id(unit_id: int, day: date, structure: str | None = None, known: int | None = None) -> int | None:
    """The unit directly above; None at the top."""
    return links_on(day, structure, known).filter(child_id=unit_id).values_list("parent_id", flat=True).first()


def parent_codes(unit_ids: Collection[int], day: date) -> dict[int, str]:
    """The code of the unit directly above each of these."""
    return dict(links_on(day).filter(child_id__in=unit_ids).order_by("id").values_list("child_id", "parent__code"))


def structures_by_code() -> dict[str, Structure]:
    return {structure.code: structure for structure in Structure.objects.order_by("code")}


def links_of_structure(structure_id: int) -> list[Link]:
    """Every link a structure ever had."""
    return list(Link.objects.filter(structure_id=structure_id).order_by("valid_from", "id"))


def links_of_children(structure_id: int, children: Collection[int]) -> list[Link]:
    """Every link these children ever had in a structure, oldest first."""
    return list(
        Link.objects.filter(structure_id=structure_id, child_id__in=children)
        .select_related("child")
        .order_by("valid_from")
    )
