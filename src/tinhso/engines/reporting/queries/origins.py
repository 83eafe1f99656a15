"""What reporting knows about the events behind a figure: who signed as what, which report, which adjustment line."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.orgs.contracts import Scope
from tinhso.engines.reporting.contracts import RequestState, SignedStep
from tinhso.engines.reporting.models import Adjustment, Assignment, Request, Transition
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.kernel.periods import Period


def signatures(event_ids: Collection[int]) -> dict[int, SignedStep]:
    """Return one signed step per event (a set-wise act has the same for all its reports), in one query."""
    found: dict[int, SignedStep] = {}
    rows = Transition.objects.filter(event_id__in=list(event_ids)).order_by("-id")
    for row in rows.values_list("event_id", "assignment_id", "verb", "title", "capacity", "at"):
        found[row[0]] = SignedStep(*row)
    return found


def signed_steps(event_ids: Collection[int], unit_id: int) -> list[SignedStep]:
    """Return the whole life of the reports about a unit that these events touched, oldest first; one query."""
    about = Transition.objects.filter(event_id__in=list(event_ids), assignment__subject_unit_id=unit_id)
    rows = Transition.objects.filter(assignment_id__in=about.values("assignment_id")).order_by("id")
    return [
        SignedStep(*row) for row in rows.values_list("event_id", "assignment_id", "verb", "title", "capacity", "at")
    ]


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


def requests_using(indicators: Collection[str], period: Period) -> list[tuple[str, str, str]]:
    """Return (code, title vi, title en) of requests whose form asks for one of these, of the period or of one that
    holds it (the quarter of a month); two queries."""
    rows = list(
        Request.objects.filter(period__start__lte=period.start, period__end__gte=period.end)
        .exclude(state=RequestState.CANCELLED)
        .order_by("period__end", "id")
        .values_list("code", "title_vi", "title_en", "form_version_id")
    )
    forms, wanted = forms_by_id({version_id for *_, version_id in rows}), set(indicators)
    return [
        (code, title_vi, title_en)
        for code, title_vi, title_en, version_id in rows
        if wanted.intersection(forms[version_id].indicators)
    ]


def report_names(assignment_ids: Collection[int]) -> dict[int, tuple[str, str, int]]:
    """Return (title vi, title en, unit the report is about) by assignment, for lists of the log; one query."""
    rows = Assignment.objects.filter(id__in=list(assignment_ids))
    fields = ("id", "request__title_vi", "request__title_en", "subject_unit_id")
    return {pk: (vi, en, unit_id) for pk, vi, en, unit_id in rows.values_list(*fields)}


def request_names(codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return (title vi, title en) by code of a request, for lists of the log; one query, none for no codes."""
    if not codes:
        return {}
    rows = Request.objects.filter(code__in=list(codes)).values_list("code", "title_vi", "title_en")
    return {code: (vi, en) for code, vi, en in rows}


def events_of_units(scope: Scope, before: int | None = None, limit: int = 50) -> list[int]:
    """Return the newest events in the life of reports by or about units in a scope, for lists of the log; one query.

    Args:
        before: only event ids below this one (for the next page).
    """
    units = scope.q("assignment__respondent_unit_id") | scope.q("assignment__subject_unit_id")
    rows = Transition.objects.filter(units) if before is None else Transition.objects.filter(units, event_id__lt=before)
    return list(rows.order_by("-event_id").values_list("event_id", flat=True).distinct()[:limit])
