"""Reading a figure as a document says it: “trên 96%”, “hơn 200 cơ quan”, “khoảng 1%”, “≥ 99 %”."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from tinhso.kernel.quantities.errors import NotANumber
from tinhso.kernel.quantities.numbers import NumberLocale, clean_number_text, parse_number
from tinhso.kernel.quantities.operators import Operator

# Longest first: “không dưới” must not be read as “dưới”.
_WORDS: tuple[tuple[str, Operator], ...] = tuple(
    sorted(
        {
            "lớn hơn hoặc bằng": Operator.GREATER_OR_EQUAL,
            "nhỏ hơn hoặc bằng": Operator.LESS_OR_EQUAL,
            "không dưới": Operator.GREATER_OR_EQUAL,
            "không ít hơn": Operator.GREATER_OR_EQUAL,
            "ít nhất": Operator.GREATER_OR_EQUAL,
            "tối thiểu": Operator.GREATER_OR_EQUAL,
            "từ": Operator.GREATER_OR_EQUAL,
            "không quá": Operator.LESS_OR_EQUAL,
            "không vượt quá": Operator.LESS_OR_EQUAL,
            "nhiều nhất": Operator.LESS_OR_EQUAL,
            "tối đa": Operator.LESS_OR_EQUAL,
            "lớn hơn": Operator.GREATER,
            "nhiều hơn": Operator.GREATER,
            "trên": Operator.GREATER,
            "hơn": Operator.GREATER,
            "nhỏ hơn": Operator.LESS,
            "ít hơn": Operator.LESS,
            "chưa đến": Operator.LESS,
            "chưa tới": Operator.LESS,
            "dưới": Operator.LESS,
            "xấp xỉ": Operator.APPROXIMATE,
            "khoảng": Operator.APPROXIMATE,
            "gần": Operator.APPROXIMATE,
            "bằng": Operator.EQUAL,
        }.items(),
        key=lambda pair: -len(pair[0]),
    )
)
_SIGN = re.compile(r"[=<>≥≤≈≃~]{1,2}")
_NUMBER_AND_SUFFIX = re.compile(r"(?P<number>[-+]?[0-9](?:[0-9.,]*[0-9])?)(?P<suffix>$|\s*%.*|\s+[^0-9].*)", re.DOTALL)
# “từ 10 đến 20” is a range, “trạm 5G” is a name.
_SECOND_NUMBER = re.compile(r"(^|\s)[-+]?[0-9][0-9.,/]*(\s|%|$)")


class Measured(NamedTuple):
    """A reported number: operator, exact value, and the words behind it (“%”, “hộ”), empty when there are none."""

    operator: Operator
    value: Decimal
    suffix: str = ""

    @property
    def is_percentage(self) -> bool:
        """Say whether the number was written with a percent sign."""
        return self.suffix.startswith("%")


def parse_measured(text: str, *, locale: NumberLocale | None = None, decimals: int | None = None) -> Measured:
    """Read an operator (sign or Vietnamese words), a number and what follows it.

    Args:
        text: one reported figure, for example “hơn 200 cơ quan”.
        locale, decimals: as for `parse_number`.

    Raises:
        UnknownOperator (KER-059), NotANumber (KER-051: also for “48/63”, “3; 4” and dates, which are several
        numbers) and everything `parse_number` raises.

    >>> parse_measured("trên 96%")
    Measured(operator=<Operator.GREATER: 1>, value=Decimal('96'), suffix='%')
    """
    operator, rest = _split_operator(clean_number_text(text))
    match = _NUMBER_AND_SUFFIX.fullmatch(rest)
    if match is None or _SECOND_NUMBER.search(match["suffix"]):
        raise NotANumber(text=text, example="> 96 %")
    value = parse_number(match["number"], locale=locale, decimals=decimals)
    return Measured(operator, value, match["suffix"].strip())


def _split_operator(text: str) -> tuple[Operator, str]:
    if sign := _SIGN.match(text):
        return Operator.from_symbol(sign[0]), text[sign.end() :].lstrip()
    if text[:1].isdecimal():
        return Operator.EQUAL, text
    lowered = text.lower()
    for words, operator in _WORDS:
        # A whole word only: “từ” is not the beginning of “từng”.
        if lowered.startswith(words + " "):
            return operator, text[len(words) :].lstrip()
    return Operator.EQUAL, text
