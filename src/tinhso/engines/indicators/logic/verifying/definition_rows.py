"""Compares stored definitions with the digests that stand in the log."""

from __future__ import annotations

from collections.abc import Iterator

from tinhso.engines.indicators.logic.packages.content import content_digest, content_of_view, version_name
from tinhso.engines.indicators.logic.packages.dimensions import dimension_digests
from tinhso.engines.indicators.queries.definitions import definition_views, dimension_views
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventView, Fault, Finding

LOADED = "indicators.definitions_loaded"


def check_definition_rows() -> Iterator[Finding]:
    """Recompute the digest of every version and compare it with its event's public part."""
    stored = {(view.event_id, version_name(view.code, view.version)): view for view in definition_views()}
    for event in _loading_events():
        # The payload itself is checked against its leaf by the walk over the log.
        for name, digest in event.public.get("definitions", {}).items():
            view = stored.pop((event.id, name), None)
            if view is None:
                yield _fault(
                    name, f"mất phiên bản đã ghi ở sự kiện {event.id}", f"event {event.id} recorded it, it is gone"
                )
            elif content_digest(content_of_view(view)) != digest:
                yield _fault(name, "nội dung khác với nhật ký", "its content differs from the log")
    for _, name in stored:
        yield _fault(name, "nhật ký không có phiên bản này", "the log knows no such version")


def check_dimension_rows() -> Iterator[Finding]:
    """Compare every dimension, its names and its items with the last event that committed to it."""
    committed: dict[str, str] = {}
    for event in _loading_events():  # newest first
        told = event.public.get("dimensions", {})
        if isinstance(told, dict):
            committed = told | committed
    stored = dimension_views()
    found = dimension_digests(stored)
    for code in sorted(stored.keys() | committed.keys()):
        if code not in stored:
            yield _dimension_fault(code, "mất phân tổ đã ghi trong nhật ký", "the log recorded it, it is gone")
        elif code not in committed:
            yield _dimension_fault(code, "nhật ký không có phân tổ này", "the log knows no such dimension")
        elif found[code] != committed[code]:
            yield _dimension_fault(code, "tên hoặc mục khác với nhật ký", "a name or an item differs from the log")


def _dimension_fault(code: str, what_vi: str, what_en: str) -> Fault:
    return Fault("indicators_dimension", code, what_vi, what_en)


def _loading_events() -> Iterator[EventView]:
    before: int | None = None
    while page := trust.events(kind=LOADED, before=before, limit=500):
        yield from page
        before = page[-1].id


def _fault(name: str, what_vi: str, what_en: str) -> Fault:
    return Fault("indicators_definition", name, what_vi, what_en)
