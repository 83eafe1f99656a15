"""Figures as these screens write them: to read, to type again, to compare."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from tinhso.engines.indicators.contracts import DefinitionView, Missing
from tinhso.engines.reporting.contracts import CellKind, Quantity
from tinhso.kernel.quantities import NumberLocale, round_half_up, unit_heading
from tinhso.kernel.vietnamese import clean_text
from tinhso.web_kit.display import NONE, language, show_number

# What a person may write instead of a number, in either language whatever the screen's.
WORDS_FOR_KINDS = {
    "không áp dụng": CellKind.NOT_APPLICABLE,
    "not applicable": CellKind.NOT_APPLICABLE,
    "không cung cấp": CellKind.REFUSED,
    "không phát sinh": CellKind.ZERO,
    "kps": CellKind.ZERO,
    "none occurred": CellKind.ZERO,
    "giữ như kỳ trước": CellKind.CARRIED,
    "keep the previous figure": CellKind.CARRIED,
    "dùng số của hệ thống": CellKind.KNOWN,
    "use the system's figure": CellKind.KNOWN,
    "not provided": CellKind.REFUSED,
}


def kind_of_words(text: str) -> CellKind | None:
    """What words in a cell mean (“không phát sinh”, “KPS”, composed or decomposed letters), None for a number."""
    return WORDS_FOR_KINDS.get(clean_text(text).lower())


def number_locale() -> NumberLocale:
    """How the reader writes numbers: as the screen shows them."""
    return "en" if language().startswith("en") else "vi"


def shown(quantity: Quantity, decimals: int | None = None) -> str:
    """Write a figure to read: a number with its operator, “không áp dụng”, an en dash where there is none."""
    if quantity.value is None:
        return _absent(quantity.missing)
    return show_number(quantity.value, decimals, quantity.operator)


def typed(quantity: Quantity, decimals: int | None = None) -> str:
    """Write a figure as a field holds it; empty where nothing was entered."""
    text = shown(quantity, decimals).replace("\u00a0", " ").replace("\u2212", "-")
    return "" if text == NONE else text


def unit_name(definition: DefinitionView | None) -> str:
    """The name of the measure unit, its sign where it has one (%)."""
    return "" if definition is None else unit_heading(definition.measure_unit, language())


def percent_of(part: Quantity, whole: Quantity, decimals: int = 1) -> Decimal | None:
    """A figure in percent of another, half up; None when either is missing or the other is zero."""
    if part.value is None or not whole.value:
        return None
    return round_half_up(Fraction(part.value) * 100 / Fraction(whole.value), decimals)


def difference(now: Quantity, before: Quantity) -> Decimal | None:
    """How much more a figure is than an earlier one; None when either is missing."""
    return None if now.value is None or before.value is None else now.value - before.value


def span_of(values: Iterable[Decimal]) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest of some figures; None of none."""
    known = list(values)
    return (min(known), max(known)) if known else None


def _absent(missing: Missing) -> str:
    if missing is Missing.NOT_APPLICABLE:
        return _("không áp dụng")
    return _("không cung cấp") if missing is Missing.REFUSED else NONE
