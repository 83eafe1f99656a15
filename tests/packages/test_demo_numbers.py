"""The whole demonstration, built once: every number that its stories and pictures state holds exactly."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from tests.demonstration import Demonstration
from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import CURRENT, FigureQuery, FigureRow, FigureTable
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey, Scenario, SourceKind, Status
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import CellKind, ConsolidationView, RequestView, TaskState, TaskView, Verb
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import parse_period, parse_period_range
from tinhso.kernel.quantities import Operator
from tinhso.site.demo.anchors import ADJUSTMENTS, DOUBTED, EA_KAR, EA_KAR_BEFORE, PENDING, PERIODS
from tinhso.site.demo.clock import NOW
from tinhso.site.demo.places import Places, find_places
from tinhso.site.demo.present import AWAITING, DRAFTING, RETURNED, when_sent
from tinhso.site.demo.standing import Standing, standing
from tinhso.site.packages_folder import packages_folder

# One build is enough; PostgreSQL is exercised by the engines' own tests.
# Without the mark of a test that writes: each would have every reference of three years checked after it.
pytestmark = pytest.mark.one_database
ADDITIVE = (
    "dossiers_received", "dossiers_online", "dossiers_resolved", "dossiers_on_time", "dossiers_overdue",
    "dossiers_digitised", "online_payments", "public_kiosk_visits", "documents_incoming", "documents_outgoing",
    "documents_signed", "work_files_online", "feedback_received", "feedback_answered", "villages",
    "villages_with_fibre", "digital_team_members", "households_trained", "training_sessions", "smes_on_platform",
)  # fmt: skip


@dataclass
class Demo:
    """The built demonstration with the questions tests ask of it."""

    places: Places
    office: Rights
    built: Demonstration
    tables: dict[str, ConsolidationView] = field(default_factory=dict)

    def ask(self, indicators: str, periods: str, level: str = "province", **more: object) -> FigureTable:
        codes = tuple(indicators.split(","))
        question = FigureQuery(codes, parse_period_range(periods), level, self.office, **more)  # type: ignore[arg-type]
        return cube.query(question)

    def row(self, indicator: str, period: str, **more: object) -> FigureRow:
        rows = [row for row in self.ask(indicator, period, **more) if row.unit_code == "66"]
        assert len(rows) == 1
        return rows[0]

    def value(self, indicator: str, period: str, **more: object) -> Decimal | None:
        return self.row(indicator, period, **more).value

    def request(self, code: str, period: str = "nd09:2026-11") -> RequestView:
        found = reporting.requests(self.office, period=parse_period(period))
        return next(request for request in found if request.code == code)

    def table(self, code: str, period: str = "nd09:2026-11") -> ConsolidationView:
        """The department's table of a request; asked once, nothing changes it."""
        if code not in self.tables:
            rights = orgs.rights_of_username("skhcn.tonghop")
            self.tables[code] = reporting.consolidation_view(self.request(code, period).id, rights=rights)
        return self.tables[code]

    def unit(self, code: str) -> int:
        return self.places.new[code].id

    def history(self, indicator: str, unit_id: int, period: str) -> list[tuple[int | None, str, datetime]]:
        """Value, event kind and moment of every entry of a figure."""
        definition = indicators.definition(indicator)
        key = FigureKey(definition.indicator_id, unit_id, indicators.period_id(parse_period(period)))
        entries = indicators.history(key)
        events = {entry.event_id: trust.event(entry.event_id) for entry in entries}
        return [(one.value, events[one.event_id].kind, events[one.event_id].at) for one in entries]


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    demonstration: Demonstration,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Demo]:
    """Read the built demonstration into this run's database for this file's tests."""
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(demonstration.home, home, symlinks=True)
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(TINHSO_HOME=home, TINHSO_MODE="demo"),
        _everything_of(home / "tinhso.sqlite3"),
        trust.use_clock(NOW),
    ):
        yield Demo(
            find_places(packages_folder()), orgs.rights_of_username("vp.khoa", date(2026, 11, 17)), demonstration
        )


@contextmanager
def _everything_of(file: Path) -> Iterator[None]:
    """Let the test database hold what a file holds, and afterwards what it held before."""
    if connection.vendor != "sqlite":
        pytest.skip("the demonstration is a file of SQLite")
    connection.ensure_connection()
    before = sqlite3.connect(":memory:")
    connection.connection.backup(before)
    with closing(sqlite3.connect(file)) as source:
        source.backup(connection.connection)
    yield
    before.backup(connection.connection)
    before.close()


def in_vietnam(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def test_it_says_what_it_does_and_marks_itself_as_built(demo: Demo) -> None:
    assert "Kỳ 36/36: Tháng 11/2026 (15/10–14/11)" in demo.built.said()
    assert standing() is Standing.BUILT


def test_91_of_102_communes_have_sent_24118_against_23066_of_the_same_ones(demo: Demo) -> None:
    now, then = parse_period("nd09:2026-11"), "nd09:2025-11"
    row = demo.row("households_trained", now.code)
    assert (row.value, row.received, row.expected, row.status) == (24_118, 91, 102, Status.PROVISIONAL)
    same = demo.row("households_trained", then, same_units_as=now)
    assert (same.value, same.received) == (23_066, 91)
    assert demo.value("households_trained", then) == 25_900
    view = demo.table("cds-thang.2026-11")
    total = view.totals["18"]
    assert total.same_units_last_year.value == 23_066
    assert total.change_percent == Decimal("104.6")


def test_dossiers_are_known_of_all_communes(demo: Demo) -> None:
    received = demo.row("dossiers_received", "nd09:2026-11")
    assert (received.value, received.received, received.expected) == (118_402, 102, 102)
    assert demo.value("dossiers_online", "nd09:2026-11") == 72_936
    communes = {
        (row.indicator, row.unit_code): row.value
        for row in demo.ask("dossiers_received,dossiers_online", "nd09:2026-11", "commune")
    }
    assert (communes["dossiers_received", EA_KAR], communes["dossiers_online", EA_KAR]) == (1260, 780)
    assert (communes["dossiers_received", "24133"], communes["dossiers_online", "24133"]) == (787, 608)


def test_shares_of_the_province_are_ratios_of_sums(demo: Demo) -> None:
    assert demo.value("online_share", "nd09:2026-11") == Decimal("61.6")
    assert demo.value("online_share", "nd09:2026-10") == Decimal("61.2")
    assert demo.value("on_time_share", "nd09:2026-11") == Decimal("97.4")
    assert demo.value("on_time_share", "nd09:2026-10") == Decimal("96.5")
    year = [row.value for row in demo.ask("online_share", "nd09:2025-11..nd09:2026-10", structure=CURRENT)]
    steps = {later - earlier for earlier, later in pairwise(year) if earlier and later}
    assert steps == {Decimal("0.4")}


def test_ea_kar_lies_between_371_and_430_and_makes_3990_until_october(demo: Demo) -> None:
    rows = demo.ask(
        "households_trained", "nd09:2025-11..nd09:2026-10", "commune", within=frozenset({demo.unit(EA_KAR)})
    )
    values = [int(row.value or 0) for row in rows]
    assert (values[0], values[-1], min(values), max(values), len(values)) == (388, 412, 371, 430, 12)
    assert sum(values[2:]) == 3_990
    assert sum(values[2:]) + int(when_sent(demo.places)[EA_KAR]["18"]) == 4_395


def test_october_is_23641_plus_350_minus_120_and_locked(demo: Demo) -> None:
    communes = demo.ask("households_trained", "nd09:2026-10", "commune")
    assert sum(int(row.value or 0) for row in communes) == 23_641
    assert demo.row("households_trained", "nd09:2026-10").status is Status.OFFICIAL
    assert demo.value("households_trained", "nd09:2026-10") == 23_871
    view = demo.table("cds-thang.2026-10", "nd09:2026-10")
    assert [(line.line, line.value) for line in view.totals["18"].adjustments] == [
        (line, Decimal(value)) for line, value, _, _ in ADJUSTMENTS
    ]
    assert {row.state for row in view.rows} == {TaskState.LOCKED}
    (locked,) = (step for step in view.steps if step.verb is Verb.LOCK)
    assert locked.at == in_vietnam("2026-10-26T17:00")


def test_ea_kar_sent_421_by_delegation_took_it_back_and_sent_412(demo: Demo) -> None:
    entries = demo.history("households_trained", demo.unit(EA_KAR), "nd09:2026-10")
    told = [(value, kind, at) for value, kind, at in entries if value is not None]
    assert told == [
        (421, "reporting.submitted", in_vietnam("2026-10-15T16:02")),
        (412, "reporting.submitted", in_vietnam("2026-10-16T08:31")),
        (412, "reporting.accepted", in_vietnam("2026-10-19T15:20")),
    ]
    task = _task(demo, EA_KAR, "cds-thang.2026-10", "nd09:2026-10")
    steps = {(step.verb, step.at): step for step in task.steps}
    assert (Verb.SEND_FOR_APPROVAL, in_vietnam("2026-10-15T10:14")) in steps
    approved = steps[Verb.APPROVE, in_vietnam("2026-10-15T16:02")]
    assert (approved.capacity, approved.title) == ("KT. CHỦ TỊCH", "Phó Chủ tịch UBND xã")


def test_as_of_an_evening_of_the_past_the_figure_is_what_was_known_then(demo: Demo) -> None:
    ea_kar = frozenset({demo.unit(EA_KAR)})
    for moment, value in (("2026-10-15T20:00", 421), ("2026-10-16T20:00", 412)):
        (row,) = demo.ask("households_trained", "nd09:2026-10", "commune", within=ea_kar, as_of=in_vietnam(moment))
        assert row.value == value


def test_six_old_units_make_ea_kar_and_286_old_communes_what_102_new_ones_do(demo: Demo) -> None:
    old = {row.unit_code: row.value for row in demo.ask("households_trained", "nd09:2025-06", "commune")}
    assert len(old) == 286
    assert {code: old[code] for code in EA_KAR_BEFORE} == {code: Decimal(n) for code, n in EA_KAR_BEFORE.items()}
    restated = demo.ask("households_trained", "nd09:2025-06", "commune", structure=CURRENT)
    assert len(restated) == 102
    assert next(row.value for row in restated if row.unit_code == EA_KAR) == 520


@pytest.mark.parametrize("indicator", ADDITIVE)
def test_the_old_units_restated_total_what_the_province_makes_today(demo: Demo, indicator: str) -> None:
    old = sum(row.value or 0 for row in demo.ask(indicator, "nd09:2025-06") if row.unit_code in {"66", "54"})
    restated = demo.ask(indicator, "nd09:2025-06", "commune", structure=CURRENT)
    exact = sum(Decimal(row.numerator or 0) / Decimal(row.denominator or 1) for row in restated)
    assert old == demo.value(indicator, "nd09:2025-06", structure=CURRENT) == exact
    assert old > 0


def test_the_province_is_the_sum_of_its_communes_and_its_lines_for_every_additive_indicator(demo: Demo) -> None:
    lines = {"households_trained": sum(value for _, value, _, _ in ADJUSTMENTS)}
    communes: Counter[str] = Counter()
    for row in demo.ask(",".join(ADDITIVE), "nd09:2026-10", "commune"):
        communes[row.indicator] += int(row.value or 0)
    for row in demo.ask(",".join(ADDITIVE), "nd09:2026-10"):
        assert row.value == communes[row.indicator] + lines.get(row.indicator, 0), row.indicator


def test_budget_revenue_is_94_7_percent_of_the_year(demo: Demo) -> None:
    revenue = demo.value("budget_revenue", "nd09:2026-11")
    plan = demo.value("budget_revenue", "nd09:2026-11", scenario=Scenario.PLAN)
    assert (revenue, plan) == (10_412, 11_000)
    assert revenue is not None
    assert plan is not None
    assert round(revenue * 100 / plan, 1) == Decimal("94.7")
    share = demo.row("grdp_digital_share", "2026-Q3")
    assert (share.value, share.operator) == (Decimal("13.1"), Operator.APPROXIMATE)


def test_ea_kar_has_twenty_cells_of_which_fourteen_are_known_and_three_may_be_kept(demo: Demo) -> None:
    task = _task(demo, EA_KAR, "cds-thang.2026-11", "nd09:2026-11")
    cells = {row.row.no: row.cells["value"] for row in task.rows if row.enterable}
    assert (task.cells.total, task.cells.known, task.cells.left) == (20, 14, 6)
    assert {cell.kind for cell in cells.values()} == {CellKind.KNOWN, CellKind.EMPTY}
    empty = [row for row in task.rows if row.enterable and row.cells["value"].kind is CellKind.EMPTY]
    assert [row.row.no for row in empty if row.row.carry_over] == ["15", "16", "17"]
    assert [row.row.no for row in empty if not row.row.carry_over] == ["18", "19", "20"]
    known = {cell.known.source for cell in cells.values() if cell.known}
    assert known == {SourceKind.CONNECTOR}


def test_one_is_doubted_one_returned_one_waits_and_two_are_drafting(demo: Demo) -> None:
    view = demo.table("cds-thang.2026-11")
    counts = view.counts
    assert (counts.total, counts.sent, counts.not_sent, counts.returned) == (102, 91, 11, 1)
    assert (counts.accepted, counts.to_accept, counts.needs_checking) == (29, 62, 1)
    states = {row.unit.code: row.state for row in view.rows}
    assert states[RETURNED] is TaskState.RETURNED
    assert states[AWAITING] is TaskState.AWAITING_APPROVAL
    assert {code for code, state in states.items() if state is TaskState.DRAFTING} == set(DRAFTING)
    assert {code for code, state in states.items() if state not in (TaskState.SUBMITTED, TaskState.ACCEPTED)} == set(
        PENDING
    )
    (doubted,) = (row for row in view.rows if row.needs_checking)
    assert (doubted.unit.code, doubted.findings[0].code) == (DOUBTED, "slip")


def test_the_eleven_will_make_2312_when_they_send(demo: Demo) -> None:
    texts = when_sent(demo.places)
    assert sum(int(rows["18"].replace(".", "")) for rows in texts.values()) == 2_312
    assert texts[EA_KAR]["18"] == "405"


def test_the_last_twelve_reports_were_kept_five_to_twelve_times(demo: Demo) -> None:
    found = reporting.timeliness([demo.unit(code) for code in PENDING], rights=demo.office)
    kept = {one.unit.code: one.counts.kept for one in found}
    assert kept == dict(PENDING)


def test_history_has_late_missing_returned_withdrawn_corrected_and_extended_reports(demo: Demo) -> None:
    late = missing = 0
    for period in PERIODS[20:-1]:
        code = f"cds-thang.{period.code.removeprefix('nd09:')}"
        request = demo.request(code, period.code)
        counts = reporting.punctuality(request.id, rights=demo.office)
        late, missing = late + counts.sent_late, missing + counts.late
    assert late > 50
    assert missing > 5
    for kind in ("returned", "withdrawn", "corrected", "extended", "locked"):
        assert len(trust.events(kind=f"reporting.{kind}", limit=3)) == 3, kind


def test_what_documents_say_stands_beside_it_with_its_operator(demo: Demo) -> None:
    row = demo.row("press_documents_signed_share", "2023-09")
    assert (row.value, row.operator) == (96, Operator.GREATER)


def test_every_period_has_a_checkpoint_of_its_own(demo: Demo) -> None:
    sizes = [trust.checkpoint_as_of(datetime(p.end.year, p.end.month, 28, tzinfo=UTC)) for p in PERIODS[:-1]]
    known = [checkpoint.tree_size for checkpoint in sizes if checkpoint]
    assert len(known) == 35
    assert known == sorted(set(known))


def test_nobody_has_a_name_and_every_definition_of_the_demonstration_says_it_is_illustrative(demo: Demo) -> None:
    cast = orgs.demonstration_cast(date(2026, 11, 17))
    assert len(cast) == 14
    own = [one for one in indicators.definitions() if not one.code.startswith("press_")]
    assert len(own) == 67  # eighteen of them are the series of Plan 3330, seven what commune scores become
    assert all(one.illustrative for one in own)
    assert all(request.illustrative for request in reporting.requests(demo.office, period=PERIODS[-1]))


def _task(demo: Demo, unit: str, request: str, period: str) -> TaskView:
    assignment = next(row.assignment_id for row in demo.table(request, period).rows if row.unit.code == unit)
    return reporting.task(assignment, rights=orgs.rights_of_username("eakar.nhap"))
