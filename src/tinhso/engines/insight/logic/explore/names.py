"""Names of axes and measures, as the form and the files say them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.insight.logic.explore.asking import Axis, Exploration, Measure


def axis_names() -> dict[Axis, str]:
    return {
        Axis.UNIT: _("đơn vị"),
        Axis.PERIOD: _("kỳ"),
        Axis.INDICATOR: _("chỉ tiêu"),
        Axis.DIMS: _("phân tổ"),
    }


def measure_names() -> dict[Measure, str]:
    return {
        Measure.VALUE: _("giá trị"),
        Measure.TO_DATE: _("lũy kế từ đầu năm"),
        Measure.SHARE: _("tỷ trọng trong tổng"),
        Measure.PREVIOUS: _("so với kỳ trước"),
        Measure.LAST_YEAR: _("so với cùng kỳ năm trước"),
        Measure.RANK: _("thứ hạng"),
    }


def file_name(asked: Exploration) -> str:
    """`so-lieu-households_trained-commune-nd09-2026-06-nd09-2026-11`, ASCII and without an ending."""
    codes = "-".join(asked.codes[:2]) + ("-va-khac" if len(asked.codes) > 2 else "")
    parts = [codes, asked.level, asked.periods[0].code, asked.periods[-1].code]
    return "so-lieu-" + "-".join(parts).replace(":", "-")


def require_chosen(asked: Exploration) -> Exploration:
    """Refuse an exploration without an indicator.

    Raises:
        MalformedChoice (INS-004)
    """
    if not asked.definitions:
        hint_vi, hint_en = "Hãy chọn ít nhất một chỉ tiêu.", "Choose at least one indicator."
        raise MalformedChoice(parameter="chi-tieu", value="", hint_vi=hint_vi, hint_en=hint_en)
    return asked
