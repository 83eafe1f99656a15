"""Addresses of insight's pages, so that cards and sentences link the same way everywhere."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tinhso.engines.insight.contracts import Choice
from tinhso.kernel.periods import Period


def _query(choice: Choice, **more: str) -> str:
    parameters = {"ky": choice.period.code, **more}
    if choice.structure != "as_reported":
        parameters["don-vi-hanh-chinh"] = choice.structure
    if choice.as_of is not None:
        parameters["tinh-den"] = choice.as_of.isoformat()
    return urlencode(parameters)


def board_url(choice: Choice, anchor: str = "") -> str:
    """The board as the reader chose it."""
    return f"{reverse('insight:board')}?{_query(choice)}{f'#{anchor}' if anchor else ''}"


def indicator_url(choice: Choice, code: str) -> str:
    """The page of one indicator: its line, its units, its definition."""
    return f"{reverse('insight:indicator', args=[code])}?{_query(choice)}"


def csv_url(choice: Choice, code: str, level: str, periods: int = 1) -> str:
    """The same numbers as CSV: the last `periods` periods of the units of a level."""
    return f"{reverse('insight:indicator_csv', args=[code])}?{_query(choice, cap=level, **{'so-ky': str(periods)})}"


def origin_url(choice: Choice, code: str, unit_code: str, period: Period | None = None) -> str:
    """The origin of one total."""
    parameters = {"chi-tieu": code, "don-vi": unit_code, "ky": (period or choice.period).code}
    if choice.structure != "as_reported":
        parameters["don-vi-hanh-chinh"] = choice.structure
    if choice.as_of is not None:
        parameters["tinh-den"] = choice.as_of.isoformat()
    return f"{reverse('insight:proof')}?{urlencode(parameters)}"


def entry_url(entry_id: int) -> str:
    """The origin of one entry of the ledger."""
    return reverse("insight:proof_entry", args=[entry_id])
