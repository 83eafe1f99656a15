"""Drawing a form: the page with everything on it, the form as the unit will see it, publishing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import FormDraftView, FormProblem
from tinhso.engines.reporting.web.days import read_day
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.forms.form_blank import blank_page
from tinhso.engines.reporting.web.forms.form_drawing import drawing_of
from tinhso.engines.reporting.web.forms.form_list_views import thank
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number


@desk_page("GET", "POST")
def form_draft(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Draw a form: head, columns, rows, signatures, conditions; every button keeps what was typed."""
    draft = api.draft(draft_id, rights=request.rights)
    problems: tuple[FormProblem, ...] = ()
    error: TinhSoError | None = None
    if request.method == "POST":
        act, fields = request.POST.get("act", "save"), request.POST.dict()
        try:
            draft, problems = api.edit_draft(draft_id, fields, act, _revision(fields), rights=request.rights)
            if not problems:
                return redirect(_after(draft, act))
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = drawing_of(draft, problems) | _error_context(error)
    context["opened"] = {request.GET.get(OPENED, "")} | _parts_of(problems)
    status = 422 if problems else status_of(error)
    return render(request, "reporting/form_draft.html", context, status=status)


@desk_page("GET", "POST")
def form_publish(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Read the whole form once more, say from which day it holds, publish it; or throw the draft away."""
    draft = api.draft(draft_id, rights=request.rights)
    error: TinhSoError | None = None
    day = request.POST.get("valid_from", api.usual_first_day(draft).isoformat())
    if request.method == "POST":
        if request.POST.get("act") == "discard":
            api.discard_draft(draft_id, rights=request.rights)
            thank(request, _("Đã bỏ bản nháp “%(name)s”.") % {"name": draft.name_vi})
            return redirect("reporting:form_list")
        try:
            made = api.publish(draft_id, read_day(day) or orgs.today(), rights=request.rights)
            words = _("Đã công bố “%(name)s”, phiên bản %(version)d.")
            thank(request, words % {"name": made.name(language()), "version": made.version})
            return redirect("reporting:form_page", made.code)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    form = api.form_of_draft(draft)
    context = {"draft": draft, "name": form.name(language()), "version": form.version, "valid_from": day}
    context |= blank_page(form) | _error_context(error)
    return render(request, "reporting/form_publish.html", context, status=status_of(error))


# The part that stands open when the page comes back: a long form is folded, so that a phone shows its rows first.
OPENED = "mo"
_PART_OF_FIELD = {"k": "cot", "o": "de-cuong", "u": "rang-buoc"}
# Where on the page each subject of a button stands.
_PARTS = {"col": "cot", "sign": "ky", "rule": "rang-buoc", "out": "de-cuong", "list": "danh-sach"}


def _after(draft: FormDraftView, act: str) -> str:
    """Where a button leads: the page again, at the line it changed; the next page for buttons that go on."""
    from django.urls import reverse

    page = reverse("reporting:form_draft", args=[draft.id])
    onward = {"next:rows": "form_rows", "next:trial": "form_trial", "next:publish": "form_publish"}
    if act in onward:
        return reverse(f"reporting:{onward[act]}", args=[draft.id])
    subject, _, rest = act.partition(":")
    verb, _, place = rest.partition(":")
    if subject == "row":
        at = read_number(place, len(draft.definition["rows"]) - 1)
        at += {"up": -1, "down": 1, "insert": 1, "remove": -1}.get(verb, 0)
        return f"{page}#dong-{max(at, 0)}"
    part = _PARTS.get(subject)
    return f"{page}?{OPENED}={part}#{part}" if part else page


def _parts_of(problems: tuple[FormProblem, ...]) -> set[str]:
    """The parts in which something must be mended: they stand open."""
    return {_PART_OF_FIELD[letter] for one in problems if (letter := one.field[:1]) in _PART_OF_FIELD}


def _revision(fields: dict[str, str]) -> int:
    text = fields.get("revision", "")
    return read_number(text, 0)


def _error_context(error: TinhSoError | None) -> dict[str, Any]:
    return {
        "error": error,
        "error_text": error.message(language()) if error else "",
        "error_field": (error.where.field or "") if error else "",
    }
