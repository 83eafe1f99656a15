"""The log's tree as the database keeps it: only complete subtrees, which never change once they exist.

A node is named (level, position) and covers the leaves position << level … ((position + 1) << level) - 1. Every root,
inclusion path and consistency path is a list of leaf ranges; a range that begins where the RFC's recursion puts it
splits into complete subtrees, largest first, and folds from the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from tinhso.engines.trust.logic.merkle import EMPTY_ROOT, node_hash

NodeName = tuple[int, int]
LeafRange = tuple[int, int]


def nodes_of_range(start: int, end: int) -> list[NodeName]:
    """Return the complete subtrees that make up the leaves start … end - 1, left to right.

    >>> nodes_of_range(0, 7)
    [(2, 0), (1, 2), (0, 6)]
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of neighbouring subtrees, largest first: the smallest two are joined first."""
    if not hashes:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes[:-1]), hashes[-1])


def grow(size: int, peaks: Mapping[NodeName, bytes], leaves: Sequence[bytes]) -> dict[NodeName, bytes]:
    """Return the complete subtrees that appear when leaves are appended, leaves themselves at level 0.

    Args:
        size: number of leaves before.
        peaks: hashes of `nodes_of_range(0, size)`.
        leaves: hashes of the new leaves.
    """
    made: dict[NodeName, bytes] = {(0, size + offset): leaf for offset, leaf in enumerate(leaves)}
    after, level = size + len(leaves), 1
    while after >> level:
        for position in range(size >> level, after >> level):
            left, right = (level - 1, 2 * position), (level - 1, 2 * position + 1)
            # Only the left child of the first new node can be older: it is then a peak of the old tree.
            made[level, position] = node_hash(made[left] if left in made else peaks[left], made[right])
        level += 1
    return made


def inclusion_ranges(index: int, size: int) -> list[LeafRange]:
    """Return the leaf ranges whose hashes are the audit path of a leaf, nearest first (RFC 9162 section 2.1.3.1)."""
    ranges, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, new_size: int) -> list[LeafRange]:
    """Return the leaf ranges whose hashes prove the old tree is the beginning of the new one (section 2.1.4.1)."""
    if old_size in (0, new_size):
        return []
    ranges, start, end, whole = [], 0, new_size, True
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def nodes_needed(ranges: Iterable[LeafRange]) -> set[NodeName]:
    """Return every stored node that the hashes of these ranges are made of."""
    return {node for start, end in ranges for node in nodes_of_range(start, end)}


def hashes_of_ranges(ranges: Iterable[LeafRange], stored: Mapping[NodeName, bytes]) -> list[bytes]:
    """Return the hash of each range.

    Args:
        ranges: as the functions above return them.
        stored: at least `nodes_needed(ranges)`.

    Raises:
        KeyError: a node is not stored.
    """
    return [fold([stored[node] for node in nodes_of_range(start, end)]) for start, end in ranges]


def _split(count: int) -> int:
    """Return the largest power of two below a count of at least two."""
    return 1 << ((count - 1).bit_length() - 1)
