"""The history of drafts: who changed what since the last submission."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from tinhso.engines.reporting.models import CellChange, Submission


def changes_since_submission(assignment_id: int) -> list[CellChange]:
    """Changes of a draft that no submission has committed to yet, oldest first."""
    last = Submission.objects.filter(assignment_id=OuterRef("assignment_id")).order_by("-number")
    committed = Coalesce(Subquery(last.values("last_change_id")[:1]), 0)
    rows = CellChange.objects.filter(assignment_id=assignment_id).alias(committed=committed)
    return list(rows.filter(id__gt=committed).order_by("id"))


def changes_of_cell(assignment_id: int, row_no: str, column: str) -> list[CellChange]:
    """Every change of one cell, newest first."""
    rows = CellChange.objects.filter(assignment_id=assignment_id, row_no=row_no, column=column)
    return list(rows.order_by("-id"))


def last_submissions(assignment_ids: Collection[int]) -> dict[int, Submission]:
    """The latest submission of each of these assignments."""
    rows = Submission.objects.filter(assignment_id__in=assignment_ids).order_by("assignment_id", "number")
    return {row.assignment_id: row for row in rows}
