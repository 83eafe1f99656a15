"""The Merkle tree of RFC 6962 section 2.1 (the same tree as in RFC 9162 section 2.1), as pure functions.

A leaf is SHA-256(0x00 || data), an inner node SHA-256(0x01 || left || right), and the left subtree of n leaves holds
the largest power of two below n. `tree.py` keeps such a tree in the database; here it lies in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice

EMPTY_ROOT = sha256(b"").digest()
_BLOCK = 4_096


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def levels_of(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Return the tree level by level, leaves first, root last; an odd last node goes up unchanged.

    Pairing neighbours and promoting the odd one gives the RFC's left-heavy tree, without recursion.
    """
    levels = [list(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        # `node_hash` written out: an import makes a million of these.
        neighbours = iter(below)
        paired = [sha256(b"\x01" + left + right).digest() for left, right in zip(neighbours, neighbours, strict=False)]
        levels.append(paired + below[len(below) & ~1 :])
    return levels


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; SHA-256 of nothing for no leaf."""
    return levels_of(hashes)[-1][0] if hashes else EMPTY_ROOT


def root_of_stream(leaves: Iterable[bytes]) -> tuple[bytes, int]:
    """Return the root over leaf data and their number, going through them once.

    Complete blocks of a power of two are subtrees of their own, so only one block and the roots of those before it
    stand in memory: a million leaves of an import need some hundred kilobytes.
    """
    remaining, roots, count = iter(leaves), [], 0
    while block := [sha256(b"\x00" + leaf).digest() for leaf in islice(remaining, _BLOCK)]:
        roots.append(root_of_hashes(block))
        count += len(block)
    return root_of_hashes(roots), count


def inclusion_paths(hashes: Sequence[bytes], indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """Return the audit path of each asked leaf, nearest sibling first (RFC 9162 section 2.1.3.1).

    Args:
        hashes: all leaf hashes of the tree.
        indexes: positions of the asked leaves, 0 to len(hashes) - 1.
    """
    levels = levels_of(hashes)
    paths: dict[int, list[bytes]] = {}
    for index in indexes:
        if not 0 <= index < len(hashes):
            raise IndexError(f"leaf {index} of {len(hashes)}")
        path, position = [], index
        for level in levels[:-1]:
            if (sibling := position ^ 1) < len(level):
                path.append(level[sibling])
            position >>= 1
        paths[index] = path
    return paths


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that an audit path leads to, None when its length does not fit (RFC 9162 section 2.1.3.2).

    Args:
        leaf: the leaf's hash.
        index: its position.
        size: number of leaves of the tree.
        path: hashes, nearest sibling first.
    """
    if not 0 <= index < size:
        return None
    node, position, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return node if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether the path proves that the leaf stands at `index` in the tree of `size` leaves with this root."""
    return root_of_path(leaf, index, size, path) == root


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the path proves that the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2).

    Any tree continues the empty one, with an empty path.
    """
    if old_size == 0 or old_size == new_size:
        expected = EMPTY_ROOT if old_size == 0 else new_root
        return not path and old_root == expected
    if not 0 < old_size < new_size:
        return False
    hashes = list(path)
    if old_size & (old_size - 1) == 0:  # the whole old tree is one node of the new one; the RFC leaves it out
        hashes.insert(0, old_root)
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    if not hashes:
        return False
    old_node = new_node = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_node == old_root and new_node == new_root
