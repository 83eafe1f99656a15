"""Boards against the log: what the sealer committed to of each version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from tinhso.engines.insight.models import BoardVersion
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import Finding

LOADED = "insight.boards_loaded"


def rows_written(event_ids: Collection[int]) -> list[tuple[QuerySet[Any], Sequence[str] | None]]:
    """The versions of boards that these events brought."""
    return [(BoardVersion.objects.filter(event_id__in=event_ids), None)]


def check_boards() -> Iterator[Finding]:
    """Compare every version with what the sealer committed to."""
    return trust.check_sealed_rows([RowCheck(BoardVersion.objects.all(), frozenset({LOADED}))])
