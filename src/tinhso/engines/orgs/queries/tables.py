"""Everything about units as tables, as far as the first `known` leaves of the log tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Model

from tinhso.engines.orgs.contracts import TerritoryTables
from tinhso.engines.orgs.models import Link, SuccessionLink, Unit, UnitName, Weight
from tinhso.engines.orgs.queries.validity import ends_standing_then, in_force, known_by

Row = tuple[object, ...]


def territory_tables(known: int) -> TerritoryTables:
    """Return units, names, links, successions and the newest weights. Eight queries."""
    units = list(_lives(Unit, "unit", known, ("id", "code", "kind", "level", "surrogate_code")))
    there = {unit[0] for unit in units}
    names = _lives(UnitName, "name", known, ("unit_id", "type_vi", "name_vi", "name_en"))
    links = _lives(Link, "link", known, ("structure__code", "child_id", "parent_id"))
    steps = SuccessionLink.objects.filter(in_force(known, "succession__")).order_by("id")
    decision = ("succession__code", "succession__effective_on", "succession__decision")
    return TerritoryTables(
        units=tuple(units),
        names=tuple(row for row in names if row[0] in there),
        links=tuple(row for row in links if row[1] in there and row[2] in there),
        successions=tuple(steps.values_list(*decision, "old_unit_id", "new_unit_id", "whole")),
        weights=tuple(_newest_weights(known)),
    )


def _lives(model: type[Model], what: str, known: int, columns: tuple[str, ...]) -> Iterator[Row]:
    """Rows with their first and last day as known then; what had been made for an undone decision is left out."""
    standing = ends_standing_then(known, what)
    rows = model._default_manager.filter(known_by(known)).order_by("id")
    wanted = ("pk", "valid_from", "valid_to", "ended_by_id", "ended_by__leaf__leaf_index", *columns)
    for key, first, last, ended_by, leaf, *rest in rows.values_list(*wanted):
        is_known = ended_by is None or (leaf is not None and leaf < known)
        end: date | None = standing.get(key, last if is_known else None)
        if end is None or end >= first:
            yield (*rest, first, end)


def _newest_weights(known: int) -> Iterator[Row]:
    """Shares in force: of every divided unit and basis the newest set."""
    found: dict[tuple[int, str], tuple[int, list[Row]]] = {}
    rows = Weight.objects.filter(known_by(known), in_force(known, "link__succession__")).order_by("event_id", "id")
    for old, new, basis, part, event in rows.values_list(
        "link__old_unit_id", "link__new_unit_id", "basis", "billionths", "event_id"
    ):
        newest, shares = found.get((old, basis), (0, []))
        found[old, basis] = (event, [*(shares if newest == event else ()), (old, new, basis, part)])
    for _, shares in found.values():
        yield from shares
