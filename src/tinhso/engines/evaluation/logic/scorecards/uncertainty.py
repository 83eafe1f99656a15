"""How sure a ranking is: many runs in which weights, normalisation, aggregation and one component are chosen otherwise.

1. Each run draws weights within ±25% of the stated ones, one of four normalisations, arithmetic or geometric
   aggregation, and in every fourth run leaves one component out.
2. Of each unit the median rank and the range of 5 to 95% of the runs are kept.
3. Two units cannot be told apart where the better one is ahead in fewer than 95% of the runs; a tie is half of it.

Runs are statements about chance, so they are floating point; scores and ranks themselves stay exact (`scoring`). The
same seed gives the same runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tinhso.engines.evaluation.contracts.scorecards import RankRange, ScorecardDefinition, UnitScore

RUNS, SEED, SPREAD = 10_000, 20_261_117, 0.25
LEAVE_ONE_OUT_EVERY = 4
_SURE = 0.95
_FLOOR = 1e-3  # a geometric mean of zero would say nothing about the other components
_ALIKE = 12  # decimals: what differs less differs by the noise of floating sums
Matrix = Any


def rank_ranges(
    card: ScorecardDefinition, scored: Sequence[UnitScore], runs: int = RUNS, seed: int = SEED
) -> dict[str, RankRange]:
    """Return where each unit may stand, over at least 10,000 runs."""
    return ranges_of(scored, simulate(card, scored, runs, seed))


def ranges_of(scored: Sequence[UnitScore], ranks: Matrix) -> dict[str, RankRange]:
    """Return the median place and the range of 5 to 95% of the runs."""
    low, median, high = np.percentile(ranks, [5, 50, 95], axis=0, method="nearest")
    return {
        one.unit: RankRange(int(median[place]), int(low[place]), int(high[place])) for place, one in enumerate(scored)
    }


def simulate(card: ScorecardDefinition, scored: Sequence[UnitScore], runs: int = RUNS, seed: int = SEED) -> Matrix:
    """Return the ranks of all runs: runs × units, in the order of `scored`."""
    rng = np.random.default_rng(seed)
    components = [one for one in card.components if any(unit.shares[one.code] is not None for unit in scored)]
    values = np.array([[_float(unit.shares[one.code]) for one in components] for unit in scored])
    weights = np.array([float(one.points) for one in components])
    forms = [_filled(form) for form in _normalised(values)]
    drawn = weights * rng.uniform(1 - SPREAD, 1 + SPREAD, size=(runs, len(weights)))
    left_out = rng.integers(0, len(weights), size=runs)
    rows = np.arange(0, runs, LEAVE_ONE_OUT_EVERY)
    if len(weights) > 1:
        drawn[rows, left_out[rows]] = 0
    drawn /= drawn.sum(axis=1, keepdims=True)
    chosen, geometric = rng.integers(0, len(forms), size=runs), rng.integers(0, 2, size=runs).astype(bool)
    totals = np.empty((runs, len(scored)))
    for number, form in enumerate(forms):
        arithmetic = (chosen == number) & ~geometric
        totals[arithmetic] = drawn[arithmetic] @ form.T
        multiplied = (chosen == number) & geometric
        totals[multiplied] = np.exp(drawn[multiplied] @ np.log(np.maximum(form, _FLOOR)).T)
    return _ranks(totals)


def _float(share: Any) -> float:
    return float("nan") if share is None else float(share)


def _normalised(values: Matrix) -> list[Matrix]:
    """The shares as they are, min-max, z-scores carried to 0…1, and percentile ranks; without spread all are 0,5."""
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    spread = np.where(high > low, high - low, 1)
    min_max = np.where(high > low, (values - low) / spread, 0.5)
    deviation = np.nanstd(values, axis=0)
    z = np.where(deviation > 0, (values - np.nanmean(values, axis=0)) / np.where(deviation > 0, deviation, 1), 0)
    worse = (values[None, :, :] < values[:, None, :]).sum(axis=1)
    no_better = (values[None, :, :] <= values[:, None, :]).sum(axis=1)
    percentile = np.where(np.isnan(values), np.nan, (worse + no_better) / (2 * len(values)))
    return [values, min_max, np.clip(0.5 + z / 6, 0, 1), percentile]


def _filled(form: Matrix) -> Matrix:
    """What does not apply to a unit counts as what the unit has elsewhere, as leaving it out does."""
    answered = np.maximum((~np.isnan(form)).sum(axis=1, keepdims=True), 1)
    means = np.nansum(form, axis=1, keepdims=True) / answered
    return np.where(np.isnan(form), means, form)


def _ranks(totals: Matrix) -> Matrix:
    """Return places, of each run; who has the same total shares its place, whatever order units stand in."""
    runs, units = totals.shape
    rounded = np.round(totals, _ALIKE)
    order = np.argsort(-rounded, axis=1, kind="stable")
    ordered = np.take_along_axis(rounded, order, axis=1)
    begins = np.ones(totals.shape, dtype=bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    places = np.where(begins, np.arange(1, units + 1, dtype=np.int32)[None, :], 0)
    ranks = np.empty((runs, units), dtype=np.int32)
    np.put_along_axis(ranks, order, np.maximum.accumulate(places, axis=1).astype(np.int32), axis=1)
    return ranks


def not_told_apart(scored: Sequence[UnitScore], ranks: Matrix) -> Mapping[str, tuple[str, ...]]:
    """Return for each unit the others that cannot be told apart from it."""
    ahead = [
        (ranks[:, [place]] < ranks).mean(axis=0) + (ranks[:, [place]] == ranks).mean(axis=0) / 2
        for place in range(len(scored))
    ]
    return {
        one.unit: tuple(
            other.unit
            for beside, other in enumerate(scored)
            if beside != place and 1 - _SURE < ahead[place][beside] < _SURE
        )
        for place, one in enumerate(scored)
    }


def deciding_components(card: ScorecardDefinition, scored: Sequence[UnitScore]) -> list[tuple[str, float]]:
    """Return components by how far ranks move, in the mean, when each is left out; the most decisive first."""
    components = [one for one in card.components if any(unit.shares[one.code] is not None for unit in scored)]
    if len(components) < 2:
        return [(one.code, 0.0) for one in components]
    values = _filled(np.array([[_float(unit.shares[one.code]) for one in components] for unit in scored]))
    weights = np.array([float(one.points) for one in components])
    whole = _ranks((values @ weights)[None, :])[0]
    moved = []
    for place, one in enumerate(components):
        kept = np.delete(weights, place)
        ranks = _ranks((np.delete(values, place, axis=1) @ kept)[None, :])[0]
        moved.append((one.code, float(np.abs(ranks - whole).mean())))
    return sorted(moved, key=lambda pair: (-pair[1], pair[0]))
