"""Reads of stored boards, saved views and kept pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tinhso.engines.insight.models import BoardVersion, FileJob, PageSnapshot, SavedView

Board = tuple[str, tuple[tuple[str, str], ...]]
"""Code and title by language."""


def board_versions(codes: list[str]) -> dict[tuple[str, int], BoardVersion]:
    """Return stored versions of some boards by (code, version)."""
    rows = BoardVersion.objects.filter(board__code__in=codes).select_related("board")
    return {(row.board.code, row.version): row for row in rows}


def board_on(code: str, on: date, known: int | None = None) -> BoardVersion | None:
    """Return the version of a board valid on a day, as far as the first `known` leaves of the log tell."""
    rows = BoardVersion.objects.filter(board__code=code, valid_from__lte=on).select_related("board")
    if known is not None:
        rows = rows.filter(event__leaf__leaf_index__lt=known)
    return rows.order_by("-valid_from", "-version").first()


def first_board(code: str) -> BoardVersion | None:
    """Return the version of a board that was known first."""
    return BoardVersion.objects.filter(board__code=code).select_related("board").order_by("event_id", "version").first()


def boards_with_indicator(codes: set[str]) -> list[tuple[str, dict[str, str]]]:
    """Return (code, title) of boards whose latest version shows one of these indicators."""
    found = {board for code, boards in boards_by_indicator().items() if code in codes for board in boards}
    return [(code, dict(title)) for code, title in sorted(found)]


def boards_by_indicator() -> dict[str, list[Board]]:
    """By indicator, the (code, title) of the boards whose latest version shows it; one query."""
    latest: dict[str, BoardVersion] = {}
    for row in BoardVersion.objects.select_related("board").order_by("valid_from", "version"):
        latest[row.board.code] = row
    found: dict[str, list[Board]] = {}
    for code, row in sorted(latest.items()):
        for indicator in {card["options"].get("indicator") for card in row.definition["cards"]} - {None}:
            found.setdefault(indicator, []).append((code, tuple(sorted(row.definition["title"].items()))))
    return found


def views_of(person_id: int) -> list[SavedView]:
    """Somebody's own views, by name."""
    return list(SavedView.objects.filter(person_id=person_id).order_by("name", "id"))


def shared_views(unit_ids: Collection[int], but_of: int) -> list[SavedView]:
    """Views that others share with these units."""
    rows = SavedView.objects.filter(shared_unit_id__in=unit_ids).exclude(person_id=but_of)
    return list(rows.select_related("person").order_by("name", "id"))


def snapshots_of(person_id: int, limit: int) -> list[PageSnapshot]:
    """Somebody's kept pages without their content, newest first."""
    return list(PageSnapshot.objects.filter(person_id=person_id).defer("content").order_by("-kept_at", "-id")[:limit])


def snapshot_of(person_id: int, page_id: int) -> PageSnapshot | None:
    """One of somebody's kept pages."""
    return PageSnapshot.objects.filter(person_id=person_id, id=page_id).first()


def files_of(person_id: int, limit: int) -> list[FileJob]:
    """Somebody's files, newest first."""
    return list(FileJob.objects.filter(person_id=person_id).order_by("-asked_at", "-id")[:limit])


def file_of(person_id: int, file_id: int) -> FileJob | None:
    """One of somebody's files."""
    return FileJob.objects.filter(person_id=person_id, id=file_id).first()


def waiting_files(person_id: int) -> int:
    """How many files somebody waits for."""
    return FileJob.objects.filter(person_id=person_id, state__in=["waiting", "running"]).count()


def next_file(states: Collection[str]) -> FileJob | None:
    """The oldest file in one of these states."""
    return FileJob.objects.filter(state__in=states).select_related("person").order_by("asked_at", "id").first()
