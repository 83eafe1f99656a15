"""Other people's workbooks: upload one, say how its sheet is read, see every doubtful cell, import all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tinhso.engines.indicators import api as indicators
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.excel_errors import NoFile
from tinhso.engines.reporting.contracts.mapping import AXES, MappingPreview, UploadedFile, WorkbookMapping
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.mapping.mapping_input import (
    DECISION,
    FIELDS,
    SPLIT,
    fields_of,
    read_mapping,
    scaled_units,
)
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.workbooks import DEFAULT_LIMITS
from tinhso.web_kit.display import language

MOST_DOUBTS = 100


@desk_page("GET", "POST")
def workbooks(request: DeskRequest) -> HttpResponse:
    """Upload a workbook of one's own (years of history, another system's export) to import figures from it."""
    saved = api.mappings(rights=request.rights)
    error: TinhSoError | None = None
    if request.method == "POST":
        try:
            return redirect(_keep_upload(request))
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = {"saved": saved, "error": error, "error_text": error.message(language()) if error else ""}
    return render(request, "reporting/workbooks.html", context, status=status_of(error))


@desk_page("GET", "POST")
def workbook(request: DeskRequest, file_id: int) -> HttpResponse:
    """Say how a workbook is read, see what would be imported and which cells are doubtful, then import or not."""
    file = api.kept_workbook(file_id, rights=request.rights)
    if request.method != "POST":
        return _page(request, file, _starting_mapping(request, file))
    mapping, reason = read_mapping(request.POST.dict()), request.POST.get("ly_do", "").strip()
    try:
        act = request.POST.get("act")
        if act == "import":
            return _import(request, file, mapping, reason)
        if act == "save":
            api.save_mapping(request.POST.get("ten", ""), mapping, rights=request.rights)
            messages.success(request, _("Đã lưu cách đọc."))
        preview = api.preview_mapping(file.id, mapping, rights=request.rights, reason=reason)
    except TinhSoError as refused:
        return _page(request, file, mapping, reason=reason, error=stays_on_page(refused))
    return _page(request, file, mapping, reason=reason, preview=preview, was_kept=act == "save")


def _keep_upload(request: DeskRequest) -> str:
    file = request.FILES.get("tep")
    if file is None:
        raise NoFile()
    kept = api.keep_workbook(file.name or "", file.read(DEFAULT_LIMITS.file_bytes + 1), rights=request.rights)
    chosen = request.POST.get("mau", "")
    address = reverse("reporting:workbook", args=[kept.id])
    return f"{address}?mau={chosen}" if chosen.isdecimal() else address


def _import(request: DeskRequest, file: UploadedFile, mapping: WorkbookMapping, reason: str) -> HttpResponse:
    summary = api.import_mapped(file.id, mapping, rights=request.rights, reason=reason)
    words = _("Đã nhập: %(new)d số mới, %(changed)d số sửa, %(same)d số không đổi.")
    counts = {"new": summary.accepted, "changed": summary.corrected, "same": summary.unchanged}
    messages.success(request, words % counts)
    return redirect(reverse("reporting:workbooks"))


def _starting_mapping(request: DeskRequest, file: UploadedFile) -> WorkbookMapping:
    """The saved mapping asked for, or an empty one for the first sheet."""
    wanted = request.GET.get("mau", "")
    for one in api.mappings(rights=request.rights):
        if str(one.id) == wanted:
            return one.mapping
    sheet = request.GET.get("trang_tinh", "")
    return WorkbookMapping(sheet=sheet if sheet in file.sheets else file.sheets[0], columns="", first_row=0)


def _page(
    request: DeskRequest,
    file: UploadedFile,
    mapping: WorkbookMapping,
    *,
    reason: str = "",
    preview: MappingPreview | None = None,
    error: TinhSoError | None = None,
    was_kept: bool = False,
) -> HttpResponse:
    shown = mapping.sheet if mapping.sheet in file.sheets else file.sheets[0]
    context: dict[str, Any] = {
        "file": file,
        "corner": api.sheet_corner(file.id, shown, rights=request.rights),
        "fields": fields_of(mapping),
        "axes": _axes(mapping),
        "splits": _splits(mapping),
        "measures": scaled_units(language()),
        "is_split": bool(mapping.dims),
        "reason": reason,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    if preview is not None:
        context |= _shown(preview, mapping)
    doubtful = bool(preview and preview.doubts) and not was_kept
    status = status_of(error) if error else 422 if doubtful else 200
    return render(request, "reporting/workbook.html", context, status=status)


def _sources() -> dict[str, str]:
    return {
        "column": _("ở cột"),
        "row": _("ở dòng tiêu đề"),
        "fixed": pgettext("the same for all figures of a file", "chung cả tệp"),
    }


def _splits(mapping: WorkbookMapping) -> list[dict[str, Any]]:
    """Every dimension, with where the file says its items; nowhere for most."""
    found = []
    for code, dimension in indicators.dimension_items().items():
        axis = mapping.dims.get(code)
        choices = {"": _("tệp không chia theo")} | _sources()
        found.append(
            {
                "field": SPLIT + code,
                "label": dimension.name(language()),
                "value": axis.value if axis else "",
                "sources": [
                    {"value": source, "label": words, "current": source == (axis.source if axis else "")}
                    for source, words in choices.items()
                ],
            }
        )
    return found


def _axes(mapping: WorkbookMapping) -> list[dict[str, Any]]:
    names = {"unit": _("Đơn vị"), "period": _("Kỳ báo cáo"), "indicator": _("Chỉ tiêu")}
    sources = _sources()
    return [
        {
            "field": FIELDS[name],
            "label": names[name],
            "value": mapping.axis(name).value,
            "sources": [
                {"value": source, "label": words, "current": source == mapping.axis(name).source}
                for source, words in sources.items()
            ],
        }
        for name in AXES
    ]


def _shown(preview: MappingPreview, mapping: WorkbookMapping) -> dict[str, Any]:
    asked = [one for one in preview.labels if not one.code or not one.exact or one.key in mapping.decisions]
    return {
        "preview": preview,
        "doubts": [(one.address, one.message(language()), one.code) for one in preview.doubts[:MOST_DOUBTS]],
        "doubt_count": len(preview.doubts),
        "labels": [
            {"field": DECISION + one.key, "label": one, "decision": mapping.decisions.get(one.key, "")} for one in asked
        ],
        # A label that is left out is met no more: its decision must travel on all the same.
        "kept_decisions": [
            (DECISION + key, code) for key, code in mapping.decisions.items() if key not in {one.key for one in asked}
        ],
    }
