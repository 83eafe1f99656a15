"""Number formats: what a cell shows of the number it holds. Formats are stored in one spelling for all languages.

A format has up to four sections (positive; negative; zero; text). Words in quotes, escaped characters, colours and
spaces of width are taken away; what is left says how many decimals are shown and by how much the number is scaled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[(?P<bracket>[^\]]*)\]')
_PLACEHOLDERS = "0#?"


@dataclass(frozen=True, slots=True)
class NumberShow:
    """How one section shows a number.

    Attributes:
        decimals: shown after the point; None for General (as many as there are).
        is_percent: multiplied by 100 for showing.
        is_certain: False where what is seen is not the number (thousands cut off, fractions, hidden, added digits).
        is_scientific: `decimals` are those of the mantissa.
        has_sign: the section itself writes a minus or a bracket before the digits, or a minus behind them.
    """

    decimals: int | None
    is_percent: bool = False
    is_certain: bool = True
    is_scientific: bool = False
    has_sign: bool = False

    def shows(self, number: Decimal) -> bool:
        """Whether nothing of a number (already in percent points where `is_percent`) is rounded away."""
        if not self.is_certain or not number.is_finite():
            return False
        if self.decimals is None or number == 0:
            return True
        if not self.is_scientific and number == number.to_integral_value():
            return True
        digits = number.normalize().as_tuple()
        assert isinstance(digits.exponent, int)
        if self.is_scientific:
            return len(digits.digits) <= self.decimals + 1
        return -digits.exponent <= self.decimals


@lru_cache(maxsize=1_000)
def _sections(number_format: str) -> tuple[NumberShow, ...]:
    return tuple(_section(one) for one in _split(number_format))


def show_of(number_format: str, number: Decimal) -> NumberShow:
    """Return how a format shows a number.

    >>> show_of("0.0%", Decimal("1.395")).is_percent, show_of("#,##0,", Decimal(1637)).is_certain
    (True, False)
    """
    sections = _sections(number_format)
    if "[<" in number_format or "[>" in number_format or "[=" in number_format:
        # Which section applies depends on conditions: only what all of them agree on is certain.
        return sections[0] if len(set(sections)) == 1 else NumberShow(0, is_certain=False)
    if number < 0 and len(sections) > 1:
        # Red without a minus is a positive number on every printed page.
        return sections[1] if sections[1].has_sign else replace(sections[1], is_certain=False)
    if number == 0 and len(sections) > 2:
        # “-” for zero in accounting formats: zero is what it means; another number in its place is not.
        return NumberShow(None, sections[0].is_percent, not re.search("[1-9]", _written(_split(number_format)[2])))
    return replace(sections[0], is_certain=False) if sections[0].has_sign and number else sections[0]


def _split(number_format: str) -> list[str]:
    parts, current, quoted, escaped = [], "", False, False
    for mark in number_format:
        if mark == ";" and not quoted and not escaped:
            parts.append(current)
            current = ""
            continue
        quoted = quoted != (mark == '"' and not escaped)
        escaped = mark == "\\" and not escaped
        current += mark
    return [*parts, current]


def _section(text: str) -> NumberShow:
    literals = "".join(found[1] or found[2] or "" for found in _LITERAL.finditer(text))
    # “0” written as words beside the number, or a currency sign in brackets, must not look like part of it.
    bare = _LITERAL.sub("", text).strip()
    if re.fullmatch(r"(general|@)", bare, re.IGNORECASE):
        return NumberShow(None, is_certain=not re.search(r"\d", literals))
    is_percent = "%" in bare
    scientific = re.search(r"e[+-]", bare, re.IGNORECASE)
    mantissa = bare[: scientific.start()] if scientific else bare
    whole, _, fraction = mantissa.partition(".")
    is_certain = (
        any(mark in bare for mark in _PLACEHOLDERS)
        and "/" not in bare
        and not re.search(r"\d", literals)
        and not re.search(r"[1-9]", bare)
        and not re.search(r"[0#?],+\s*%?\s*$", mantissa)  # a comma at the end cuts off thousands
        and not re.search(r"[0#?],+$", whole)
        and bare.count("%") <= 1
    )
    decimals = sum(map(fraction.count, _PLACEHOLDERS))
    return NumberShow(decimals, is_percent, is_certain, scientific is not None, _writes_sign(text))


def _written(text: str) -> str:
    """A section as it shows itself: words without their quotes, neither colours nor widths."""
    return _LITERAL.sub(lambda found: found[1] or found[2] or "", text)


def _writes_sign(text: str) -> bool:
    """Whether a section writes a minus or an opening bracket before the number, or a minus behind it."""
    written = _written(text)
    first = min((at for at, mark in enumerate(written) if mark in _PLACEHOLDERS), default=len(written))
    return bool(re.search(r"[-−–(]", written[:first]) or written.rstrip().endswith(("-", "−", "–")))
