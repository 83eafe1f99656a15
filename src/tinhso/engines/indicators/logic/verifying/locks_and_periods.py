"""Locks against the log, and periods against what their codes mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from tinhso.engines.indicators.models import Lock, PeriodRow
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import Fault, Finding
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import parse_period

_LOCKING = frozenset({"indicators.locked", "indicators.unlocked", "reporting.locked", "reporting.unlocked"})


def locks_written(event_ids: Collection[int]) -> list[tuple[QuerySet[Any], Sequence[str] | None]]:
    """What the sealer commits to of the locks these events set or lifted."""
    return [(Lock.objects.filter(event_id__in=event_ids), None)]


def check_locks() -> Iterator[Finding]:
    """Compare every lock with what the sealer committed to."""
    return trust.check_sealed_rows([RowCheck(Lock.objects.all(), _LOCKING)])


def check_periods() -> Iterator[Finding]:
    """A period's days and scheme are those of its code; figures are committed to by the code alone."""
    for row in PeriodRow.objects.order_by("id"):
        try:
            meant = parse_period(row.code)
        except TinhSoError as problem:
            yield Fault("indicators_periodrow", str(row.pk), problem.message("vi"), problem.message("en"))
            continue
        for column in ("scheme", "start", "end"):
            ours, theirs = getattr(row, column), getattr(meant, column)
            if ours != theirs:
                yield Fault(
                    "indicators_periodrow",
                    str(row.pk),
                    f"cột {column} ghi {ours}, mã kỳ nghĩa là {theirs}",
                    f"column {column} says {ours}, the code means {theirs}",
                )
