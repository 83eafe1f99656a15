"""A history loaded set-wise ends exactly where the same acts, done one by one, would have ended."""

from __future__ import annotations

from datetime import datetime

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureKey,
    FigureState,
    FigureWrite,
    Missing,
    SourceKind,
    Status,
)
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import (
    HistoricAdjustment,
    HistoricReport,
    HistoricRequest,
    HistoricVersion,
    TaskState,
)
from tinhso.engines.reporting.contracts.errors import HistoryIncomplete
from tinhso.engines.reporting.models import Assignment, Cell, CellChange, Request, Submission, Transition
from tinhso.engines.reporting.testing import World, at, fill, now_rights, standing, task_of, value_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM, as_utc
from tinhso.kernel.periods import parse_period

OCTOBER = "nd09:2026-10"


def when(text: str) -> datetime:
    return as_utc(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=VIETNAM))


def said(trained: int, villages: int = 38) -> dict[str, FigureState]:
    return {"2": FigureState(trained), "3": FigureState(villages)}


def version(moment: str, trained: int, **fields: object) -> HistoricVersion:
    return HistoricVersion(when(moment), said(trained), approver_title="Chủ tịch UBND xã", **fields)  # type: ignore[arg-type]


REQUEST = HistoricRequest(
    "october", "cds-thang", OCTOBER, when("10-01 08:00"), sent_upward_at=when("10-20 09:00"),
    accepted_at=when("10-22 09:00"), locked_at=when("10-26 17:00"), accepted_by="user:skhcn.tonghop",
)  # fmt: skip


def load(world: World, request: HistoricRequest = REQUEST, **reports: HistoricReport) -> Request:
    rows = [
        HistoricReport(
            request.code, world.unit_id(code.removeprefix("u")), report.versions, report.received_at,
            report.accepted_at, report.extended_to, report.extended_at,
        )
        for code, report in reports.items()
    ]  # fmt: skip
    lines = [
        HistoricAdjustment(request.code, "own", "households_trained", 350, "Sở tự thực hiện", "theo kế hoạch"),
        HistoricAdjustment(request.code, "double-count", "households_trained", -120, "Tính trùng", "theo danh sách"),
    ]
    api.load_history([request], rows, lines)
    return Request.objects.get(code=request.code)


def report(*versions: HistoricVersion, **fields: object) -> HistoricReport:
    return HistoricReport("", 0, versions, **fields)  # type: ignore[arg-type]


def row_of(code: str) -> Assignment:
    return Assignment.objects.get(subject_unit__code=code, subject_unit__valid_to=None)


def test_a_whole_month_ends_as_its_acts_would_have_left_it(world: World) -> None:
    load(
        world,
        u24373=report(
            version("10-15 16:02", 421, drafted_at=when("10-15 10:14"), drafter="user:eakar.nhap",
                    approver="user:eakar.pct", capacity="KT. CHỦ TỊCH", withdrawn_at=when("10-16 08:05")),
            version("10-16 08:31", 412, drafted_at=when("10-16 08:20"), drafter="user:eakar.nhap",
                    approver="user:eakar.lanhdao"),
            received_at=when("10-14 09:00"), accepted_at=when("10-19 15:20"),
        ),
        u24133=report(
            version("10-16 09:00", 900, returned_at=when("10-19 08:00"), return_reason="xem lại"),
            version("10-19 10:00", 906),
            accepted_at=when("10-19 15:20"),
        ),
        u22015=report(version("10-17 09:00", 100)),  # late, never accepted
        u22045=report(),  # never sent
    )  # fmt: skip
    stored = standing(world, "24373", period=OCTOBER)
    assert stored is not None
    assert (stored.value, stored.status, stored.source) == (412, Status.OFFICIAL, SourceKind.MANUAL)
    assert value_of(world, "24133", period=OCTOBER) == 906
    late = standing(world, "22015", period=OCTOBER)
    assert late is not None
    assert (late.value, late.status) == (100, Status.PROVISIONAL)
    assert (value_of(world, "66", period=OCTOBER, line="own"), value_of(world, "22045", period=OCTOBER)) == (350, None)
    ea_kar, bmt, tuy_hoa, binh_kien = (row_of(code) for code in ("24373", "24133", "22015", "22045"))
    assert {row.state for row in Assignment.objects.all()} == {TaskState.LOCKED}
    assert (ea_kar.state_before_lock, tuy_hoa.state_before_lock) == ("consolidated", "submitted")
    assert (ea_kar.on_time, bmt.on_time, tuy_hoa.on_time, binh_kien.on_time) == (True, True, False, None)
    assert (ea_kar.submissions_made, ea_kar.sent_by) == (2, "user:eakar.nhap")
    verbs = [step.verb for step in Transition.objects.filter(assignment=ea_kar).order_by("id")]
    assert verbs == [
        "assign", "open", "send_for_approval", "approve", "withdraw", "send_for_approval", "approve", "accept",
        "consolidate", "lock",
    ]  # fmt: skip
    first = Transition.objects.filter(assignment=ea_kar, verb="approve").order_by("id")[0]
    assert (first.capacity, first.at) == ("KT. CHỦ TỊCH", when("10-15 16:02"))
    key = FigureKey(
        world.definitions["households_trained"].indicator_id, world.unit_id("24373"),
        indicators.period_id(parse_period(OCTOBER)),
    )  # fmt: skip
    readable = [entry for entry in indicators.history(key) if entry.missing is not Missing.MOVED]
    assert [entry.value for entry in readable] == [421, None, 412, 412]
    event = trust.event(stored.event_id)
    assert event is not None
    assert event.at == when("10-19 15:20")


def test_every_event_stands_in_the_order_of_time(world: World) -> None:
    load(
        world,
        u24373=report(version("10-16 09:00", 412), accepted_at=when("10-19 15:20")),
        u24133=report(version("10-15 09:00", 906), accepted_at=when("10-18 15:20")),
    )
    loaded = trust.events(kind="reporting.", limit=500)
    moments = [event.at for event in reversed(loaded) if event.kind != "reporting.definitions_loaded"]
    assert moments == sorted(moments)


def test_the_drafts_of_the_past_are_there_and_committed_to(world: World) -> None:
    load(
        world,
        u24373=report(
            version("10-15 16:02", 421, drafter="user:eakar.nhap", withdrawn_at=when("10-16 08:05")),
            version("10-16 08:31", 412, drafter="user:eakar.nhap"),
        ),
    )
    assert [(one.row_no, one.value) for one in Cell.objects.order_by("row_no")] == [("2", 412), ("3", 38)]
    changes = list(CellChange.objects.order_by("id"))
    assert [(one.row_no, one.before and one.before["value"]) for one in changes] == [
        ("2", None),
        ("3", None),
        ("2", 421),
    ]
    first, second = Submission.objects.filter(assignment__kind="unit").order_by("number")
    assert (first.draft_changes, second.draft_changes) == (2, 1)
    assert (first.last_change_id, second.last_change_id) == (changes[1].pk, changes[2].pk)
    event = trust.event(second.event_id)
    assert event is not None
    assert event.public["draft_digest"] == second.draft_digest


def test_a_correction_after_the_lock_keeps_official_and_needs_its_reason(world: World) -> None:
    late = version("10-27 09:00", 414, correction_reason="cộng sót một lớp")
    load(world, u24373=report(version("10-16 09:00", 405), late, accepted_at=when("10-19 15:20")))
    stored = standing(world, "24373", period=OCTOBER)
    assert stored is not None
    assert (stored.value, stored.status) == (414, Status.OFFICIAL)
    assert row_of("24373").corrections_made == 1
    assert Submission.objects.filter(kind="correction").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        report(version("10-16 09:00", 1), version("10-17 09:00", 2)),
        report(version("10-16 09:00", 1), version("10-27 09:00", 2)),
        report(accepted_at=when("10-19 15:20")),
        report(HistoricVersion(when("10-16 09:00"), {"77": FigureState(1)})),
    ],
)
def test_a_history_that_contradicts_itself_is_refused(world: World, wrong: HistoricReport) -> None:
    with pytest.raises(HistoryIncomplete):
        load(world, u24373=wrong)
    assert not Assignment.objects.exists()


def test_a_report_of_an_unknown_request_is_refused(world: World) -> None:
    with pytest.raises(HistoryIncomplete):
        api.load_history([], [HistoricReport("october", world.unit_id("24373"))])


def test_figures_from_elsewhere_are_woven_in_and_accepted_with_the_report(world: World) -> None:
    received = world.definitions["dossiers_received"].indicator_id
    key = FigureKey(received, world.unit_id("24373"), indicators.period_id(parse_period(OCTOBER)))
    posted = BatchSpec(
        "indicators.posted", "indicators.post:october", "token:one-stop",
        [FigureWrite(key, FigureState(1260, source=SourceKind.CONNECTOR))], at=when("10-14 20:00"),
    )  # fmt: skip
    rows = [
        HistoricReport(
            "october", world.unit_id("24373"), (version("10-16 09:00", 412),), accepted_at=when("10-19 15:20")
        )
    ]
    days: list[datetime] = []
    summary = api.load_history([REQUEST], rows, other=[posted], on_day_end=days.append)
    state = indicators.states_of_keys([key])[key]
    assert (state.value, state.status) == (1260, Status.OFFICIAL)
    assert days == sorted(days)
    assert len(days) == 7
    assert (summary.requests, summary.assignments, summary.submissions) == (1, 2, 2)


def test_an_open_request_of_the_past_goes_on_by_hand(world: World) -> None:
    november = HistoricRequest("november", "cds-thang", "nd09:2026-11", when("11-02 08:00"))
    load(
        world,
        november,
        u24373=report(
            version(
                "11-16 09:00", 450, drafter="user:eakar.nhap", returned_at=when("11-16 15:00"), return_reason="đảo số"
            )
        ),
        u24133=report(version("11-16 09:00", 906)),
        u22015=report(received_at=when("11-16 10:00")),
        u22045=report(),
    )
    with at("2026-11-17 13:42"):
        request = api.requests(now_rights("vp.khoa"))[0]
        ea_kar = task_of(request, "24373")
        card = api.tasks_of(now_rights("eakar.nhap")).returned[0]
        assert (card.id, card.return_reason, card.returned_at) == (ea_kar, "đảo số", when("11-16 15:00"))
        assert value_of(world, "24373") is None
        fill(world, ea_kar, {"2": "405"})
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        receipt = api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        assert (receipt.number, receipt.draft_changes) == (2, 1)
        assert value_of(world, "24373") == 405
        api.accept([ea_kar, task_of(request, "24133")], rights=now_rights("skhcn.tonghop"))
        table = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop"))
        assert (table.counts.sent, table.totals["2"].units_total.value) == (2, 1311)
