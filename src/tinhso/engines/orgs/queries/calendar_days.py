"""Days that work or rest against the calendar of the country, as a size of the log knows them."""

from __future__ import annotations

from tinhso.engines.orgs.models import CalendarDay
from tinhso.engines.orgs.queries.validity import known_by
from tinhso.kernel.calendars import CalendarOverride


def own_days(known: int | None = None) -> tuple[CalendarOverride, ...]:
    """The rows in the order in which they became known; one query."""
    rows = CalendarDay.objects.filter(known_by(known)).order_by("event_id", "day")
    return tuple(CalendarOverride(row.day, row.working, row.name_vi, row.name_en, row.source) for row in rows)


def newest_days() -> dict[object, tuple[bool, str, str, str, bool]]:
    """What stands of each day: working, names, source, confirmed; one query."""
    rows = CalendarDay.objects.order_by("event_id").values_list(
        "day", "working", "name_vi", "name_en", "source", "confirmed"
    )
    return {day: tuple(rest) for day, *rest in rows}  # type: ignore[misc]
