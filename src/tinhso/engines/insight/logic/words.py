"""What is said about a figure beside it: how many units, which state, how it compares."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow, Mark
from tinhso.engines.indicators.contracts import DefinitionView, Status
from tinhso.engines.insight.logic.comparison import Comparison, is_percentage
from tinhso.kernel.quantities import measure_units
from tinhso.web_kit.display import language, show_number, show_percent


def mark_words(marks: frozenset[Mark]) -> list[str]:
    """What a reader must be told beside a value."""
    words = {
        Mark.ESTIMATED_DIVISION: _("ước tính chia tách"),
        Mark.NOT_RESTATABLE: _("không quy đổi được"),
        Mark.STRADDLES: _("kỳ giao thời"),
        Mark.APPROXIMATE: _("gần đúng"),
        Mark.BREAK: _("đổi định nghĩa"),
        Mark.NOT_AGGREGATED: _("không tổng hợp được"),
    }
    return [words[mark] for mark in sorted(marks)]


def status_word(status: Status | None) -> str:
    """`tạm tính`, `chính thức`, empty without a figure."""
    return {Status.PROVISIONAL: _("tạm tính"), Status.OFFICIAL: _("chính thức"), None: ""}[status]


def coverage(row: FigureRow) -> str:
    """`91/102 đơn vị`; empty when one unit answers for itself."""
    if row.expected <= 1:
        return ""
    return _("%(received)s/%(expected)s đơn vị") % {"received": row.received, "expected": row.expected}


def unit_name(definition: DefinitionView) -> str:
    """The measure unit as people write it after a number."""
    units = measure_units()
    if definition.measure_unit not in units:
        return definition.measure_unit
    unit = units[definition.measure_unit]
    return unit.name_en if language().startswith("en") else unit.symbol or unit.name_vi


def value_text(definition: DefinitionView, row: FigureRow | None) -> str:
    """A figure with its unit, as a sentence says it: `24.118 hộ`, `61,6%`."""
    if row is None or row.value is None:
        return _("chưa có số")
    if is_percentage(definition):
        return show_percent(row.value, definition.decimals, row.operator)
    return f"{show_number(row.value, definition.decimals, row.operator)} {unit_name(definition)}"


def comparison_mark(comparison: Comparison | None) -> str:
    """`104,6%` for amounts, `0,9 điểm %` for percentages; empty without a comparison."""
    if comparison is None:
        return ""
    if comparison.points is not None:
        return _("%(points)s điểm %%") % {"points": show_number(abs(comparison.points))}
    return show_percent(comparison.percent)


def movement(comparison: Comparison, against: str) -> str:
    """`tăng 0,4 điểm % so với kỳ trước`, `bằng 104,6% so với cùng kỳ`."""
    if comparison.points is not None:
        words = {1: _("tăng %(by)s"), -1: _("giảm %(by)s"), 0: _("không đổi")}[comparison.direction]
        return (
            f"{words % {'by': comparison_mark(comparison)}} {against}" if comparison.direction else f"{words} {against}"
        )
    return _("bằng %(percent)s %(against)s") % {"percent": show_percent(comparison.percent), "against": against}
