"""Judgements are kept as they were made: what they rested on stays, whatever is corrected or ruled later."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import TargetState
from tinhso.engines.evaluation.logic.plans.keeping import facts_of
from tinhso.engines.evaluation.logic.plans.moments import Moment
from tinhso.engines.evaluation.models import TargetJudgement
from tinhso.engines.evaluation.testing import demo_plan, write_series
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import tamper, undone
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
TODAY, PLAN, TARGET = date(2026, 11, 17), "plan-3330", "t06"
LATER = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def told(moment: Moment | None = None) -> list[api.Told]:
    page = api.compute_target(PLAN, TARGET, moment or api.read_moment(""), rights_as("chutich", TODAY), "vi")
    return list(page.told)


def test_a_judgement_is_kept_once_until_something_it_rests_on_differs(world: Territory) -> None:
    assert api.keep_judgements() == 18
    assert api.keep_judgements() == 0
    (kept,) = [one.judgement for one in told()]
    assert kept is not None
    assert (kept.state, kept.judged_on, kept.plan_version) == (TargetState.MISSED, TODAY, 1)
    assert kept.facts["value"] == "12.8"
    assert (kept.facts["period"], kept.facts["low"], kept.facts["due_on"]) == ("2025-Q4", "20", "2025-12-31")
    assert kept.reason.vi == "quý IV/2025 đạt 12,8%, yêu cầu 20,0%, thiếu 7,2 điểm %"
    assert kept.reason.en
    assert kept.rules_from == demo_plan().rules[-1].valid_from
    trust.seal_all()
    assert trust.verify_log() == []


def test_a_corrected_figure_makes_a_new_judgement_and_the_old_one_stays(world: Territory) -> None:
    api.keep_judgements()
    trust.seal_all()
    before = trust.latest_checkpoint()
    assert before is not None
    with trust.use_clock(LATER):
        indicator = next(spec.indicator for spec in demo_plan().targets if spec.code == TARGET)
        write_series({indicator: {parse_period("2025-Q4"): Decimal("21.5")}})
        assert api.keep_judgements() == 1
        trust.seal_all()
        states = [one.judgement.state for one in told() if one.judgement]
        assert states == [TargetState.MISSED, TargetState.ACHIEVED]
        # As of the checkpoint before, only what was known then.
        then = told(Moment(TODAY, LATER, before.tree_size))
        assert [one.judgement.state for one in then if one.judgement] == [TargetState.MISSED]
        assert trust.verify_log() == []


def test_what_was_kept_is_what_judging_as_of_then_gives_again(world: Territory) -> None:
    api.keep_judgements()
    trust.seal_all()
    size = trust.latest_checkpoint()
    assert size is not None
    page = api.compute_plan(PLAN, Moment(TODAY, LATER, size.tree_size), rights_as("chutich", TODAY))
    kept = {row.target_code: (row.state, row.reason_vi, row.facts) for row in TargetJudgement.objects.all()}
    assert kept == {one.spec.code: (str(one.judged.state), one.reason("vi"), facts_of(one)) for one in page.targets}


def test_who_overrules_keeps_what_was_overruled_and_both_stand_in_the_history(
    world: Territory, browser: Callable[[str], Client]
) -> None:
    leader, address = browser("chutich"), f"/ke-hoach/{PLAN}/{TARGET}"
    reason = "Đã nghiệm thu ngày 15/11, số liệu cập nhật sau."
    assert leader.post(f"{address}/y-kien", {"trang_thai": "achieved", "ly_do": reason}).status_code == 302
    assert leader.post(f"{address}/y-kien", {"trang_thai": "", "ly_do": reason}).status_code == 302
    first, opinion, withdrawn = told()
    assert first.judgement is not None
    assert (first.judgement.state, first.judgement.event_id) == (TargetState.MISSED, opinion.opinion.event_id)  # type: ignore[union-attr]
    assert opinion.opinion is not None
    assert (opinion.opinion.state, opinion.opinion.computed) == (TargetState.ACHIEVED, TargetState.MISSED)
    assert withdrawn.opinion is not None
    assert withdrawn.opinion.state is None
    page = leader.get(address).content.decode()
    assert "theo ý kiến: hoàn thành" in page
    assert reason in page
    rows = list(csv.DictReader(io.StringIO(leader.get(f"{address}/lich-su").content.decode())))
    assert [row["kind"] for row in rows] == ["judged", "opinion", "opinion_withdrawn"]
    assert (rows[0]["value"], rows[0]["rules_from"], rows[1]["computed"]) == ("12.8", "2021-01-01", "missed")
    assert browser("eakar.nhap").get(f"{address}/lich-su").status_code == 404


def test_a_kept_state_that_is_changed_behind_the_log_is_named(world: Territory) -> None:
    api.keep_judgements()
    trust.seal_all()
    with undone():
        tamper("UPDATE evaluation_targetjudgement SET state = 'achieved' WHERE target_code = %s", [TARGET])
        assert {fault.table for fault in trust.verify_log()} == {"evaluation_targetjudgement"}
