"""A sum's gap shared among its units: what each would have to have, by what it had in the same periods a year before.

All in whole numbers of the last digit, so that the parts that are shown add up to the gap that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping


def required_of_units(required: int, before: Mapping[str, int | None], now: Mapping[str, int]) -> dict[str, int] | None:
    """Divide what the whole must have among units, None where there is nothing to divide by.

    A unit without a figure of a year before owes what it has, neither more nor less; the others share the rest in
    proportion to theirs. What a division leaves goes to the largest remainders, then to the first codes.

    Args:
        before: by unit, the sum of a year before; None where it is not known whole.
        now: by unit, what it has; a unit that is not there has nothing.
    """
    weights = {unit: value for unit, value in before.items() if value is not None}
    whole = sum(weights.values())
    owed = {unit: now.get(unit, 0) for unit in before if unit not in weights}
    left = required - sum(owed.values())
    if whole <= 0 or min(weights.values()) < 0 or left < 0:
        return None
    shares = {unit: divmod(left * weight, whole) for unit, weight in weights.items()}
    over = left - sum(share for share, _rest in shares.values())
    first = sorted(shares, key=lambda unit: (-shares[unit][1], unit))[:over]
    return owed | {unit: share + (unit in first) for unit, (share, _rest) in shares.items()}
