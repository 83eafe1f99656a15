"""What reporting knows about the events behind a figure: who signed as what, which report, which adjustment line."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.reporting.contracts import RequestState, SignedStep
from tinhso.engines.reporting.models import Adjustment, Request, Transition
from tinhso.engines.reporting.queries.definitions import forms_by_id


def signatures(event_ids: Collection[int]) -> dict[int, SignedStep]:
    """Return one signed step per event (a set-wise act has the same for all its reports), in one query."""
    found: dict[int, SignedStep] = {}
    rows = Transition.objects.filter(event_id__in=list(event_ids)).order_by("-id")
    for row in rows.values_list("event_id", "assignment_id", "verb", "title", "capacity", "at"):
        found[row[0]] = SignedStep(*row)
    return found


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


def requests_using(indicators: Collection[str], period_code: str) -> list[tuple[str, str, str]]:
    """Return (code, title vi, title en) of a period's requests whose form asks for one of these; two queries."""
    rows = list(
        Request.objects.filter(period__code=period_code)
        .exclude(state=RequestState.CANCELLED)
        .order_by("id")
        .values_list("code", "title_vi", "title_en", "form_version_id")
    )
    forms, wanted = forms_by_id({version_id for *_, version_id in rows}), set(indicators)
    return [
        (code, title_vi, title_en)
        for code, title_vi, title_en, version_id in rows
        if wanted.intersection(forms[version_id].indicators)
    ]
