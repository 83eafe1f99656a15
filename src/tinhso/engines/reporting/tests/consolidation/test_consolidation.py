"""Consolidation: three lines of a total that never touch a commune (story 5), partial totals told fairly (story 6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.indicators.contracts import Status
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, ConsolidationView, RequestView, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import (
    AdjustmentExists,
    DrafterApproves,
    NotAdjustable,
    NotASender,
    ReasonNeeded,
    UnknownAdjustment,
    UnknownRequest,
    WrongState,
)
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import (
    ACTOR,
    World,
    ask,
    at,
    now_rights,
    report_past,
    send,
    standing,
    task_of,
    value_of,
)
from tinhso.engines.trust.testing import undone
from tinhso.testing.standing import standing_on

# Four communes that add up to the story's 26.430, and what they reported a year before.
FIGURES = {"24373": 405, "24133": 20_000, "22015": 5_025, "22045": 1_000}
LAST_YEAR = {"24373": 388, "24133": 19_000, "22015": 5_112, "22045": 1_400}
LOGINS = {"24373": "eakar", "24133": "bmt", "22015": "tuyhoa", "22045": "binhkien"}


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    with at("2026-11-02 08:00"):
        for code in ("22015", "22045"):
            for part, role in (("nhap", Role.DRAFTER), ("lanhdao", Role.APPROVER)):
                orgs.create_user(f"{LOGINS[code]}.{part}", actor=ACTOR)
                orgs.grant_role(f"{LOGINS[code]}.{part}", role, world.unit_id(code), actor=ACTOR)
        for code, value in LAST_YEAR.items():
            report_past(world, code, {"nd09:2025-11": value})
        return ask(world)


def all_send(world: World, request: RequestView, *codes: str) -> list[int]:
    """These communes send; their assignments."""
    for code in codes:
        login = LOGINS[code]
        texts = {"2": str(FIGURES[code]), "3": "10"}
        send(world, task_of(request, code), texts, drafter=f"{login}.nhap", approver=f"{login}.lanhdao")
    return [task_of(request, code) for code in codes]


def adjust(request: RequestView, line: str, value: int, title: str = "Sở tự thực hiện") -> int:
    made = api.add_adjustment(
        task_of(request, "66"),
        line,
        "households_trained",
        Decimal(value),
        rights=now_rights("skhcn.tonghop"),
        title_vi=title,
        reason="theo văn bản của Sở",
    )
    return made.id


def view(request: RequestView, login: str = "skhcn.tonghop") -> ConsolidationView:
    return api.consolidation_view(request.id, rights=now_rights(login))


def test_three_lines_of_the_total_and_no_communes_cell_changes(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        sent = all_send(world, request_, *FIGURES)
        api.accept(sent, rights=now_rights("skhcn.tonghop"))
    communes = {code: standing(world, code) for code in FIGURES}
    with at("2026-11-18 09:00"):
        adjust(request_, "own", 350)
        adjust(request_, "double-count", -120, "Loại trừ tính trùng")
        total = view(request_).totals["2"]
        assert (total.units_total.value, total.total.value) == (26_430, 26_660)
        assert [(line.line, line.value) for line in total.adjustments] == [("own", 350), ("double-count", -120)]
        assert value_of(world, "66", line="own") is None  # a draft never counts
        assert view(request_, "vp.khoa").totals["2"].total.value == 26_430  # nor is it seen above
        consolidation = task_of(request_, "66")
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        receipt = api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
    assert (receipt.number, receipt.on_time, receipt.cells) == (1, True, 4)
    assert (value_of(world, "66", line="own"), value_of(world, "66", line="double-count")) == (350, -120)
    assert {code: standing(world, code) for code in FIGURES} == communes
    states = Assignment.objects.filter(kind="unit").values_list("state", flat=True)
    assert set(states) == {TaskState.CONSOLIDATED}
    with at("2026-11-20 09:00"):
        assert view(request_, "vp.khoa").totals["2"].total.value == 26_660
        api.accept_consolidation(consolidation, rights=now_rights("vp.khoa"))
    line = standing(world, "66", line="own")
    assert line is not None
    assert line.status == Status.OFFICIAL


def test_withdrawing_the_double_count_gives_26780(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        api.accept(all_send(world, request_, *FIGURES), rights=now_rights("skhcn.tonghop"))
        adjust(request_, "own", 350)
        double_count = adjust(request_, "double-count", -120)
        with undone():
            api.withdraw_adjustment(double_count, rights=now_rights("skhcn.tonghop"), reason="không trùng")
            assert view(request_).totals["2"].total.value == 26_780
        consolidation = task_of(request_, "66")
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
    with at("2026-11-19 09:00"):
        # What counts already is taken away by the agency's leader only.
        with pytest.raises(NoRight):
            api.withdraw_adjustment(double_count, rights=now_rights("skhcn.tonghop"), reason="không trùng")
        with pytest.raises(ReasonNeeded):
            api.withdraw_adjustment(double_count, rights=now_rights("skhcn.lanhdao"), reason="")
        api.withdraw_adjustment(double_count, rights=now_rights("skhcn.lanhdao"), reason="không trùng")
        assert view(request_).totals["2"].total.value == 26_780
        assert value_of(world, "66", line="double-count") is None
        with pytest.raises(UnknownAdjustment):
            api.withdraw_adjustment(double_count, rights=now_rights("skhcn.lanhdao"), reason="lần nữa")


def test_adjustments_that_make_no_sense_are_refused(world: World, request_: RequestView) -> None:
    def add(login: str = "skhcn.tonghop", **fields: object) -> None:
        values: dict[str, object] = {
            "line": "own", "indicator": "households_trained", "value": Decimal(1), "title_vi": "x", "reason": "x",
            "assignment_id": task_of(request_, "66"),
        }  # fmt: skip
        api.add_adjustment(rights=now_rights(login), **(values | fields))  # type: ignore[arg-type]

    with at("2026-11-17 09:00"):
        add()
        with pytest.raises(AdjustmentExists):
            add()
        with pytest.raises(NotAdjustable):
            add(line="x", indicator="online_share")
        with pytest.raises(NotAdjustable):
            add(line="x", indicator="no_such")
        with pytest.raises(ReasonNeeded):
            add(line="x", reason=" ")
        with pytest.raises(NotASender):
            add("eakar.nhap", line="x", assignment_id=task_of(request_, "24373"))
        for login in ("skhcn.lanhdao", "vp.khoa", "chutich"):
            with pytest.raises(NoRight):
                add(login, line="x")
        api.send_for_approval(task_of(request_, "66"), rights=now_rights("skhcn.tonghop"))
        with pytest.raises(WrongState):
            add(line="late")


def test_whoever_made_a_line_does_not_send_it_upward(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        orgs.grant_role("skhcn.tonghop", Role.APPROVER, world.unit_id("H15.15"), actor=ACTOR)
        adjust(request_, "own", 350)
        api.send_for_approval(task_of(request_, "66"), rights=now_rights("skhcn.tonghop"))
        with pytest.raises(DrafterApproves):
            api.send_upward(task_of(request_, "66"), rights=now_rights("skhcn.tonghop"))


def test_a_returned_consolidation_takes_its_lines_out_and_frees_its_units(world: World, request_: RequestView) -> None:
    consolidation = task_of(request_, "66")
    with at("2026-11-17 09:00"):
        api.accept(all_send(world, request_, *FIGURES), rights=now_rights("skhcn.tonghop"))
        adjust(request_, "own", 350)
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
        with pytest.raises(NoRight):
            api.return_consolidation(consolidation, rights=now_rights("skhcn.tonghop"), reason="thiếu căn cứ")
        api.return_consolidation(consolidation, rights=now_rights("vp.khoa"), reason="thiếu căn cứ")
        assert value_of(world, "66", line="own") is None
        assert set(Assignment.objects.filter(kind="unit").values_list("state", flat=True)) == {"accepted"}
        assert api.tasks_of(now_rights("skhcn.tonghop")).to_consolidate[0].return_reason == "thiếu căn cứ"
        api.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        assert api.send_upward(consolidation, rights=now_rights("skhcn.lanhdao")).number == 2
    assert value_of(world, "66", line="own") == 350


def test_a_partial_total_is_compared_with_exactly_the_same_units(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        all_send(world, request_, "24373", "24133", "22015")
    with at("2026-11-17 13:42"):
        table = view(request_)
    total = table.totals["2"]
    assert (total.received, total.expected, total.is_partial) == (3, 4, True)
    assert total.units_total.value == 25_430
    assert total.same_units_last_year.value == 24_500  # without Bình Kiến's 1.400
    assert total.all_units_last_year.value == 25_900
    assert total.change_percent == Decimal("103.8")
    assert (table.counts.total, table.counts.sent, table.counts.to_accept) == (4, 3, 3)
    assert [row.unit.code for row in table.rows] == ["22045", "24133", "24373", "22015"]  # Vietnamese order
    unsent = next(row for row in table.rows if row.unit.code == "22045")
    assert (unsent.figures["2"].value, unsent.figures["1"].value) == (None, 1260)  # what the system knows is shown
    assert unsent.known_rows == {"1", "5"}
    assert table.totals["1"].received == 4
    assert table.totals["4"].total.value == Decimal("61.9")  # a ratio of sums


def test_a_doubtful_figure_is_marked_for_the_consolidating_agency(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        report_past(world, "24373", {f"nd09:2026-{month:02}": 400 + month for month in range(1, 11)})
        task = task_of(request_, "24373")
        api.save_cells(
            task,
            [CellInput("2", "4.120", note="đúng"), CellInput("3", "10")],
            rights=now_rights("eakar.nhap"),
        )
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        api.approve(task, rights=now_rights("eakar.lanhdao"))
        table = view(request_)
    row = next(row for row in table.rows if row.unit.code == "24373")
    assert [finding.code for finding in row.findings] == ["slip"]
    assert row.findings[0].suggestion == 412
    assert table.counts.needs_checking == 1


def test_everybody_sees_only_what_is_within_reach(world: World, request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        own = view(request_, "eakar.nhap")
        assert [row.unit.code for row in own.rows] == ["24373"]
        with pytest.raises(UnknownRequest):
            view(request_, "cntt")
        assert Verb.SEND_FOR_APPROVAL in view(request_).verbs
        assert view(request_, "thanhtra").verbs == ()
