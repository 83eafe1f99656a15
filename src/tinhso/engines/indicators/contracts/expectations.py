"""Which figures are owed: the protocol by which upper floors tell, without being imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Expectation(NamedTuple):
    """Each of these units owes a figure of each of these indicators for a period.

    A request says it once for its whole form: nobody lists every cell of a province.
    """

    indicator_ids: tuple[int, ...]
    period_id: int
    due_at: Mapping[int, datetime | None]
    """By unit id: by when; None where no deadline is known."""


class ExpectationSource(Protocol):
    """Whoever knows which figures are owed (reporting: its assignments). Registered in `apps.ready()`."""

    @property
    def name(self) -> str:
        """A name of its own; registering it twice replaces the first."""
        ...

    def expectations(
        self, indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None
    ) -> Iterable[Expectation]:
        """Return what is owed, as known at the checkpoint of tree size `as_of` (None: live), in constant queries.

        Of these indicators only. Two expectations may name one figure: the earlier known deadline holds.
        """
        ...
