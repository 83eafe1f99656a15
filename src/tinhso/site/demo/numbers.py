"""Where the demonstration's numbers come from: hashes of names, so that the same text always gives the same number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping


def draw(limit: int, *names: object) -> int:
    """Return a whole number from 0 to limit − 1 that depends on the names only.

    >>> draw(1000, "24373", "households_trained", 5) == draw(1000, "24373", "households_trained", 5)
    True
    """
    digest = hashlib.blake2b("|".join(map(str, names)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % limit


def part(total: int, per_mille: int) -> int:
    """Return so many thousandths of a total, rounded half up."""
    return (2 * total * per_mille + 1000) // 2000


def share_out(total: int, weights: Mapping[str, int], caps: Mapping[str, int] | None = None) -> dict[str, int]:
    """Divide a total over keys by weight, exactly: the largest remainders get the last units, then the first keys.

    Args:
        weights: positive whole numbers.
        caps: the most each key may get; together they must hold the total.

    Raises:
        ValueError: the caps cannot hold the total, or there is nobody to give it to.
    """
    given: dict[str, int] = {}
    left, waiting = total, dict(weights)
    while True:
        whole = sum(waiting.values())
        if not whole:
            if left:
                raise ValueError(f"{left} of {total} cannot be given to anybody")
            return given
        shares = {key: divmod(left * weight, whole) for key, weight in waiting.items()}
        full = [key for key in waiting if caps is not None and shares[key][0] >= caps[key]]
        if not full:
            return given | _with_remainders(left, shares)
        for key in full:
            given[key] = caps[key] if caps else 0
            left -= given[key]
            del waiting[key]


def in_order(keys: Iterable[str], *names: object) -> list[str]:
    """Return keys in an order that depends on the names only."""
    return sorted(keys, key=lambda key: (draw(2**60, key, *names), key))


def _with_remainders(left: int, shares: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    found = {key: whole for key, (whole, _) in shares.items()}
    ranked = sorted(shares, key=lambda key: (-shares[key][1], key))
    for key in ranked[: left - sum(found.values())]:
        found[key] += 1
    return found
