"""Checks the chain of keys against the history: whom it may be trusted by, and that it belongs to this log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import Fault
from tinhso.engines.trust.logic.key_chain import KeyChain
from tinhso.engines.trust.logic.notes import VerifierKey
from tinhso.engines.trust.logic.tree import fold, nodes_of_range


def check_keys(chain: KeyChain, trusted: Sequence[VerifierKey]) -> Iterator[Fault]:
    """Name a chain that none of the trusted keys vouches for, and introductions made for another history."""
    vouching = chain.keys_since_break()
    if not set(trusted) & set(vouching):
        yield Fault(
            "trust_event",
            "keys",
            f"không khóa nào được đưa ra nằm trong chuỗi khóa đang dùng ({', '.join(map(str, vouching))})",
            f"none of the given keys is in the chain of keys in use ({', '.join(map(str, vouching))})",
        )
    for one in chain.introductions:
        names = nodes_of_range(0, one.tree_size)
        stored = queries.node_hashes(names)
        if fold([stored.get(name, b"") for name in names]) != one.root_hash:
            yield Fault(
                "trust_event",
                "keys",
                f"khóa {one.new} được giới thiệu cho một nhật ký khác ({one.tree_size} lá)",
                f"key {one.new} was introduced to another history ({one.tree_size} leaves)",
            )
