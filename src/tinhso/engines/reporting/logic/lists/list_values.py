"""Values of a list: read as typed, kept as canonical text, given out exact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tinhso.engines.reporting.contracts.list_errors import ListValueNeeded, NoSuchDay, TextTooLong
from tinhso.engines.reporting.contracts.lists import COUNT, ListColumn, ListColumnKind, ListFault, OpenList, Value
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NotANumber, NumberLocale, Operator, parse_measured
from tinhso.kernel.vietnamese import clean_text

LONGEST_TEXT = 500
_VIETNAMESE_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Kept = dict[str, str]


def read_lines(
    open_list: OpenList, typed: Sequence[Mapping[str, str]], locale: NumberLocale
) -> tuple[list[Kept], list[ListFault]]:
    """Read lines as typed; a line with nothing in it is left out.

    Returns:
        The lines as kept, and every value that was not taken.
    """
    kept: list[Kept] = []
    faults: list[ListFault] = []
    for at, line in enumerate(typed):
        if not any(line.get(column.code, "").strip() for column in open_list.columns):
            continue
        found: Kept = {}
        for column in open_list.columns:
            try:
                if text := _read(column, line.get(column.code, ""), locale):
                    found[column.code] = text
            except TinhSoError as error:
                faults.append(ListFault(at, column.code, error))
        kept.append(found)
    return kept, faults


def values_of(open_list: OpenList, kept: Mapping[str, str]) -> tuple[Value, ...]:
    """A kept line as exact values, in the order of the columns."""
    return tuple(_value(column, kept.get(column.code, "")) for column in open_list.columns)


def figure_of(open_list: OpenList, from_list: str, lines: Sequence[Kept]) -> Decimal:
    """What a row takes from the list: how many lines, or the sum of a column."""
    if from_list == COUNT:
        return Decimal(len(lines))
    code = from_list.partition(":")[2]
    return sum((Decimal(line[code]) for line in lines if line.get(code)), Decimal(0))


def _read(column: ListColumn, typed: str, locale: NumberLocale) -> str:
    text = clean_text(typed)
    if not text:
        if column.needed:
            raise ListValueNeeded(column_vi=column.name_vi, column_en=column.name_en)
        return ""
    if column.kind is ListColumnKind.NUMBER:
        try:
            measured = parse_measured(text, locale=locale, decimals=column.decimals)
        except NotANumber:
            raise NotANumber(text=text, example="1.234,5") from None  # an operator is no part of a list's numbers
        if measured.operator is not Operator.EQUAL or measured.suffix:
            raise NotANumber(text=text, example="1.234,5")
        return format(measured.value, "f")
    if column.kind is ListColumnKind.DATE:
        return _day(text).isoformat()
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(count=len(text), most=LONGEST_TEXT)
    return text


def _day(text: str) -> date:
    found = _VIETNAMESE_DAY.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError:
        raise NoSuchDay(text=text) from None


def _value(column: ListColumn, text: str) -> Value:
    if not text:
        return None
    if column.kind is ListColumnKind.NUMBER:
        return Decimal(text)
    return date.fromisoformat(text) if column.kind is ListColumnKind.DATE else text
