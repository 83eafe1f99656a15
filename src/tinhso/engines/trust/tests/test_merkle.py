"""The tree against the recursive definitions of RFC 9162 section 2.1 and the published test vectors."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.trust.logic import tree
from tinhso.engines.trust.logic.merkle import (
    EMPTY_ROOT,
    inclusion_paths,
    leaf_hash,
    root_of_hashes,
    root_of_path,
    root_of_stream,
    verify_consistency,
    verify_inclusion,
)

pytestmark = pytest.mark.one_database

# The eight leaves and roots of the Certificate Transparency project's reference tests of RFC 6962.
VECTOR_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def split(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def mth(data: list[bytes]) -> bytes:
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: list[bytes]) -> list[bytes]:
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def subproof(m: int, data: list[bytes], whole: bool) -> list[bytes]:
    if m == len(data):
        return [] if whole else [mth(data)]
    k = split(len(data))
    if m <= k:
        return [*subproof(m, data[:k], whole), mth(data[k:])]
    return [*subproof(m - k, data[k:], False), mth(data[:k])]


def leaves_of(count: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(count)]


def stored_tree(data: list[bytes]) -> dict[tree.NodeName, bytes]:
    return tree.grow(0, {}, [leaf_hash(one) for one in data])


counts = st.integers(1, 130)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    assert root_of_hashes([leaf_hash(leaf) for leaf in VECTOR_LEAVES[:size]]).hex() == VECTOR_ROOTS[size - 1]


def test_a_consistency_proof_is_that_of_the_published_vectors() -> None:
    stored = stored_tree(VECTOR_LEAVES[:5])
    proof = tree.hashes_of_ranges(tree.consistency_ranges(2, 5), stored)
    assert [hashed.hex() for hashed in proof] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of_hashes([]) == mth([]) == EMPTY_ROOT == tree.fold([])


@settings(max_examples=60, deadline=None)
@given(counts, st.data())
def test_roots_and_audit_paths_equal_the_recursive_definition(count: int, data: st.DataObject) -> None:
    leaves = leaves_of(count)
    index = data.draw(st.integers(0, count - 1))
    hashes = [leaf_hash(leaf) for leaf in leaves]
    expected = path(index, leaves)
    assert root_of_hashes(hashes) == mth(leaves)
    assert inclusion_paths(hashes, [index])[index] == expected
    assert tree.hashes_of_ranges(tree.inclusion_ranges(index, count), stored_tree(leaves)) == expected
    assert verify_inclusion(hashes[index], index, count, expected, mth(leaves))


@pytest.mark.parametrize("count", [0, 1, 4095, 4096, 4097, 8192, 12_289])
def test_a_stream_of_leaves_has_the_root_of_the_list(count: int) -> None:
    leaves = leaves_of(count)
    assert root_of_stream(iter(leaves)) == (root_of_hashes([leaf_hash(leaf) for leaf in leaves]), count)


@settings(max_examples=60, deadline=None)
@given(counts, st.data())
def test_consistency_proofs_equal_the_recursive_definition_and_verify(count: int, data: st.DataObject) -> None:
    leaves = leaves_of(count)
    old = data.draw(st.integers(1, count))
    expected = subproof(old, leaves, True)
    assert tree.hashes_of_ranges(tree.consistency_ranges(old, count), stored_tree(leaves)) == expected
    assert verify_consistency(old, count, mth(leaves[:old]), mth(leaves), expected)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_a_tree_grown_in_any_batches_is_the_same_tree(batches: list[int]) -> None:
    leaves = leaves_of(sum(batches))
    stored: dict[tree.NodeName, bytes] = {}
    size = 0
    for batch in batches:
        peaks = {name: stored[name] for name in tree.nodes_of_range(0, size)}
        new = tree.grow(size, peaks, [leaf_hash(leaf) for leaf in leaves[size : size + batch]])
        assert not new.keys() & stored.keys()
        stored |= new
        size += batch
    assert stored == stored_tree(leaves)
    assert tree.fold([stored[name] for name in tree.nodes_of_range(0, size)]) == mth(leaves)


@settings(max_examples=60, deadline=None)
@given(counts, st.data())
def test_a_path_for_another_leaf_position_size_or_sibling_leads_elsewhere(count: int, data: st.DataObject) -> None:
    leaves = leaves_of(count)
    index = data.draw(st.integers(0, count - 1))
    good, root, leaf = path(index, leaves), mth(leaves), leaf_hash(leaves[index])
    other = data.draw(st.integers(0, count + 3).filter(lambda position: position != index))
    assert not verify_inclusion(leaf, other, count, good, root)
    assert not verify_inclusion(leaf_hash(b"other"), index, count, good, root)
    assert not verify_inclusion(leaf, index, count, [*good, b"\0" * 32], root)
    if good:
        broken = data.draw(st.integers(0, len(good) - 1))
        assert not verify_inclusion(leaf, index, count, good[:-1], root)
        assert not verify_inclusion(leaf, index, count, [*good[:broken], b"\0" * 32, *good[broken + 1 :]], root)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 100), st.data())
def test_a_consistency_proof_fails_for_a_rewritten_beginning(count: int, data: st.DataObject) -> None:
    leaves = leaves_of(count)
    old = data.draw(st.integers(1, count - 1))
    proof = subproof(old, leaves, True)
    rewritten = [b"rewritten", *leaves[1:old]]
    assert not verify_consistency(old, count, mth(rewritten), mth(leaves), proof)
    assert not verify_consistency(old, count, mth(leaves[:old]), mth([b"rewritten", *leaves[1:]]), proof)
    assert not verify_consistency(old, count, mth(leaves[:old]), mth(leaves), [*proof, b"\0" * 32])
    assert not verify_consistency(count, old, mth(leaves), mth(leaves[:old]), proof)


def test_consistency_with_nothing_and_with_itself_needs_no_hashes() -> None:
    root = mth(leaves_of(3))
    assert verify_consistency(0, 3, EMPTY_ROOT, root, [])
    assert verify_consistency(3, 3, root, root, [])
    assert not verify_consistency(0, 3, root, root, [])
    assert not verify_consistency(3, 3, root, mth(leaves_of(4)), [])
    assert not verify_consistency(3, 3, root, root, [root])
    assert not verify_consistency(2, 3, mth(leaves_of(2)), root, [])


def test_a_leaf_outside_the_tree_has_no_path() -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves_of(3)]
    with pytest.raises(IndexError, match="leaf 3 of 3"):
        inclusion_paths(hashes, [3])
    assert root_of_path(hashes[0], 0, 0, []) is None
    assert root_of_path(hashes[0], -1, 3, []) is None
