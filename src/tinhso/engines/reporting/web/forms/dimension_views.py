"""Dimensions (phân tổ): the list, making one with its categories, one with who uses it. Nothing is made unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.indicators.contracts import DimensionItemView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.dimensions import DimensionNotReady, DimensionPage, NewItem
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.forms.form_list_views import refuse_others
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.files.archive import zip_of
from tinhso.kernel.vietnamese import clean_text
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import PageNotFound

Sent = Mapping[str, str]


@desk_page("GET", "POST")
def dimensions(request: DeskRequest) -> HttpResponse:
    """Every dimension with its categories; a new one is shown with the codes it would get before it is made."""
    refuse_others(request)
    sent, error, proposal = request.POST, None, None
    if request.method == "POST":
        try:
            items = read_items(sent.get("items", ""), sent.get("valid_from", ""))
            if sent.get("act") == "create":
                made = api.create_dimension(
                    sent.get("name_vi", ""), items, rights=request.rights, name_en=sent.get("name_en", "")
                )
                messages.success(request, _("Đã tạo phân tổ “%(name)s”.") % {"name": made.name(language())})
                return redirect("reporting:dimension", made.code)
            proposal = _proposal(sent.get("name_vi", ""), items)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = {
        "pages": [_line(one) for one in api.dimension_pages(request.rights)],
        "proposal": proposal,
        **_sent_items(sent),
        "sent": sent,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/dimensions.html", context, status=status_of(error))


@desk_page("GET", "POST")
def dimension(request: DeskRequest, code: str) -> HttpResponse:
    """One dimension: its categories with their days, the indicators and forms that use it, and carrying it further."""
    refuse_others(request)
    sent, error = request.POST, None
    if request.method == "POST":
        do = ACTS.get(sent.get("act", ""))
        if do is None:
            raise PageNotFound(path=request.path)
        try:
            messages.success(request, do(code, sent, request.rights))
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            return redirect("reporting:dimension", code)
    page = api.dimension_page(code, rights=request.rights)
    context = {
        "code": code,
        "name": page.dimension.name(language()),
        "today": orgs.today(),
        "items": [_item(one, page) for one in page.dimension.items],
        "indicators": [(one.code, one.name(language()), one.valid_from, one.version) for one in page.indicators],
        "forms": [
            (form, english if language().startswith("en") else vietnamese) for form, vietnamese, english in page.forms
        ],
        "splittable": [(one.code, one.name(language())) for one in page.splittable],
        **_sent_items(sent if sent.get("act") == "extend" else {}),
        "sent": sent,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/dimension.html", context, status=status_of(error))


@desk_page("GET")
def dimension_package(request: DeskRequest, code: str) -> HttpResponse:
    """A dimension as a package of definitions (zip of YAML); loading it elsewhere makes the same one."""
    refuse_others(request)
    return attachment(zip_of(api.export_dimension(code), code), f"{code}.zip", "application/zip")


def _sent_items(sent: Sent) -> dict[str, str]:
    """What was written, by names of their own: `sent.items` in a template is a method of the dictionary."""
    return {"items_text": sent.get("items", ""), "items_from": sent.get("valid_from", "")}


def _extend(code: str, sent: Sent, rights: Rights) -> str:
    api.extend_dimension(code, read_items(sent.get("items", ""), sent.get("valid_from", "")), rights=rights)
    return _("Đã thêm mục.")


def _end(code: str, sent: Sent, rights: Rights) -> str:
    api.end_item(code, sent.get("item", ""), _day(sent.get("valid_to", ""), "valid_to"), rights=rights)
    return _("Đã ghi ngày kết thúc của mục.")


def _split(code: str, sent: Sent, rights: Rights) -> str:
    day = _day(sent.get("valid_from", ""), "valid_from")
    made = api.split_indicator(sent.get("indicator", ""), code, day, rights=rights)
    words = _("Đã thêm phân tổ vào “%(name)s”, phiên bản %(version)d.")
    return words % {"name": made.name(language()), "version": made.version}


ACTS: dict[str, Callable[[str, Sent, Rights], str]] = {"extend": _extend, "end": _end, "split": _split}


def read_items(text: str, valid_from: str = "") -> list[NewItem]:
    """Read categories as written or pasted: one a line, `name | English name | code`, the last two optional."""
    day = _day(valid_from, "valid_from") if valid_from.strip() else None
    found = []
    for line in text.replace("\t", "|").splitlines():
        parts = [clean_text(part) for part in line.split("|")]
        if any(parts):
            name_vi, name_en, code = [*parts, "", ""][:3]
            found.append(NewItem(name_vi, name_en, code, day))
    return found


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DimensionNotReady.because(field, "Chưa chọn ngày.", "No day was chosen.") from None


def _proposal(name_vi: str, items: list[NewItem]) -> dict[str, Any]:
    code, codes = api.proposed_codes(name_vi, items)
    rows = [(one.name_vi, one.name_en or one.name_vi, made) for one, made in zip(items, codes, strict=True)]
    return {"code": code, "rows": rows}


def _line(page: DimensionPage) -> dict[str, Any]:
    shown, today = page.dimension, orgs.today()
    return {
        "code": shown.code,
        "name": shown.name(language()),
        "items": ", ".join(one.name(language()) for one in shown.items_on(today)),
        "indicators": len(page.indicators),
        "forms": len(page.forms),
    }


def _item(one: DimensionItemView, page: DimensionPage) -> dict[str, Any]:
    english = language().startswith("en")
    return {
        "still_asked": [(form, en if english else vi) for form, vi, en in page.still_asked.get(one.code, ())],
        "code": one.code,
        "name_vi": one.name_vi,
        "name_en": one.name_en,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
    }
