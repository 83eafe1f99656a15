"""Making, renaming, ending and linking units; letting one go into another. Every verb is one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from tinhso.engines.orgs.contracts import NewSuccessionLink, NewUnit, UnitView
from tinhso.engines.orgs.logic import finding, structures, successions, units
from tinhso.engines.orgs.logic.committed_rows import APPLIED, territory_rows
from tinhso.engines.orgs.models import Level, Structure
from tinhso.engines.orgs.queries import units as stored
from tinhso.engines.trust import api as trust

SETUP = "system:setup"


def create_level(
    code: str,
    *,
    name_vi: str,
    name_en: str,
    rank: int,
    valid_from: date,
    valid_to: date | None = None,
    actor: str = SETUP,
) -> None:
    """Make a level of government known; the same level again changes nothing."""
    with transaction.atomic():
        level, is_new = Level.objects.get_or_create(
            code=code,
            valid_from=valid_from,
            defaults={"name_vi": name_vi, "name_en": name_en, "rank": rank, "valid_to": valid_to},
        )
        if is_new:
            rows = trust.commit_rows(Level.objects.filter(pk=level.pk))
            trust.record(kind="orgs.level_created", subject=f"orgs.level:{code}", actor=actor, rows=rows)


def create_structure(code: str, *, name_vi: str, name_en: str, actor: str = SETUP) -> None:
    """Make a named hierarchy known; the same structure again changes nothing."""
    with transaction.atomic():
        structure, is_new = Structure.objects.get_or_create(
            code=code, defaults={"name_vi": name_vi, "name_en": name_en}
        )
        if is_new:
            rows = trust.commit_rows(Structure.objects.filter(pk=structure.pk))
            trust.record(kind="orgs.structure_created", subject=f"orgs.structure:{code}", actor=actor, rows=rows)


def create_units(new: Sequence[NewUnit], *, actor: str, reason: str = "") -> list[UnitView]:
    """Make units known, linked to their parents; one event, one statement a table.

    Returns:
        The units in the order given, each under its first name.

    Raises:
        UnitExists (ORG-003), UnknownLevel (ORG-009), WrongDates (ORG-010), InvalidUnitCode (KER-031), and for links
        UnknownStructure (ORG-008), UnitOutsideStructure (ORG-007), StructureCycle (ORG-006).
    """
    with transaction.atomic():
        event_id = trust.reserve_event()
        rows = units.create_units(new, event_id)
        trust.record(
            kind="orgs.units_created",
            subject=f"orgs.unit:{new[0].code}",
            actor=actor,
            reason=reason,
            public={"units": [{"code": unit.code, "from": unit.valid_from.isoformat()} for unit in new]},
            rows=territory_rows(event_id),
            event_id=event_id,
        )
    by_id = {view.id: view for view in stored.last_views([row.id for row in rows])}
    return [by_id[row.id] for row in rows]


def create_unit(new: NewUnit, *, actor: str, reason: str = "") -> UnitView:
    """Make one unit known; see `create_units`."""
    return create_units([new], actor=actor, reason=reason)[0]


def rename_unit(
    unit_id: int,
    *,
    name_vi: str,
    on: date,
    actor: str,
    short_name: str = "",
    type_vi: str = "",
    name_en: str = "",
    reason: str = "",
) -> UnitView:
    """Give a unit another name from a day on; it stays the same unit.

    Raises:
        UnknownUnitId (ORG-002), OverlappingNames (ORG-004)
    """
    unit = finding.unit_view(unit_id, on)
    spec = NewUnit(unit.code, unit.kind, unit.level, name_vi, on, None, type_vi, name_en, short_name)
    with transaction.atomic():
        event_id = trust.reserve_event()
        units.rename_units({unit_id: spec}, event_id)
        trust.record(
            kind="orgs.unit_renamed",
            subject=f"orgs.unit:{unit.code}",
            actor=actor,
            reason=reason,
            public={"unit": unit.code, "name": name_vi, "from": on.isoformat()},
            rows=territory_rows(event_id),
            event_id=event_id,
        )
    return finding.unit_view(unit_id, on)


def end_unit(unit_id: int, *, last_day: date, actor: str, reason: str = "") -> None:
    """End a unit that has no successor, with its last day.

    Raises:
        UnknownUnitId (ORG-002), UnitAlreadyEnded (ORG-011)
    """
    unit = finding.unit_view(unit_id, last_day)
    with transaction.atomic():
        event_id = trust.reserve_event()
        units.end_units([unit_id], last_day, event_id)
        trust.record(
            kind="orgs.unit_ended",
            subject=f"orgs.unit:{unit.code}",
            actor=actor,
            reason=reason,
            public={"unit": unit.code, "last_day": last_day.isoformat()},
            rows=territory_rows(event_id),
            event_id=event_id,
        )


def link_units(
    structure: str,
    child_id: int,
    parent_id: int,
    *,
    valid_from: date,
    actor: str,
    valid_to: date | None = None,
    reason: str = "",
) -> None:
    """Put a unit under another in a structure; from that day it leaves its former parent.

    Raises:
        UnknownStructure (ORG-008), UnitOutsideStructure (ORG-007), OverlappingLinks (ORG-005), StructureCycle (ORG-006)
    """
    with transaction.atomic():
        event_id = trust.reserve_event()
        structures.link_children(structure, [structures.NewLink(child_id, parent_id, valid_from, valid_to)], event_id)
        trust.record(
            kind="orgs.units_linked",
            subject=f"orgs.structure:{structure}",
            actor=actor,
            reason=reason,
            public={"child": child_id, "parent": parent_id, "from": valid_from.isoformat()},
            rows=territory_rows(event_id),
            event_id=event_id,
        )


def apply_succession(
    *,
    code: str,
    effective_on: date,
    decision: str,
    links: Sequence[NewSuccessionLink],
    actor: str,
    source: str = "",
    weights: Mapping[str, Mapping[tuple[int, int], int]] | None = None,
    reason: str = "",
) -> None:
    """Let old units end the day before a day and go, whole or in parts, into new ones.

    Args:
        links: old to new; new units must exist and be valid on `effective_on`.
        weights: shares of divided units in billionths, by basis and (old, new).

    Raises:
        SuccessionNotClear (ORG-012), UnitAlreadyEnded (ORG-011), WeightsNotOne (ORG-013), DecisionExists (ORG-081)
    """
    successions.refuse_known_code(code)
    with transaction.atomic():
        event_id = trust.reserve_event()
        successions.apply_succession(
            code=code,
            effective_on=effective_on,
            decision=decision,
            source=source or decision,
            links=links,
            event_id=event_id,
        )
        for basis, billionths in (weights or {}).items():
            shares = {key: successions.Share(part, source or decision) for key, part in billionths.items()}
            successions.add_weights(shares, basis, event_id)
        trust.record(
            kind=APPLIED,
            subject=f"orgs.succession:{code}",
            actor=actor,
            reason=reason,
            public={"on": effective_on.isoformat(), "decision": decision, "links": len(links)},
            rows=territory_rows(event_id),
            event_id=event_id,
        )
