"""What an event commits to of the rows written under it, and the comparison of stored rows with it.

The payload's part `rows` is, by table, the columns that were committed to and one text a row: 32 hexadecimal digits of
SHA-256 over the row's canonical JSON, then four digits for each column, which tell where a row differs. A row that
changes (it ends, it is revoked) is committed to again by the event of its change; the last commitment counts.

Two ways: an act that writes few rows puts their commitments into its own event (`commit_rows`, `check_rows`); of rows
that come by the thousand (steps, receipts, locks) the sealer writes one event `trust.rows_committed` for all events of
its round (`register_row_source`, `check_sealed_rows`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from tinhso.engines.trust.contracts import ROWS_KIND, Fault, Finding, Remark
from tinhso.engines.trust.models import Checkpoint, Event, Leaf, Pending
from tinhso.engines.trust.queries import WaitingEvent, event_views
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.clock import as_utc

_ROW, _FIELD, _PAGE = 32, 4, 1_000


@dataclass(frozen=True, slots=True)
class RowCheck:
    """One table to compare.

    Attributes:
        rows: every row of the table.
        born_by: kinds of the events that write rows into it.
        event: the lookup that leads to the event under which a row was written; empty when the row does not say.
        changed_by: the lookup that leads to later events that commit to a row again, if there are any.
    """

    rows: QuerySet[Any]
    born_by: frozenset[str]
    event: str = "event_id"
    changed_by: str = ""


@dataclass(slots=True)
class _Committed:
    """The last commitments of a family of events, and the events from before rows were committed to."""

    rows: dict[str, dict[str, tuple[int, list[str], str]]] = field(default_factory=dict)
    silent: dict[int, str] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)


RowSource = Callable[[Collection[int]], Sequence[tuple[QuerySet[Any], Sequence[str] | None]]]
_sources: dict[str, tuple[RowSource, bool]] = {}


def register_row_source(name: str, source: RowSource, *, own_events: bool = True) -> None:
    """Let the sealer commit to rows; called in `apps.ready()`.

    Args:
        name: the engine, with whose name the kinds of its events begin.
        source: returns, for the ids of events, what to commit to: rows of one table each, and their columns.
        own_events: its rows are written under events of this engine alone, so it need not be asked about others.
    """
    known, _own = _sources.setdefault(name, (source, own_events))
    if known is not source:
        raise ValueError(f"row source {name!r} is already registered")


def rows_of_events(events: Collection[WaitingEvent]) -> dict[str, Any]:
    """Return the commitments to all rows that these events wrote, by every source they may concern."""
    said: dict[str, Any] = {}
    for name, (source, own_events) in _sources.items():
        ids = [event.id for event in events if not own_events or event.kind.startswith(f"{name}.")]
        for rows, columns in source(ids) if ids else ():
            said |= commit_rows(rows, columns=columns)
    return said


def commit_rows(*written: QuerySet[Any], columns: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the commitments to these rows for an event's `rows`; tables without a row are left out.

    Args:
        written: rows of one table each, as they stand after the act.
        columns: only these (what never changes of a table whose state does); None means all but the key.
    """
    said: dict[str, Any] = {}
    for rows in written:
        names = list(columns) if columns is not None else _columns(rows)
        digests = {str(key): _digest(values) for key, values in _values(rows, names)}
        if digests:
            said[rows.model._meta.db_table] = {"columns": names, "digests": digests}
    return said


@dataclass(frozen=True, slots=True)
class CommittedRow:
    """A row of a register as an event committed to it: what a proof shows of it, column by column."""

    table: str
    number: str
    columns: dict[str, str]
    event_id: int


class Commitments:
    """What some events of the log say of rows: finds the one that speaks of a row as it stood.

    Args:
        event_ids: events that may have committed to the rows.
        tree_size: only what stands among the first so many leaves; None means every event.
    """

    def __init__(self, event_ids: Collection[int], tree_size: int | None) -> None:
        views = event_views(event_ids)
        self._said = {
            event_id: _rows_of(view.payload) or {}
            for event_id, view in sorted(views.items(), reverse=True)
            if tree_size is None or (view.leaf_index is not None and view.leaf_index < tree_size)
        }

    def find(self, row: Model, states: Sequence[Mapping[str, Any]]) -> CommittedRow | None:
        """Return the newest commitment that fits a row; None when no event committed to it.

        Args:
            states: what the row said before, newest first: columns that differ from what it says now.
        """
        table, number = row._meta.db_table, str(row.pk)
        for event_id, tables in self._said.items():
            said = tables.get(table)
            if said is None or number not in said["digests"]:
                continue
            for state in states:
                columns = {name: _text(state.get(name, getattr(row, name))) for name in said["columns"]}
                if _digest(columns) == said["digests"][number]:
                    return CommittedRow(table, number, columns, event_id)
        return None


def check_rows(family: str, checks: Sequence[RowCheck]) -> Iterator[Finding]:
    """Compare tables with what events of a family committed to.

    Args:
        family: beginning of the kinds, such as `orgs.`.

    Yields:
        A fault for each row that differs, is gone, or that no event knows; one remark a table for rows whose event was
        recorded before rows were committed to.
    """
    committed = _read(family)
    for check in checks:
        yield from _check_table(check, committed)


def check_sealed_rows(checks: Sequence[RowCheck]) -> Iterator[Finding]:
    """Compare tables with what the sealer committed to; rows of events that still wait are not told yet."""
    committed = _read(ROWS_KIND)
    committed.waiting = set(Pending.objects.values_list("event_id", flat=True))
    committed.silent = _before_commitments(frozenset().union(*(check.born_by for check in checks)))
    for check in checks:
        yield from _check_table(check, committed)


def _before_commitments(kinds: Collection[str]) -> dict[int, str]:
    """Events that were sealed before the sealer first committed to rows."""
    first = Leaf.objects.filter(event__kind=ROWS_KIND).order_by("leaf_index").first()
    sealed = Leaf.objects.filter(event__kind__in=kinds)
    if first is not None:
        begun = Checkpoint.objects.filter(tree_size__lte=first.leaf_index).order_by("-tree_size").first()
        sealed = sealed.filter(leaf_index__lt=begun.tree_size if begun else 0)
    return dict(sealed.values_list("event_id", "event__kind"))


def _changing(check: RowCheck, waiting: Collection[int]) -> frozenset[Any]:
    """The rows whose change is not sealed yet: what was committed to them is what they were before."""
    if not (check.changed_by and waiting):
        return frozenset()
    changed = check.rows.filter(**{f"{check.changed_by}__in": waiting})
    return frozenset(changed.values_list("pk", flat=True))


def _check_table(check: RowCheck, committed: _Committed) -> Iterator[Finding]:
    table = check.rows.model._meta.db_table
    expected = committed.rows.get(table, {})
    silent = {event_id for event_id, kind in committed.silent.items() if kind in check.born_by}
    seen: set[str] = set()
    unspoken = 0
    births = dict(check.rows.values_list("pk", check.event)) if check.event and (silent or committed.waiting) else {}
    changing = _changing(check, committed.waiting)
    for key, values in _values(check.rows, _columns(check.rows)):
        name = str(key)
        seen.add(name)
        if key in changing:
            continue
        if name in expected:
            yield from _differences(table, name, values, expected[name])
        elif births.get(key) in committed.waiting:
            continue
        elif births.get(key) in silent if check.event else silent:
            unspoken += 1
        else:
            yield Fault(table, name, "nhật ký không có dòng này", "the log knows no such row")
    for name in sorted(expected.keys() - seen, key=int):
        event_id = expected[name][0]
        yield Fault(table, name, f"mất dòng đã ghi ở sự kiện {event_id}", f"event {event_id} recorded it, it is gone")
    if unspoken:
        yield Remark(
            table,
            "-",
            f"{unspoken} dòng ghi trước khi nhật ký giữ dấu băm của dòng, không đối chiếu được",
            f"{unspoken} rows were written before the log kept digests of rows, they cannot be compared",
        )


def _differences(
    table: str, name: str, values: Mapping[str, str], expected: tuple[int, list[str], str]
) -> Iterator[Fault]:
    event_id, columns, digest = expected
    found = _digest({column: values.get(column, "") for column in columns})
    if found == digest:
        return
    pairs = zip(columns, _parts(found), _parts(digest), strict=False)
    differing = ", ".join(column for column, ours, theirs in pairs if ours != theirs) or "?"
    yield Fault(
        table,
        name,
        f"cột {differing} khác với sự kiện {event_id} đã ghi",
        f"column {differing} differs from what event {event_id} recorded",
    )


def _parts(digest: str) -> list[str]:
    return [digest[start : start + _FIELD] for start in range(_ROW, len(digest), _FIELD)]


def _read(family: str) -> _Committed:
    """Read every commitment of a family, oldest first."""
    committed = _Committed()
    events = Event.objects.filter(kind__startswith=family).order_by("id")
    for event_id, kind, payload in events.values_list("id", "kind", "payload").iterator(chunk_size=_PAGE):
        tables = _rows_of(payload)
        if tables is None:
            committed.silent[event_id] = kind
            continue
        for table, said in tables.items():
            known = committed.rows.setdefault(table, {})
            for name, digest in said["digests"].items():
                known[name] = (event_id, said["columns"], digest)
    return committed


def _rows_of(payload: str) -> dict[str, Any] | None:
    """The commitments in a payload, None when it has none; a payload that cannot be read is named by the walk."""
    try:
        rows: dict[str, Any] | None = json.loads(payload).get("rows")
    except (ValueError, AttributeError):
        return None
    return rows


def _columns(rows: QuerySet[Any]) -> list[str]:
    return [column.attname for column in rows.model._meta.concrete_fields if not column.primary_key]


def _values(rows: QuerySet[Any], names: Sequence[str]) -> Iterator[tuple[Any, dict[str, str]]]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _PAGE):
        page = rows.filter(pk__in=keys[first : first + _PAGE]).order_by("pk")
        try:
            found = list(page.values_list("pk", *names))
        except ValueError:  # an altered cell that is no date any more must not hide the other rows
            for key in keys[first : first + _PAGE]:
                yield key, {name: _one(rows, key, name) for name in names}
            continue
        for key, *values in found:
            yield key, {name: _text(value) for name, value in zip(names, values, strict=True)}


def _one(rows: QuerySet[Any], key: Any, name: str) -> str:
    try:
        return _text(rows.filter(pk=key).values_list(name, flat=True).get())
    except ValueError:
        return "unreadable"


def _digest(values: Mapping[str, str]) -> str:
    whole = hashlib.sha256(canonical_json(dict(values))).hexdigest()[:_ROW]
    return whole + "".join(hashlib.sha256(text.encode()).hexdigest()[:_FIELD] for text in values.values())


def _text(value: object) -> str:
    """Write a value the same way whatever the database handed out; a type never reads as another one's text."""
    if isinstance(value, datetime):
        return "t" + as_utc(value).isoformat()
    if isinstance(value, date):
        return "d" + value.isoformat()
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int):
        return "i" + str(value)
    if isinstance(value, float):
        return "f" + repr(value)
    if isinstance(value, bytes | memoryview):
        return "b" + bytes(value).hex()
    return "s" + value if isinstance(value, str) else "j" + json.dumps(value, sort_keys=True, ensure_ascii=False)
