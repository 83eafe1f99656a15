"""Open lists as the history of drafts keeps them: the last change of an assignment's list is the list."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from tinhso.engines.reporting.models import Assignment, CellChange, Submission

LIST = "list"
"""The column under which a list is kept; its changes belong to no row."""


def standing_list(assignment_id: int) -> CellChange | None:
    """The list of a draft, None before somebody wrote one."""
    return _lists().filter(assignment_id=assignment_id).order_by("-id").first()


def standing_lists(assignment_ids: Collection[int]) -> dict[int, CellChange]:
    """The lists of many drafts, by assignment. Two queries."""
    newest = _lists().filter(assignment_id__in=assignment_ids).values("assignment_id").annotate(newest=Max("id"))
    ids = list(newest.values_list("newest", flat=True))
    return {change.assignment_id: change for change in CellChange.objects.filter(id__in=ids)}


def lines_kept(assignment_id: int, change_id: int) -> list[dict[str, str]]:
    """The lines of a list as one of its changes kept them; none where there is no such change."""
    change = _lists().filter(assignment_id=assignment_id, id=change_id).first()
    return list(change.after["lines"]) if change and change.after else []


def sent_lists(assignment_ids: Collection[int]) -> dict[int, CellChange]:
    """The lists that the last submissions of these assignments committed to. Two queries."""
    last = Submission.objects.filter(assignment_id=OuterRef("assignment_id")).order_by("-number")
    committed = (
        _lists()
        .filter(assignment_id__in=assignment_ids)
        .alias(committed=Subquery(last.values("last_change_id")[:1]))
        .filter(id__lte=F("committed"))
    )
    newest = committed.values("assignment_id").annotate(newest=Max("id")).values_list("newest", flat=True)
    return {change.assignment_id: change for change in CellChange.objects.filter(id__in=list(newest))}


def earlier_list(row: Assignment) -> CellChange | None:
    """The list that a unit sent last with this form for an earlier period. One query more than the answer."""
    found = (
        _lists()
        .filter(
            assignment__kind="unit",
            assignment__subject_unit_id=row.subject_unit_id,
            assignment__first_submitted_at__isnull=False,
            assignment__request__form_version__form_id=row.request.form_version.form_id,
            assignment__request__period__end__lt=row.request.period.end,
        )
        .order_by("-assignment__request__period__end", "-id")
        .values_list("assignment_id", flat=True)
        .first()
    )
    return sent_lists([found]).get(found) if found is not None else None


def _lists() -> QuerySet[CellChange]:
    return CellChange.objects.filter(row_no="", column=LIST)
