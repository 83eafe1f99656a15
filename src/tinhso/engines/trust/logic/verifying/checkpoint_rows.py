"""Checks of checkpoints: the signature, the columns against the signed text, the root against the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import CheckpointView, Fault
from tinhso.engines.trust.logic.key_chain import KeyChain
from tinhso.engines.trust.logic.notes import open_checkpoint
from tinhso.engines.trust.logic.tree import NodeName, fold, nodes_of_range
from tinhso.kernel.errors import TinhSoError


class CheckpointCheck:
    """Goes along with the walk over the leaves and remembers the moment of the checkpoint before."""

    def __init__(self, chain: KeyChain) -> None:
        self._chain = chain
        self._before: datetime | None = None

    def check_between(
        self, start: int, end: int, sequences: Mapping[int, int], stored: Mapping[NodeName, bytes]
    ) -> Iterator[Fault]:
        """Check the checkpoints of one page.

        Args:
            start, end: the page's leaves; checkpoints with start < tree_size <= end belong to it.
            sequences: the last sequence number by tree size.
            stored: the page's nodes and the peaks before it.
        """
        for checkpoint in queries.checkpoints_between(start, end):
            yield from self._check_signed(checkpoint)
            peaks = [stored.get(name) for name in nodes_of_range(0, checkpoint.tree_size)]
            if fold([peak or b"" for peak in peaks]) != checkpoint.root_hash:
                yield _fault(checkpoint, "gốc không khớp cây băm", "the root does not match the tree")
            expected = sequences[checkpoint.tree_size]
            if checkpoint.last_sequence != expected:
                yield _fault(
                    checkpoint,
                    f"số thứ tự cuối là {checkpoint.last_sequence}, phải là {expected}",
                    f"the last sequence number is {checkpoint.last_sequence}, it must be {expected}",
                )
            # An altered moment may be none at all; that the column differs from the signed text was said above.
            moment: datetime | None = checkpoint.sealed_at
            if self._before is not None and moment is not None and moment < self._before:
                yield _fault(checkpoint, "sớm hơn dấu niêm phong trước", "earlier than the checkpoint before")
            self._before = moment or self._before

    def _check_signed(self, checkpoint: CheckpointView) -> Iterator[Fault]:
        try:
            said = open_checkpoint(checkpoint.note, self._chain.key_for(checkpoint.tree_size))
        except TinhSoError as problem:
            yield _fault(checkpoint, problem.message("vi"), problem.message("en"))
            return
        pairs = {
            "tree_size": (checkpoint.tree_size, said.tree_size),
            "root_hash": (checkpoint.root_hash.hex(), said.root_hash.hex()),
            "last_sequence": (checkpoint.last_sequence, said.last_sequence),
            "sealed_at": (checkpoint.sealed_at, said.sealed_at),
        }
        for column, (stored, signed) in pairs.items():
            if stored != signed:
                yield _fault(
                    checkpoint,
                    f"cột {column} ghi {stored}, bản đã ký ghi {signed}",
                    f"column {column} says {stored}, the signed note says {signed}",
                )


def _fault(checkpoint: CheckpointView, what_vi: str, what_en: str) -> Fault:
    return Fault("trust_checkpoint", str(checkpoint.tree_size), what_vi, what_en)
