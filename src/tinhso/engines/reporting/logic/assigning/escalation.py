"""Who must hear of a late report: after so many working hours the leader of the unit, then the office. Dated data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

from tinhso.engines.reporting.logic.assigning.deadlines import working_calendar
from tinhso.engines.reporting.queries.definitions import constant_on
from tinhso.kernel.clock import in_vietnam

TO_LEADER = "reporting.escalate_to_leader_working_hours"
TO_OFFICE = "reporting.escalate_to_office_working_hours"
LEADER, OFFICE = "leader", "office"


def escalation_on(now: datetime) -> Callable[[datetime], str]:
    """Return what says, for a deadline, whom its being late has reached (`leader`, `office` or nobody); three queries.

    Where the office keeps no such rule nothing is escalated.
    """
    day = in_vietnam(now).date()
    rules = [(stage, constant_on(code, day)) for stage, code in ((OFFICE, TO_OFFICE), (LEADER, TO_LEADER))]
    calendar = working_calendar()
    hours = [(stage, Fraction(rule.value)) for stage, rule in rules if rule is not None]

    def reached(due_at: datetime) -> str:
        if now <= due_at:
            return ""
        late = calendar.working_hours_between(due_at, now)
        return next((stage for stage, least in hours if late >= least), "")

    return reached
