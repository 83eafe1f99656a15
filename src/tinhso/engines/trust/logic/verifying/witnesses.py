"""Checks the log against checkpoints that were published before and are kept where its operator cannot reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import Fault
from tinhso.engines.trust.logic.key_chain import KeyChain
from tinhso.engines.trust.logic.notes import open_checkpoint, read_statement
from tinhso.engines.trust.logic.tree import fold, nodes_of_range
from tinhso.kernel.errors import TinhSoError


def check_witnessed(chain: KeyChain, notes: Sequence[str]) -> Iterator[Fault]:
    """Compare the tree at each published size with the published root."""
    latest = queries.latest_checkpoint()
    size = latest.tree_size if latest else 0
    for number, note in enumerate(notes, start=1):
        try:
            said = open_checkpoint(note, chain.key_for(read_statement(note).tree_size))
        except TinhSoError as problem:
            yield _fault(number, problem.message("vi"), problem.message("en"))
            continue
        if said.tree_size > size:
            yield _fault(
                number,
                f"đã công bố {said.tree_size} lá, nhật ký nay chỉ còn {size}",
                f"{said.tree_size} leaves were published, the log now has only {size}",
            )
            continue
        names = nodes_of_range(0, said.tree_size)
        stored = queries.node_hashes(names)
        if fold([stored.get(name, b"") for name in names]) != said.root_hash:
            yield _fault(
                number,
                f"gốc đã công bố cho {said.tree_size} lá khác với nhật ký: nhật ký đã bị viết lại",
                f"the root published for {said.tree_size} leaves differs from the log: it was rewritten",
            )


def _fault(number: int, what_vi: str, what_en: str) -> Fault:
    return Fault("checkpoint", f"#{number}", what_vi, what_en)
