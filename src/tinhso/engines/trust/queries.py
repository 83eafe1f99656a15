"""Named reads of the event log."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from tinhso.engines.trust.contracts import (
    COSIGNED_KIND,
    ERASED_KIND,
    KEY_KIND,
    CheckpointView,
    CosignatureView,
    EventView,
    FigureRoot,
    LoggedKind,
    NoCheckpoint,
    NoEvent,
    SealingState,
    event_subject,
)
from tinhso.engines.trust.models import Checkpoint, Event, Leaf, Node, Pending, Text

# Below the least number of parameters of a statement that a supported SQLite allows (32,766).
_CHUNK = 10_000
NodeName = tuple[int, int]


class WaitingEvent(NamedTuple):
    """What the sealer needs of an event."""

    id: int
    kind: str
    payload: str
    figure_count: int


class KeptText(NamedTuple):
    """A text beside the log with what opens its commitment: the event's salt, or the field's own key."""

    event_id: int
    field: str
    text: str
    key: bytes | None
    salt: bytes | None


class Erasure(NamedTuple):
    """Why a text is gone: the event of its erasure and the decision that event names."""

    event_id: int
    decision: str


class KeptIntroduction(NamedTuple):
    """A key introduction as its event keeps it: the signed note, and the reason in words."""

    event_id: int
    note: str
    reason: str


def introductions() -> list[KeptIntroduction]:
    """Return every key introduction in the order of the log, sealed or not; one query."""
    rows = Event.objects.filter(kind=KEY_KIND).order_by("id").values_list("id", "payload")
    said = [(event_id, json.loads(payload)["public"]) for event_id, payload in rows]
    return [KeptIntroduction(event_id, public["note"], public["reason"]) for event_id, public in said]


def newest_cosignatures(limit: int = 200) -> list[CosignatureView]:
    """Return the cosignatures kept last, newest first; `at` is the moment that the event says."""
    rows = Event.objects.filter(kind=COSIGNED_KIND).order_by("-id").values_list("id", "at", "payload")
    return [_cosignature(at, payload) for _, at, payload in rows[:limit]]


def is_cosignature_kept(line: str) -> bool:
    """Say whether an event keeps this signature line already."""
    return Event.objects.filter(kind=COSIGNED_KIND, payload__contains=line.rpartition(" ")[2]).exists()


def cosignature_pages(size: int = 1_000) -> Iterator[list[tuple[int, CosignatureView]]]:
    """Stream every kept cosignature with its event, in pages, in the order in which they were kept."""
    last = 0
    while True:
        rows = Event.objects.filter(kind=COSIGNED_KIND, id__gt=last).order_by("id")
        page = [(key, _cosignature(at, payload)) for key, at, payload in rows.values_list("id", "at", "payload")[:size]]
        if not page:
            return
        yield page
        last = page[-1][0]


def checkpoint_notes(tree_sizes: Collection[int]) -> dict[int, str]:
    """Return the signed notes of these checkpoints, in one query; unknown sizes are left out."""
    return dict(Checkpoint.objects.filter(tree_size__in=list(tree_sizes)).values_list("tree_size", "note"))


def _cosignature(at: datetime, payload: str) -> CosignatureView:
    public = json.loads(payload)["public"]
    return CosignatureView(public["witness"], public["tree_size"], at, public["line"])


def latest_known_moment() -> datetime | None:
    """Return the later of the last checkpoint's moment and the last event's, None for an empty log."""
    sealed = Checkpoint.objects.aggregate(last=Max("sealed_at"))["last"]
    recorded = Event.objects.order_by("-id").values_list("at", flat=True).first()
    return max((moment for moment in (sealed, recorded) if moment), default=None)


def pending_payloads(limit: int) -> list[WaitingEvent]:
    """Return the first events that wait to be sealed, by event id."""
    rows = Pending.objects.order_by("event_id")
    read = rows.values_list("event_id", "event__kind", "event__payload", "event__figure_count")
    return [WaitingEvent(*row) for row in read[:limit]]


def sealing_state() -> SealingState:
    """Return how many events wait for the sealer and since when the oldest does; one query."""
    found = Pending.objects.aggregate(waiting=Count("event_id"), oldest=Min("event__at"))
    return SealingState(found["waiting"], found["oldest"])


def logged_kinds() -> list[LoggedKind]:
    """Return every kind of event that was ever logged, by its code; one query over the whole log."""
    rows = Event.objects.order_by("kind").values_list("kind").annotate(Count("id"), Min("at"), Max("at"))
    return [LoggedKind(*row) for row in rows]


def waiting_events(event_ids: Collection[int]) -> list[WaitingEvent]:
    """Return what the sealer needs of these events."""
    rows = Event.objects.filter(id__in=event_ids).order_by("id")
    return [WaitingEvent(*row) for row in rows.values_list("id", "kind", "payload", "figure_count")]


def delete_pending(event_ids: Sequence[int]) -> None:
    """Remove the pending marks of exactly these events.

    Named one by one: within a range of ids another event may have committed since they were read.
    """
    for first in range(0, len(event_ids), _CHUNK):
        Pending.objects.filter(event_id__in=event_ids[first : first + _CHUNK]).delete()


def node_hashes(names: Iterable[NodeName]) -> dict[NodeName, bytes]:
    """Return the stored hashes of nodes by (level, position), in one query per 10,000."""
    wanted, found = sorted(set(names)), {}
    for first in range(0, len(wanted), _CHUNK):
        by_level: dict[int, list[int]] = defaultdict(list)
        for level, position in wanted[first : first + _CHUNK]:
            by_level[level].append(position)
        condition = Q()
        for level, positions in by_level.items():
            condition |= Q(level=level, position__in=positions)
        for level, position, hashed in Node.objects.filter(condition).values_list("level", "position", "hash"):
            found[level, position] = bytes(hashed)
    return found


def latest_checkpoint() -> CheckpointView | None:
    """Return the last checkpoint, None when nothing was ever sealed."""
    return _checkpoint(Checkpoint.objects.order_by("-tree_size").first())


def checkpoint_as_of(time: datetime) -> CheckpointView | None:
    """Return the last checkpoint sealed at or before an aware moment, None when there is none."""
    return _checkpoint(Checkpoint.objects.filter(sealed_at__lte=time).order_by("-tree_size").first())


def checkpoint_sealing(event_id: int) -> CheckpointView | None:
    """Return the first checkpoint over an event, None while it is not sealed."""
    leaf = Leaf.objects.filter(event_id=event_id).values_list("leaf_index", flat=True).first()
    if leaf is None:
        return None
    return _checkpoint(Checkpoint.objects.filter(tree_size__gt=leaf).order_by("tree_size").first())


def checkpoint_of_size(tree_size: int) -> CheckpointView:
    """Return the checkpoint over exactly so many events.

    Raises:
        NoCheckpoint: TRU-014.
    """
    found = _checkpoint(Checkpoint.objects.filter(tree_size=tree_size).first())
    if found is None:
        raise NoCheckpoint(asked=tree_size)
    return found


def checkpoints(below: int | None = None, limit: int = 50) -> list[CheckpointView]:
    """Return checkpoints, newest first.

    Args:
        below: only those over fewer events (for the next page).
        limit: how many at most.
    """
    rows = Checkpoint.objects.order_by("-tree_size")
    return [_view(row) for row in (rows if below is None else rows.filter(tree_size__lt=below))[:limit]]


def checkpoints_between(above: int, up_to: int) -> Iterator[CheckpointView]:
    """Stream the checkpoints with above < tree_size <= up_to, smallest first."""
    rows = Checkpoint.objects.filter(tree_size__gt=above, tree_size__lte=up_to).order_by("tree_size")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield _view(row)


def largest_covered_size() -> int:
    """Return the size of the largest checkpoint whose last leaf exists, 0 when there is none."""
    last_leaf = Leaf.objects.filter(leaf_index=OuterRef("tree_size") - 1)
    return Checkpoint.objects.filter(Exists(last_leaf)).aggregate(last=Max("tree_size"))["last"] or 0


def event(event_id: int) -> EventView:
    """Return one event.

    Raises:
        NoEvent: TRU-015.
    """
    found = event_views([event_id])
    if event_id not in found:
        raise NoEvent(event_id=event_id)
    return found[event_id]


def event_views(event_ids: Collection[int]) -> dict[int, EventView]:
    """Return events by id, in one query; unknown ids are left out."""
    rows = Event.objects.filter(id__in=list(event_ids)).select_related("leaf")
    return {row.pk: _event(row) for row in rows}


def events(
    subject: str | None = None, kind: str | None = None, before: int | None = None, limit: int = 50
) -> list[EventView]:
    """Return events, newest first.

    Args:
        subject: exactly this subject.
        kind: exactly this kind, or a family such as `reporting.` when it ends with a dot.
        before: only ids below this one (for the next page).
        limit: how many at most.
    """
    rows = Event.objects.select_related("leaf").order_by("-id")
    if subject is not None:
        rows = rows.filter(subject=subject)
    if kind is not None:
        rows = rows.filter(kind__startswith=kind) if kind.endswith(".") else rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_event(row) for row in rows[:limit]]


def texts(event_id: int) -> dict[str, str]:
    """Return the kept texts of an event by field: `actor`, `reason`, `evidence`, `note:<line_no>`."""
    return texts_of([event_id]).get(event_id, {})


def texts_of(event_ids: Collection[int], fields: Collection[str] | None = None) -> dict[int, dict[str, str]]:
    """Return kept texts by event and field, in one query; erased texts are simply not there.

    Args:
        event_ids: the events.
        fields: only these fields; None means all.
    """
    rows = Text.objects.filter(event_id__in=list(event_ids))
    if fields is not None:
        rows = rows.filter(field__in=list(fields))
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for event_id, field, text in rows.values_list("event_id", "field", "text"):
        found[event_id][field] = text
    return dict(found)


def kept_texts(event_ids: Collection[int]) -> list[KeptText]:
    """Return texts with what opens their commitments, in one statement: an erasure is seen whole or not at all."""
    rows = Text.objects.filter(event_id__in=list(event_ids)).order_by("event_id", "field")
    return [
        KeptText(event_id, field, text, _bytes(key), _bytes(salt))
        for event_id, field, text, key, salt in rows.values_list(
            "event_id", "field", "text", "key", "event__salt__salt"
        )
    ]


def erasures(event_ids: Collection[int]) -> dict[int, dict[str, Erasure]]:
    """Return what was erased of these events, by event and field, with the decision, in one query."""
    subjects = {event_subject(event_id): event_id for event_id in event_ids}
    rows = Event.objects.filter(kind=ERASED_KIND, subject__in=list(subjects)).order_by("id")
    found: dict[int, dict[str, Erasure]] = defaultdict(dict)
    for erasure_id, subject, payload in rows.values_list("id", "subject", "payload"):
        public = json.loads(payload)["public"]
        for field in public["fields"]:
            found[subjects[subject]][field] = Erasure(erasure_id, public["decision"])
    return dict(found)


def figure_roots(from_event: int = 0, chunk: int = 2_000) -> Iterator[tuple[int, FigureRoot]]:
    """Stream (event id, figure root) of every event that carries figures, by event id, in constant memory."""
    last = from_event - 1
    while True:
        rows = Event.objects.filter(id__gt=last, figure_count__gt=0).order_by("id")
        page = list(rows.values_list("id", "figures_root", "figure_count")[:chunk])
        if not page:
            return
        for event_id, root, count in page:
            yield event_id, FigureRoot(_bytes(root) or b"", count)
        last = page[-1][0]


def _checkpoint(row: Checkpoint | None) -> CheckpointView | None:
    return None if row is None else _view(row)


def _view(row: Checkpoint) -> CheckpointView:
    return CheckpointView(row.tree_size, bytes(row.root_hash), row.last_sequence, row.sealed_at, row.note)


def _event(row: Event) -> EventView:
    leaf = getattr(row, "leaf", None)
    public: Mapping[str, Any] = json.loads(row.payload)["public"]
    return EventView(
        id=row.pk,
        kind=row.kind,
        subject=row.subject,
        at=row.at,
        payload=row.payload,
        public=public,
        figures=FigureRoot(bytes(row.figures_root), row.figure_count) if row.figures_root else None,
        leaf_index=leaf.leaf_index if leaf else None,
        first_sequence=leaf.first_sequence if leaf else None,
    )


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)
