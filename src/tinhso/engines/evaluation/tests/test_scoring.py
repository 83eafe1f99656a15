"""Scores: published checks, every shape, four kinds of missing, and what must hold whatever the answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.contracts.scorecards import (
    Absence,
    Answer,
    Component,
    ScorecardDefinition,
    ScoreNode,
    Shape,
)
from tinhso.engines.evaluation.errors import AnswerNotUsable
from tinhso.engines.evaluation.logic.packages.scorecard_files import read_scorecard, scorecard_of
from tinhso.engines.evaluation.logic.scorecards.bundle import shown_score
from tinhso.engines.evaluation.logic.scorecards.scoring import ranks_of, score_unit, score_units, share_of, steps_up
from tinhso.engines.evaluation.logic.scorecards.uncertainty import (
    RUNS,
    not_told_apart,
    ranges_of,
    rank_ranges,
    simulate,
)

PACKAGE = Path(__file__).resolve().parents[5] / "packages" / "scorecards-dti" / "scorecards"
F = Fraction


def loaded(code: str) -> ScorecardDefinition:
    return scorecard_of(read_scorecard(PACKAGE / f"{code}.yaml"))


PUBLISHED = {
    "Đà Nẵng": (("0.5346", "0.4155", "0.4964"), "0.4874"),
    "Huế": (("0.522", "0.304", "0.3655"), "0.4097"),
}


@pytest.mark.parametrize("place", PUBLISHED)
def test_the_formula_of_2020_gives_what_was_published(place: str) -> None:
    card, (pillars, published) = loaded("dti-tinh-2020"), PUBLISHED[place]
    scored = score_unit(card, place, {str(no): Answer(F(value)) for no, value in enumerate(pillars, start=1)})
    assert shown_score(card, scored) == published


def test_the_commune_set_has_its_criteria_points_and_implied_nodes() -> None:
    card = loaded("dti-xa-2025")
    assert (len(card.components), card.points) == (62, 960)
    codes = [one.code for one in card.components]
    assert "4.10" in codes
    assert codes.index("4.10") > codes.index("4.2")
    implied = next(node for node in card.nodes if node.code == "4.22")
    assert (implied.parent, implied.points) == ("4", sum(one.points for one in card.components if one.parent == "4.22"))
    assert sum(node.points for node in card.nodes if not node.parent) == 960


@pytest.mark.parametrize(
    ("code", "points", "components"),
    [("dti-tinh-922", 1000, 9), ("dti-tinh-922-mau", 1000, 98), ("phuc-vu-766", 100, 5), ("dti-xa-tu-tinh", 100, 4)],
)
def test_the_other_scorecards_have_their_points(code: str, points: int, components: int) -> None:
    assert (loaded(code).points, len(loaded(code).components)) == (points, components)


def test_the_template_of_922_has_the_components_and_points_of_every_main_index() -> None:
    card = loaded("dti-tinh-922-mau")
    counts = [sum(one.parent == node.code for one in card.components) for node in card.pillars]
    assert counts == [10, 11, 7, 13, 12, 3, 22, 12, 8]
    assert [node.points for node in card.pillars] == [one.points for one in loaded("dti-tinh-922").components]
    assert "cần kiểm tra" in card.status.vi


def component(shape: Shape, code: str = "1", points: int = 10, **more: object) -> Component:
    return Component(code, "", Text(code, code), F(points), shape, **more)  # type: ignore[arg-type]


GRADES = {"head": F(1), "deputy": F(1, 2), "none": F(0)}
SHARES = [
    (component(Shape.YES_NO), Answer(F(1)), F(1)),
    (component(Shape.GRADED, grades=GRADES), Answer(grade="deputy"), F(1, 2)),
    (component(Shape.HALVES), Answer(F(1)), F(1, 2)),
    (component(Shape.RATIO), Answer(F(3, 4)), F(3, 4)),
    (component(Shape.RATIO), Answer(F(1395, 1000)), F(1)),
    (component(Shape.TO_TARGET, high=Decimal(80)), Answer(F(60)), F(3, 4)),
    (component(Shape.TO_TARGET, high=Decimal(80)), Answer(F(95)), F(1)),
    (component(Shape.GOALPOSTS, low=Decimal(20), high=Decimal(70)), Answer(F(45)), F(1, 2)),
    (component(Shape.GOALPOSTS, low=Decimal(10), high=Decimal(0)), Answer(F(2)), F(4, 5)),
    (component(Shape.FORMULA, formula="share(a, b)"), Answer(F(125, 2)), F(5, 8)),
    (component(Shape.FORMULA, formula="share(a, b)"), Answer(F(140)), F(1)),
    (component(Shape.FORMULA, formula="a - b"), Answer(F(-3)), F(0)),
    (component(Shape.NOT_SCORED, points=0), Answer(F(1)), None),
    (component(Shape.RATIO), Answer(absence=Absence.NOT_REPORTED), F(0)),
    (component(Shape.RATIO), Answer(absence=Absence.REFUSED), F(0)),
    (component(Shape.RATIO), Answer(absence=Absence.NOT_APPLICABLE), None),
    (component(Shape.RATIO), Answer(absence=Absence.NOT_DUE), None),
]


@pytest.mark.parametrize(("one", "answer", "expected"), SHARES)
def test_each_shape_and_each_kind_of_missing(one: Component, answer: Answer, expected: Fraction | None) -> None:
    assert share_of(one, answer) == expected


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (component(Shape.YES_NO), Answer(F(1, 2))),
        (component(Shape.HALVES), Answer(F(3))),
        (component(Shape.RATIO), Answer(F(-1))),
        (component(Shape.GRADED, grades=GRADES), Answer(grade="chief")),
        (component(Shape.RATIO), Answer(grade="head")),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_never_scored(one: Component, answer: Answer) -> None:
    with pytest.raises(AnswerNotUsable):
        share_of(one, answer)


CARD = ScorecardDefinition(
    code="c", version=1, valid_from=date(2026, 1, 1), title=Text("c", "c"), level="commune", unit="66",
    scheme="calendar.year", shown_as="points", decimals=2, source="", status=Text("", ""), illustrative=True,
    nodes=(ScoreNode("a", "", Text("a", "a"), F(30)), ScoreNode("b", "", Text("b", "b"), F(70))),
    components=(
        replace(component(Shape.RATIO, "a.1", 30), parent="a"),
        replace(component(Shape.GOALPOSTS, "b.1", 50, low=Decimal(0), high=Decimal(200)), parent="b"),
        replace(component(Shape.TO_TARGET, "b.2", 20, high=Decimal(40)), parent="b"),
    ),
)  # fmt: skip
SCALE = {"a.1": 1, "b.1": 200, "b.2": 40}
absences = st.sampled_from([None, None, None, *Absence])
shares = st.integers(0, 20).map(lambda one: F(one, 20))


@st.composite
def answer_sets(draw: st.DrawFn) -> dict[str, dict[str, Answer]]:
    units = draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=2, max_size=6, unique=True))
    found: dict[str, dict[str, Answer]] = {}
    for unit in units:
        found[unit] = {}
        for code, scale in SCALE.items():
            absence = draw(absences)
            found[unit][code] = Answer(absence=absence) if absence else Answer(draw(shares) * scale)
    return found


Given = Mapping[str, Mapping[str, Answer]]


@settings(max_examples=40, deadline=None)
@given(answer_sets(), st.randoms())
def test_the_order_of_units_never_matters(answers: dict[str, dict[str, Answer]], random: object) -> None:
    shuffled = list(answers.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score_units(CARD, dict(shuffled)) == score_units(CARD, answers)


@settings(max_examples=40, deadline=None)
@given(answer_sets())
def test_the_parts_sum_to_the_whole(answers: Given) -> None:
    for one in score_units(CARD, answers):
        had = sum(((one.shares[c.code] or 0) * c.points for c in CARD.components), F(0))
        could = sum((c.points for c in CARD.components if one.shares[c.code] is not None), F(0))
        assert one.share * could == had
        by_node = F(0)
        for node in CARD.nodes:
            inside = [c for c in CARD.components if c.parent == node.code and one.shares[c.code] is not None]
            by_node += (one.by_node[node.code] or 0) * sum((c.points for c in inside), F(0))
        assert by_node == had


@settings(max_examples=40, deadline=None)
@given(answer_sets(), st.sampled_from(sorted(SCALE)), shares)
def test_more_of_a_good_thing_never_lowers_a_score(answers: Given, code: str, more: Fraction) -> None:
    unit = min(answers)
    before = score_unit(CARD, unit, answers[unit])
    value = answers[unit][code].value
    if value is not None:
        after = score_unit(CARD, unit, {**answers[unit], code: Answer(value + more * SCALE[code])})
        assert after.share >= before.share


@settings(max_examples=40, deadline=None)
@given(answer_sets(), st.integers(1, 50), st.integers(0, 30))
def test_rescaling_what_is_measured_changes_no_rank_when_its_goalposts_move_along(
    answers: Given, factor: int, shift: int
) -> None:
    measured = CARD.components[1]
    moved = replace(measured, low=Decimal(shift), high=Decimal(200 * factor + shift))
    card = replace(CARD, components=(CARD.components[0], moved, CARD.components[2]))
    rescaled = {
        unit: {**given, "b.1": Answer(given["b.1"].value * factor + shift)} if given["b.1"].value is not None else given
        for unit, given in answers.items()
    }
    assert [one.rank for one in score_units(card, rescaled)] == [one.rank for one in score_units(CARD, answers)]


def test_ranks_are_made_before_rounding_and_equals_share_a_place() -> None:
    places = ranks_of({"A": F(1, 3), "B": F(333333333, 1000000000), "C": F(1, 3), "D": F(0)})
    assert places == {"A": 1, "C": 1, "B": 3, "D": 4}


def test_what_moves_a_unit_up_is_what_it_has_not_got_with_the_largest_first() -> None:
    answers = {"A": {"a.1": Answer(F(1)), "b.1": Answer(F(100)), "b.2": Answer(F(30))}}
    steps = steps_up(CARD, score_units(CARD, answers), "A")
    assert [(one.code, gain) for one, gain in steps] == [("b.1", F(1, 4)), ("b.2", F(1, 20))]


def test_ranges_come_from_ten_thousand_runs_that_the_same_seed_repeats() -> None:
    answers = {
        unit: {code: Answer(F(level, 20) * scale) for code, scale in SCALE.items()}
        for unit, level in (("A", 20), ("B", 11), ("C", 10), ("D", 1))
    }
    answers["C"]["a.1"] = Answer(F(13, 20))
    answers["D"]["b.2"] = Answer(absence=Absence.NOT_APPLICABLE)
    scored = score_units(CARD, answers)
    ranks = simulate(CARD, scored)
    assert ranks.shape == (RUNS, 4)
    assert RUNS >= 10_000
    ranges = rank_ranges(CARD, scored)
    assert ranges == rank_ranges(CARD, scored)
    assert (ranges["A"].low, ranges["A"].median, ranges["A"].high) == (1, 1, 1)
    assert (ranges["B"].low, ranges["B"].high) == (2, 3)
    apart = not_told_apart(scored, ranks)
    assert apart["B"] == ("C",)
    assert apart["A"] == apart["D"] == ()


def test_units_that_are_alike_share_every_place_whatever_order_they_stand_in() -> None:
    alike = {code: Answer(F(11, 20) * scale) for code, scale in SCALE.items()}
    better = {code: Answer(F(15, 20) * scale) for code, scale in SCALE.items()}
    scored = score_units(CARD, {"A": alike, "B": better, "C": alike})
    ranges, apart = rank_ranges(CARD, scored), not_told_apart(scored, simulate(CARD, scored))
    assert ranges["A"] == ranges["C"]
    assert (ranges["B"].low, ranges["B"].high, ranges["A"].median) == (1, 1, 2)
    assert (apart["A"], apart["C"], apart["B"]) == (("C",), ("A",), ())
    turned = list(reversed(scored))
    assert ranges_of(turned, simulate(CARD, turned)) == ranges


@settings(max_examples=15, deadline=None)
@given(answer_sets(), st.randoms())
def test_how_sure_a_place_is_never_depends_on_the_order_of_units(answers: Given, random: object) -> None:
    scored = score_units(CARD, answers)
    shuffled = list(scored)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank_ranges(CARD, shuffled, runs=400) == rank_ranges(CARD, scored, runs=400)
    first, other = (
        not_told_apart(scored, simulate(CARD, scored, 400)),
        not_told_apart(shuffled, simulate(CARD, shuffled, 400)),
    )
    assert {unit: set(found) for unit, found in first.items()} == {unit: set(found) for unit, found in other.items()}
