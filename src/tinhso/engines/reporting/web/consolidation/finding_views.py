"""The findings of a request: by rule and by unit, with the way back for one report or for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import FindingsView, FoundAt, FoundUnit, Severity
from tinhso.engines.reporting.web.consolidation.consolidation_table import Choice
from tinhso.engines.reporting.web.consolidation.versions import lede_of
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.vietnamese import fold
from tinhso.web_kit.display import language, show_number
from tinhso.web_kit.paging import page_of
from tinhso.web_kit.posted_numbers import read_number

UNITS_ON_A_PAGE = 50


@desk_page("GET", "POST")
def findings(request: DeskRequest, request_id: int) -> HttpResponse:
    """What the rules find in the reports that were sent; chosen ones are returned with the finding as their reason."""
    error: TinhSoError | None = None
    if request.method == "POST":
        try:
            chosen = _chosen(request)
            words = request.POST.get("reason", "")
            count = api.return_findings(request_id, chosen, rights=request.rights, words=words)
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            said = ngettext("Đã trả lại %(count)d báo cáo.", "Đã trả lại %(count)d báo cáo.", count)
            messages.success(request, said % {"count": count})
            return redirect(reverse("reporting:findings", args=[request_id]) + _address(request))
    view = api.findings_view(request_id, rights=request.rights)
    return render(request, "reporting/findings.html", _context(request, view, error), status=status_of(error))


def _chosen(request: DeskRequest) -> dict[int, list[str]]:
    """The chosen findings by report: `12|2|slip|1`."""
    found: dict[int, list[str]] = {}
    for text in request.POST.getlist("chon"):
        said, _bar, key = text.partition("|")
        if (number := read_number(said)) is not None and key:
            found.setdefault(number, []).append(key)
    return found


def _context(request: DeskRequest, view: FindingsView, error: TinhSoError | None) -> dict[str, Any]:
    rule, search = request.GET.get("quy-tac", ""), request.GET.get("tim", "").strip()[:100]
    left = _left(view, rule, search)
    page = page_of(request, left, UNITS_ON_A_PAGE)
    return {
        "request_id": view.request.id,
        "title": view.request.title(language()),
        "lede": lede_of(view.request),
        "sentence": _sentence(view),
        "checked": view.checked,
        "rules": _chips(view, rule, search),
        "rule": rule,
        "search": search,
        "page": page,
        "units": [_unit(view, one) for one in page.object_list],
        "may_return": any(one.may_return for one, _found in page.object_list),
        "back": _address(request),
        "error_text": error.message(language()) if error else "",
        "words": request.POST.get("reason", ""),
    }


def _left(view: FindingsView, rule: str, search: str) -> list[tuple[FoundUnit, Sequence[FoundAt]]]:
    wanted = fold(search)
    kept: list[tuple[FoundUnit, Sequence[FoundAt]]] = []
    for one in view.units:
        found = [finding for finding in one.findings if not rule or finding.rule == rule]
        if found and wanted in fold(f"{one.unit.name('vi')} {one.unit.name('en')} {one.unit.code}"):
            kept.append((one, found))
    return kept


def _unit(view: FindingsView, pair: tuple[FoundUnit, Sequence[FoundAt]]) -> dict[str, Any]:
    one, found = pair
    table = reverse("reporting:consolidation", args=[view.request.id])
    return {
        "name": one.unit.name(language()),
        "state": one.state,
        "url": table + Choice(unit=one.unit.code).url(),
        "may_return": one.may_return,
        "findings": [
            {
                "choice": f"{one.assignment_id}|{finding.key}",
                "label": f"{one.unit.name(language())}, {finding.row_no}",
                "row_no": finding.row_no,
                "name": finding.name(language()),
                "message": finding.message(language()),
                "is_error": finding.severity is Severity.ERROR,
                "suggestion": "" if finding.suggestion is None else show_number(finding.suggestion),
                "url": table + Choice(unit=one.unit.code, row_no=finding.row_no).url(),
            }
            for finding in found
        ],
    }


def _sentence(view: FindingsView) -> str:
    """“14 chỗ cần xác minh ở 9 trong 91 báo cáo đã gửi.”"""
    if not view.count:
        return ngettext(
            "Các phép kiểm tra không thấy gì ở %(checked)d báo cáo đã gửi.",
            "Các phép kiểm tra không thấy gì ở %(checked)d báo cáo đã gửi.",
            view.checked,
        ) % {"checked": view.checked}
    words = ngettext(
        "%(count)d chỗ cần xác minh ở %(units)d trong %(checked)d báo cáo đã gửi.",
        "%(count)d chỗ cần xác minh ở %(units)d trong %(checked)d báo cáo đã gửi.",
        view.count,
    )
    return words % {"count": view.count, "units": len(view.units), "checked": view.checked}


def _chips(view: FindingsView, rule: str, search: str) -> list[dict[str, Any]]:
    """One chip a rule, the busiest first; the first one takes the filter away."""
    chips = [{"url": _query("", search), "label": _("Mọi quy tắc"), "count": view.count, "current": not rule}]
    chips += [
        {
            "url": _query(one.rule, search),
            "label": one.name(language()),
            "count": one.count,
            "current": one.rule == rule,
        }
        for one in view.rules
    ]
    return chips


def _address(request: DeskRequest) -> str:
    return _query(request.GET.get("quy-tac", ""), request.GET.get("tim", "").strip()[:100])


def _query(rule: str, search: str) -> str:
    parts = {name: value for name, value in (("quy-tac", rule), ("tim", search)) if value}
    return f"?{urlencode(parts)}" if parts else "?"
