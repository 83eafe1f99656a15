"""Linking units into structures: one parent a day, no circles, nobody outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tinhso.engines.orgs.contracts import AGENCY, TERRITORY
from tinhso.engines.orgs.contracts.errors import (
    OverlappingLinks,
    StructureCycle,
    UnitOutsideStructure,
    UnknownStructure,
    WrongDates,
)
from tinhso.engines.orgs.models import Link, Structure, Unit
from tinhso.engines.orgs.queries import structures as stored

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A child belongs to a parent from a day to a day, both inclusive; None is open."""

    child_id: int
    parent_id: int
    valid_from: date
    valid_to: date | None = None


def link_children(code: str, links: Sequence[NewLink], event_id: int) -> None:
    """Write links into a structure; a child that moves leaves its former parent the day before.

    Raises:
        UnknownStructure (ORG-008), UnitOutsideStructure (ORG-007), OverlappingLinks (ORG-005), StructureCycle (ORG-006)
    """
    structure = structure_named(code)
    _check_ends(structure, links)
    _close_former(structure, links, event_id)
    Link.objects.bulk_create(
        [
            Link(
                structure=structure,
                child_id=link.child_id,
                parent_id=link.parent_id,
                valid_from=link.valid_from,
                valid_to=link.valid_to,
                event_id=event_id,
            )
            for link in links
        ],
        batch_size=1000,
    )
    _refuse_cycles(structure, min(link.valid_from for link in links))


def end_links(unit_ids: Collection[int], last_day: date, event_id: int) -> None:
    """End every open link from or to these units."""
    ending = {"valid_to": last_day, "ended_by_id": event_id}
    for end in ("child_id__in", "parent_id__in"):
        Link.objects.filter(**{end: unit_ids}, valid_to=None, valid_from__lte=last_day).update(**ending)


def structure_named(code: str) -> Structure:
    """Return a structure by its code, or refuse (ORG-008)."""
    known = stored.structures_by_code()
    if code not in known:
        raise UnknownStructure(structure=code, known=", ".join(known) or "–")
    return known[code]


def _check_ends(structure: Structure, links: Sequence[NewLink]) -> None:
    """Both ends must exist for the whole time of the link, and a territory holds places only."""
    ids = {unit_id for link in links for unit_id in (link.child_id, link.parent_id)}
    units = Unit.objects.select_for_update().in_bulk(list(ids))
    for link in links:
        if link.valid_to is not None and link.valid_to < link.valid_from:
            raise WrongDates(valid_from=link.valid_from, valid_to=link.valid_to)
        for unit in (units[link.child_id], units[link.parent_id]):
            problem = _why_outside(structure.code, unit, link)
            if problem:
                raise UnitOutsideStructure(
                    unit=unit.code,
                    structure=structure.code,
                    on=link.valid_from,
                    problem_vi=problem[0],
                    problem_en=problem[1],
                )


def _why_outside(structure: str, unit: Unit, link: NewLink) -> tuple[str, str] | None:
    if structure == TERRITORY and unit.kind == AGENCY:
        return "cơ cấu lãnh thổ chỉ gồm địa bàn, đây là cơ quan", "the territory holds places only, this is an agency"
    if unit.valid_from > link.valid_from or (unit.valid_to or date.max) < (link.valid_to or date.max):
        life = f"{unit.valid_from} – {unit.valid_to or '…'}"
        return f"đơn vị chỉ có hiệu lực {life}", f"the unit is valid only {life}"
    return None


def _close_former(structure: Structure, links: Sequence[NewLink], event_id: int) -> None:
    """End the open link of each child the day before its new one; refuse every other overlap."""
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    starts = {link.child_id: link.valid_from for link in links}
    closed = []
    for former in stored.links_of_children(structure.id, list(starts)):
        starts_at = starts[former.child_id]
        if former.valid_to is None and former.valid_from < starts_at:
            former.valid_to, former.ended_by_id = starts_at - DAY, event_id
            closed.append(former)
        spans[former.child_id].append((former.valid_from, former.valid_to or date.max))
    for link in links:
        last = link.valid_to or date.max
        for start, end in spans[link.child_id]:
            if start <= last and link.valid_from <= end:
                child = Unit.objects.get(id=link.child_id)
                raise OverlappingLinks(structure=structure.code, unit=child.code, existing=start, on=link.valid_from)
        spans[link.child_id].append((link.valid_from, last))
    Link.objects.bulk_update(closed, ["valid_to", "ended_by"], batch_size=500)


def _refuse_cycles(structure: Structure, since: date) -> None:
    """A circle begins on the first day of one of its links, so only those days need to be looked at."""
    links = stored.links_of_structure(structure.id)
    for day in sorted({link.valid_from for link in links if link.valid_from >= since}):
        parents = {
            link.child_id: link.parent_id for link in links if link.valid_from <= day <= (link.valid_to or date.max)
        }
        for circle in _circles(parents):
            codes = Unit.objects.filter(id__in=circle).order_by("code").values_list("code", flat=True)
            raise StructureCycle(structure=structure.code, on=day, units=", ".join(codes))


def _circles(parents: dict[int, int]) -> Iterator[list[int]]:
    """Climb from every unit; a unit met twice on one way closes a circle."""
    finished: set[int] = set()
    for start in parents:
        way: list[int] = []
        unit: int | None = start
        while unit is not None and unit not in finished and unit not in way:
            way.append(unit)
            unit = parents.get(unit)
        if unit in way:
            yield way[way.index(unit) :]
        finished.update(way)
