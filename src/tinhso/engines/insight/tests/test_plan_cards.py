"""The plan on the board: its bar, its sentence, what asks for a decision; who does not see the plan sees none of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.testing import load_demo_plan
from tinhso.engines.insight.testing import BOARD, load_board
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.reporting.testing import World, at
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
WITH_PLAN = BOARD.replace("version: 1", "version: 2").replace(
    "headline:\n",
    "first:\n  - {kind: decisions, plan: plan-3330}\n  - {kind: plan, plan: plan-3330}\n"
    "headline:\n  - {kind: hard_targets, plan: plan-3330}\n",
)


@standing_on("insight_world")
def planned(world: World) -> World:
    with at("2026-11-17 13:42"):
        load_demo_plan()
        load_board(WITH_PLAN)
    return world


def test_a_leader_reads_the_plan_first_and_may_act_on_what_is_hard(
    planned: World, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 13:42"):
        page = reader("chutich").open("/dieu-hanh")
        assert page.status == 200
        assert "3/18 mục tiêu khó hoàn thành." in page
        assert "Việc cần cho ý kiến" in page
        assert page.links["Giao nhiệm vụ"] == "/ke-hoach/plan-3330/t06/giao"
        assert "3 of 18 targets are hard to reach." in reader("chutich", english=True).open("/dieu-hanh")


def test_who_does_not_see_the_plan_sees_none_of_it_and_the_rest_of_the_board(
    planned: World, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 13:42"):
        for login in ("eakar.nhap", ""):
            page = reader(login).open("/dieu-hanh")
            assert page.status == 200
            assert "Việc cần cho ý kiến" not in page.text
            assert "mục tiêu" not in page.text


def test_all_cards_of_a_board_read_one_judgement_of_the_plan(
    planned: World, reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    compute = evaluation.compute_plan
    monkeypatch.setattr(evaluation, "compute_plan", lambda code, *rest: asked.append(code) or compute(code, *rest))
    with at("2026-11-17 13:42"):
        reader("chutich").open("/dieu-hanh")
    assert asked == ["plan-3330"]
