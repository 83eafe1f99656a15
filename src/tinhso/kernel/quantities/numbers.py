"""Reading numbers that people and machines wrote, never guessing (docs/reference/figures.md, “Files and answers”).

1. Clean the typography: NFC, every kind of space, the minus signs of word processors.
2. Without a locale: digits with at most one dot; a dot before exactly three digits is refused as ambiguous.
3. With `vi` (1.234,5) or `en` (1,234.5): groups of three, all or none.
4. More decimals than the indicator declares are refused, not rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from tinhso.kernel.quantities.errors import (
    AmbiguousNumber,
    NotANumber,
    NumberTooLarge,
    TooManyDecimals,
    UnexpectedPercentSign,
    UnknownNumberLocale,
    WrongGrouping,
)
from tinhso.kernel.quantities.scaled import decimals_of
from tinhso.kernel.vietnamese import clean_text

NumberLocale = Literal["vi", "en"]

MAX_DIGITS = 40
# Hyphens and minus signs that Word, Excel and web pages put in front of a number; the long dash means “missing”.
_MINUS_SIGNS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")
_MACHINE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_AMBIGUOUS = re.compile(r"-?[0-9]+\.[0-9]{3}")
_LOOKS_NUMERIC = re.compile(r"[-+]?[0-9][0-9.,\s]*")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a locale writes numbers."""

    grouping: str
    point: str
    example: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Match a number of this locale: ungrouped, or grouped in threes throughout."""
        return _pattern(self.grouping, self.point)


@lru_cache(maxsize=8)
def _pattern(grouping: str, point: str) -> re.Pattern[str]:
    group, point = re.escape(grouping), re.escape(point)
    return re.compile(rf"[-+]?([0-9]+|[1-9][0-9]{{0,2}}({group}[0-9]{{3}})+)({point}[0-9]+)?")


STYLES: Final[dict[str, NumberStyle]] = {
    "vi": NumberStyle(grouping=".", point=",", example="1.234,5"),
    "en": NumberStyle(grouping=",", point=".", example="1,234.5"),
}


def parse_number(
    text: str, *, locale: NumberLocale | None = None, decimals: int | None = None, percent: bool = False
) -> Decimal:
    """Read one number exactly as figures.md says.

    Args:
        text: what was typed or stands in the file; spaces around it (also non-breaking) do not matter.
        locale: how numbers are written there; None for machine numbers.
        decimals: decimals the indicator declares; None accepts any.
        percent: True where a percentage is expected: a trailing % is allowed and `139,5%` is 139.5, never 1.395.

    Returns:
        The exact decimal with the decimals it was written with.

    Raises:
        AmbiguousNumber (KER-050): “1.637” without a locale.
        NotANumber (KER-051), WrongGrouping (KER-052), TooManyDecimals (KER-053), NumberTooLarge (KER-054),
        UnknownNumberLocale (KER-055), UnexpectedPercentSign (KER-058).

    >>> parse_number("1.234,5", locale="vi")
    Decimal('1234.5')
    """
    style = number_style(locale) if locale is not None else None
    cleaned = clean_number_text(text)
    if cleaned.endswith("%"):
        if not percent:
            raise UnexpectedPercentSign(text=text)
        cleaned = cleaned[:-1].rstrip()
    if len(cleaned) > 2 * MAX_DIGITS or sum(map(str.isdecimal, cleaned)) > MAX_DIGITS:
        raise NumberTooLarge(text=cleaned[:MAX_DIGITS] + "…", decimals=decimals or 0)
    value = _localised(cleaned, style, str(locale)) if style else _machine(cleaned)
    if decimals is not None and decimals_of(value) > decimals:
        raise TooManyDecimals(text=cleaned, found=decimals_of(value), allowed=decimals)
    return value


def clean_number_text(text: str) -> str:
    """Bring typography to plain characters: NFC, one kind of space, one minus sign, nothing around."""
    return clean_text(text).translate(_MINUS_SIGNS)


def number_style(locale: str) -> NumberStyle:
    """Return how a locale writes numbers.

    Raises:
        UnknownNumberLocale (KER-055).
    """
    try:
        return STYLES[locale]
    except KeyError:
        raise UnknownNumberLocale(locale=locale) from None


def _machine(text: str) -> Decimal:
    if not _MACHINE.fullmatch(text):
        if _LOOKS_NUMERIC.fullmatch(text):
            raise WrongGrouping(text=text, style_vi="số máy", style_en="machine numbers", example="1234.5")
        raise NotANumber(text=text, example="1234.5")
    if _AMBIGUOUS.fullmatch(text):
        raise AmbiguousNumber(text=text, grouped=text.replace(".", ""), point_vi=text.replace(".", ","), point_en=text)
    return Decimal(text)


def _localised(text: str, style: NumberStyle, locale: str) -> Decimal:
    if not style.pattern.fullmatch(text):
        if _LOOKS_NUMERIC.fullmatch(text):
            raise WrongGrouping(
                text=text, style_vi=f"cách viết {locale}", style_en=f"the {locale} style", example=style.example
            )
        raise NotANumber(text=text, example=style.example)
    return Decimal(text.replace(style.grouping, "").replace(style.point, "."))
