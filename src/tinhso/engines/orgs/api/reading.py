"""Units and structures as of a day and as of a size of the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.contracts import LevelView, Restatement, TerritoryTables, UnitPage, UnitView
from tinhso.engines.orgs.contracts.errors import UnknownLevel
from tinhso.engines.orgs.logic import closure as closures
from tinhso.engines.orgs.logic import finding, reporters, restating
from tinhso.engines.orgs.queries import structures as stored_structures
from tinhso.engines.orgs.queries import successions as stored_successions
from tinhso.engines.orgs.queries import tables as stored_tables
from tinhso.engines.orgs.queries import units as stored
from tinhso.kernel.periods import Period
from tinhso.kernel.vietnamese import search_key


def unit_by_code(code: str, on: date | None = None, known: int | None = None) -> UnitView:
    """Return the unit that has this code (or agency identifier, in either form) on a day.

    Raises:
        UnknownUnit (ORG-001): with the nearest valid alternative.
    """
    return finding.unit_by_code(code, on or today(), known)


def units_by_codes(codes: Collection[str], on: date | None = None, known: int | None = None) -> dict[str, UnitView]:
    """Return the units that have these codes on a day, by code; unknown codes are left out. One query."""
    return stored.units_by_codes(codes, on or today(), known)


def unit_ids_at(pairs: Iterable[tuple[str, date]]) -> dict[tuple[str, date], int]:
    """Return the unit that each code names on each day; pairs that name nobody are left out. One query."""
    return finding.unit_ids_at(pairs)


def unknown_unit(code: str, on: date) -> Exception:
    """Return (not raise) the refusal of a code on a day, for lists of rejections."""
    return finding.unknown_unit(code, on)


def unit_view(unit_id: int, on: date | None = None, known: int | None = None) -> UnitView:
    """Return one unit as it was called on a day, or refuse (ORG-002)."""
    return finding.unit_view(unit_id, on or today(), known)


def unit_views(unit_ids: Collection[int], on: date | None = None, known: int | None = None) -> list[UnitView]:
    """Return these units as far as they are valid on a day, in Vietnamese order. One query."""
    return stored.units_by_ids(unit_ids, on or today(), known)


def last_views(unit_ids: Collection[int]) -> list[UnitView]:
    """Return these units with their last names, ended or not, in Vietnamese order. One query."""
    return stored.last_views(unit_ids)


def units_on(level: str, on: date | None = None, within: int | None = None, known: int | None = None) -> list[UnitView]:
    """Return every unit of a level on a day, in Vietnamese order, all or those at or below the unit `within`."""
    day = on or today()
    found = stored.units_of_level(level, day, known)
    return found if within is None else finding.within(found, closures.descendants(within, day, known))


def units_between(level: str, first: date, last: date, known: int | None = None) -> list[UnitView]:
    """Return every unit of a level on some day from `first` to `last`, in Vietnamese order. One query."""
    return stored.units_between(level, first, last, known)


def units_reporting(
    level: str, period: Period, *, additive: bool, within: int, by: date | None = None
) -> list[UnitView]:
    """Return the units of a level that report a period, in Vietnamese order: where units change inside it, those that
    its dated rule names.

    Args:
        additive: whether of figures that add up over days and units (then both the old and the new may report).
        within: only at or below this unit, or a unit that went into it.
        by: of a period that is not over by this day (today), the units of this day.
    """
    return reporters.units_reporting(level, period, additive=additive, within=within, by=by or today())


def search_units(text: str, on: date | None = None, limit: int = 20) -> list[UnitView]:
    """Return units whose name answers a text typed with or without tones, exact tones first."""
    return finding.search_units(text, on or today(), limit)


def units_page(
    on: date | None = None,
    *,
    level: str = "",
    within: int | None = None,
    text: str = "",
    after: str = "",
    limit: int = 100,
) -> UnitPage:
    """Return units of a day in the order of their codes, for machines that read them all.

    Args:
        within: only this unit and what is below it.
        text: a name or part of one, with or without tones; signs without a letter answer to nothing.
        after: the cursor of the page before.

    Raises:
        UnknownLevel (ORG-009): no such level on that day.
    """
    day = on or today()
    levels = [one.code for one in stored.levels_on(day)] if level else []
    if level not in ("", *levels):
        raise UnknownLevel(level=level, on=day, known=", ".join(levels) or "–")
    unit_ids, key = None if within is None else closures.descendants(within, day), search_key(text)
    if text.strip() and not key:
        return UnitPage((), None)
    found = stored.units_after(day, level=level, unit_ids=unit_ids, key=key, after=after, limit=limit + 1)
    page = found[:limit]
    return UnitPage(tuple(page), page[-1].code if len(found) > limit else None)


def parent_codes(unit_ids: Collection[int], on: date | None = None) -> dict[int, str]:
    """Return the code of the unit directly above each of these. One query."""
    return stored_structures.parent_codes(unit_ids, on or today())


def levels_on(on: date | None = None) -> list[LevelView]:
    """Return the levels valid on a day, from the highest down."""
    return stored.levels_on(on or today())


def closure(
    level: str, on: date | None = None, structure: str | None = None, known: int | None = None
) -> list[tuple[int, int]]:
    """Return (unit, its ancestor at the level) as reported: by the structure valid on that day.

    A unit of the level is its own ancestor. Without `structure` both `territory` and `agencies` count. Two queries.
    """
    return closures.closure(level, on or today(), structure, known)


def descendants(unit_id: int, on: date | None = None, known: int | None = None) -> set[int]:
    """Return a unit and everything below it on a day, in both structures. One query."""
    return closures.descendants(unit_id, on or today(), known)


def children(unit_id: int, on: date | None = None, known: int | None = None) -> list[UnitView]:
    """Return the units directly below, in Vietnamese order. Two queries."""
    day = on or today()
    return stored.units_by_ids(stored_structures.child_ids(unit_id, day, known), day, known)


def parent(
    unit_id: int, on: date | None = None, structure: str | None = None, known: int | None = None
) -> UnitView | None:
    """Return the unit directly above on a day, None at the top."""
    day = on or today()
    parent_id = stored_structures.parent_id(unit_id, day, structure, known)
    return None if parent_id is None else finding.unit_view(parent_id, day, known)


def restatement(
    unit_ids: Collection[int], to: date | None = None, basis: str = "area", known: int | None = None
) -> Restatement:
    """Return how figures of these units are carried to the units of a day, exactly; see `contracts.Restatement`.

    Raises:
        WeightNotExact (ORG-014): a share along a chain is no whole number of billionths.
    """
    return restating.restatement(unit_ids, to or today(), basis, known)


def territory_tables(known: int) -> TerritoryTables:
    """Return everything about units as tables, as a size of the log knows it. Eight queries."""
    return stored_tables.territory_tables(known)


def predecessors(
    unit_ids: Collection[int], known: int | None = None, after: date | None = None, until: date | None = None
) -> dict[int, list[int]]:
    """Return, by unit, the units that went directly (whole or in part) into it. One query.

    Args:
        after, until: only by decisions that took effect later than the one day, and not later than the other.
    """
    return stored_successions.predecessor_ids(unit_ids, known, after, until)
