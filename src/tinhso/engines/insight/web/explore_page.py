"""What the page says around a pivot: a sentence, legends, pagers, files."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tinhso.engines.insight import api
from tinhso.kernel.quantities import divide_half_up
from tinhso.web_kit.display import show_date, show_datetime, show_number
from tinhso.web_kit.paging import with_parameter

# From here on a file is better made in the background.
LARGE = 200_000
FILES = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet", "goi": gettext_lazy("gói dữ liệu (.zip)")}


def pivot_context(query: QueryDict, pivot: api.Pivot) -> dict[str, object]:
    """Everything the template shows of a pivot."""
    asked = pivot.asked
    return {
        "pivot": pivot,
        "sentence": _sentence(pivot),
        "basis": _basis(asked),
        "axis": api.axis_names()[asked.rows],
        "is_large": api.cells_of(asked) > LARGE,
        "legend": _legend(pivot),
        "pager": _pager(query, "trang", pivot.page, pivot.pages),
        "column_pager": _pager(query, "trang-cot", pivot.column_page, pivot.column_pages),
        "files": [
            (f"{reverse('insight:explore_file', args=[form])}?{query.urlencode()}", name)
            for form, name in FILES.items()
        ],
    }


def _sentence(pivot: api.Pivot) -> str:
    """`102 đơn vị, 6 kỳ; 598/612 ô có số.`"""
    asked = pivot.asked
    rows = ngettext("%(count)s hàng", "%(count)s hàng", pivot.rows_count) % {"count": show_number(pivot.rows_count)}
    periods = ngettext("%(count)s kỳ", "%(count)s kỳ", len(asked.periods)) % {"count": len(asked.periods)}
    answered = _("%(answered)s/%(all)s ô có số") % {
        "answered": show_number(pivot.answered),
        "all": show_number(pivot.cells_count),
    }
    return f"{rows}, {periods}; {answered}."


def _basis(asked: api.Exploration) -> list[str]:
    """Measure, structure and moment in words."""
    choice = asked.choice
    structures = {"as_reported": _("đơn vị theo từng thời kỳ"), "current": _("quy đổi về đơn vị hiện hành")}
    structure = structures.get(str(choice.structure))
    words = [api.measure_names()[asked.measure]]
    words.append(structure or _("quy đổi về đơn vị của ngày %(day)s") % {"day": show_date(choice.structure)})  # type: ignore[arg-type]
    if choice.as_of:
        words.append(_("số liệu tính đến %(moment)s") % {"moment": show_datetime(choice.as_of)})
    return words


def _legend(pivot: api.Pivot) -> list[dict[str, str]]:
    """From which number each word of the colours holds, by indicator."""
    found = []
    for definition in pivot.asked.definitions:
        limits = pivot.limits.get(definition.code, ())
        if limits and pivot.asked.measure is not api.Measure.RANK:
            is_own = pivot.asked.measure in (api.Measure.VALUE, api.Measure.TO_DATE)
            decimals = definition.decimals if is_own else 1
            middle, high = (show_number(_rounded(limit, decimals), decimals) for limit in limits)
            words = _("vừa từ %(middle)s, cao từ %(high)s") % {"middle": middle, "high": high}
            found.append({"name": definition.name(pivot.asked.choice.language), "words": words})
    return found


def _rounded(limit: Fraction, decimals: int) -> Decimal:
    return divide_half_up(limit.numerator, limit.denominator, decimals)


def _pager(query: QueryDict, name: str, page: int, pages: int) -> dict[str, object] | None:
    if pages < 2:
        return None
    return {
        "page": page,
        "pages": pages,
        "before": with_parameter(query, name, str(page - 1)) if page > 1 else "",
        "after": with_parameter(query, name, str(page + 1)) if page < pages else "",
    }
