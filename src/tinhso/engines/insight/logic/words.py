"""What is said about a figure beside it: how many units, which state, how it moved."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow, Mark
from tinhso.engines.indicators.contracts import DefinitionView, Missing, SourceKind, Status
from tinhso.engines.insight.logic.comparison import Comparison, is_percentage
from tinhso.kernel.quantities import unit_after, unit_heading
from tinhso.web_kit.display import language, show_number, show_percent, show_signed


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


def missing_word(missing: Missing) -> str:
    """Why there is no value, in words."""
    return {
        Missing.NONE: "",
        Missing.NOT_DUE: _("chưa đến hạn"),
        Missing.NOT_REPORTED: _("chưa báo cáo"),
        Missing.NOT_APPLICABLE: _("không áp dụng"),
        Missing.REFUSED: _("từ chối cung cấp"),
        Missing.MOVED: "",
    }[missing]


def source_word(source: int | None) -> str:
    """Where a record comes from, in words; empty when nobody knows."""
    if source is None:
        return ""
    return {
        SourceKind.MANUAL: _("nhập tay"),
        SourceKind.FILE: _("từ tệp"),
        SourceKind.CONNECTOR: _("hệ thống gửi đến"),
        SourceKind.COMPUTED: _("tính tự động"),
        SourceKind.DOCUMENT: _("theo báo chí, không có bản ghi xác nhận"),
    }[SourceKind(source)]


def coverage(row: FigureRow) -> str:
    """`91/102 đơn vị`; empty when one unit answers for itself."""
    if row.expected <= 1:
        return ""
    return _("%(received)s/%(expected)s đơn vị") % {"received": row.received, "expected": row.expected}


def unit_name(definition: DefinitionView) -> str:
    """The measure unit as figures are headed with it."""
    return unit_heading(definition.measure_unit, language())


def unit_beside(definition: DefinitionView, value: Decimal | None) -> str:
    """The measure unit as people write it after a number; in English one of them is told from many."""
    return unit_name(definition) if value is None else unit_after(definition.measure_unit, value, language())


def value_text(definition: DefinitionView, row: FigureRow | None) -> str:
    """A figure with its unit, as a sentence says it: `24.118 hộ`, `61,6%`."""
    if row is None or row.value is None:
        return _("chưa có số")
    if is_percentage(definition):
        return show_percent(row.value, definition.decimals, row.operator)
    return f"{show_number(row.value, definition.decimals, row.operator)} {unit_beside(definition, row.value)}"


def difference(comparison: Comparison) -> str:
    """`104,6%` for amounts, `+0,9 điểm %` for percentages."""
    if comparison.points is not None:
        return _("%(points)s điểm %%") % {"points": show_signed(comparison.points)}
    return show_percent(comparison.percent)


def movement(comparison: Comparison, against: str) -> str:
    """`tăng 0,4 điểm % so với kỳ trước`, `bằng 104,6% so với cùng kỳ năm trước`."""
    if comparison.points is None:
        return _("bằng %(percent)s %(against)s") % {"percent": show_percent(comparison.percent), "against": against}
    if not comparison.points:
        return _("không đổi %(against)s") % {"against": against}
    points = show_number(abs(comparison.points))
    words = (
        _("tăng %(points)s điểm %% %(against)s") if comparison.points > 0 else _("giảm %(points)s điểm %% %(against)s")
    )
    return words % {"points": points, "against": against}
