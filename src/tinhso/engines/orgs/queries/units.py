"""Units with the name they had on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from tinhso.engines.orgs.contracts import LevelView, UnitView
from tinhso.engines.orgs.models import Level, Unit, UnitAlias, UnitName
from tinhso.engines.orgs.queries.validity import ends_standing_then, known_by, present, valid_on


def names_on(day: date, known: int | None = None) -> QuerySet[UnitName]:
    """Names of valid units on a day, in Vietnamese order; every valid unit has exactly one."""
    return (
        UnitName.objects.filter(valid_on(day, known, "", "name"), valid_on(day, known, "unit__", "unit"))
        .select_related(*_with_unit(known))
        .order_by("sort_key", "unit__code", "unit_id")
    )


def _with_unit(known: int | None) -> tuple[str, ...]:
    """What `end_of` looks at: when an end became known is asked only where somebody looks back."""
    return ("unit",) if known is None else ("unit", "unit__ended_by__leaf")


def units_of_level(level: str, day: date, known: int | None = None) -> list[UnitView]:
    """Every unit of a level on a day."""
    return views(names_on(day, known).filter(unit__level=level), known)


def units_between(level: str, first: date, last: date, known: int | None = None) -> list[UnitView]:
    """Every unit of a level on some day of a stretch, with its last name in it."""
    on_first, begun = (
        valid_on(first, known, "unit__", "unit"),
        Q(unit__valid_from__gt=first, unit__valid_from__lte=last),
    )
    there = present("unit__")
    if known is not None:
        there |= ~Q(unit__ended_by__leaf__leaf_index__lt=known)
    rows = UnitName.objects.filter(on_first | (begun & there & known_by(known, "unit__event")), known_by(known))
    rows = rows.filter(unit__level=level, valid_from__lte=last).select_related(*_with_unit(known))
    newest = {name.unit_id: name for name in rows.order_by("valid_from", "id")}
    return sorted(views(newest.values(), known), key=lambda view: (view.sort_key, view.code, view.id))


def units_within(unit_ids: Collection[int] | None, day: date) -> list[UnitView]:
    """Every unit of a day, or of these those that are valid then."""
    names = names_on(day)
    return views(names if unit_ids is None else names.filter(unit_id__in=unit_ids), None)


def units_by_ids(unit_ids: Collection[int], day: date, known: int | None = None) -> list[UnitView]:
    """These units, as far as they are valid on the day."""
    return views(names_on(day, known).filter(unit_id__in=unit_ids), known)


def units_by_codes(codes: Collection[str], day: date, known: int | None = None) -> dict[str, UnitView]:
    """The units that have these codes on the day, by code."""
    return {view.code: view for view in views(names_on(day, known).filter(unit__code__in=codes), known)}


def unit_by_alias(identifier: str, day: date) -> UnitView | None:
    """The unit valid on the day that another identifier leads to, None when none or several do."""
    unit_ids = UnitAlias.objects.filter(identifier=identifier).values("unit_id")
    found = views(names_on(day).filter(unit_id__in=unit_ids), None)
    return found[0] if len(found) == 1 else None


def last_views(unit_ids: Collection[int]) -> list[UnitView]:
    """These units whatever the day, each with its last name (for units that have ended)."""
    names = UnitName.objects.filter(unit_id__in=unit_ids).select_related("unit")
    newest = {name.unit_id: name for name in names.order_by("valid_from")}
    return sorted(views(newest.values(), None), key=lambda view: (view.sort_key, view.code, view.id))


def units_ever(code: str) -> list[Unit]:
    """Every unit that ever had a code, oldest first."""
    return list(Unit.objects.filter(present(), code=code).order_by("valid_from"))


def codes_on(day: date) -> list[str]:
    """Every code valid on a day."""
    return list(Unit.objects.filter(valid_on(day)).values_list("code", flat=True))


def units_matching(key: str, day: date, limit: int) -> list[UnitView]:
    """Units whose search key contains a folded text."""
    return views(names_on(day).filter(search_key__contains=key)[:limit], None)


def units_after(
    day: date, *, level: str, unit_ids: Collection[int] | None, key: str, after: str, limit: int
) -> list[UnitView]:
    """Units of a day in the order of their codes, from the code that follows `after`; empty bounds do not bound."""
    rows = names_on(day).filter(unit__code__gt=after)
    if level:
        rows = rows.filter(unit__level=level)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    if key:
        rows = rows.filter(search_key__contains=key)
    return views(rows.order_by("unit__code")[:limit], None)


def levels_on(day: date) -> list[LevelView]:
    """Levels valid on a day, from the highest down."""
    rows = Level.objects.filter(valid_from__lte=day).exclude(valid_to__lt=day).order_by("rank", "code")
    return [LevelView(x.code, x.name_vi, x.name_en, x.rank, x.valid_from, x.valid_to) for x in rows]


def units_with_keys(keys: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Unit]:
    """Units by (code, valid_from), in one query."""
    wanted = set(keys)
    rows = Unit.objects.filter(present(), code__in={code for code, _ in wanted})
    return {(unit.code, unit.valid_from): unit for unit in rows if (unit.code, unit.valid_from) in wanted}


def names_in_force(unit_ids: Collection[int], day: date) -> dict[int, UnitName]:
    """The name row each of these units has on a day."""
    return {name.unit_id: name for name in UnitName.objects.filter(valid_on(day), unit_id__in=unit_ids)}


def last_names(unit_ids: Collection[int]) -> dict[int, UnitName]:
    """The newest name row of each of these units."""
    rows = UnitName.objects.filter(unit_id__in=unit_ids).select_related("unit").order_by("valid_from")
    return {name.unit_id: name for name in rows}


def known_units(unit_ids: Collection[int], known: int | None = None) -> list[Unit]:
    """These units as rows, with what is needed to say whether their end was known."""
    return list(Unit.objects.filter(known_by(known), id__in=unit_ids).select_related("ended_by__leaf"))


def end_of(unit: Unit, known: int | None, standing: Mapping[int, date]) -> date | None:
    """The last day of a unit as far as the first `known` leaves tell; its `ended_by__leaf` must have been selected.

    Args:
        standing: what `ends_standing_then` says of units.
    """
    if unit.id in standing:
        return standing[unit.id]
    if known is None or unit.ended_by is None:
        return unit.valid_to
    leaf = getattr(unit.ended_by, "leaf", None)
    return unit.valid_to if leaf is not None and leaf.leaf_index < known else None


def views(names: Iterable[UnitName], known: int | None) -> list[UnitView]:
    """Frozen views of name rows, in their order."""
    standing = ends_standing_then(known, "unit")
    return [
        UnitView(
            id=name.unit_id,
            code=name.unit.code,
            valid_from=name.unit.valid_from,
            valid_to=end_of(name.unit, known, standing),
            kind=name.unit.kind,
            level=name.unit.level,
            type_vi=name.type_vi,
            name_vi=name.name_vi,
            name_en=name.name_en,
            short_name=name.short_name,
            sort_key=name.sort_key,
            longitude=name.unit.longitude,
            latitude=name.unit.latitude,
        )
        for name in names
    ]
