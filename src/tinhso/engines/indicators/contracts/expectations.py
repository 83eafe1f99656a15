"""Which figures are owed: the protocol by which upper floors tell, without being imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Expectation(NamedTuple):
    """A unit owes a figure of an indicator for a period, by a moment (None: no deadline known)."""

    indicator_id: int
    period_id: int
    unit_id: int
    due_at: datetime | None = None


class ExpectationSource(Protocol):
    """Whoever knows which figures are owed (reporting: its assignments). Registered in `apps.ready()`."""

    @property
    def name(self) -> str:
        """A name of its own; registering it twice replaces the first."""
        ...

    def expectations(
        self, indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None
    ) -> Iterable[Expectation]:
        """Return what is owed, as known at the checkpoint of tree size `as_of` (None: live), in constant queries."""
        ...
