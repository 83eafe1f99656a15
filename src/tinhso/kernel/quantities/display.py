"""Numbers as people read them: 1.234,5 and 61,2% in Vietnamese, 1,234.5 and 61.2% in English."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tinhso.kernel.quantities.errors import DecimalsOutOfRange
from tinhso.kernel.quantities.numbers import number_style
from tinhso.kernel.quantities.scaled import MAX_DECIMALS, plain_text, round_half_up

# A real minus sign: as wide as a digit in tabular figures, and read aloud as “minus”.
MINUS = "\u2212"


def format_number(
    value: Decimal | Fraction | int, locale: str = "vi", decimals: int | None = None, grouping: bool = True
) -> str:
    """Write an exact number for people.

    Args:
        value: exact number; a Fraction needs `decimals`.
        locale: vi or en (a language tag like `en-gb` counts as en).
        decimals: decimals to show, rounded half up; None shows the number as it is.
        grouping: whether to separate thousands.

    Raises:
        UnknownNumberLocale (KER-055), DecimalsOutOfRange (KER-057).

    >>> format_number(Decimal("-1234.50")), format_number(1234567, "en"), format_number(Decimal("61.25"), decimals=1)
    ('−1.234,50', '1,234,567', '61,3')
    """
    style = number_style(locale.lower().split("-")[0])
    text = plain_text(_shown(value, decimals))
    minus, digits = (MINUS, text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    if grouping:
        whole = f"{int(whole):,}".replace(",", style.grouping)
    return minus + whole + (style.point + part if part else "")


def format_percent(value: Decimal | Fraction | int, locale: str = "vi", decimals: int | None = None) -> str:
    """Write percentage points with the sign, without a space (61.2 is `61,2%`; never capped at 100).

    >>> format_percent(Decimal("139.5"))
    '139,5%'
    """
    return format_number(value, locale, decimals) + "%"


def _shown(value: Decimal | Fraction | int, decimals: int | None) -> Decimal | int:
    if decimals is not None:
        return round_half_up(value, decimals)
    if isinstance(value, Fraction):
        # One third has no end: whoever shows a fraction says with how many decimals.
        raise DecimalsOutOfRange(decimals=None, limit=MAX_DECIMALS)
    return value
