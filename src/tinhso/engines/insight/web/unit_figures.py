"""“Số của xã tôi”: all figures of a unit, who uses each, what was asked twice, what was not typed; and as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.engines.indicators.contracts import SourceKind, Status
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.insight.web.choice import Reading
from tinhso.engines.insight.web.unit_figure_rows import line_row, spared_words, twice_row
from tinhso.engines.orgs.api import today
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import PaperFormat
from tinhso.kernel.papers import render as write
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of

LINES_A_PAGE = 25
TWICE_SHOWN = 5


@require_safe
def my_unit(request: Reading) -> HttpResponse:
    """The reader's own unit: straight to its figures; a choice where one works for several, a word where for none."""
    units = api.own_units(request.rights)
    if len(units) == 1:
        return redirect("insight:unit_figures", units[0].code)
    return render(request, "insight/own_units.html", {"units": units})


@require_safe
def show(request: Reading, code: str) -> HttpResponse:
    """Every figure of a unit with its period, source, state, who uses it and the way to its origin."""
    page, wanted = _page(request, code)
    lines = page_of(request, page.lines, LINES_A_PAGE)
    twice = [twice_row(one) for one in page.twice]
    context = {
        "page": page,
        "heading": _heading(page),
        "lines": lines,
        "rows": [line_row(line, page.dimensions) for line in lines.object_list],
        "wanted": wanted,
        "agencies": _options(page.agencies, wanted.agency),
        "sources": [(code, label, code == wanted.source) for code, label in _sources()],
        "states": [(code, label, code == wanted.state) for code, label in _states()],
        "twice": twice[:TWICE_SHOWN],
        "twice_more": twice[TWICE_SHOWN:],
        "spared": spared_words(page.record),
        "query": request.GET.urlencode(),
    }
    return render(request, "insight/unit_figures.html", context)


@require_safe
def download(request: Reading, code: str, form: str) -> HttpResponse:
    """The same list, as it is narrowed, as CSV, Excel, Word or PDF."""
    page, _wanted = _page(request, code)
    if form == "csv":
        return attachment(api.figures_csv(page, language()), f"so-cua-don-vi-{page.unit.code}.csv", CSV)
    if form not in set(PaperFormat):
        known = ", ".join(("csv", *PaperFormat))
        raise MalformedChoice(
            parameter="tai-ve", value=form, hint_vi=f"Chọn một trong: {known}.", hint_en=f"Choose one of: {known}."
        )
    made = write(api.figures_paper(page, trust.now()), PaperFormat(form))
    return attachment(made.content, made.name, made.mime)


def _page(request: Reading, code: str) -> tuple[api.UnitFigures, api.OwnFilter]:
    asked = request.GET
    wanted = api.read_filter(
        asked.get("tim", ""), asked.get("nguon", ""), asked.get("trang-thai", ""), asked.get("noi-dung", "")
    )
    found = api.compute_unit_figures(
        code, rights=request.rights, today=today(), language=language(), wanted=wanted
    )  # fmt: skip
    return found, wanted


def _heading(page: api.UnitFigures) -> str:
    if not page.is_own:
        return _("Số của %(unit)s") % {"unit": page.unit.name(language())}
    kinds = {"Xã": _("Số của xã tôi"), "Phường": _("Số của phường tôi"), "Đặc khu": _("Số của đặc khu tôi")}
    return kinds.get(page.unit.type_vi, _("Số của đơn vị tôi"))


def _options(agencies: tuple[tuple[str, str, str], ...], chosen: str) -> list[tuple[str, str, bool]]:
    place = 2 if language().startswith("en") else 1
    return [(one[0], one[place], one[0] == chosen) for one in agencies]


def _sources() -> list[tuple[str, Any]]:
    return [
        (SourceKind.MANUAL.code, _("đơn vị nhập")),
        (SourceKind.CONNECTOR.code, _("hệ thống gửi đến")),
        (SourceKind.FILE.code, _("từ tệp Excel, CSV")),
        (SourceKind.DOCUMENT.code, _("theo văn bản, báo chí")),
        (SourceKind.COMPUTED.code, _("tính từ các số khác")),
    ]


def _states() -> list[tuple[str, Any]]:
    return [
        (Status.PROVISIONAL.code, _("tạm tính")),
        (Status.OFFICIAL.code, _("chính thức")),
        ("awaited", _("đang chờ số mới")),
    ]
