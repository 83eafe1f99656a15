"""The checkpoints of the log for whoever wants to check them: no right is needed, and no trust in this server."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import CheckpointView, CosignatureView, KeyView

CHECKPOINTS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Continuation:
    """Two checkpoints, and the hashes that prove that the later log begins with the earlier one."""

    old: CheckpointView
    new: CheckpointView
    hashes: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class SealsPage:
    """Checkpoints newest first, the keys of the log (the present one first), what each witness signed last, and the
    continuation that was asked for.
    """

    latest: CheckpointView | None
    checkpoints: tuple[CheckpointView, ...]
    older: int | None
    keys: tuple[KeyView, ...]
    cosigned: tuple[CosignatureView, ...]
    continuation: Continuation | None


def seals_page(below: int | None = None, sizes: tuple[str, str] | None = None) -> SealsPage:
    """Return a page of checkpoints.

    Args:
        below: only checkpoints over fewer events.
        sizes: the two checkpoints (numbers of events, as text) whose continuation is asked for.

    Raises:
        MalformedChoice (INS-004), NoCheckpoint (TRU-014)
    """
    found = trust.checkpoints(below, CHECKPOINTS_A_PAGE + 1)
    shown = found[:CHECKPOINTS_A_PAGE]
    return SealsPage(
        latest=trust.latest_checkpoint(),
        checkpoints=tuple(shown),
        older=shown[-1].tree_size if len(found) > CHECKPOINTS_A_PAGE else None,
        keys=tuple(reversed(trust.key_chain())),
        cosigned=tuple(last for key in trust.known_witnesses() if (last := trust.latest_cosignature(key))),
        continuation=_continuation(*sizes) if sizes else None,
    )


def _continuation(old_text: str, new_text: str) -> Continuation:
    old, new = trust.checkpoint_of_size(_size("tu", old_text)), trust.checkpoint_of_size(_size("den", new_text))
    path = trust.consistency_proof(old.tree_size, new.tree_size)
    holds = trust.verify_consistency(old.tree_size, new.tree_size, old.root_hash, new.root_hash, path)
    return Continuation(old, new, tuple(hashed.hex() for hashed in path), holds)


def _size(parameter: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise MalformedChoice(
            parameter=parameter,
            value=text,
            hint_vi="Viết số sự kiện của một mốc niêm phong.",
            hint_en="Write the number of events of a checkpoint.",
        )
    return int(text)
