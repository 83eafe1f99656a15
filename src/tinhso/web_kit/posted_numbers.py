"""Numbers that a form or an address carries: ids, places and counts, never figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import overload

# Every id and count of the database fits; more digits are nobody's, and Python refuses to read thousands of them.
_NUMBER = re.compile(r"[0-9]{1,18}")


@overload
def read_number(text: object) -> int | None: ...
@overload
def read_number(text: object, otherwise: int) -> int: ...
def read_number(text: object, otherwise: int | None = None) -> int | None:
    """Return a whole number of at most 18 digits, `otherwise` for anything else: nothing, letters, a sign, too many."""
    said = "" if text is None else str(text)
    return int(said) if _NUMBER.fullmatch(said) else otherwise


def read_numbers(texts: Iterable[object]) -> list[int]:
    """Return the numbers among some texts, each once, in their order."""
    return list(dict.fromkeys(number for text in texts if (number := read_number(text)) is not None))
