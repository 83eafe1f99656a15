"""As of when a question is answered: the size of the log, and the time and day it was then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tinhso.engines.cube.errors import FutureMoment
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import as_utc, in_vietnam


@dataclass(frozen=True, slots=True)
class Moment:
    """`tree_size` None is live: everything committed. `now` is the clock, or when the checkpoint was sealed."""

    tree_size: int | None
    now: datetime

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return in_vietnam(self.now).date()


def moment_of(as_of: datetime | int | None) -> Moment:
    """Return the moment a question asks for; everything that shapes an answer is read as of it.

    Raises:
        NoCheckpoint (TRU-014): no checkpoint has that tree size. FutureMoment (CUB-011). NaiveDatetime (KER-040).
    """
    if as_of is None:
        return Moment(None, trust.now())
    if isinstance(as_of, datetime):
        asked, now = as_utc(as_of), trust.now()
        if asked > now:
            # The next checkpoints would change what was answered: an answer as of a moment never changes.
            raise FutureMoment(as_of=_said(asked), now=_said(now))
        checkpoint = trust.checkpoint_as_of(asked)
    else:
        checkpoint = trust.checkpoint_of_size(as_of) if as_of else None
    if checkpoint is None:
        # Before the first checkpoint nothing was known; the day only has to be the same every time.
        return Moment(0, datetime(1900, 1, 1, tzinfo=UTC))
    return Moment(checkpoint.tree_size, checkpoint.sealed_at)


def _said(moment: datetime) -> str:
    return in_vietnam(moment).isoformat(timespec="seconds")
