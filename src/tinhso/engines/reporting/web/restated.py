"""What is said beside an earlier figure that was carried to the units of today, and where its walk begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting.contracts import ColumnKind, Quantity, Restated
from tinhso.kernel.periods import Period

ORIGIN_OF_TOTAL = "/nguon-goc"


@dataclass(frozen=True, slots=True)
class RestatedMark:
    """Words in full, a short form for a narrow column, and the walk to the records (empty where there is no value)."""

    words: str
    short: str
    url: str


def mark_of(figure: Quantity, indicator: str, unit_code: str, period: Period) -> RestatedMark | None:
    """The mark of a restated figure; None of a figure that the unit reported itself."""
    if figure.restated is None:
        return None
    if figure.restated is Restated.IMPOSSIBLE:
        return RestatedMark(_("không quy đổi được: đơn vị cũ đã sáp nhập hoặc chia tách"), _("không quy đổi được"), "")
    words = [_("quy đổi về hiện hành")]
    if figure.restated is Restated.DIVIDED:
        words.append(_("ước tính chia tách"))
    if figure.gaps:
        words.append(
            ngettext("thiếu %(count)s đơn vị cũ", "thiếu %(count)s đơn vị cũ", figure.gaps) % {"count": figure.gaps}
        )
    asked = {"chi-tieu": indicator, "don-vi": unit_code, "ky": period.code, "don-vi-hanh-chinh": "current"}
    short = _("ước tính") if figure.restated is Restated.DIVIDED else _("quy đổi")
    return RestatedMark(", ".join(words), short, f"{ORIGIN_OF_TOTAL}?{urlencode(asked)}")


def year_mark_of(figure: Quantity) -> RestatedMark | None:
    """The mark of a year to date whose first periods are former units'; None where all of it is the unit's own."""
    if figure.restated is None:
        return None
    if figure.restated is Restated.IMPOSSIBLE:
        return RestatedMark(_("không cộng được: số của đơn vị cũ không quy đổi được"), _("không quy đổi được"), "")
    words = [_("gồm số của đơn vị cũ, quy đổi về hiện hành")]
    if figure.restated is Restated.DIVIDED:
        words.append(_("ước tính chia tách"))
    short = _("ước tính") if figure.restated is Restated.DIVIDED else _("gồm quy đổi")
    return RestatedMark(", ".join(words), short, "")


def period_beside(kind: ColumnKind | str, period: Period) -> Period | None:
    """The earlier period that a grey column speaks of; None of the others."""
    if period.is_span:
        return None
    if kind == ColumnKind.PREVIOUS:
        return period.previous()
    return period.same_period_last_year() if kind == ColumnKind.SAME_PERIOD_LAST_YEAR else None


def legend_of(figures: Iterable[Quantity]) -> str:
    """One sentence below a table for all restated figures in it; empty where there are none."""
    found = {one.restated for one in figures}
    parts = []
    if found & {Restated.WHOLE, Restated.DIVIDED}:
        parts.append(_("Số của kỳ trước sắp xếp đơn vị được quy đổi về đơn vị hiện hành (cộng các đơn vị cũ)."))
    if Restated.DIVIDED in found:
        parts.append(_("Số có phần ước tính chia tách theo trọng số của đơn vị bị chia."))
    if Restated.IMPOSSIBLE in found:
        parts.append(_("Ô trống: chỉ tiêu không gộp được, hoặc đơn vị bị chia chưa có trọng số."))
    return " ".join(parts)
