"""Who has sent and who has not, for the request a board follows: asked once, used by headline, map and table alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tinhso.engines.insight.contracts import Choice
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import LateUnit, RequestView, TaskState
from tinhso.kernel.clock import in_vietnam

EARLY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SentUnit:
    """One unit's report: when it came, if it came. `moment` is early, in_time, today, late_sent, waiting or overdue."""

    unit: UnitView
    state: TaskState
    due_at: datetime
    first_sent_at: datetime | None
    moment: str

    @property
    def has_sent(self) -> bool:
        return self.moment not in {"waiting", "overdue"}


@dataclass(frozen=True, slots=True)
class Sending:
    """How a request stands: its units in Vietnamese order, those still awaited, the deadline of their level.

    Attributes:
        request: None when nothing was assigned for the period.
        awaited: who answers for the units that have not sent, and their record; only in the live view.
    """

    request: RequestView | None
    units: tuple[SentUnit, ...] = ()
    awaited: tuple[LateUnit, ...] = ()
    due_at: datetime | None = None
    level: str = ""

    @property
    def sent(self) -> int:
        return sum(unit.has_sent for unit in self.units)

    @property
    def missing(self) -> tuple[SentUnit, ...]:
        return tuple(unit for unit in self.units if not unit.has_sent)

    def sent_on_day(self, moment: datetime) -> int:
        """Count units whose first report came on the day of a moment."""
        day = in_vietnam(moment).date()
        return sum(
            one.has_sent and one.first_sent_at is not None and _day(one.first_sent_at) == day for one in self.units
        )

    @property
    def last_sent_at(self) -> datetime | None:
        """When the newest of the first reports came."""
        return max((one.first_sent_at for one in self.units if one.first_sent_at), default=None)


def sending_of(choice: Choice) -> Sending | None:
    """The sending that the board follows; None without a regime, or for readers who may not see all of it."""
    if not choice.board.regime or not choice.rights.may(Action.SEE_FIGURES, choice.unit.id):
        return None
    request = _request(choice)
    if request is None:
        return Sending(None)
    found = reporting.standings(request.id, choice.rights, choice.tree_size)
    names = {unit.id: unit for unit in orgs.last_views([one.unit_id for one in found])}
    units = [
        SentUnit(
            names[one.unit_id], one.state, one.due_at, one.first_sent_at,
            moment_of(one.first_sent_at if one.is_sent else None, one.due_at, choice.moment, one.is_claim_accepted),
        )
        for one in found
    ]  # fmt: skip
    level = units[0].unit.level if units else ""
    return Sending(
        request=request,
        units=tuple(sorted(units, key=lambda one: one.unit.sort_key)),
        awaited=_awaited(choice, request),
        due_at=request.due_at(level),
        level=level,
    )


def _request(choice: Choice) -> RequestView | None:
    found = reporting.requests(choice.rights, period=choice.period)
    mine = [one for one in found if one.regime == choice.board.regime and one.opened_at <= choice.moment]
    return mine[0] if mine else None


def _awaited(choice: Choice, request: RequestView) -> tuple[LateUnit, ...]:
    # Who answers today says nothing about a moment of the past.
    if not choice.is_live:
        return ()
    return reporting.awaited_units(choice.rights, request_id=request.id, now=choice.now)


def moment_of(sent_at: datetime | None, due_at: datetime, now: datetime, is_claim_accepted: bool = False) -> str:
    """When a unit's first report came, against its deadline and today.

    What came late counts as in time where its receiver accepted what the device says.
    """
    if sent_at is None:
        return "overdue" if now > due_at else "waiting"
    if sent_at > due_at:
        return "in_time" if is_claim_accepted else "late_sent"
    if _day(sent_at) == _day(now):
        return "today"
    return "early" if due_at - sent_at >= EARLY else "in_time"


def _day(moment: datetime) -> object:
    return in_vietnam(moment).date()
