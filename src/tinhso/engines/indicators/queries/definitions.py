"""Definitions and dimensions, live or as known at a checkpoint."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q

from tinhso.engines.indicators.contracts import (
    DefinitionView,
    DimensionItemView,
    DimensionView,
    Direction,
    Kind,
    MergeRule,
    Nature,
    Publication,
    SpaceRule,
    TimeRule,
)
from tinhso.engines.indicators.models import Definition, Dimension, Indicator

_READ: dict[str, Any] = {
    "kind": Kind,
    "nature": Nature,
    "time_rule": TimeRule,
    "space_rule": SpaceRule,
    "direction": Direction,
    "merge_rule": MergeRule,
    "publication": Publication,
    "dimensions": lambda text: tuple(json.loads(text)),
    "formula": lambda text: None if text is None else json.loads(text),
}
_COLUMNS = [name for name in DefinitionView.__dataclass_fields__ if name != "code"]

# Written by hand: every form asks it two or three times, and building it took longer than answering it.
_EVERYTHING = (
    f"SELECT i.code, {', '.join(f'd.{name}' for name in _COLUMNS)} "
    "FROM indicators_definition d JOIN indicators_indicator i ON i.id = d.indicator_id"
)


def known_by(as_of: int | None) -> Q:
    """Rows whose event is among the first `as_of` leaves of the log; all committed rows when None."""
    return Q() if as_of is None else Q(event__leaf__leaf_index__lt=as_of)


def restricted_codes() -> frozenset[str]:
    """Codes of indicators of which some version is published as `restricted`; one small query."""
    rows = Definition.objects.filter(publication=Publication.RESTRICTED)
    return frozenset(rows.values_list("indicator__code", flat=True))


def definition_views(
    as_of: int | None = None,
    indicator_ids: Collection[int] | None = None,
    codes: Collection[str] | None = None,
    publications: Collection[str] | None = None,
) -> list[DefinitionView]:
    """Versions of definitions, ordered by indicator code and version."""
    known = None if as_of is None else Definition.objects.filter(known_by(as_of)).values_list("id", flat=True)
    chosen: list[tuple[str, Collection[Any]]] = [
        (column, list(values))
        for column, values in (
            ("d.indicator_id", indicator_ids),
            ("i.code", codes),
            ("d.publication", publications if publications is None else [str(one) for one in publications]),
            ("d.id", known),
        )
        if values is not None
    ]
    if not all(values for _column, values in chosen):
        return []
    where = " AND ".join([f"{column} IN ({', '.join(['%s'] * len(values))})" for column, values in chosen]) or "1 = 1"
    with connection.cursor() as cursor:
        cursor.execute(f"{_EVERYTHING} WHERE {where}", [value for _column, values in chosen for value in values])
        views = [_view(*row) for row in cursor]
    # Sorted here: the databases do not agree on the order of “_” and “.”, and canonical answers need one.
    return sorted(views, key=lambda view: (view.code, view.version))


def in_force(versions: Collection[DefinitionView], day: date) -> DefinitionView | None:
    """The version of one indicator in force on a day: the latest that has begun, the higher version on a tie."""
    begun = [version for version in versions if version.valid_from <= day]
    return max(begun, key=lambda version: (version.valid_from, version.version), default=None)


def by_indicator(versions: Collection[DefinitionView]) -> dict[int, list[DefinitionView]]:
    """Versions grouped by indicator id."""
    grouped: dict[int, list[DefinitionView]] = {}
    for version in versions:
        grouped.setdefault(version.indicator_id, []).append(version)
    return grouped


def indicator_ids_by_code(codes: Collection[str]) -> dict[str, int]:
    """Ids of these indicators, as far as they exist."""
    return dict(Indicator.objects.filter(code__in=codes).values_list("code", "id"))


def dimension_views() -> dict[str, DimensionView]:
    """Every dimension with its items in order, by code."""
    rows = Dimension.objects.prefetch_related("items").order_by("code")
    return {row.code: _dimension(row) for row in rows}


def _dimension(row: Dimension) -> DimensionView:
    items = sorted(row.items.all(), key=lambda item: (item.position, item.code))
    views = tuple(
        DimensionItemView(item.code, item.name_vi, item.name_en, item.valid_from, item.valid_to) for item in items
    )
    return DimensionView(row.code, row.name_vi, row.name_en, views)


@lru_cache(maxsize=8192)
def _view(code: str, *values: Any) -> DefinitionView:
    """Read a version once a process: the same row gives the same view, however often it is asked for."""
    named = {name: _READ[name](value) if name in _READ else value for name, value in zip(_COLUMNS, values, strict=True)}
    return DefinitionView(code=code, **named)
