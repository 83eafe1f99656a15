"""Departments and outside agencies: their illustrative series, and their reports of the past."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite, Scenario, Status
from tinhso.engines.reporting.contracts import HistoricReport, HistoricRequest, HistoricVersion
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import Operator
from tinhso.site.demo.anchors import BUDGET_PLAN, BUDGET_TO_DATE, FIRST_NEW, LAST, PERIODS, QUARTERS
from tinhso.site.demo.clock import FOUNDED, Timeline, moment
from tinhso.site.demo.history import OFFICE, request_code
from tinhso.site.demo.numbers import draw, part
from tinhso.site.demo.people import agency_login
from tinhso.site.demo.places import Places

DEPARTMENT_REGIME = "cds-so-thang"
ON_BEHALF: Final[Mapping[str, str]] = {"x-vien-thong": "H15.15"}
"""Who enters for an outside agency that has no hands of its own here."""
# Share of the year's plan collected by the end of each month, per mille.
_COLLECTED = (94, 158, 232, 317, 401, 485, 568, 652, 740, 842, 941, 1024)


@dataclass(frozen=True)
class OutsideRegime:
    """The regime of one outside agency: its indicator and how the figure of a period is made."""

    regime: str
    agency: str
    value: Callable[[int], int]
    quarterly: bool = False
    operator: Operator = Operator.EQUAL

    @property
    def periods(self) -> tuple[Period, ...]:
        return QUARTERS if self.quarterly else PERIODS


def _grows(start: int, step: int, *names: object) -> Callable[[int], int]:
    """Return a stock that grows a little unevenly."""
    return lambda index: start + step * index + draw(max(1, step // 2), *names, index)


def budget_to_date(index: int) -> int:
    """Return the budget revenue from the beginning of the year to the end of a month, billion dong."""
    period = PERIODS[index]
    if period == LAST:
        return BUDGET_TO_DATE
    return part(BUDGET_PLAN[period.year], _COLLECTED[period.number - 1])


OUTSIDE: Final = (
    OutsideRegime("ktxh-thue", "x-thue", budget_to_date),
    OutsideRegime(
        "ktxh-thong-ke", "x-thong-ke", lambda index: 98 + 3 * index, quarterly=True, operator=Operator.APPROXIMATE
    ),
    OutsideRegime("ktxh-bhxh", "x-bhxh", _grows(2_512_000, 2_150, "bhxh")),
    OutsideRegime("ktxh-nhnn", "x-nhnn", _grows(2_204_000, 31_400, "nhnn")),
    OutsideRegime("ktxh-cong-an", "x-cong-an", _grows(1_148_000, 24_700, "cong-an")),
    OutsideRegime("ktxh-vien-thong", "x-vien-thong", _grows(42, 11, "vien-thong")),
)


def department_states(code: str, index: int) -> dict[str, FigureState]:
    """Return what a department reports, by row of its form."""
    month = PERIODS[index].code
    outgoing = 160 + draw(640, code, "size") + draw(60, code, month, "outgoing")
    signed = part(outgoing, min(1000, 938 + index + draw(20, code, month, "signed")))
    services = 18 + draw(120, code, "services") + index // 3
    women, men = draw(14, code, month, "women"), draw(11, code, month, "men")
    rows = {"1": outgoing, "2": signed, "3": services, "4.1": women, "4.2": men}
    return {row: FigureState(value) for row, value in rows.items()}


def department_request(period: Period) -> HistoricRequest:
    """Return the departments' closed request of a past period."""
    times = Timeline(period)
    request = HistoricRequest(
        code=request_code(DEPARTMENT_REGIME, period),
        regime=DEPARTMENT_REGIME,
        period=period.code,
        opened_at=times.opened_at + timedelta(minutes=20),
        sent_upward_at=moment(times.calendar.previous_working_day(times.accepted_above_at.date()), 16, 45),
        accepted_at=times.accepted_above_at,
        locked_at=times.locked_at,
    )
    return replace(request, **OFFICE) if period >= FIRST_NEW else request


def department_reports(places: Places, index: int) -> Iterator[HistoricReport]:
    """Yield the departments' reports of a past period; now and then one is late."""
    period = PERIODS[index]
    times = Timeline(period)
    for code in places.groups["department"]:
        late = draw(100, code, period.code, "late") < 6
        submitted = times.agency_due_at + timedelta(minutes=-25 - draw(900, code, period.code) % 420)
        if late:
            submitted = moment(times.calendar.next_working_day(times.agency_due_at.date()), 8, 50)
        yield HistoricReport(
            request_code(DEPARTMENT_REGIME, period),
            places.agencies[code].id,
            (agency_version(code, department_states(code, index), submitted),),
            accepted_at=moment(times.calendar.next_working_day(times.agency_due_at.date()), 14, 10),
        )


def outside_request(outside: OutsideRegime, period: Period) -> HistoricRequest:
    """Return an outside agency's closed request of a past period."""
    times = Timeline(period)
    opened_at = times.opened_at + timedelta(minutes=40)
    if outside.quarterly:
        opened_at = moment(times.calendar.next_working_day(period.end), 9)
    request = HistoricRequest(
        code=request_code(outside.regime, period),
        regime=outside.regime,
        period=period.code,
        opened_at=opened_at,
        locked_at=times.locked_at,
    )
    return replace(request, **{**OFFICE, "accepted_by": "user:vp.khoa"}) if period.end >= FIRST_NEW.end else request


def outside_report(places: Places, outside: OutsideRegime, period: Period) -> HistoricReport:
    """Return an outside agency's report of a past period."""
    times = Timeline(period)
    enters = ON_BEHALF.get(outside.agency, outside.agency)
    states = {"1": FigureState(outside.value(outside.periods.index(period)), int(outside.operator))}
    submitted = times.agency_due_at - timedelta(hours=3, minutes=draw(240, outside.agency, period.code))
    return HistoricReport(
        request_code(outside.regime, period),
        places.agencies[outside.agency].id,
        (agency_version(enters, states, submitted),),
        accepted_at=moment(times.agency_due_at.date(), 16, 40),
        respondent_unit_id=places.agencies[enters].id,
    )


def agency_version(code: str, states: Mapping[str, FigureState], submitted_at: datetime) -> HistoricVersion:
    """Return an agency's sending, drafted an hour before."""
    return HistoricVersion(
        submitted_at=submitted_at,
        figures=states,
        drafted_at=submitted_at - timedelta(hours=1),
        drafter=f"user:{agency_login(code, 'nhap')}",
        approver=f"user:{agency_login(code, 'lanhdao')}",
        approver_title="Giám đốc Sở" if code == "H15.15" else "Lãnh đạo cơ quan",
    )


def quarters_closing_before(period: Period) -> list[Period]:
    """Return the calendar quarter that ended in the month before a monthly period's own, if one did."""
    month = parse_period(period.code.rpartition(":")[2]).previous()
    return [quarter for quarter in QUARTERS if quarter.end == month.end]


def budget_plan(places: Places, year: int) -> BatchSpec:
    """Return the year's planned budget revenue, the same in every month: the plan is the year's."""
    definition = indicators.definition("budget_revenue")
    months = [parse_period(f"nd09:{year}-{month:02}") for month in range(1, 13)]
    found = indicators.period_ids([month for month in months if month >= PERIODS[0]])
    unit_id = places.agencies["x-thue"].id
    state = FigureState(BUDGET_PLAN[year], status=Status.OFFICIAL)
    return BatchSpec(
        "indicators.imported",
        f"indicators.import:budget-plan-{year}",
        f"user:{agency_login('x-thue', 'nhap')}",
        [
            FigureWrite(FigureKey(definition.indicator_id, unit_id, period_id, scenario=int(Scenario.PLAN)), state)
            for period_id in found.values()
        ],
        evidence=f"Dự toán năm {year} (minh họa)",
        at=max(FOUNDED + timedelta(hours=2), datetime(year, 1, 5, 9, tzinfo=VIETNAM)),
    )
