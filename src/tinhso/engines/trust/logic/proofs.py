"""Proofs as documents: an event under a checkpoint, a figure in its event, an aggregate of many figures.

The form is docs/reference/proof-format.md; `verify_figure.py` checks it without this product.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import (
    CheckpointView,
    FigurePath,
    NoCheckpoint,
    NoEvent,
    NotSealed,
    ProofsUnderDifferentCheckpoints,
)
from tinhso.engines.trust.logic.key_chain import own_chain
from tinhso.engines.trust.logic.merkle import inclusion_paths, leaf_hash
from tinhso.engines.trust.logic.row_commitments import CommittedRow
from tinhso.engines.trust.logic.tree import (
    consistency_ranges,
    hashes_of_ranges,
    inclusion_ranges,
    nodes_needed,
)

PROOF_FORMAT = "tinhso-figure-proof/2"


def figure_paths(leaves: Sequence[bytes], indexes: Collection[int]) -> dict[int, FigurePath]:
    """Return the way of some figures to their event's root, hashing the leaves once.

    Args:
        leaves: all figure leaves of the event, canonical JSON, in `line_no` order.
        indexes: line numbers of the asked figures.
    """
    paths = inclusion_paths([leaf_hash(leaf) for leaf in leaves], indexes)
    return {index: FigurePath(index, len(leaves), tuple(path)) for index, path in paths.items()}


def inclusion_proof(event_id: int, tree_size: int) -> list[bytes]:
    """Return the audit path of an event in the tree of `tree_size` leaves; raises like `event_proofs`."""
    return [bytes.fromhex(text) for text in event_proof(event_id, tree_size)["path"]]


def consistency_proof(old_size: int, new_size: int) -> list[bytes]:
    """Return the hashes that prove that the log of `old_size` events is the beginning of that of `new_size`.

    Raises:
        NoCheckpoint: TRU-014, the log never had that many events, or the old size is above the new one.
    """
    latest = queries.latest_checkpoint()
    if not 0 <= old_size <= new_size <= (latest.tree_size if latest else 0):
        raise NoCheckpoint(asked=f"{old_size} → {new_size}")
    ranges = consistency_ranges(old_size, new_size)
    return hashes_of_ranges(ranges, queries.node_hashes(nodes_needed(ranges)))


def event_proof(event_id: int, tree_size: int | None = None) -> dict[str, Any]:
    """Return the proof of one event: `event_id`, `payload`, `leaf_index`, `path` (hex), `tree_size`, `checkpoint`.

    Args:
        event_id: the event.
        tree_size: size of the checkpoint to prove under; None means the latest.

    Raises:
        As `event_proofs`.
    """
    return event_proofs([event_id], tree_size)[event_id]


def event_proofs(event_ids: Collection[int], tree_size: int | None = None) -> dict[int, dict[str, Any]]:
    """Return proofs of many events under one checkpoint, in a constant number of queries.

    Raises:
        NoCheckpoint: TRU-014, nothing was sealed yet, or no checkpoint has this size.
        NoEvent: TRU-015.
        NotSealed: TRU-013, an event is not under that checkpoint.
    """
    checkpoint = _checkpoint(tree_size)
    views = queries.event_views(event_ids)
    indexes: dict[int, int] = {}
    for event_id in event_ids:
        if event_id not in views:
            raise NoEvent(event_id=event_id)
        index = views[event_id].leaf_index
        if index is None or index >= checkpoint.tree_size:
            raise NotSealed(event_id=event_id, tree_size=checkpoint.tree_size)
        indexes[event_id] = index
    ranges = {event_id: inclusion_ranges(index, checkpoint.tree_size) for event_id, index in indexes.items()}
    stored = queries.node_hashes(set().union(*(nodes_needed(needed) for needed in ranges.values())))
    return {
        event_id: {
            "event_id": event_id,
            "payload": views[event_id].payload,
            "leaf_index": index,
            "path": [hashed.hex() for hashed in hashes_of_ranges(ranges[event_id], stored)],
            "tree_size": checkpoint.tree_size,
            "checkpoint": checkpoint.note,
        }
        for event_id, index in indexes.items()
    }


def combine_figure_proof(
    figure_leaf: bytes,
    path_in_event: FigurePath,
    proof_of_event: Mapping[str, Any],
    role: str = "numerator",
    sign: int = 1,
    weight_billionths: int | None = None,
) -> dict[str, Any]:
    """Join the two short paths of one figure into a contribution; hand contributions to `figure_proof_document`.

    Args:
        figure_leaf: the figure's leaf, canonical JSON.
        path_in_event: from `figure_paths`.
        proof_of_event: from `event_proof` or `event_proofs`.
        role: `numerator` or `denominator` of the figure that is proven.
        sign: 1 or -1.
        weight_billionths: share of a divided unit that counts here; None means the whole.
    """
    contribution: dict[str, Any] = {
        "leaf": figure_leaf.decode(),
        "index": path_in_event.index,
        "of": path_in_event.count,
        "path": [hashed.hex() for hashed in path_in_event.hashes],
        "event": dict(proof_of_event),
        "role": role,
        "sign": sign,
    }
    if weight_billionths is not None:
        contribution["weight_billionths"] = weight_billionths
    return contribution


@dataclass(frozen=True, slots=True)
class ShownDefinition:
    """A version of an indicator beside the event that committed to its content, from `event_proofs`."""

    version: int
    content: bytes
    event: Mapping[str, Any]


def figure_proof_document(
    figure: Mapping[str, Any],
    contributions: Sequence[Mapping[str, Any]],
    *,
    definition: ShownDefinition,
    units: Sequence[tuple[CommittedRow, Mapping[str, Any]]] = (),
) -> dict[str, Any]:
    """Return the proof of a figure: each event once, everything else referring to them, one checkpoint.

    Args:
        figure: what is shown, as docs/reference/proof-format.md lists it.
        contributions: from `combine_figure_proof`, at least one.
        definition: what the figure is called and how it is made.
        units: rows of the register that lead from each contribution's unit to the figure's, each with the proof of
            the event that committed to it.

    Raises:
        ProofsUnderDifferentCheckpoints: TRU-019, or nothing contributes.
    """
    shown = [one["event"] for one in contributions]
    if shown:
        shown += [definition.event, *(event for _, event in units)]
    notes = {one["checkpoint"]: one["tree_size"] for one in shown}
    if len(notes) != 1:
        raise ProofsUnderDifferentCheckpoints(sizes=", ".join(map(str, sorted(notes.values()))) or "0")
    note, size = next(iter(notes.items()))
    document = {
        "format": PROOF_FORMAT,
        "figure": dict(figure),
        "definition": {
            "version": definition.version,
            "content": definition.content.decode(),
            "event": _name(definition.event),
        },
        "units": [
            {"table": row.table, "id": row.number, "columns": row.columns, "event": _name(event)}
            for row, event in units
        ],
        "events": {_name(one): {part: one[part] for part in ("payload", "leaf_index", "path")} for one in shown},
        "contributions": [{**one, "event": _name(one["event"])} for one in contributions],
        "checkpoint": note,
    }
    introductions = own_chain().notes_around(size)
    return document | ({"keys": introductions} if introductions else {})


def _name(event: Mapping[str, Any]) -> str:
    return str(event["event_id"])


def _checkpoint(tree_size: int | None) -> CheckpointView:
    if tree_size is not None:
        return queries.checkpoint_of_size(tree_size)
    latest = queries.latest_checkpoint()
    if latest is None:
        raise NoCheckpoint(asked=1)
    return latest
