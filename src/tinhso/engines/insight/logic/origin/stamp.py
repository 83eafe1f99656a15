"""The line under every origin: a short code one can read aloud, and under which checkpoint it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.insight.contracts import Choice
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import CheckpointView


@dataclass(frozen=True, slots=True)
class Stamp:
    """Attributes:
    code: first and last four hexadecimal digits of a hash; empty while nothing is sealed.
    tree_size: events under the checkpoint, 0 without one.
    is_sealed: whether everything shown stands under it.
    """

    code: str
    tree_size: int
    sealed_at: datetime | None
    is_sealed: bool


def short_code(hashed: bytes) -> str:
    """Return `9f2c…e41a`."""
    text = hashed.hex()
    return f"{text[:4]}…{text[-4:]}"


def checkpoint_of(choice: Choice) -> CheckpointView | None:
    """The checkpoint a choice looks at: the latest, or the one it looks back to."""
    return trust.latest_checkpoint() if choice.tree_size is None else trust.checkpoint_of_size(choice.tree_size)


def stamp_of(checkpoint: CheckpointView | None, leaf_indexes: list[int | None], hashed: bytes | None = None) -> Stamp:
    """Make the stamp of something that rests on some leaves of the log.

    Args:
        hashed: what the code is made of; None takes the root of the log.
    """
    if checkpoint is None:
        return Stamp("", 0, None, is_sealed=False)
    sealed = all(index is not None and index < checkpoint.tree_size for index in leaf_indexes)
    return Stamp(short_code(hashed or checkpoint.root_hash), checkpoint.tree_size, checkpoint.sealed_at, sealed)
