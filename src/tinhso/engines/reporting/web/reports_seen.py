"""What a page showed of each report, carried back by its form: an act on what was read."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from tinhso.web_kit.posted_numbers import read_number


def seen_pairs(seen: Mapping[int, int]) -> str:
    """Return by report a number that changes with what the page shows of it, as text: `12.1,13.2`."""
    return ",".join(f"{report}.{number}" for report, number in seen.items())


def reports_seen(request: HttpRequest, name: str = "da-trinh") -> dict[int, int]:
    """Read the pairs of a posted field."""
    pairs = (text.partition(".") for text in request.POST.get(name, "").split(","))
    numbers = ((read_number(one), read_number(two)) for one, _dot, two in pairs)
    return {one: two for one, two in numbers if one is not None and two is not None}
