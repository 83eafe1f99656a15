"""Who has sent and who has not, for the request a board follows: asked once, used by headline, map and table alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tinhso.engines.insight.contracts import Choice
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import AssignmentRow, LateUnit, RequestView
from tinhso.kernel.clock import in_vietnam

PAGE = 1000
EARLY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SentUnit:
    """One unit's report: when it came, if it came. `moment` is early, in_time, today, late_sent, waiting or overdue."""

    unit: UnitView
    assignment: AssignmentRow
    moment: str

    @property
    def has_sent(self) -> bool:
        return self.moment not in {"waiting", "overdue"}


@dataclass(frozen=True, slots=True)
class Sending:
    """How a request stands: its units in Vietnamese order, those still expected, the deadline of their level."""

    request: RequestView
    units: tuple[SentUnit, ...]
    late: tuple[LateUnit, ...]
    due_at: datetime | None
    level: str

    @property
    def sent(self) -> int:
        return sum(unit.has_sent for unit in self.units)

    @property
    def missing(self) -> int:
        return len(self.units) - self.sent

    @property
    def sent_since_yesterday(self) -> int:
        """Units whose first report came on the day that is shown."""
        return sum(unit.moment == "today" for unit in self.units)


def sending_of(choice: Choice) -> Sending | None:
    """The sending that the board follows, None when the period has no request of its regime the reader may see."""
    if not choice.board.regime:
        return None
    found = [
        request
        for request in reporting.requests(choice.rights, period=choice.period)
        if request.regime == choice.board.regime
    ]
    if not found:
        return None
    request = found[0]
    rows = _all_assignments(choice, request.code)
    names = {unit.code: unit for unit in orgs.units_by_codes({row.subject for row in rows}, choice.period.end).values()}
    units = [SentUnit(names[row.subject], row, moment_of(row, choice.now)) for row in rows if row.subject in names]
    level = units[0].unit.level if units else ""
    return Sending(
        request=request,
        units=tuple(sorted(units, key=lambda one: one.unit.sort_key)),
        late=reporting.late_units(choice.rights, request_id=request.id, now=choice.now, include_due_within_hours=24),
        due_at=request.due_at(level),
        level=level,
    )


def _all_assignments(choice: Choice, request_code: str) -> Sequence[AssignmentRow]:
    rows: list[AssignmentRow] = []
    cursor = ""
    # One page holds a province; a country would page, and each page is one query.
    while True:
        page = reporting.assignment_page(choice.rights, cursor=cursor, size=PAGE, request=request_code)
        rows += [row for row in page.items if row.kind == "unit"]
        if page.next_cursor is None:
            return rows
        cursor = page.next_cursor


def moment_of(row: AssignmentRow, now: datetime) -> str:
    """When a unit's first report came, against its deadline and today."""
    sent = row.first_submitted_at
    if sent is None:
        return "overdue" if now > row.due_at else "waiting"
    if sent > row.due_at:
        return "late_sent"
    if in_vietnam(sent).date() == in_vietnam(now).date():
        return "today"
    return "early" if row.due_at - sent >= EARLY else "in_time"
