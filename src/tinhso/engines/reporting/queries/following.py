"""Units that people of a receiving agency follow, and the units that report to it."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.orgs.api import User
from tinhso.engines.reporting.contracts import AssignmentKind
from tinhso.engines.reporting.entry_models import FollowedUnit
from tinhso.engines.reporting.models import Assignment


def followers_of(agency_id: int) -> list[tuple[int, int]]:
    """Person and unit of everything that people of an agency follow. One query."""
    rows = FollowedUnit.objects.filter(agency_id=agency_id).order_by("person_id", "unit_id")
    return list(rows.values_list("person_id", "unit_id"))


def units_reporting_to(agency_id: int) -> set[int]:
    """Every unit that an agency was ever to receive a report about. One query."""
    rows = Assignment.objects.filter(consolidator_unit_id=agency_id, kind=AssignmentKind.UNIT)
    return set(rows.values_list("subject_unit_id", flat=True).distinct())


def not_sent(request_id: int, agency_id: int) -> set[int]:
    """The units of a request that have sent nothing to an agency yet. One query."""
    rows = Assignment.objects.filter(
        request_id=request_id, consolidator_unit_id=agency_id, kind=AssignmentKind.UNIT, first_submitted_at=None
    ).exclude(state="cancelled")
    return set(rows.values_list("subject_unit_id", flat=True))


def ids_of_usernames(usernames: Collection[str]) -> set[int]:
    """The accounts with these names. One query, none without names."""
    return set(User.objects.filter(username__in=usernames).values_list("id", flat=True)) if usernames else set()
