"""The history of drafts: who changed what since the last submission."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from tinhso.engines.reporting.models import CellChange, Submission


def changes_since_submissions(assignment_ids: Collection[int]) -> dict[int, list[CellChange]]:
    """Changes of drafts that no submission has committed to yet, by assignment, oldest first; one query."""
    last = Submission.objects.filter(assignment_id=OuterRef("assignment_id")).order_by("-number")
    committed = Coalesce(Subquery(last.values("last_change_id")[:1]), 0)
    rows = CellChange.objects.filter(assignment_id__in=assignment_ids).alias(committed=committed)
    found: dict[int, list[CellChange]] = {}
    for row in rows.filter(id__gt=committed).order_by("id"):
        found.setdefault(row.assignment_id, []).append(row)
    return found


def last_changes_committed(assignment_ids: Collection[int]) -> dict[int, int]:
    """The last change that each form's latest submission committed to; one query."""
    return {number: row.last_change_id for number, row in last_submissions(assignment_ids).items()}


def changes_of_cell(assignment_id: int, row_no: str, column: str) -> list[CellChange]:
    """Every change of one cell, newest first."""
    rows = CellChange.objects.filter(assignment_id=assignment_id, row_no=row_no, column=column)
    return list(rows.order_by("-id"))


def last_submissions(assignment_ids: Collection[int]) -> dict[int, Submission]:
    """The latest submission of each of these assignments."""
    rows = Submission.objects.filter(assignment_id__in=assignment_ids).order_by("assignment_id", "number")
    return {row.assignment_id: row for row in rows}
