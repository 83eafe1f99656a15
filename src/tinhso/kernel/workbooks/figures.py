"""One cell as a figure: an exact number that is certainly meant, nothing, or a refusal with the cell's address.

A percentage is in points: a cell of the format “0.0%” that shows 139,5% holds 1.395 and is read as 139.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import (
    Measured,
    NumberLocale,
    Operator,
    TooManyDecimals,
    UnexpectedPercentSign,
    format_number,
    parse_measured,
)
from tinhso.kernel.vietnamese import clean_text
from tinhso.kernel.workbooks.cells import Content, SheetCell
from tinhso.kernel.workbooks.errors import (
    BeyondPrecision,
    FormulaWithoutResult,
    MarkedUpFigure,
    MergedFigure,
    NotANumberCell,
    PercentOrPoints,
    ShownDifferently,
    TextAfterNumber,
    UnsafeFormula,
)
from tinhso.kernel.workbooks.formats import show_of
from tinhso.kernel.workbooks.reading import KEPT_DIGITS

PlainPercent = Literal["points", "fraction"]
# Digits and signs of East Asian keyboards: the same characters, only wider.
_WIDE = {0xFF10 + digit: ord("0") + digit for digit in range(10)} | str.maketrans("，．％＋－", ",.%+-")
_VOLATILE = re.compile(r"\b(RAND|RANDBETWEEN|RANDARRAY|NOW|TODAY)\s*\(", re.IGNORECASE)
_OUTSIDE = re.compile(r"\[[^\]]+\]|\b(WEBSERVICE|RTD|CALL|REGISTER\.ID|FILTERXML)\s*\(|\|'?[^']*'?!", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_TABLE_REFERENCE = re.compile(r"\w\[[^\]]*\]")
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class FigureRules:
    """How figures are written in a workbook.

    Attributes:
        locale: of numbers that stand as text; None refuses what reads two ways.
        decimals: that the indicator declares; None accepts any.
        percent: the indicator is measured in percent.
        plain_percent: what a number cell without a percent format means for such an indicator (61.2 or 0.612); None
            refuses it.
    """

    locale: NumberLocale | None = "vi"
    decimals: int | None = None
    percent: bool = False
    plain_percent: PlainPercent | None = None


def read_figure(cell: SheetCell, rules: FigureRules) -> Measured | None:
    """Return the figure of a cell, None where it is blank.

    Raises:
        CellError (KER-090 to KER-098) and what `parse_number` raises, each with the cell's address.
    """
    try:
        if cell.merged:
            raise MergedFigure(range=cell.merged)
        if cell.marked_up:
            raise MarkedUpFigure(text=_short(clean_text(cell.text)))
        if cell.formula:
            _judge_formula(cell)
        if cell.is_blank:
            return None
        if cell.content is Content.NUMBER:
            return _number(cell, rules)
        if cell.content is Content.TEXT:
            return _text(cell, rules)
        found_vi, found_en = _KINDS[cell.content]
        raise NotANumberCell(text=_short(cell.text), found_vi=found_vi, found_en=found_en)
    except TinhSoError as error:
        raise error.at(cell=cell.address) from error


_KINDS = {
    Content.DATE: ("ngày giờ", "a date"),
    Content.BOOLEAN: ("giá trị đúng/sai", "a truth value"),
    Content.ERROR: ("lỗi", "an error"),
}


def _judge_formula(cell: SheetCell) -> None:
    formula = _QUOTED.sub('""', cell.formula)
    if _OUTSIDE.search(_TABLE_REFERENCE.sub("", formula)):
        raise UnsafeFormula(formula=_short(cell.formula), why_vi="từ ngoài tệp", why_en="from outside the file")
    if _VOLATILE.search(formula):
        raise UnsafeFormula(
            formula=_short(cell.formula), why_vi="khác nhau mỗi lần mở", why_en="anew each time the file is opened"
        )
    if cell.content is Content.EMPTY:
        raise FormulaWithoutResult(formula=_short(cell.formula))


def _number(cell: SheetCell, rules: FigureRules) -> Measured:
    stored = cell.number
    assert stored is not None
    is_long = len(cell.text) > KEPT_DIGITS  # else there cannot be more digits than that
    if not stored.is_finite() or (is_long and len(stored.as_tuple().digits) > KEPT_DIGITS):
        raise BeyondPrecision(text=_short(cell.text))
    show = show_of(cell.number_format, stored)
    if show.is_percent and not rules.percent:
        raise UnexpectedPercentSign(text=f"{_vi(stored * 100)}%")
    value = stored
    if show.is_percent:
        value = stored * 100
    elif rules.percent:
        if rules.plain_percent is None and stored != 0:
            raise PercentOrPoints(text=_vi(stored), points=_vi(stored), fraction=_vi(stored * 100))
        value = stored * 100 if rules.plain_percent == "fraction" else stored
    if not show.shows(value):
        raise ShownDifferently(stored=_vi(value) + ("%" if show.is_percent else ""), format=cell.number_format)
    return Measured(Operator.EQUAL, _within(value, rules, cell), "%" if rules.percent else "")


def _within(value: Decimal, rules: FigureRules, cell: SheetCell) -> Decimal:
    if value and value == value.to_integral_value():
        return value.quantize(Decimal(1))
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int)
    if rules.decimals is not None and -exponent > rules.decimals:
        raise TooManyDecimals(text=_vi(plain), found=-exponent, allowed=rules.decimals)
    return plain


def _text(cell: SheetCell, rules: FigureRules) -> Measured:
    text = clean_text(cell.text).translate(_WIDE)
    measured = parse_measured(text, locale=rules.locale, decimals=rules.decimals)
    if measured.is_percentage and not rules.percent:
        raise UnexpectedPercentSign(text=_short(text))
    if measured.suffix not in ("", "%"):
        raise TextAfterNumber(text=_short(text), suffix=_short(measured.suffix))
    return measured


def _vi(number: Decimal) -> str:
    return format_number(number) if number.is_finite() else str(number)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
