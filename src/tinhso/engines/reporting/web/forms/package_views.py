"""A package of definitions comes back: what it would add is shown first, then all of it is loaded or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.excel_errors import NoFile
from tinhso.engines.reporting.contracts.package_files import (
    DefinitionKind,
    DefinitionStanding,
    PackagedDefinition,
    PackagePreview,
)
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.forms.form_list_views import refuse_others
from tinhso.engines.reporting.web.forms.package_promise import promise, read_promise
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language

MOST_UPLOADED = 1_000_000
"""The token of a preview carries the file; what a screen made packs to a tenth of this."""


@desk_page("GET", "POST")
def form_load(request: DeskRequest) -> HttpResponse:
    """Load forms, regimes, indicators and dimensions from a package: tried first, then all of it or nothing."""
    refuse_others(request)
    if request.method != "POST":
        return _page(request)
    try:
        return _keep(request) if request.POST.get("act") == "keep" else _preview(request)
    except TinhSoError as refused:
        return _page(request, stays_on_page(refused))


def _preview(request: DeskRequest) -> HttpResponse:
    file = request.FILES.get("tep")
    content = file.read(MOST_UPLOADED + 1) if file is not None else b""
    if not content:
        raise NoFile()
    seen = api.preview_package(content, rights=request.rights)
    token = promise(request.rights.user_id, content, seen) if seen.news else ""
    return _page(request, seen=seen, token=token)


def _keep(request: DeskRequest) -> HttpResponse:
    content, promised = read_promise(request.POST.get("xem", ""), request.rights.user_id)
    done = api.keep_package(content, promised, rights=request.rights)
    count = len(done.news)
    words = ngettext("Đã nạp %(count)d định nghĩa từ gói.", "Đã nạp %(count)d định nghĩa từ gói.", count)
    messages.success(request, words % {"count": count})
    return redirect("reporting:form_list")


def _page(
    request: DeskRequest, error: TinhSoError | None = None, seen: PackagePreview | None = None, token: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "error": error,
        "error_lines": error.located_message(language()).splitlines() if error else [],
        "seen": seen,
        "token": token,
        "news": [_line(one) for one in seen.news] if seen else [],
        "standing": [_line(one) for one in seen.definitions if one not in seen.news] if seen else [],
    }
    return render(request, "reporting/form_load.html", context, status=status_of(error))


def _line(one: PackagedDefinition) -> dict[str, Any]:
    kinds = {
        DefinitionKind.DIMENSION: _("phân tổ"),
        DefinitionKind.INDICATOR: _("chỉ tiêu"),
        DefinitionKind.FORM: _("biểu"),
        DefinitionKind.REGIME: _("chế độ báo cáo"),
    }
    standings = {
        DefinitionStanding.NEW: _("mới"),
        DefinitionStanding.CHANGED: _("bản tiếp theo") if one.version else _("thêm hoặc kết thúc mục"),
        DefinitionStanding.SAME: "",
    }
    return {
        "kind": kinds[one.kind],
        "code": one.code,
        "version": one.version,
        "name": one.name(language()),
        "standing": standings[one.standing],
        "changes": [(change.name, change.before, change.after) for change in one.changes],
    }
