"""What the text of a cell means, found once for each distinct text: numbers, operators, missing codes, statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tinhso.engines.indicators.contracts import Missing, Status, UnknownCode
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, Operator, parse_number, to_scaled
from tinhso.kernel.vietnamese import clean_text

Meaning = TypeVar("Meaning")
# More distinct numbers than this are not worth remembering.
_REMEMBERED = 200_000
PLAIN_DIGITS = 17
STATUSES = {"": int(Status.PROVISIONAL)} | {status.code: int(status) for status in Status}
MISSING = {code: int(Missing.from_code(code)) for code in Missing.codes() if code != Missing.MOVED.code}


class Meanings(dict[str, Meaning]):
    """Texts of one column with what they mean. A text not met before is read when it is asked for.

    A text that means nothing raises KeyError, and its fault is remembered for `fault_of`.
    """

    def __init__(self, column: str, read: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._column = column
        self._read = read
        self._faults: dict[str, Fault] = {}

    def __missing__(self, text: str) -> Meaning:
        if text in self._faults:
            raise KeyError(text)
        if len(self) >= _REMEMBERED:
            self.clear()
        try:
            found = self[text] = self._read(text)
        except TinhSoError as error:
            self._faults[text] = Fault(self._column, error)
            raise KeyError(text) from error
        return found

    def look_up(self, text: str) -> Meaning | Fault:
        """Return what a text means, or what is wrong with it."""
        try:
            return self[text]
        except KeyError:
            return self._faults[text]


def operators() -> Meanings[int]:
    """Return the reader of the column operator."""
    return Meanings("operator", lambda text: int(Operator.from_symbol(text)))


def missing_codes() -> Meanings[int]:
    """Return the reader of the column missing; 0 where the cell is empty."""
    return Meanings("missing", lambda text: _listed(text, MISSING))


def statuses() -> Meanings[int]:
    """Return the reader of the column status; an empty cell is provisional."""
    return Meanings("status", lambda text: _listed(text, STATUSES))


def numbers(decimals: int, locale: NumberLocale | None, percent: bool) -> Meanings[int | None]:
    """Return the reader of values of an indicator: scaled integers, None where the cell is empty."""

    def read(text: str) -> int | None:
        # A whole number without a point: the commonest of all.
        if text.isdecimal() and text.isascii() and len(text) <= most:
            return int(text) * scale
        plain = _plain_number(text, point, decimals)
        if plain is not None:
            return plain
        if not clean_text(text):
            return None
        return to_scaled(parse_number(text, locale=locale, decimals=decimals, percent=percent), decimals)

    point = "," if locale == "vi" else "."
    most, scale = PLAIN_DIGITS - decimals, int(10**decimals)
    return Meanings("value", read)


def _plain_number(text: str, point: str, decimals: int) -> int | None:
    """Read the usual cell, a few digits with at most one point; None for everything that needs a closer look.

    Three digits after the point are such a case: without a locale they are ambiguous.
    """
    whole, _, fraction = text.partition(point)
    if not whole.isdecimal() or len(whole) > PLAIN_DIGITS - decimals or not text.isascii():
        return None
    if not fraction:
        # “12.” has a point and nothing behind it.
        return int(whole) * 10**decimals if len(whole) == len(text) else None
    if not fraction.isdecimal() or len(fraction) > decimals or len(fraction) == 3:
        return None
    return int(whole + fraction.ljust(decimals, "0"))


def _listed(text: str, listed: dict[str, int]) -> int:
    try:
        return listed[text.strip()]
    except KeyError:
        raise UnknownCode(text=text, known=", ".join(code for code in listed if code)) from None
