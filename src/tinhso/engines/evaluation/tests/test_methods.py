"""Composite-index methods against NumPy as another's arithmetic, and by the properties that each must have."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.contracts import methods as contracts
from tinhso.engines.evaluation.contracts.methods import (
    Aggregation,
    MethodChoice,
    MethodOutcome,
    Normalisation,
    NotCombined,
    Outliers,
    Weighting,
)
from tinhso.engines.evaluation.contracts.scorecards import (
    Component,
    ScorecardDefinition,
    ScoreNode,
    Shape,
    UnitScore,
)
from tinhso.engines.evaluation.logic.methods import statistics
from tinhso.engines.evaluation.logic.methods.aggregating import aggregate
from tinhso.engines.evaluation.logic.methods.auditing import DEPARTURES, Audit, audit, cronbach
from tinhso.engines.evaluation.logic.methods.normalising import goalposts, normalise, winsorise
from tinhso.engines.evaluation.logic.methods.weighting import correlations, first_component
from tinhso.engines.evaluation.logic.scorecards.scoring import rank_scores, score_shares

FRACTIONS = st.fractions(0, 1, max_denominator=60)
COLUMNS = st.lists(FRACTIONS, min_size=4, max_size=12)
ROWS = st.integers(4, 9).flatmap(
    lambda width: st.lists(st.lists(FRACTIONS, min_size=width, max_size=width), min_size=3, max_size=6)
)


def floats(values: Any) -> Any:
    return np.array([float(value) for value in values])


def card_of(points: list[int]) -> ScorecardDefinition:
    """Components in two pillars, turn about."""
    nodes = tuple(ScoreNode(code, "", Text(code, code), Fraction(1)) for code in ("1", "2"))
    components = tuple(
        Component(f"{no % 2 + 1}.{no}", str(no % 2 + 1), Text("", ""), Fraction(weight), Shape.RATIO)
        for no, weight in enumerate(points)
    )
    return ScorecardDefinition(
        "thu", 1, date(2025, 7, 1), Text("", ""), "commune", "66", "calendar.year", "points", 2, "", Text("", ""),
        True, nodes, components,
    )  # fmt: skip


def scored_of(card: ScorecardDefinition, columns: list[list[Fraction | None]]) -> list[UnitScore]:
    codes = [one.code for one in card.components]
    units = zip(*columns, strict=True)
    return rank_scores(
        score_shares(card, f"u{no:03}", dict(zip(codes, row, strict=True)), False) for no, row in enumerate(units)
    )


def made(card: ScorecardDefinition, columns: list[list[Fraction | None]], choice: MethodChoice) -> MethodOutcome:
    found = Audit(card, scored_of(card, columns)).outcome(choice)
    assert isinstance(found, MethodOutcome)
    return found


@settings(max_examples=15, deadline=None)
@given(COLUMNS)
def test_scales_and_moments_are_those_of_another_arithmetic(column: list[Fraction]) -> None:
    values = floats(column)
    assume(values.max() > values.min())
    beaten = (values[None, :] < values[:, None]).sum(axis=1) + (
        (values[None, :] == values[:, None]).sum(axis=1) - 1
    ) / 2
    expected = {
        Normalisation.GOALPOSTS: values,
        Normalisation.MIN_MAX: (values - values.min()) / (values.max() - values.min()),
        Normalisation.Z_SCORE: (values - values.mean()) / values.std(ddof=1),
        Normalisation.PERCENTILE: (beaten + 0.5) / len(values),
        Normalisation.RANK: beaten + 1,
        Normalisation.BORDA: beaten,
        Normalisation.DISTANCE: values / values.max(),
    }
    for how in Normalisation:
        found = normalise(column, how)
        assert found is not None
        np.testing.assert_allclose(floats(found), expected[how], rtol=1e-9, atol=1e-9)
    centred, count = values - values.mean(), len(values)
    second, third, fourth = ((centred**order).mean() for order in (2, 3, 4))
    skew = third / second**1.5 * np.sqrt(count * (count - 1)) / (count - 2)
    peak = (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * (fourth / second**2 - 3) + 6)
    assert float(statistics.skewness(column) or 0) == pytest.approx(skew, abs=1e-9)
    assert float(statistics.kurtosis(column) or 0) == pytest.approx(peak, abs=1e-7)


@settings(max_examples=15, deadline=None)
@given(ROWS, st.lists(st.integers(1, 40), min_size=6, max_size=6))
def test_means_are_those_of_another_arithmetic(rows: list[list[Fraction]], weights: list[int]) -> None:
    columns: list[list[Fraction | None]] = [list(row) for row in rows]
    card = card_of(weights[: len(rows)])
    share = floats(weights[: len(rows)]) / sum(weights[: len(rows)])
    matrix = np.maximum(np.array([floats(row) for row in rows]).T, 0)
    floored = np.maximum(matrix, 0.001)
    better = np.sign((np.sign(matrix[:, None, :] - matrix[None, :, :]) * share).sum(axis=2).round(12))
    expected = {
        Aggregation.ARITHMETIC: matrix @ share,
        Aggregation.GEOMETRIC: np.exp(np.log(floored) @ share),
        Aggregation.HARMONIC: 1 / ((1 / floored) @ share),
        Aggregation.COPELAND: (((better + 1) / 2).sum(axis=1) - 0.5) / (len(matrix) - 1),
    }
    for how in Aggregation:
        found = made(card, columns, MethodChoice(aggregation=how))
        scores = [found.scores[f"u{no:03}"] for no in range(len(matrix))]
        np.testing.assert_allclose(floats(scores), expected[how], rtol=1e-9, atol=1e-12)
        assert [found.ranks[f"u{no:03}"] for no in range(len(matrix))] == [
            1 + sum(other > score for other in scores) for score in scores
        ]


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_the_first_component_and_the_fit_of_a_pillar_are_those_of_another_arithmetic(
    rows: list[list[Fraction]],
) -> None:
    matrix = np.array([floats(row) for row in rows])
    assume((matrix.std(axis=1) > 0.01).all())
    found = correlations(rows)
    expected = np.corrcoef(matrix)
    np.testing.assert_allclose(np.array([floats(row) for row in found]), expected, atol=1e-9)
    between = (expected.sum() - len(rows)) / (len(rows) * (len(rows) - 1))
    under = 1 + (len(rows) - 1) * between
    assume(abs(under) > 1e-6)
    assert float(cronbach(rows) or 0) == pytest.approx(len(rows) * between / under, rel=1e-6, abs=1e-9)
    sizes, directions = np.linalg.eigh(expected)
    assume(sizes[-1] - sizes[-2] > 1e-3)
    first = first_component(found)
    assert first is not None
    assert float(first.explains) == pytest.approx(sizes[-1] / len(rows), abs=1e-9)
    np.testing.assert_allclose(floats(first.direction) ** 2, directions[:, -1] ** 2, atol=1e-7)


def test_where_no_direction_is_the_first_no_weight_is_invented() -> None:
    unrelated = [[Fraction(one) for one in row] for row in ([1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1])]
    assert first_component(correlations(unrelated)) is None
    columns: list[list[Fraction | None]] = [list(row) for row in unrelated]
    card = card_of([1, 2, 3])
    assert (
        Audit(card, scored_of(card, columns)).outcome(MethodChoice(weighting=Weighting.PCA)) is NotCombined.NO_DIRECTION
    )


@settings(max_examples=12, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_no_way_depends_on_the_order_of_units_or_loses_a_weight(rows: list[list[Fraction]], random: Any) -> None:
    card = card_of(list(range(1, len(rows) + 1)))
    scored = scored_of(card, [list(row) for row in rows])
    mixed = list(scored)
    random.shuffle(mixed)
    for choice in DEPARTURES:
        one, other = Audit(card, scored).outcome(choice), Audit(card, mixed).outcome(choice)
        assert one == other
        if isinstance(one, MethodOutcome):
            assert abs(sum(Fraction(weight) for weight in one.weights.values()) - 1) < Fraction(1, 10**30)
            assert set(one.weights).isdisjoint(one.flat)


@settings(max_examples=12, deadline=None)
@given(ROWS, st.integers(0, 5), st.fractions(Fraction(1, 50), 3, max_denominator=50))
def test_rescaling_a_component_moves_no_place_where_the_scale_is_found_in_the_data(
    rows: list[list[Fraction]], place: int, factor: Fraction
) -> None:
    card = card_of(list(range(1, len(rows) + 1)))
    scaled = [[value * factor for value in row] if no == place % len(rows) else row for no, row in enumerate(rows)]
    free = set(Normalisation) - {Normalisation.GOALPOSTS}
    for how in sorted(free):
        choice = MethodChoice(normalisation=how)
        one = Audit(card, scored_of(card, [list(row) for row in rows])).outcome(choice)
        other = Audit(card, scored_of(card, [list(row) for row in scaled])).outcome(choice)
        if isinstance(one, NotCombined) or how is Normalisation.Z_SCORE:
            continue  # z-scores are decimals: the last of 34 digits may differ and with it an exact tie
        assert isinstance(other, MethodOutcome)
        assert one.ranks == other.ranks


@settings(max_examples=12, deadline=None)
@given(ROWS, st.integers(0, 5), st.integers(0, 8))
def test_more_of_a_good_thing_never_lowers_a_mean(rows: list[list[Fraction]], place: int, unit: int) -> None:
    card = card_of(list(range(1, len(rows) + 1)))
    place, unit = place % len(rows), unit % len(rows[0])
    more = [[*row[:unit], Fraction(1), *row[unit + 1 :]] if no == place else row for no, row in enumerate(rows)]
    for how in Aggregation:
        before = made(card, [list(row) for row in rows], MethodChoice(aggregation=how))
        after = made(card, [list(row) for row in more], MethodChoice(aggregation=how))
        assert after.scores[f"u{unit:03}"] >= before.scores[f"u{unit:03}"]  # type: ignore[operator]


def test_what_lies_far_out_is_brought_in_and_said() -> None:
    column: list[Fraction | None] = [Fraction(no, 100) for no in range(10, 30)] + [Fraction(1), None]
    treated, moved = winsorise(column)
    assert (treated[-2], treated[-1], moved) == (Fraction(29, 100), None, 1)
    assert winsorise(column[:20]) == (column[:20], 0)
    many: list[Fraction | None] = [Fraction(1, 2)] * 60 + [Fraction(1)] * 6
    assert winsorise(many) == (many, 0)
    card = card_of([1, 1])
    found = made(card, [column, list(reversed(column))], MethodChoice(outliers=Outliers.WINSORISED))
    assert found.moved == {"1.0": 1, "2.1": 1}


def test_a_unit_with_too_little_is_named_and_not_ranked() -> None:
    columns: list[list[Fraction | None]] = [
        [Fraction(1, 2), Fraction(1), None],
        [Fraction(1, 3), None, None],
        [Fraction(1), Fraction(1), Fraction(1)],
    ]
    found = made(card_of([1, 1, 1]), columns, MethodChoice(least_data=Fraction(2, 3)))
    assert found.too_little == ("u002",)
    assert set(found.ranks) == {"u000", "u001"}


def test_a_mean_of_products_needs_positive_values_and_says_so() -> None:
    card = card_of([1, 1])
    scored = scored_of(card, [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1, 3)]])
    choice = MethodChoice(Normalisation.Z_SCORE, aggregation=Aggregation.GEOMETRIC)
    assert Audit(card, scored).outcome(choice) is NotCombined.NEGATIVE
    alike = scored_of(card, [[Fraction(1), Fraction(1)], [Fraction(0), Fraction(0)]])
    assert Audit(card, alike).outcome(MethodChoice(Normalisation.MIN_MAX)) is NotCombined.NO_COMPONENT
    assert goalposts([Fraction(5), Fraction(30), Fraction(90)], Fraction(20), Fraction(85)) == [0, Fraction(2, 13), 1]


def test_copeland_counts_won_comparisons_and_ignores_how_far() -> None:
    rows = {
        "a": {"x": Fraction(1, 10), "y": Fraction(9, 10)},
        "b": {"x": Fraction(2, 10), "y": Fraction(1, 10)},
        "c": {"x": Fraction(0), "y": Fraction(0)},
    }
    found = aggregate(rows, {"x": Fraction(6, 10), "y": Fraction(4, 10)}, Aggregation.COPELAND)
    assert found == {"a": Fraction(1, 2), "b": Fraction(1), "c": Fraction(0)}


def test_a_whole_province_is_audited_in_seconds() -> None:
    rng = np.random.default_rng(7)
    card = card_of([int(one) for one in rng.integers(5, 40, size=62)])
    columns: list[list[Fraction | None]] = [
        [
            Fraction(int(one), int(below))
            for one, below in zip(rng.integers(0, 40, 102), rng.integers(40, 97, 102), strict=True)
        ]
        for _component in range(62)
    ]
    scored = scored_of(card, columns)
    began = time.process_time()
    found = audit(card, scored, MethodChoice())
    assert time.process_time() - began < 9
    assert found.chosen.agreement == Decimal(1)
    assert found.chosen.outcome is not None
    assert found.chosen.outcome.ranks == {one.unit: one.rank for one in scored}
    assert all(one.outcome is not None for one in found.compared)


def test_every_method_stands_in_the_reference_with_its_source() -> None:
    page = (Path(__file__).resolve().parents[5] / "docs" / "reference" / "index-methods.md").read_text(encoding="utf-8")
    for kind in (Normalisation, Outliers, Weighting, Aggregation):
        for one in kind:
            assert f"| `{one}` |" in page
    assert contracts.DIGITS == 34
    assert "OECD" in page
