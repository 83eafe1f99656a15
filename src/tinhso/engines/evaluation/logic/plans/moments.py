"""The day by which targets are judged, and what was known then, from the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from tinhso.engines.evaluation.contracts import MomentNotUsable
from tinhso.engines.trust import api as trust
from tinhso.kernel import clock
from tinhso.kernel.clock import VIETNAM, in_vietnam


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of judgement; `tree_size` is how much of the log was sealed then, None is now with everything committed."""

    on: date
    as_of: datetime | None = None
    tree_size: int | None = None

    @property
    def text(self) -> str:
        """As the address writes it, empty for now."""
        return in_vietnam(self.as_of).replace(tzinfo=None).isoformat(timespec="minutes") if self.as_of else ""


def read_moment(text: str) -> Moment:
    """Read `2023-09-21` (the end of that day) or `2023-09-21T16:00`; nothing means now.

    Raises:
        MomentNotUsable (EVA-006)
    """
    now = trust.now()
    if not text:
        return Moment(in_vietnam(now).date())
    try:
        moment = clock.read_moment(text)
    except ValueError as error:
        raise MomentNotUsable(
            moment=text, hint_vi="Viết như 2023-09-21.", hint_en="Write it like 2023-09-21."
        ) from error
    if len(text) == len("2023-09-21"):
        moment = datetime.combine(moment.date(), time(23, 59), VIETNAM)
        if moment.date() == in_vietnam(now).date():
            return Moment(moment.date())
    if moment > now:
        raise MomentNotUsable(moment=text, hint_vi="Thời điểm này chưa đến.", hint_en="That moment has not come yet.")
    checkpoint = trust.checkpoint_as_of(moment)
    if checkpoint is None:
        raise MomentNotUsable(
            moment=text, hint_vi="Sổ chưa niêm phong gì trước đó.", hint_en="Nothing was sealed before it."
        )
    return Moment(in_vietnam(moment).date(), moment, checkpoint.tree_size)
