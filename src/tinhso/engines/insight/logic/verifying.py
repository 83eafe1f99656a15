"""Boards and kept pages against the log: what the sealer committed to of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from tinhso.engines.insight.models import Board, BoardVersion, PageSnapshot
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import Finding

LOADED, KEPT = "insight.boards_loaded", "insight.page_kept"


def rows_written(event_ids: Collection[int]) -> list[tuple[QuerySet[Any], Sequence[str] | None]]:
    """The versions of boards that these events brought, with the boards' own codes, and the pages they kept."""
    versions = BoardVersion.objects.filter(event_id__in=event_ids)
    pages = PageSnapshot.objects.filter(event_id__in=event_ids)
    return [(versions, None), (pages, None), (Board.objects.filter(versions__in=versions).distinct(), None)]


def check_boards() -> Iterator[Finding]:
    """Compare every version and kept page with what the sealer committed to."""
    born = frozenset({LOADED})
    return trust.check_sealed_rows(
        [
            RowCheck(BoardVersion.objects.all(), born),
            RowCheck(Board.objects.all(), born, event="versions__event_id"),
            RowCheck(PageSnapshot.objects.all(), frozenset({KEPT})),
        ]
    )
