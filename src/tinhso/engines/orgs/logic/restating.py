"""Carrying old units to the units of a day, exactly.

1. A unit valid on the day stands for itself.
2. A unit that has ended follows its successions, step by step: whole, or in the shares of one basis.
3. Shares along a chain multiply as fractions and must end as whole billionths: nothing is rounded, nothing is lost.
4. Where a share is not known the unit is listed apart; nobody guesses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tinhso.engines.orgs.contracts import WHOLE, Part, Restatement
from tinhso.engines.orgs.contracts.errors import WeightNotExact
from tinhso.engines.orgs.models import SuccessionLink, Unit
from tinhso.engines.orgs.queries import successions as stored
from tinhso.engines.orgs.queries.units import end_of, known_units
from tinhso.engines.orgs.queries.validity import ends_standing_then


@dataclass(frozen=True, slots=True)
class Step:
    """One link out of a unit: where to, and the share in billionths, None where no weight is known."""

    new_id: int
    whole: bool
    billionths: int | None


@dataclass(slots=True)
class Ways:
    """What a day's restatement needs to know: who is valid then, and the links out of everybody else."""

    valid: set[int] = field(default_factory=set)
    steps: dict[int, list[Step]] = field(default_factory=dict)


def restatement(unit_ids: Collection[int], to: date, basis: str, known: int | None = None) -> Restatement:
    """Restate units to a day; see `contracts.Restatement`. Three queries for each reorganisation in a chain.

    Raises:
        WeightNotExact (ORG-014): a share along a chain is no whole number of billionths.
    """
    ways = _read_ways(unit_ids, to, basis, known)
    parts: list[Part] = []
    without_weight: set[int] = set()
    for unit_id in sorted(set(unit_ids)):
        shares = compose(unit_id, ways)
        if shares is None:
            without_weight.add(unit_id)
        else:
            parts += _exact_parts(unit_id, shares)
    return Restatement(tuple(parts), frozenset(without_weight))


def compose(unit_id: int, ways: Ways) -> dict[int, tuple[Fraction, bool]] | None:
    """Shares of a unit by the valid unit they end in, and whether a weight was used; None when it cannot be known.

    Source: a chain of successions is a product of shares, ways that meet again add up.
    """
    if unit_id in ways.valid:
        return {unit_id: (Fraction(1), False)}
    shares: dict[int, tuple[Fraction, bool]] = {}
    for step in ways.steps.get(unit_id, ()):
        if step.billionths == 0:
            continue
        onward = compose(step.new_id, ways)
        if onward is None or step.billionths is None:
            return None
        for new_id, (share, estimated) in onward.items():
            before, before_estimated = shares.get(new_id, (Fraction(0), False))
            shares[new_id] = (
                before + share * Fraction(step.billionths, WHOLE),
                before_estimated or estimated or not step.whole,
            )
    return shares or None


def _exact_parts(unit_id: int, shares: Mapping[int, tuple[Fraction, bool]]) -> list[Part]:
    parts = []
    for new_id, (share, estimated) in sorted(shares.items()):
        billionths = share * WHOLE
        if billionths.denominator != 1:
            raise WeightNotExact(unit=Unit.objects.get(id=unit_id).code, share=share)
        parts.append(Part(unit_id, new_id, int(billionths), estimated))
    return parts


def _read_ways(unit_ids: Collection[int], to: date, basis: str, known: int | None) -> Ways:
    """Follow all units together, one reorganisation at a time; a chain is a few steps long, not a unit's number."""
    ways, frontier = Ways(), set(unit_ids)
    standing = ends_standing_then(known, "unit")
    seen: set[int] = set()
    while frontier:
        seen |= frontier
        for unit in known_units(frontier, known):
            last = end_of(unit, known, standing)
            if unit.valid_from <= to and (last is None or to <= last):
                ways.valid.add(unit.id)
        ended = frontier - ways.valid
        links = stored.successor_links(ended, to, known) if ended else {}
        weights = stored.newest_weights(links.keys(), basis, known) if links else {}
        ways.steps |= {old_id: _steps(out, weights) for old_id, out in links.items()}
        frontier = {step.new_id for old_id in links for step in ways.steps[old_id]} - seen
    return ways


def _steps(links: Sequence[SuccessionLink], weights: Mapping[int, int]) -> list[Step]:
    return [Step(link.new_unit_id, link.whole, WHOLE if link.whole else weights.get(link.id)) for link in links]
