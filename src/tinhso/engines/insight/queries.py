"""Reads of stored boards."""

from __future__ import annotations

from datetime import date

from tinhso.engines.insight.models import BoardVersion


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
    latest: dict[str, BoardVersion] = {}
    for row in BoardVersion.objects.select_related("board").order_by("valid_from", "version"):
        latest[row.board.code] = row
    return [
        (code, row.definition["title"])
        for code, row in sorted(latest.items())
        if codes & {card["options"].get("indicator") for card in row.definition["cards"]}
    ]
