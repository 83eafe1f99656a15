"""Reads of stored boards."""

from __future__ import annotations

from datetime import date

from tinhso.engines.insight.models import BoardVersion

Board = tuple[str, tuple[tuple[str, str], ...]]
"""Code and title by language."""


def board_versions(codes: list[str]) -> dict[tuple[str, int], BoardVersion]:
    """Return stored versions of some boards by (code, version)."""
    rows = BoardVersion.objects.filter(board__code__in=codes).select_related("board")
    return {(row.board.code, row.version): row for row in rows}


def board_on(code: str, on: date) -> BoardVersion | None:
    """Return the version of a board valid on a day."""
    rows = BoardVersion.objects.filter(board__code=code, valid_from__lte=on).select_related("board")
    return rows.order_by("-valid_from", "-version").first()


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
