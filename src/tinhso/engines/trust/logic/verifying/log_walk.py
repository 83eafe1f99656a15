"""The walk over the log, a page of leaves at a time.

Every row is compared with its neighbours as they are stored (leaf with event, node with its two children, checkpoint
with the peaks of its size), so one altered row gives one fault, at that row, instead of an avalanche. If all hold,
the chain from every payload to the signed roots holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import Fault, Finding
from tinhso.engines.trust.logic.key_chain import KeyChain
from tinhso.engines.trust.logic.merkle import leaf_hash, node_hash
from tinhso.engines.trust.logic.tree import NodeName, nodes_of_range
from tinhso.engines.trust.logic.verifying.checkpoint_rows import CheckpointCheck
from tinhso.engines.trust.logic.verifying.event_rows import check_columns, check_texts, figure_count_of
from tinhso.engines.trust.models import Checkpoint, Event, Leaf, Node

_PAGE = 1_000
_LEVELS = 63


def walk_log(chain: KeyChain) -> Iterator[Finding]:
    """Check sealed events, leaves, nodes and checkpoints, from the first to those sealed when the walk begins."""
    last = queries.latest_checkpoint()
    bound = last.tree_size if last else 0
    size, sequence = 0, 0
    checkpoints = CheckpointCheck(chain)
    while page := list(Leaf.objects.filter(leaf_index__gte=size, leaf_index__lt=bound).order_by("leaf_index")[:_PAGE]):
        if page[0].leaf_index != size:
            yield _gap(size, page[0].leaf_index)
            size = page[0].leaf_index
            sequence = page[0].first_sequence - 1
        page = _without_gap(page)
        sequences: dict[int, int] = {}
        events = Event.objects.in_bulk([leaf.event_id for leaf in page])
        stored = _stored_nodes(size, size + len(page))
        for leaf in page:
            yield from _check_leaf(leaf, events.get(leaf.event_id), stored.get((0, leaf.leaf_index)))
            yield from _check_sequence(leaf, sequence + 1)
            event = events.get(leaf.event_id)
            sequence = leaf.first_sequence + (figure_count_of(event) if event else 0)
            sequences[leaf.leaf_index + 1] = sequence
        yield from _check_nodes(size, size + len(page), stored)
        yield from check_texts([events[leaf.event_id] for leaf in page if _unaltered(leaf, events)])
        yield from checkpoints.check_between(size, size + len(page), sequences, stored)
        size += len(page)
    yield from _beyond(size)


def _without_gap(page: Sequence[Leaf]) -> list[Leaf]:
    """Return the leaves up to the first gap inside the page."""
    first = page[0].leaf_index
    return [leaf for offset, leaf in enumerate(page) if leaf.leaf_index == first + offset]


def _gap(expected: int, found: int) -> Fault:
    return Fault(
        "trust_leaf",
        str(expected),
        f"mất lá {expected} đến {found - 1} của nhật ký",
        f"leaves {expected} to {found - 1} of the log are missing",
    )


def _stored_nodes(start: int, end: int) -> dict[NodeName, bytes]:
    """Return the stored nodes completed by the leaves start … end - 1, and the peaks of the tree before them."""
    condition, level = Q(level=-1), 0
    while end >> level:
        condition |= Q(level=level, position__gte=start >> level, position__lt=end >> level)
        level += 1
    rows = Node.objects.filter(condition).values_list("level", "position", "hash")
    return queries.node_hashes(nodes_of_range(0, start)) | {
        (level, position): bytes(hashed) for level, position, hashed in rows
    }


def _check_leaf(leaf: Leaf, event: Event | None, node: bytes | None) -> Iterator[Fault]:
    stored = bytes(leaf.leaf_hash)
    if event is None:
        yield Fault(
            "trust_event",
            str(leaf.event_id),
            f"mất sự kiện của lá {leaf.leaf_index}",
            f"the event of leaf {leaf.leaf_index} is missing",
        )
        return
    hashed = leaf_hash(event.payload.encode())
    if hashed != stored and hashed == node:
        yield Fault("trust_leaf", str(leaf.leaf_index), "mã băm của lá đã bị sửa", "the leaf's hash was altered")
    elif hashed != stored:
        yield Fault(
            "trust_event",
            str(event.pk),
            f"nội dung không khớp mã băm của lá {leaf.leaf_index}",
            f"the payload does not match the hash of leaf {leaf.leaf_index}",
        )
    elif node != stored:
        yield _node_fault((0, leaf.leaf_index), missing=node is None)
    yield from check_columns(event)


def _unaltered(leaf: Leaf, events: Mapping[int, Event]) -> bool:
    """Say whether the event's commitments can be trusted: a bad payload is named once, not again for each text."""
    event = events.get(leaf.event_id)
    return event is not None and leaf_hash(event.payload.encode()) == bytes(leaf.leaf_hash)


def _check_sequence(leaf: Leaf, expected: int) -> Iterator[Fault]:
    if leaf.first_sequence != expected:
        yield Fault(
            "trust_leaf",
            str(leaf.leaf_index),
            f"số thứ tự đầu là {leaf.first_sequence}, phải là {expected}",
            f"the first sequence number is {leaf.first_sequence}, it must be {expected}",
        )


def _check_nodes(start: int, end: int, stored: Mapping[NodeName, bytes]) -> Iterator[Fault]:
    level = 1
    while end >> level:
        for position in range(start >> level, end >> level):
            left, right = stored.get((level - 1, 2 * position)), stored.get((level - 1, 2 * position + 1))
            node = stored.get((level, position))
            # A missing child has been reported where it is missing.
            if node is None or (left is not None and right is not None and node != node_hash(left, right)):
                yield _node_fault((level, position), missing=node is None)
        level += 1


def _node_fault(name: NodeName, *, missing: bool) -> Fault:
    row = f"{name[0]}/{name[1]}"
    if missing:
        return Fault("trust_node", row, "mất nút của cây băm", "the node of the tree is missing")
    return Fault("trust_node", row, "nút không khớp hai nút con", "the node does not match its two children")


def _beyond(size: int) -> Iterator[Fault]:
    """Name rows that claim to stand outside the sealed leaves. What is being sealed meanwhile is not one of them."""
    outside = Q(level__lt=0) | Q(level__gte=_LEVELS) | Q(position__lt=0)
    for level in range(_LEVELS):
        outside |= Q(level=level, position__gte=size >> level)
    # Suspects first, the end of the log second: whatever was sealed in between is covered by that end.
    nodes = list(Node.objects.filter(outside).order_by("level", "position").values_list("level", "position")[:_PAGE])
    indexes = Leaf.objects.filter(Q(leaf_index__gte=size) | Q(leaf_index__lt=0)).order_by("leaf_index")
    leaves = list(indexes.values_list("leaf_index", flat=True)[:_PAGE])
    sizes = Checkpoint.objects.filter(Q(tree_size__gt=size) | Q(tree_size__lte=0)).order_by("tree_size")
    claims = list(sizes.values_list("tree_size", flat=True)[:_PAGE])
    end = max(size, queries.largest_covered_size())
    for claim in claims:
        if not 0 < claim <= end:
            yield _outside("trust_checkpoint", str(claim), end)
    for index in leaves:
        if not 0 <= index < end:
            yield _outside("trust_leaf", str(index), end)
    for level, position in nodes:
        if level not in range(_LEVELS) or not 0 <= position < end >> level:
            yield _outside("trust_node", f"{level}/{position}", end)


def _outside(table: str, row: str, end: int) -> Fault:
    return Fault(
        table,
        row,
        f"nằm ngoài nhật ký: chỉ {end} lá có dấu niêm phong",
        f"stands outside the log: only {end} leaves are under a checkpoint",
    )
