"""How long a cell takes to type: the dated assumption by which cells become minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tinhso.engines.reporting.contracts.requests import SECONDS_PER_CELL, TypingPace
from tinhso.engines.reporting.models import LegalConstant


def typing_paces() -> tuple[TypingPace, ...]:
    """Every value the assumption ever had, oldest first; empty where none is loaded. One query."""
    rows = LegalConstant.objects.filter(code=SECONDS_PER_CELL).order_by("valid_from")
    return tuple(TypingPace(row.value, row.valid_from, row.source, row.confirmed) for row in rows)


def pace_on(paces: Sequence[TypingPace], day: date) -> TypingPace | None:
    """The value in force on a day, None before the first."""
    return next((pace for pace in reversed(paces) if pace.valid_from <= day), None)
