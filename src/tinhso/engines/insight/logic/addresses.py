"""Addresses of insight's pages, so that cards and sentences link the same way everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.engines.cube.contracts import AS_REPORTED
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.choosing import DEFAULT_BOARD
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import Period


def _query(choice: Choice, **own: str) -> str:
    """The parameters of the choice that are not the usual ones, behind the page's own."""
    parameters = dict(own)
    if choice.board.code != DEFAULT_BOARD:
        parameters["bang"] = choice.board.code
    if choice.structure != AS_REPORTED:
        parameters["don-vi-hanh-chinh"] = str(choice.structure)
    if choice.as_of is not None:
        parameters["tinh-den"] = in_vietnam(choice.as_of).replace(tzinfo=None).isoformat(timespec="minutes")
    return urlencode(parameters)


def board_url(choice: Choice, anchor: str = "") -> str:
    """The board as the reader chose it."""
    return f"{reverse('insight:board')}?{_query(choice, ky=choice.period.code)}{f'#{anchor}' if anchor else ''}"


def indicator_url(choice: Choice, code: str) -> str:
    """The page of one indicator: its line, its units, its definition."""
    return f"{reverse('insight:indicator', args=[code])}?{_query(choice, ky=choice.period.code)}"


def unit_url(choice: Choice, code: str) -> str:
    """The page of one unit."""
    return f"{reverse('insight:unit', args=[code])}?{_query(choice, ky=choice.period.code)}"


def csv_url(choice: Choice, code: str, level: str, periods: int = 1) -> str:
    """The same numbers as CSV: the last `periods` periods of the units of a level."""
    own = {"ky": choice.period.code, "cap": level, "so-ky": str(periods)}
    return f"{reverse('insight:indicator_csv', args=[code])}?{_query(choice, **own)}"


def origin_url(
    choice: Choice,
    code: str,
    unit_code: str,
    period: Period | None = None,
    *,
    structure: str | date | None = None,
    further: Mapping[str, str] | None = None,
) -> str:
    """The origin of one total, of exactly the units it was shown for.

    Args:
        period: of the figure; None is the chosen one.
        structure: how the figure was asked for; None is as the page shows its figures.
        further: what else it was asked with (`chieu`, `kich-ban`, `trang-thai`, `luy-ke`).
    """
    own = {"chi-tieu": code, "don-vi": unit_code, "ky": (period or choice.period).code, **(further or {})}
    if structure is None and choice.structure == AS_REPORTED and period is not None:
        # Another period's figure was carried to the units of the chosen one: the origin must be asked the same way.
        structure = AS_REPORTED if period.end == choice.period.end else choice.period.end
    if structure is not None:
        choice = replace(choice, structure=structure)
    return f"{reverse('insight:proof')}?{_query(choice, **own)}"


def entry_url(entry_id: int) -> str:
    """The origin of one entry of the ledger."""
    return reverse("insight:proof_entry", args=[entry_id])
