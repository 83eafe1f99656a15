"""Numbers that a form or an address carries: ids and counts, never figures. What is none, or too large, is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.http import HttpRequest

# Every id and count of the database fits; more digits are nobody's, and Python refuses to read thousands of them.
_NUMBER = re.compile(r"[0-9]{1,18}")


def read_number(text: str) -> int | None:
    """Return a whole number, None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


def read_numbers(texts: Iterable[str]) -> list[int]:
    """Return the numbers among some texts, each once, in their order."""
    return list(dict.fromkeys(int(text) for text in texts if _NUMBER.fullmatch(text)))


def seen_pairs(seen: Mapping[int, int]) -> str:
    """Return by report a number that changes with what the page shows of it, as text: `12.1,13.2`."""
    return ",".join(f"{report}.{number}" for report, number in seen.items())


def reports_seen(request: HttpRequest, name: str = "da-trinh") -> dict[int, int]:
    """Read the pairs of a posted field."""
    pairs = (text.partition(".") for text in request.POST.get(name, "").split(","))
    return {int(one): int(two) for one, _dot, two in pairs if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(two)}
