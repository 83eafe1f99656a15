"""What rests on units in reporting."""

from __future__ import annotations

from django.db.models import Q

from tinhso.engines.orgs.contracts import UnitsInQuestion, UnitUse
from tinhso.engines.reporting.models import Assignment


def reports_assigned_since(asked: UnitsInQuestion) -> list[UnitUse]:
    """Reports asked for after a decision, of periods that end on its first day or later. One query."""
    ids = asked.unit_ids
    named = Q(subject_unit_id__in=ids) | Q(respondent_unit_id__in=ids) | Q(consolidator_unit_id__in=ids)
    rows = Assignment.objects.filter(
        named, event_id__gt=asked.since_event, request__period__end__gte=asked.from_day
    ).exclude(request__state="cancelled")
    if asked.begun_before is not None:
        rows = rows.filter(request__period__start__lt=asked.begun_before)
    count = rows.count()
    return [UnitUse(f"{count} báo cáo đã giao cho đơn vị nhận", f"{count} reports assigned to them")] if count else []
