"""The pillars of a round's result: how much of each was reached in the mean, at best and at least, and by one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.logic.rounds.results import ResultLine, ResultPage
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.quantities import plain_text, round_half_up

GROUPS = ("3", "2", "1")
"""Thirds of the ranking: the upper, the middle, the lower."""


@dataclass(frozen=True, slots=True)
class PillarProfile:
    """One pillar: shares of its points, exact, 0 to 1; `best` are the codes of the units with the highest."""

    code: str
    name: Text
    points: Fraction
    mean: Fraction | None
    low: Fraction | None
    high: Fraction | None
    best: tuple[str, ...]


def pillar_profiles(page: ResultPage) -> list[PillarProfile]:
    """Return every pillar over the units that have a share there."""
    found = []
    for node in page.round.card.pillars:
        shares = {
            one.line.unit.code: share for one in page.lines if (share := one.score.by_node[node.code]) is not None
        }
        top = max(shares.values(), default=None)
        found.append(
            PillarProfile(
                node.code, node.name, node.points,
                mean=sum(shares.values(), Fraction(0)) / len(shares) if shares else None,
                low=min(shares.values(), default=None), high=top,
                best=tuple(sorted(code for code, share in shares.items() if share == top)),
            )
        )  # fmt: skip
    return found


def thirds(lines: Sequence[ResultLine]) -> dict[str, str]:
    """Return the third of the ranking in which each unit stands; who shares a place shares a third."""
    count = len(lines)
    return {one.line.unit.code: GROUPS[min(3 * (one.score.rank - 1) // count, 2)] for one in lines} if count else {}


def profile_csv(page: ResultPage) -> str:
    """Every unit with its third and the share of each pillar, and the means below, as CSV."""
    pillars, groups = pillar_profiles(page), thirds(page.lines)
    rows: list[list[object]] = [["unit", "name", "rank", "third", "share", *(f"share_{one.code}" for one in pillars)]]
    for one in page.lines:
        shares = [_plain(one.score.by_node[pillar.code]) for pillar in pillars]
        unit = one.line.unit
        rows.append([unit.code, unit.name("vi"), one.score.rank, groups[unit.code], _plain(one.score.share), *shares])
    whole = [one.score.share for one in page.lines]
    mean = sum(whole, Fraction(0)) / len(whole) if whole else None
    rows.append(["", "", "", "mean", _plain(mean), *(_plain(one.mean) for one in pillars)])
    return csv_text(rows)


def _plain(share: Fraction | None) -> str:
    return "" if share is None else plain_text(round_half_up(share, 4))
