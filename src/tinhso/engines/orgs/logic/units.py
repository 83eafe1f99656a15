"""Making, renaming and ending units, always in sets: a province has hundreds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from tinhso.engines.orgs.contracts import PLACE, STRUCTURE_OF_KIND, NewUnit
from tinhso.engines.orgs.contracts.errors import (
    OverlappingNames,
    UnitAlreadyEnded,
    UnitExists,
    UnknownLevel,
    WrongDates,
)
from tinhso.engines.orgs.logic.structures import NewLink, end_links, link_children
from tinhso.engines.orgs.models import Level, Unit, UnitAlias, UnitName
from tinhso.engines.orgs.queries import units as stored
from tinhso.engines.orgs.queries.validity import present
from tinhso.kernel.identifiers import UNIT_CODE_DIGITS, AgencyIdentifier, InvalidAgencyIdentifier, check_unit_code
from tinhso.kernel.vietnamese import clean_text, search_key, sort_key

DAY = timedelta(days=1)
_KEY_LENGTH = 400


def create_units(new: Sequence[NewUnit], event_id: int) -> list[Unit]:
    """Write units, their first names, their aliases and their links, each table in one statement.

    Raises:
        WrongDates (ORG-010), UnknownLevel (ORG-009), UnitExists (ORG-003), InvalidUnitCode (KER-031) and whatever
        `link_children` raises.
    """
    _check_levels(new)
    _check_codes(new)
    units = Unit.objects.bulk_create([_unit_row(unit, event_id) for unit in new], batch_size=1000)
    UnitName.objects.bulk_create(
        [
            name_row(unit.id, spec, spec.valid_from, spec.valid_to, event_id)
            for spec, unit in zip(new, units, strict=True)
        ],
        batch_size=1000,
    )
    UnitAlias.objects.bulk_create(_alias_rows(new, units), batch_size=1000)
    by_structure: dict[str, list[NewLink]] = defaultdict(list)
    for spec, unit in zip(new, units, strict=True):
        if spec.parent_id is not None:
            structure = spec.structure or STRUCTURE_OF_KIND[spec.kind]
            by_structure[structure].append(NewLink(unit.id, spec.parent_id, spec.valid_from, spec.valid_to))
    for structure, links in by_structure.items():
        link_children(structure, links, event_id)
    return units


def name_row(unit_id: int, spec: NewUnit, valid_from: date, valid_to: date | None, event_id: int) -> UnitName:
    """Return a name row with its search and sort keys."""
    short_name = clean_text(spec.short_name or spec.name_vi)
    return UnitName(
        unit_id=unit_id,
        type_vi=spec.type_vi,
        name_vi=clean_text(spec.name_vi),
        name_en=clean_text(spec.name_en),
        short_name=short_name,
        search_key=search_key(spec.name_vi)[:_KEY_LENGTH],
        sort_key=sort_key(f"{short_name} {spec.type_vi}")[:_KEY_LENGTH],
        valid_from=valid_from,
        valid_to=valid_to,
        event_id=event_id,
    )


def rename_units(names: Mapping[int, NewUnit], event_id: int) -> None:
    """Give units a new name from `valid_from` of the given texts; the identity of the unit stays.

    Raises:
        OverlappingNames (ORG-004): the new name does not start after the last one.
    """
    last = stored.last_names(names.keys())
    for unit_id, spec in names.items():
        if spec.valid_from <= last[unit_id].valid_from:
            raise OverlappingNames(unit=last[unit_id].unit.code, existing=last[unit_id].valid_from, on=spec.valid_from)
    fresh = [
        name_row(unit_id, spec, spec.valid_from, last[unit_id].unit.valid_to, event_id)
        for unit_id, spec in names.items()
    ]
    for unit_id, name in last.items():
        name.valid_to = names[unit_id].valid_from - DAY
        name.ended_by_id = event_id
    UnitName.objects.bulk_update(last.values(), ["valid_to", "ended_by"], batch_size=500)
    UnitName.objects.bulk_create(fresh, batch_size=1000)


def end_units(unit_ids: Collection[int], last_day: date, event_id: int) -> None:
    """End units, their names and their links with a last day.

    Raises:
        UnitAlreadyEnded (ORG-011), WrongDates (ORG-010): the unit begins after that day.
    """
    for unit in stored.known_units(unit_ids):
        if unit.valid_to is not None and unit.valid_to != last_day:
            raise UnitAlreadyEnded(unit=unit.code, valid_to=unit.valid_to, on=last_day)
        check_dates(unit.valid_from, last_day)
    ending = {"valid_to": last_day, "ended_by_id": event_id}
    Unit.objects.filter(id__in=unit_ids, valid_to=None).update(**ending)
    UnitName.objects.filter(unit_id__in=unit_ids, valid_to=None).update(**ending)
    end_links(unit_ids, last_day, event_id)


def check_dates(valid_from: date, valid_to: date | None) -> None:
    """Refuse an end before its beginning (ORG-010)."""
    if valid_to is not None and valid_to < valid_from:
        raise WrongDates(valid_from=valid_from, valid_to=valid_to)


def _check_levels(new: Sequence[NewUnit]) -> None:
    """The level of a unit must exist for the whole life of the unit (no new districts after 30/6/2025)."""
    levels = list(Level.objects.order_by("rank"))
    for spec in new:
        check_dates(spec.valid_from, spec.valid_to)
        last = spec.valid_to or date.max
        fitting = [x for x in levels if x.valid_from <= spec.valid_from and last <= (x.valid_to or date.max)]
        if spec.level not in {level.code for level in fitting}:
            known = ", ".join(sorted({level.code for level in fitting}))
            raise UnknownLevel(level=spec.level, on=spec.valid_from, known=known or "–")


def _check_codes(new: Sequence[NewUnit]) -> None:
    """Refuse malformed codes, and a code that would name two units on one day."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for unit in Unit.objects.filter(present(), code__in={spec.code for spec in new}):
        spans[unit.code].append((unit.valid_from, unit.valid_to or date.max))
    for spec in new:
        if spec.kind == PLACE and not spec.surrogate_code and spec.level in UNIT_CODE_DIGITS:
            check_unit_code(spec.code, spec.level)
        last = spec.valid_to or date.max
        if any(start <= last and spec.valid_from <= end for start, end in spans[spec.code]):
            raise UnitExists(unit=spec.code, valid_from=spec.valid_from)
        spans[spec.code].append((spec.valid_from, last))


def _unit_row(spec: NewUnit, event_id: int) -> Unit:
    return Unit(
        code=spec.code,
        kind=spec.kind,
        level=spec.level,
        valid_from=spec.valid_from,
        valid_to=spec.valid_to,
        surrogate_code=spec.surrogate_code,
        longitude=spec.longitude,
        latitude=spec.latitude,
        area_km2=spec.area_km2,
        event_id=event_id,
    )


def _alias_rows(new: Sequence[NewUnit], units: Sequence[Unit]) -> list[UnitAlias]:
    """The aliases that were given, and both written forms of a code that is an agency identifier."""
    rows: dict[tuple[str, str], UnitAlias] = {}
    for spec, unit in zip(new, units, strict=True):
        for scheme, identifier in [*spec.aliases, *_identifier_forms(spec)]:
            rows[scheme, identifier] = UnitAlias(unit=unit, scheme=scheme, identifier=identifier)
    return list(rows.values())


def _identifier_forms(spec: NewUnit) -> list[tuple[str, str]]:
    if spec.kind == PLACE:
        return []
    try:
        identifier = AgencyIdentifier.parse(spec.code)
    except InvalidAgencyIdentifier:
        return []
    return [("qcvn102", identifier.qcvn102), ("qd20", identifier.qd20)]
