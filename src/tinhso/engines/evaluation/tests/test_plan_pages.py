"""The pages of plans and targets, who sees them, a person's own judgement beside the figures, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import (
    NothingToWithdraw,
    ReasonNeeded,
    StateGroup,
    TargetState,
    UnknownPlan,
    UnknownState,
)
from tinhso.engines.evaluation.logic.plans.moments import Moment
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 17)
PLAN, REASON = "plan-3330", "Nghị quyết của HĐND đã lùi thời hạn của mục tiêu này."
Browser = Callable[..., Client]


def test_the_bar_of_the_plan_is_eight_seven_three_and_after_its_end_says_so(world: Territory) -> None:
    rights = rights_as("chutich", TODAY)
    then = api.compute_plan(PLAN, Moment(date(2023, 9, 21)), rights)
    assert [then.counts[one] for one in StateGroup] == [8, 7, 3, 0]
    now = api.compute_plan(PLAN, api.read_moment(""), rights)
    assert now.has_ended
    assert [now.counts[one] for one in StateGroup] == [14, 0, 3, 1]


def test_a_plan_of_many_targets_asks_as_many_questions_as_one_target(world: Territory) -> None:
    rights, moment = rights_as("chutich", TODAY), api.read_moment("")
    api.compute_plan(PLAN, moment, rights)
    with CaptureQueriesContext(
        connection,
    ) as whole:
        api.compute_plan(PLAN, moment, rights)
    with CaptureQueriesContext(connection) as one:
        api.compute_target(PLAN, "t01", moment, rights, "vi")
    assert len(whole) <= len(one)


def test_pages_show_states_reasons_and_both_languages(world: Territory, browser: Browser) -> None:
    reader = browser("chutich")
    page = reader.get(f"/ke-hoach/{PLAN}").content.decode()
    assert "Kế hoạch đã kết thúc 31/12/2025." in page
    assert "quý IV/2025 đạt 12,8%, yêu cầu 20,0%, thiếu 7,2 điểm %" in page
    hard = reader.get(f"/ke-hoach/{PLAN}?nhom=hard").content.decode()
    assert hard.count('scope="row"') == 3
    target = reader.get(f"/ke-hoach/{PLAN}/t06").content.decode()
    assert "không hoàn thành" in target
    assert "Lộ trình và thực hiện" in target
    reader.cookies["django_language"] = "en"
    assert "The plan ended on 31/12/2025." in reader.get(f"/ke-hoach/{PLAN}").content.decode()
    assert reader.get("/ke-hoach").status_code == 200


def test_the_files_hold_the_same_numbers_as_the_pages(world: Territory, browser: Browser) -> None:
    reader = browser("chutich")
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/ke-hoach/{PLAN}/csv").content.decode())))
    assert len(rows) == 18
    assert {row["state"] for row in rows} == {"achieved", "missed", "not_applicable"}
    way = list(csv.DictReader(io.StringIO(reader.get(f"/ke-hoach/{PLAN}/t06/csv").content.decode())))
    assert (way[0]["period"], way[-1]["period"], way[-1]["required"]) == ("2021-Q1", "2025-Q4", "20.0")


def test_who_does_not_see_the_province_does_not_see_its_internal_plan(world: Territory, browser: Browser) -> None:
    for login in ("eakar.nhap", "cntt", ""):
        assert browser(login).get(f"/ke-hoach/{PLAN}").status_code == 404
        assert PLAN not in browser(login).get("/ke-hoach").content.decode()
    with pytest.raises(UnknownPlan):
        api.compute_plan(PLAN, api.read_moment(""), rights_as("bmt.nhap", TODAY))


def test_an_opinion_stands_beside_what_is_computed_until_it_is_taken_back(world: Territory, browser: Browser) -> None:
    leader = browser("chutich")
    address = f"/ke-hoach/{PLAN}/t06"
    assert leader.post(f"{address}/y-kien", {"trang_thai": "achieved", "ly_do": "vì thế"}).status_code == 422
    assert leader.post(f"{address}/y-kien", {"trang_thai": "achieved", "ly_do": REASON}).status_code == 302
    page = leader.get(address).content.decode()
    assert REASON in page
    assert "số tính được là" in page
    plan = api.compute_plan(PLAN, api.read_moment(""), rights_as("chutich", TODAY))
    changed = next(one for one in plan.targets if one.spec.code == "t06")
    assert (changed.state, changed.judged.state) == (TargetState.ACHIEVED, TargetState.MISSED)
    assert plan.counts[StateGroup.DONE] == 15
    assert leader.post(f"{address}/y-kien", {"trang_thai": "", "ly_do": REASON}).status_code == 302
    assert api.compute_plan(PLAN, api.read_moment(""), rights_as("chutich", TODAY)).counts[StateGroup.DONE] == 14
    trust.seal_all()
    assert trust.verify_log() == []


def test_only_who_may_judge_does_and_only_with_a_state_of_the_time(world: Territory, browser: Browser) -> None:
    office, leader = rights_as("vp.khoa", TODAY), rights_as("chutich", TODAY)
    for login in ("skhcn.tonghop", "thanhtra", "vp.giaobaocao"):
        with pytest.raises(TinhSoError) as refused:
            api.give_opinion(PLAN, "t06", "achieved", rights=rights_as(login, TODAY), reason=REASON)
        assert refused.value.status == 403
    with pytest.raises(UnknownState):
        api.give_opinion(PLAN, "t06", "on_track", rights=leader, reason=REASON)
    with pytest.raises(ReasonNeeded):
        api.give_opinion(PLAN, "t06", "achieved", rights=office, reason="  vì   ")
    with pytest.raises(NothingToWithdraw):
        api.withdraw_opinion(PLAN, "t06", rights=office, reason=REASON)
    assert browser("").post(f"/ke-hoach/{PLAN}/t06/y-kien", {}).status_code == 302


@pytest.mark.parametrize("text", ["hôm qua", "2030-01-01", "2001-01-01", "0001-01-01T00:00+07:00"])
def test_a_moment_that_cannot_be_looked_at_is_refused(world: Territory, browser: Browser, text: str) -> None:
    assert browser("chutich").get(f"/ke-hoach/{PLAN}", {"tinh-den": text}).status_code == 400
