"""What reporting knows about the events behind a figure: who signed as what, which report, which adjustment line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.reporting.models import Adjustment, FormVersion, Request, Transition


@dataclass(frozen=True, slots=True)
class Signature:
    """One step of a report's life as a proof page names it. No usernames: the office held, and the capacity."""

    event_id: int
    assignment_id: int
    verb: str
    title: str
    capacity: str
    at: datetime


def signatures(event_ids: Collection[int]) -> dict[int, Signature]:
    """Return one signature per event (a set-wise act has the same for all its reports), in one query."""
    found: dict[int, Signature] = {}
    rows = Transition.objects.filter(event_id__in=list(event_ids)).order_by("-id")
    for row in rows.values_list("event_id", "assignment_id", "verb", "title", "capacity", "at"):
        found[row[0]] = Signature(*row)
    return found


def adjustment_titles(lines: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return (title, reason) of adjustment lines by line, the latest of each, in one query."""
    rows = Adjustment.objects.filter(line__in=list(lines)).order_by("id")
    return {line: (title, reason) for line, title, reason in rows.values_list("line", "title_vi", "reason")}


def requests_using(indicators: Collection[str], period_code: str) -> list[tuple[str, str, str]]:
    """Return (code, title_vi, title_en) of a period's requests whose form asks for one of these indicators."""
    wanted = set(indicators)
    versions = [
        pk
        for pk, definition in FormVersion.objects.values_list("id", "definition")
        if wanted & {row.get("indicator") for row in definition.get("rows", [])}
    ]
    rows = Request.objects.filter(form_version_id__in=versions, period__code=period_code).order_by("id")
    return list(rows.values_list("code", "title_vi", "title_en"))
