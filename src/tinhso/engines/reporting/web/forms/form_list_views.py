"""The forms of the agencies: those in use, those being drawn, one form with its versions, beginning a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import FormDefinition, FormDraftView, FormSummary
from tinhso.engines.reporting.contracts.errors import NoFile
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.forms.form_blank import blank_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.files.archive import zip_of
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess
from tinhso.web_kit.posted_numbers import read_number


@desk_page("GET")
def form_list(request: DeskRequest) -> HttpResponse:
    """The forms in use and the drafts of one's own agencies; draw a new one, copy one, read one from Excel."""
    refuse_others(request)
    context = {
        "forms": [_line(one) for one in api.forms(request.rights)],
        "drafts": [draft_line(one) for one in api.drafts(request.rights)],
    }
    return render(request, "reporting/forms.html", context)


@desk_page("GET", "POST")
def form_create(request: DeskRequest) -> HttpResponse:
    """Begin a form: its name and the agency that keeps it; `tu` names a form to copy."""
    refuse_others(request)
    sent = request.POST if request.method == "POST" else request.GET
    like = api.versions_of(sent["tu"])[-1] if sent.get("tu") else None
    owners, error = api.drawing_units(request.rights), None
    if request.method == "POST":
        try:
            begun = api.create_draft(
                sent.get("name_vi", ""), rights=request.rights, owner=owner_of(sent.get("owner", ""), owners),
                code=sent.get("code", ""), like=like,
            )  # fmt: skip
            return redirect("reporting:form_draft", begun.id)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = {
        "owners": [(unit.code, unit.name(language())) for unit in owners],
        "like": like,
        "like_name": like.name(language()) if like else "",
        "name_vi": sent.get("name_vi", like.name_vi if like else ""),
        "code": sent.get("code", ""),
        "error": error,
        "error_field": error.where.field if error else "",
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/form_create.html", context, status=status_of(error))


@desk_page("POST")
def form_annex(request: DeskRequest) -> HttpResponse:
    """Read an official form from an Excel file; its rows wait to be settled, nothing else is made."""
    refuse_others(request)
    owners = api.drawing_units(request.rights)
    owner, sent = owner_of(request.POST.get("owner", ""), owners), request.FILES.get("tep")
    try:
        if sent is None:
            raise NoFile()
        begun = api.begin_from_annex(sent.read(), sent.name or "", rights=request.rights, owner=owner)
    except TinhSoError as refused:
        return render(request, "reporting/form_create.html", _blank(owners, stays_on_page(refused)), status=422)
    waits = any(row.get("waiting") for row in begun.definition["rows"])
    return redirect("reporting:form_rows" if waits else "reporting:form_draft", begun.id)


def _blank(owners: tuple[UnitView, ...], error: TinhSoError) -> dict[str, Any]:
    """The page that begins a form, with why a file was refused."""
    named = [(unit.code, unit.name(language())) for unit in owners]
    return {"owners": named, "error": error, "error_field": "tep", "error_text": error.message(language())}


@desk_page("GET", "POST")
def form_page(request: DeskRequest, code: str) -> HttpResponse:
    """A published form as it is printed, its versions, and what may be done with it; a post begins its next version."""
    refuse_others(request)
    if request.method == "POST":
        begun = api.revise(code, rights=request.rights)
        return redirect("reporting:form_draft", begun.id)
    versions = api.versions_of(code)
    asked = request.GET.get("phien-ban", "")
    shown = next((one for one in versions if str(one.version) == asked), versions[-1])
    return render(request, "reporting/form_version.html", _version_context(shown, versions, request.rights))


@desk_page("GET")
def form_changes(request: DeskRequest, code: str) -> HttpResponse:
    """What two versions of a form differ in."""
    refuse_others(request)
    versions = api.versions_of(code)
    numbers = [one.version for one in versions]
    old, new = _number(request.GET.get("tu"), numbers[-2:][0]), _number(request.GET.get("den"), numbers[-1])
    words = {"head": _("Đầu, cuối biểu"), "columns": _("Cột"), "rows": _("Dòng"), "rules": _("Ràng buộc")}
    found = [(words[one.part], one.name, one.before, one.after) for one in api.compare_form_versions(code, old, new)]
    context = {"form": versions[-1], "name": versions[-1].name(language()), "old": old, "new": new}
    context |= {"changes": found, "numbers": numbers}
    return render(request, "reporting/form_changes.html", context)


@desk_page("GET")
def form_package(request: DeskRequest, code: str) -> HttpResponse:
    """A form with all its versions, its indicators and dimensions as a package of definitions (zip of YAML)."""
    refuse_others(request)
    archive = zip_of(api.export_forms([code], code), code)
    return attachment(archive, f"{code}.zip", "application/zip")


def refuse_others(request: DeskRequest) -> None:
    """Forms are made by those who may make them for some agency.

    Raises:
        NoAccess
    """
    if not request.rights.may(Action.DESIGN_FORMS):
        raise NoAccess()


def owner_of(code: str, owners: tuple[UnitView, ...]) -> UnitView:
    """The agency chosen, the only one where nothing was chosen; a foreign one is refused as no access."""
    chosen = [unit for unit in owners if unit.code == code] or ([owners[0]] if owners and not code else [])
    if not chosen:
        raise NoAccess()
    return chosen[0]


def draft_line(draft: FormDraftView) -> dict[str, Any]:
    """A draft as the list shows it."""
    rows = draft.definition["rows"]
    waiting = sum(bool(row.get("waiting")) for row in rows)
    words = ngettext("%(count)d dòng", "%(count)d dòng", len(rows)) % {"count": len(rows)}
    if waiting:
        words += ", " + ngettext("%(count)d dòng chưa chọn chỉ tiêu", "%(count)d dòng chưa chọn chỉ tiêu", waiting) % {
            "count": waiting
        }
    return {
        "id": draft.id,
        "name": draft.definition["name_en" if language().startswith("en") else "name_vi"],
        "code": draft.code,
        "version": draft.based_on_version + 1,
        "about": words,
        "changed_at": draft.changed_at,
    }


def _line(one: FormSummary) -> dict[str, Any]:
    form = one.form
    return {
        "code": form.code,
        "name": form.name(language()),
        "version": form.version,
        "versions": one.versions,
        "valid_from": form.valid_from,
        "indicators": len(form.indicators),
        "regimes": len(one.regimes),
        "draft_id": one.draft_id,
        "illustrative": form.illustrative,
    }


def _version_context(shown: FormDefinition, versions: tuple[FormDefinition, ...], rights: Rights) -> dict[str, Any]:
    return {
        "may_revise": api.may_revise_form(versions[-1], rights),
        "form": shown,
        "name": shown.name(language()),
        "guidance": shown.guidance_en if language().startswith("en") else shown.guidance_vi,
        "versions": list(reversed(versions)),
        "is_newest": shown.version == versions[-1].version,
        "before": next((one.version for one in reversed(versions) if one.version < shown.version), 0),
        "blank_files": [("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel")],
        **blank_page(shown),
    }


def _number(text: str | None, default: int) -> int:
    return read_number(text, default)


def thank(request: DeskRequest, words: str) -> None:
    """Say that it was done."""
    messages.success(request, words)
