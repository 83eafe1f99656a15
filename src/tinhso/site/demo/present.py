"""The present of the demonstration, through the real verbs: at 13:42 on 17/11/2026 91 of 102 communes have sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Proof, Rights
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import (
    CellInput,
    CellKind,
    HistoricReport,
    HistoricRequest,
    RequestView,
    Suggestion,
)
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.quantities import format_number
from tinhso.site.demo import agencies, history
from tinhso.site.demo.anchors import BUON_MA_THUOT, DOUBTED, LAST, PENDING, PERIODS
from tinhso.site.demo.clock import DemoClock, moment
from tinhso.site.demo.desk_book import keep_desk_book
from tinhso.site.demo.numbers import draw, in_order
from tinhso.site.demo.people import agency_login, approver_of, drafter_of
from tinhso.site.demo.places import PROVINCE, Places
from tinhso.site.demo.scoring_round import load_scoring_round
from tinhso.site.demo.series import Figures, commune_figures
from tinhso.site.one_stop import keep_waiting, post_in_process, rows_of

MONDAY: Final = date(2026, 11, 16)
TUESDAY: Final = date(2026, 11, 17)
SENT_TODAY, ACCEPTED = 23, 29
AWAITING, RETURNED = "22096", "22192"
DRAFTING: Final[Mapping[str, int]] = {"24217": 4, "24607": 5}
"""Communes that have entered something, and how many of the six cells."""
REMINDED: Final = ("24217", "24607", "24484", "22225")
DEPARTMENTS_SENT: Final = ("H15.02", "H15.08", "H15.11", "H15.13", "H15.16", "H15.19")
OUTSIDE_SENT: Final = ("x-thue", "x-bhxh", "x-nhnn", "x-cong-an")


@dataclass
class Stage:
    """Who acts, on which task, by which clock."""

    places: Places
    clock: DemoClock
    figures: Figures
    request: RequestView

    @cached_property
    def tasks(self) -> dict[str, int]:
        """Assignment by commune code."""
        return tasks_of_request(self.request.code, self.at(moment(TUESDAY, 7), "vp.khoa"))

    def at(self, when: datetime, login: str) -> Rights:
        """Put the clock on a moment and return what somebody may do then."""
        self.clock.reach(when)
        return orgs.rights_of_username(login, in_vietnam(self.clock.now()).date(), proof=Proof.PLAYED)


def tasks_of_request(code: str, rights: Rights) -> dict[str, int]:
    """Return the assignments of a request by subject code."""
    found: dict[str, int] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = reporting.assignment_page(rights, cursor=cursor, size=200, request=code)
        found |= {item.subject: item.id for item in page.items if item.kind == "unit"}
        cursor = page.next_cursor
    return found


def load_present(places: Places, secret: str, clock: DemoClock) -> None:
    """Do what was done from 2 to 17/11/2026.

    What communes sent on Monday is loaded like the past; everything of Tuesday goes through the real verbs.
    """
    figures = commune_figures(places.series, len(PERIODS) - 1)
    _assign_and_load_monday(places, figures, clock)
    load_scoring_round(places)
    trust.seal_all()
    keep_desk_book(places, clock)
    rights = orgs.rights_of_username("vp.khoa", TUESDAY)
    requests = {request.regime: request for request in reporting.requests(rights, period=LAST)}
    _send_again(places, secret, figures, clock)
    _communes(Stage(places, clock, figures, requests[history.REGIME[PROVINCE]]))
    _agencies(places, clock, requests)


def when_sent(places: Places) -> dict[str, dict[str, str]]:
    """Return what each of the eleven communes will enter, by commune and row: together 2.312 households."""
    figures = commune_figures(places.series, len(PERIODS) - 1)
    return {code: _texts(code, figures) for code in PENDING}


def _assign_and_load_monday(places: Places, figures: Figures, clock: DemoClock) -> None:
    """The office assigns every report on 2/11; the systems send what they know; communes send on Monday."""
    code = history.request_code(history.REGIME[PROVINCE], LAST)
    sent = dict(_spread([*senders(places)[SENT_TODAY:], RETURNED], moment(MONDAY, 8, 30), 500))
    reports = [
        HistoricReport(
            code, unit.id, (history.sending(unit, LAST, figures, sent[unit.code]),) if unit.code in sent else ()
        )
        for unit in places.new.values()
    ]
    requests = [_open(history.commune_request(PROVINCE, LAST)), _open(agencies.department_request(LAST))]
    reports += [HistoricReport(requests[1].code, places.agencies[one].id) for one in places.groups["department"]]
    for outside in agencies.OUTSIDE:
        if not outside.quarterly:
            requests.append(_open(agencies.outside_request(outside, LAST)))
            reports.append(replace(agencies.outside_report(places, outside, LAST), versions=(), accepted_at=None))
    reporting.load_history(
        requests, reports, other=[history.known_figures(places, LAST, figures)],
        on_day_end=lambda day: seal_at(day, clock),
    )  # fmt: skip


def _open(request: HistoricRequest) -> HistoricRequest:
    return replace(request, sent_upward_at=None, accepted_at=None, locked_at=None)


def seal_at(when: datetime, clock: DemoClock) -> None:
    """Put the clock where the history is, and seal what was committed."""
    clock.reach(when)
    trust.seal_all()


def _send_again(places: Places, secret: str, figures: Figures, clock: DemoClock) -> None:
    """The simulated one-stop system sends again what it knows, through the machine's door: nothing has changed."""
    clock.reach(moment(TUESDAY, 5))
    rows = rows_of(figures, LAST.code, sorted(places.new))
    late = [row for row in rows if history.comes_late(row["indicator"], row["unit"], LAST)]
    post_in_process([row for row in rows if row not in late], orgs.token_rights(secret), f"one-stop-{LAST.code}")
    keep_waiting(late)


def senders(places: Places) -> list[str]:
    """Return the 91 communes that have sent, the latest first."""
    return [code for code in in_order(places.new, "send") if code not in PENDING]


def _communes(stage: Stage) -> None:
    _remind(stage)
    today, before = senders(stage.places)[:SENT_TODAY], senders(stage.places)[SENT_TODAY:]
    for code, when in _spread(today, moment(TUESDAY, 8, 10), 70):
        _send(stage, code, when)
    accepted = [code for code in before if code not in (DOUBTED, BUON_MA_THUOT)][:ACCEPTED]
    rights = stage.at(moment(TUESDAY, 9, 30), "skhcn.tonghop")
    reporting.accept([stage.tasks[code] for code in accepted], rights=rights)
    _return(stage)
    for code, cells in DRAFTING.items():
        _draft(stage, code, moment(TUESDAY, 10, 20), cells)
    _draft(stage, AWAITING, moment(TUESDAY, 10, 50), len(history.TYPED_ROWS))
    reporting.send_for_approval(stage.tasks[AWAITING], rights=stage.at(moment(TUESDAY, 11, 5), drafter_of(AWAITING)))
    trust.seal_all()


def _send(stage: Stage, code: str, when: datetime) -> None:
    """One commune enters its six cells, sends them for approval, and its leader approves."""
    task = stage.tasks[code]
    _draft(stage, code, when, len(history.TYPED_ROWS))
    rights = stage.at(when + timedelta(minutes=4), drafter_of(code))
    reporting.send_for_approval(task, rights=rights)
    reporting.approve(task, rights=stage.at(when + timedelta(minutes=5), approver_of(code)))


def _draft(stage: Stage, code: str, when: datetime, cells: int) -> None:
    task, rights = stage.tasks[code], stage.at(when, drafter_of(code))
    reporting.open_task(task, rights=rights)
    result = reporting.save_cells(task, _inputs(code, stage.figures)[:cells], rights=rights)
    if result.errors:
        raise RuntimeError(f"{code}: {[answer.error for answer in result.errors]}")


def _inputs(code: str, figures: Figures) -> list[CellInput]:
    note = "Đã kiểm tra: tập huấn tập trung ở các buôn." if code == DOUBTED else None
    return [
        CellInput(row, text, CellKind.TYPED, note=note if row == "18" else None)
        for row, text in _texts(code, figures).items()
    ]


def _texts(code: str, figures: Figures) -> dict[str, str]:
    return {row: format_number(figures[indicator][code]) for row, indicator in history.TYPED_ROWS.items()}


def _return(stage: Stage) -> None:
    """The department returns one report with a suggested value."""
    rights = stage.at(moment(TUESDAY, 10, 10), "skhcn.tonghop")
    value = stage.figures["households_trained"][RETURNED]
    reporting.return_submission(
        stage.tasks[RETURNED],
        rights=rights,
        reason="Số hộ tập huấn khác tổng của các lớp đã báo. Xem lại dòng 18.",
        suggestions=[Suggestion("18", format_number(value - value % 10))],
    )


def _remind(stage: Stage) -> None:
    rights = stage.at(moment(TUESDAY, 8), "vp.giaobaocao")
    reporting.remind([stage.tasks[code] for code in REMINDED], rights=rights)


def _agencies(places: Places, clock: DemoClock, requests: Mapping[str, RequestView]) -> None:
    """Six departments and four outside agencies have sent; the others have until 19/11."""
    rights = orgs.rights_of_username("vp.khoa", TUESDAY)
    tasks = {
        regime: tasks_of_request(request.code, rights)
        for regime, request in requests.items()
        if regime != history.REGIME[PROVINCE]
    }
    acts: list[tuple[str, int, Sequence[CellInput]]] = []
    for code in DEPARTMENTS_SENT:
        states = agencies.department_states(code, len(PERIODS) - 1)
        inputs = [CellInput(row, format_number(state.value or 0)) for row, state in states.items()]
        acts.append((code, tasks[agencies.DEPARTMENT_REGIME][code], inputs))
    for outside in agencies.OUTSIDE:
        if outside.agency in OUTSIDE_SENT:
            only = [CellInput("1", format_number(outside.value(len(PERIODS) - 1)))]
            acts.append((outside.agency, tasks[outside.regime][outside.agency], only))
    for (code, task, cells), when in zip(acts, _moments(len(acts), moment(TUESDAY, 11, 20), 120), strict=True):
        _send_agency(code, task, cells, clock, when)
    trust.seal_all()


def _send_agency(code: str, task: int, inputs: Sequence[CellInput], clock: DemoClock, when: datetime) -> None:
    clock.reach(when)
    drafter = orgs.rights_of_username(agency_login(code, "nhap"), TUESDAY)
    reporting.save_cells(task, inputs, rights=drafter)
    reporting.send_for_approval(task, rights=drafter)
    clock.reach(when + timedelta(minutes=3))
    leader = orgs.rights_of_username(agency_login(code, "lanhdao"), TUESDAY, proof=Proof.PLAYED)
    reporting.approve(task, rights=leader)


def _spread(codes: Sequence[str], first: datetime, minutes: int) -> list[tuple[str, datetime]]:
    """Give each commune its moment within so many minutes, in order."""
    return list(zip(codes, _moments(len(codes), first, minutes), strict=True))


def _moments(count: int, first: datetime, minutes: int) -> Iterable[datetime]:
    offsets = sorted(draw(minutes * 60, first, number) for number in range(count))
    return [first + timedelta(seconds=offset) for offset in offsets]
