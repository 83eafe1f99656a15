"""Pages of what was sent upward: one version, its files, how two differ; and today against what was sent last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import (
    FigureUse,
    FrozenVersion,
    ListDifference,
    Quantity,
    RequestView,
    VersionComparison,
)
from tinhso.engines.reporting.contracts.versions import change_of, told_quantity
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.lists.list_words import value_text
from tinhso.engines.reporting.web.quantities import shown
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.papers import MIME_TYPES
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import NONE, language, show_datetime, show_number, show_percent, show_signed
from tinhso.web_kit.posted_numbers import read_number

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    **{str(form): mime for form, mime in MIME_TYPES.items()},
}
# Not a kept file: made of a version (or of the table as it stands) whenever it is asked for.
EXCHANGE = "qcvn-125"
MOST_LINES_SHOWN = 200


@desk_page("GET")
def version(request: DeskRequest, request_id: int, number: int) -> HttpResponse:
    """A consolidated version as it was sent upward: who, when, its files, its totals, how it differs from another."""
    page = api.version_page(request_id, number, rights=request.rights)
    other = _other(request.GET.get("so-voi", ""), number)
    pair = (min(other, number), max(other, number)) if other else None
    comparison = api.compare_versions(request_id, *pair, rights=request.rights) if pair else None
    names = {one.number: one.name(language()) for one in page.others}
    context = {
        "title": page.request.title(language()),
        "lede": lede_of(page.request),
        "request_id": request_id,
        "version": page.version,
        "name": page.version.name(language()),
        "facts": _facts(page.version),
        "files": files_of(page.version),
        "narrative": page.content.get("narrative", ""),
        "totals": _totals(page.content),
        "lines": _lines(page.content),
        "others": [
            {"url": f"?so-voi={one.number}", "label": names[one.number], "current": one.number == other}
            for one in page.others
            if one.number != number
        ],
        "compared": f"{names[pair[0]]} → {names[pair[1]]}" if pair and set(pair) <= set(names) else "",
    } | (comparison_context(comparison) if comparison else {})
    return render(request, "reporting/version.html", context)


@desk_page("GET")
def version_file(request: DeskRequest, request_id: int, number: int, file_format: str) -> HttpResponse:
    """One file of a version, byte for byte as it was sent; `qcvn-125` is made of it, as other report systems read."""
    if file_format == EXCHANGE:
        return _exchange(request, request_id, number)
    content = api.version_file(request_id, number, file_format, rights=request.rights)
    view = api.request(request_id, rights=request.rights)
    mime = TYPES.get(file_format, "application/octet-stream")
    return attachment(content, f"{view.code}-{number}.{file_format}", mime)


@desk_page("GET")
def export(request: DeskRequest, request_id: int, file_format: str) -> HttpResponse:
    """The table as it stands, as CSV or Excel (x/N for every total) or as the messages of QCVN 125 (`qcvn-125`)."""
    if file_format == EXCHANGE:
        return _exchange(request, request_id, None)
    content = api.export_consolidation(request_id, file_format, rights=request.rights)
    view = api.request(request_id, rights=request.rights)
    return attachment(content, f"{view.code}.{file_format}", TYPES[file_format])


@desk_page("GET", "POST")
def recompute(request: DeskRequest, request_id: int) -> HttpResponse:
    """“Tổng hợp lại”: today's figures against what was sent last, and opening the consolidation for a new version."""
    error: TinhSoError | None = None
    if request.method == "POST":
        try:
            assignment = api.recomputation(request_id, rights=request.rights).assignment_id
            api.reconsolidate(assignment, rights=request.rights, reason=request.POST.get("reason", ""))
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            messages.success(request, _("Đã mở bản tổng hợp. Trình lãnh đạo để gửi bản mới."))
            return redirect("reporting:consolidation", request_id)
    found = api.recomputation(request_id, rights=request.rights)
    context = {
        "title": found.request.title(language()),
        "lede": lede_of(found.request),
        "request_id": request_id,
        "version": found.version,
        "version_name": found.version.name(language()) if found.version else "",
        "next_name": found.next_name_en if language().startswith("en") else found.next_name_vi,
        "may_start": found.may_start,
        "uses": _uses(found.uses),
        "error_text": error.message(language()) if error else "",
        "reason": request.POST.get("reason", ""),
    } | comparison_context(found.comparison)
    return render(request, "reporting/recompute.html", context, status=status_of(error))


def _exchange(request: DeskRequest, request_id: int, number: int | None) -> HttpResponse:
    content = api.exchange_file(request_id, number, rights=request.rights)
    view = api.request(request_id, rights=request.rights)
    name = f"{view.code}-{number}" if number else view.code
    return attachment(content, f"{name}.qcvn-125.json", "application/json")


def comparison_context(comparison: VersionComparison) -> dict[str, Any]:
    """What `partials/differences.html` shows."""
    english = language().startswith("en")
    differences = [
        {
            "subject": one.about(language()),
            "name": one.name(language()),
            "row_no": one.row_no,
            "before": shown(one.was, one.decimals),
            "after": shown(one.now, one.decimals),
            "change": _change(one.was, one.now),
            "cause": one.cause.label_en if english else one.cause.label_vi,
            "reason": one.reason,
        }
        for one in comparison.differences
    ]
    totals = [
        {
            "name": one.name(language()),
            "row_no": one.row_no,
            "before": shown(one.was, one.decimals),
            "after": shown(one.now, one.decimals),
            "change": _change(one.was, one.now),
            "received": f"{one.received_before}/{one.expected} → {one.received_after}/{one.expected}"
            if one.received_before != one.received_after
            else f"{one.received_after}/{one.expected}",
        }
        for one in comparison.totals
    ]
    return {
        "differences": differences,
        "total_differences": totals,
        "list_differences": [_list_difference(one) for one in comparison.lines[:MOST_LINES_SHOWN]],
        "list_differences_count": len(comparison.lines),
        "is_compared": True,
        "is_changed": bool(comparison.differences or comparison.lines),
    }


def _list_difference(one: ListDifference) -> dict[str, str]:
    english = language().startswith("en")
    return {
        "subject": one.about(language()),
        "what": _("dòng thêm") if one.before is None else _("dòng bỏ") if one.after is None else _("dòng sửa"),
        "before": " · ".join(value_text(value) or NONE for value in one.before or ()),
        "after": " · ".join(value_text(value) or NONE for value in one.after or ()),
        "cause": one.cause.label_en if english else one.cause.label_vi,
        "reason": one.reason,
    }


def _uses(found: Sequence[FigureUse]) -> list[dict[str, Any]]:
    """The places that use what differs, by kind; boards and formulas lead to their pages."""
    words = {
        "version": _("Bản tổng hợp đã gửi"),
        "board": _("Bảng điều hành"),
        "formula": _("Chỉ tiêu tính từ số này"),
        "request": _("Báo cáo hỏi số này"),
    }
    links = {"board": "/dieu-hanh?bang={}", "formula": "/so-lieu/{}"}
    return [
        {
            "kind": word,
            "places": [
                {"name": one.name(language()), "url": links[kind].format(one.code) if kind in links else ""}
                for one in found
                if one.kind == kind
            ],
        }
        for kind, word in words.items()
        if any(one.kind == kind for one in found)
    ]


def version_cards(found: Sequence[FrozenVersion], request_id: int) -> list[dict[str, str]]:
    """The versions of a consolidation for a list, newest first."""
    return [
        {
            "name": one.name(language()),
            "url": reverse("reporting:version", args=[request_id, one.number]),
            "detail": f"{show_datetime(one.frozen_at)} · {one.sent}/{one.expected} {_('đơn vị')}",
        }
        for one in reversed(found)
    ]


def files_of(version: FrozenVersion) -> list[dict[str, str]]:
    """The files of a version with the digests that the log commits to."""
    return [
        {
            "name": one.format.upper(),
            "url": reverse("reporting:version_file", args=[version.request_id, version.number, one.format]),
            "digest": one.digest,
            "size": show_number(Decimal(one.size)),
        }
        for one in version.files
    ]


def lede_of(view: RequestView) -> str:
    """The period, and whether the figures are made up for illustration."""
    return " · ".join([view.period.label(language()), *([_("số liệu minh họa")] if view.illustrative else [])])


def _facts(version: FrozenVersion) -> list[tuple[str, str]]:
    who = ", ".join(one for one in (version.approver_title, version.capacity) if one)
    facts = [
        (_("Gửi lúc"), show_datetime(version.frozen_at)),
        (_("Số đơn vị đã gửi"), f"{version.sent}/{version.expected}"),
    ]
    return [*facts, (_("Người phê duyệt"), who)] if who else facts


def _totals(content: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = []
    for column in content["columns"]:
        total, decimals = content["totals"][column["row_no"]], column["decimals"]
        percent = total["percent_of_same_units_last_year"]
        compared = ngettext(
            "%(percent)s so cùng %(count)d đơn vị", "%(percent)s so cùng %(count)d đơn vị", total["received"]
        ) % {
            "percent": show_percent(Decimal(percent)), "count": total["received"],
        } if percent else NONE  # fmt: skip
        rows.append(
            {
                "row_no": column["row_no"],
                "name": _named(column),
                "received": f"{total['received']}/{total['expected']}",
                "units": _told(total["units_total"], decimals),
                "total": _told(total["total"], decimals),
                "last_year": _told(total["same_units_last_year"], decimals),
                "compared": compared,
            }
        )
    return rows


def _lines(content: Mapping[str, Any]) -> list[dict[str, str]]:
    columns = {one["row_no"]: one for one in content["columns"]}
    return [
        {
            "title": line["title"],
            "name": _named(columns[line["row_no"]]),
            "value": show_signed(Decimal(line["value"])),
            "reason": line["reason"],
        }
        for line in content["lines"]
    ]


def _named(column: Mapping[str, Any]) -> str:
    return str(column["name_en" if language().startswith("en") else "name_vi"] or column["name_vi"])


def _told(frozen: Mapping[str, Any], decimals: int) -> str:
    return shown(told_quantity(frozen), decimals)


def _change(was: Quantity, now: Quantity) -> str:
    change = change_of(was, now)
    return "" if change is None else show_signed(change)


def _other(text: str, number: int) -> int:
    other = read_number(text, 0)
    return other if other != number else 0
