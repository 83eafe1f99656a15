"""Putting the files of packages into the tables: in sets, and the same file again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tinhso.engines.orgs.contracts import TERRITORY, NewSuccessionLink, NewUnit
from tinhso.engines.orgs.contracts.errors import RegisterChanged
from tinhso.engines.orgs.logic.csv_rows import read_rows
from tinhso.engines.orgs.logic.register import (
    ProvinceExtract,
    RegisterLink,
    RegisterUnit,
)
from tinhso.engines.orgs.logic.structures import NewLink, link_children
from tinhso.engines.orgs.logic.successions import apply_succession
from tinhso.engines.orgs.logic.units import create_units
from tinhso.engines.orgs.models import Level, Structure, Unit
from tinhso.engines.orgs.queries import successions as stored_successions
from tinhso.engines.orgs.queries import units as stored

Key = tuple[str, date]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Missing:
    """What of an extract is not in the tables yet."""

    units: tuple[RegisterUnit, ...]
    links: tuple[RegisterLink, ...]
    known: Mapping[Key, Unit]


def load_levels(folder: Path) -> bool:
    """Make the levels and structures of a register known; those already known stay. Says whether any is new."""
    before = Level.objects.count(), Structure.objects.count()
    levels = read_rows(folder / "levels.csv", ("code", "name_vi", "name_en", "rank", "valid_from", "valid_to"))
    Level.objects.bulk_create(
        [
            Level(
                code=row["code"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                rank=int(row["rank"]),
                valid_from=row.day("valid_from"),
                valid_to=row.optional_day("valid_to"),
            )
            for row in levels
        ],
        ignore_conflicts=True,
    )
    structures = read_rows(folder / "structures.csv", ("code", "name_vi", "name_en"))
    Structure.objects.bulk_create(
        [Structure(code=row["code"], name_vi=row["name_vi"], name_en=row["name_en"]) for row in structures],
        ignore_conflicts=True,
    )
    return (Level.objects.count(), Structure.objects.count()) != before


def missing_of(extract: ProvinceExtract) -> Missing:
    """Compare an extract with the tables.

    Raises:
        RegisterChanged (ORG-033): a unit is already there with another level or another end.
    """
    known = stored.units_with_keys(unit.key for unit in extract.units)
    for unit in extract.units:
        if unit.key in known:
            _refuse_changed(unit.spec, known[unit.key])
    linked = stored_successions.links_between([unit.id for unit in known.values()])
    ids = {key: unit.id for key, unit in known.items()}
    return Missing(
        tuple(unit for unit in extract.units if unit.key not in known),
        tuple(link for link in extract.links if (ids.get(link.old), ids.get(link.new)) not in linked),
        known,
    )


def add_extract(code: str, missing: Missing, event_id: int) -> None:
    """Write the missing units, their places in the territory and their successions."""
    made = create_units([unit.spec for unit in missing.units], event_id) if missing.units else []
    ids = {key: unit.id for key, unit in missing.known.items()} | {
        (unit.code, unit.valid_from): unit.id for unit in made
    }
    places = [
        NewLink(ids[unit.key], ids[unit.parent], unit.spec.valid_from, unit.spec.valid_to)
        for unit in missing.units
        if unit.parent is not None
    ]
    if places:
        link_children(TERRITORY, places, event_id)
    by_day: dict[date, list[RegisterLink]] = defaultdict(list)
    for link in missing.links:
        by_day[link.new[1]].append(link)
    for day, links in by_day.items():
        apply_succession(
            code=f"vn-units:{code}:{day}:{event_id}",
            effective_on=day,
            decision=f"Sắp xếp đơn vị hành chính từ {day}",
            source=links[0].source,
            links=[NewSuccessionLink(ids[x.old], ids[x.new], x.whole, x.default) for x in links],
            event_id=event_id,
        )


def _refuse_changed(spec: NewUnit, unit: Unit) -> None:
    """What a loaded unit is may not change under it; names and points of a newer register do not replace ours."""
    pairs = [("level", unit.level, spec.level)]
    if unit.ended_by_id is None:
        pairs.append(("valid_to", str(unit.valid_to or "–"), str(spec.valid_to or "–")))
    for field, known, given in pairs:
        if known != given:
            raise RegisterChanged(unit=spec.code, valid_from=spec.valid_from, field=field, known=known, given=given)
