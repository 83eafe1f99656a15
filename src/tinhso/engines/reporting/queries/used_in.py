"""What other engines show beside a figure: who signed, which line it is, which requests ask for it."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.reporting.contracts import RequestState, Signature
from tinhso.engines.reporting.models import Adjustment, Request, Transition
from tinhso.engines.reporting.queries.definitions import forms_by_id


def signatures(event_ids: Collection[int]) -> dict[int, Signature]:
    """Return under which office each of these events was signed, as far as reporting knows; one query."""
    rows = Transition.objects.filter(event_id__in=list(event_ids)).order_by("id")
    return {
        event_id: Signature(title, capacity)
        for event_id, title, capacity in rows.values_list("event_id", "title", "capacity")
    }


def adjustment_titles(
    lines: Collection[str], period_code: str | None = None, unit_id: int | None = None
) -> dict[str, tuple[str, str]]:
    """Return (title, reason) of adjustment lines by their id; one query.

    Args:
        period_code, unit_id: of which period and aggregate; without them the latest line of that id is told.
    """
    rows = Adjustment.objects.filter(line__in=list(lines)).order_by("id")
    if period_code is not None:
        rows = rows.filter(assignment__request__period__code=period_code)
    if unit_id is not None:
        rows = rows.filter(assignment__subject_unit_id=unit_id)
    return {line: (title, reason) for line, title, reason in rows.values_list("line", "title_vi", "reason")}


def requests_using(codes: Collection[str], period_code: str) -> list[tuple[str, str, str]]:
    """Return (code, title vi, title en) of a period's requests whose form asks for one of these indicators."""
    rows = list(
        Request.objects.filter(period__code=period_code)
        .exclude(state=RequestState.CANCELLED)
        .order_by("code")
        .values_list("code", "title_vi", "title_en", "form_version_id")
    )
    forms = forms_by_id({version_id for *_, version_id in rows})
    wanted = set(codes)
    return [
        (code, title_vi, title_en)
        for code, title_vi, title_en, version_id in rows
        if wanted.intersection(forms[version_id].indicators)
    ]
