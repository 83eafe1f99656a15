"""Loading units, renamings, weights and outlines from files. The same file again changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from django.db import transaction

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.contracts import LoadReport, Outline
from tinhso.engines.orgs.contracts.decision_errors import StraddlingRuleTooLate
from tinhso.engines.orgs.logic import calendar_file, loading, outlines, renaming_file, straddling_file, weights_file
from tinhso.engines.orgs.logic.boundary_file import read_shapes
from tinhso.engines.orgs.logic.committed_rows import CALENDAR_LOADED, LOADED, RULES_LOADED, territory_rows
from tinhso.engines.orgs.logic.finding import unknown_unit
from tinhso.engines.orgs.logic.register import read_province
from tinhso.engines.orgs.logic.unit_uses import in_words
from tinhso.engines.orgs.logic.units import rename_units
from tinhso.engines.orgs.models import Boundary, CalendarDay, Level, StraddlingRule, Structure
from tinhso.engines.orgs.queries import units as stored
from tinhso.engines.orgs.queries.boundaries import newest_boundary_event
from tinhso.engines.trust import api as trust


def load_units(province_code: str, folder: Path, *, actor: str) -> LoadReport:
    """Load a province from the register: its units, those of the provinces it was made of, and the links.

    Args:
        province_code: two digits; the code of a merged province leads to the one it is in now.
        folder: the package `vn-units` with units.csv, links.csv, levels.csv, structures.csv.

    Raises:
        UnknownProvince (ORG-032), UnreadableFile (ORG-030), WrongRow (ORG-031), RegisterChanged (ORG-033)
    """
    extract = read_province(folder, province_code)
    with transaction.atomic():
        new_levels = loading.load_levels(folder)
        missing = loading.missing_of(extract)
        unchanged = len(extract.units) - len(missing.units)
        if not missing.units and not missing.links and not new_levels:
            return LoadReport(0, unchanged)
        event_id = trust.reserve_event()
        loading.add_extract(extract.code, missing, event_id)
        trust.record(
            kind=LOADED,
            subject=f"orgs.unit:{extract.code}",
            actor=actor,
            public={"province": extract.code, "units": len(missing.units), "links": len(missing.links)},
            rows=territory_rows(event_id, Level.objects.all(), Structure.objects.all()),
            event_id=event_id,
        )
    return LoadReport(len(missing.units), unchanged, len(missing.links), event_id=event_id)


def load_successions(folder: Path, *, actor: str) -> LoadReport:
    """Load the `successions.csv` of a package: renamings, after which the unit is the same under a new name.

    Raises:
        UnknownUnit (ORG-001), WrongName (ORG-016), UnreadableFile (ORG-030), WrongRow (ORG-031)
    """
    file = folder / "successions.csv"
    with transaction.atomic():
        names, unchanged = renaming_file.renames_to_do(file)
        if not names:
            return LoadReport(0, unchanged)
        event_id = trust.reserve_event()
        rename_units(names, event_id)
        trust.record(
            kind="orgs.units_renamed",
            subject=f"orgs.package:{folder.name}",
            actor=actor,
            public={"units": sorted(name.code for name in names.values())},
            rows=territory_rows(event_id),
            event_id=event_id,
        )
    return LoadReport(len(names), unchanged, event_id=event_id)


def load_weights(file: Path, *, actor: str) -> LoadReport:
    """Load the shares of divided units; shares that differ from known ones stand beside them and count from now on.

    Raises:
        WeightWithoutLink (ORG-015), WeightsNotOne (ORG-013), UnreadableFile (ORG-030), WrongRow (ORG-031)
    """
    with transaction.atomic():
        shares, unchanged = weights_file.weights_to_add(file)
        if not shares:
            return LoadReport(0, unchanged)
        event_id = trust.reserve_event()
        created = weights_file.add_weight_file(shares, event_id)
        trust.record(
            kind="orgs.weights_loaded",
            subject=f"orgs.weights:{file.name}",
            actor=actor,
            public={"weights": created},
            rows=territory_rows(event_id),
            event_id=event_id,
        )
    return LoadReport(created, unchanged, event_id=event_id)


def load_straddling(file: Path, *, actor: str) -> LoadReport:
    """Load rules for periods inside which units change; a rule that differs from a known one replaces it from now on.

    Raises:
        StraddlingRuleTooLate (ORG-086): something stands in a period that would be read otherwise;
        UnreadableFile (ORG-030), WrongRow (ORG-031)
    """
    with transaction.atomic():
        rules, unchanged = straddling_file.rules_to_add(file)
        if not rules:
            return LoadReport(0, unchanged)
        if uses := straddling_file.uses_of_changed_readings(rules):
            raise StraddlingRuleTooLate(**in_words(uses)).at(file=file.name)
        event_id = trust.reserve_event()
        straddling_file.store_rules(rules, event_id)
        trust.record(
            kind=RULES_LOADED,
            subject=f"orgs.straddling_rules:{file.parent.name}",
            actor=actor,
            public={"rules": [f"{one.changes_from.isoformat()} {one.scheme}".strip() for one in rules]},
            rows=trust.commit_rows(StraddlingRule.objects.filter(event_id=event_id)),
            event_id=event_id,
        )
    return LoadReport(len(rules), unchanged, event_id=event_id)


def load_calendar(file: Path, *, actor: str) -> LoadReport:
    """Load days that work or rest against the calendar; deadlines that were told stay as they were told.

    Raises:
        UnreadableFile (ORG-030), WrongRow (ORG-031)
    """
    with transaction.atomic():
        rows, unchanged = calendar_file.days_to_add(file)
        if not rows:
            return LoadReport(0, unchanged)
        event_id = trust.reserve_event()
        calendar_file.store_days(rows, event_id)
        trust.record(
            kind=CALENDAR_LOADED,
            subject=f"orgs.calendar:{file.parent.name}",
            actor=actor,
            public={"working": [f"{one.day}" for one in rows if one.working],
                    "off": [f"{one.day}" for one in rows if not one.working]},
            rows=trust.commit_rows(CalendarDay.objects.filter(event_id=event_id)),
            event_id=event_id,
        )  # fmt: skip
    return LoadReport(len(rows), unchanged, event_id=event_id)


def load_boundaries(
    file: Path, *, actor: str, source: str = "", code_property: str = "code", on: date | None = None
) -> LoadReport:
    """Load outlines from GeoJSON or TopoJSON (WGS 84). Outlines of units that are not loaded are counted as skipped.

    Args:
        source: where the outlines come from and under which licence; by default the name of the file.
        on: the day on which the codes are read.

    Raises:
        UnreadableFile (ORG-030), FeatureWithoutCode (ORG-040), WrongGeometry (ORG-041): with the number of the feature;
        UnknownUnit (ORG-001): not one code of the file names a unit.
    """
    shapes, day = read_shapes(file, code_property), on or today()
    with transaction.atomic():
        units = stored.units_by_codes({shape.code for shape in shapes}, day)
        known = [(units[shape.code].id, shape) for shape in shapes if shape.code in units]
        if not known:
            raise unknown_unit(shapes[0].code, day).at(file=file.name)
        event_id = trust.reserve_event()
        outlines.store_shapes(known, source or file.name, event_id)
        trust.record(
            kind="orgs.boundaries_loaded",
            subject=f"orgs.boundaries:{file.name}",
            actor=actor,
            public={"units": len(known)},
            rows=trust.commit_rows(Boundary.objects.filter(event_id=event_id)),
            event_id=event_id,
        )
    return LoadReport(len(known), 0, skipped=len(shapes) - len(known), event_id=event_id)


def boundaries(unit_ids: Collection[int]) -> list[Outline]:
    """Return what a map draws for each unit: its outline, thinned to about 100 m, and its coordinates. Two queries."""
    return outlines.outlines(unit_ids)


def boundaries_version(unit_ids: Collection[int]) -> int:
    """Return a number that changes when outlines of these units are loaded again, to cache drawings by. One query."""
    return newest_boundary_event(unit_ids)
