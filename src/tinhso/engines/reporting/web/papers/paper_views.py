"""Papers to take away: a report, its receipt, a consolidated report, each as PDF, Word or Excel."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.days import read_day
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.forms.form_list_views import refuse_others
from tinhso.engines.reporting.web.papers.asked_format import asked_format
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.papers import Paper, PaperFormat
from tinhso.kernel.papers import render as write
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number


@desk_page("GET")
def report(request: DeskRequest, task_id: int, form: str) -> HttpResponse:
    """A unit's report as a file in official layout: PDF, Word or Excel; a draft says that it is one."""
    wanted = asked_format(form)
    paper = api.report_paper(task_id, rights=request.rights, address=_receipt_address(request, task_id))
    return _file(paper, wanted)


@desk_page("GET")
def blank_form(request: DeskRequest, code: str, form: str) -> HttpResponse:
    """A form without figures as a file, to be written on by hand or sent round: PDF, Word or Excel."""
    refuse_others(request)
    wanted, version = asked_format(form), request.GET.get("phien-ban", "")
    return _file(api.blank_form_paper(code, read_number(version)), wanted)


@desk_page("GET")
def receipt(request: DeskRequest, task_id: int, number: int, form: str) -> HttpResponse:
    """“Phiếu xác nhận đã gửi” of one sending as a file."""
    wanted = asked_format(form)
    address = request.build_absolute_uri(reverse("reporting:receipt_of", args=[task_id, number]))
    return _file(api.receipt_paper(task_id, number, rights=request.rights, address=address), wanted)


@desk_page("GET")
def consolidation(request: DeskRequest, request_id: int, form: str) -> HttpResponse:
    """A consolidated report with its annex of units as a file; x/N is always said."""
    wanted = asked_format(form)
    address = request.build_absolute_uri(reverse("reporting:consolidation", args=[request_id]))
    return _file(api.consolidation_paper(request_id, rights=request.rights, address=address), wanted)


@desk_page("GET", "POST")
def number(request: DeskRequest, task_id: int) -> HttpResponse:
    """The number, symbol and day the office gives a report; text, so that `0123/BC-UBND` keeps its zero."""
    card = api.task(task_id, rights=request.rights).card
    back = reverse("reporting:form", args=[task_id])
    return _number(request, task_id, card.title(language()), card.subject, back)


@desk_page("GET", "POST")
def consolidation_number(request: DeskRequest, request_id: int) -> HttpResponse:
    """The number, symbol and day the agency gives its consolidated report; those of the next one while it is open."""
    task_id = api.consolidation_task(request_id, rights=request.rights)
    view = api.request(request_id, rights=request.rights)
    back = reverse("reporting:consolidation", args=[request_id])
    return _number(request, task_id, view.title(language()), view.consolidator or view.assigner, back)


def _number(request: DeskRequest, task_id: int, title: str, unit: UnitView, back: str) -> HttpResponse:
    error, given = None, api.given_number(task_id, rights=request.rights)
    if request.method == "POST":
        try:
            issued_on = read_day(request.POST.get("issued_on", ""))
            api.give_number(task_id, request.POST.get("number", ""), issued_on, rights=request.rights)
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            messages.success(request, _("Đã ghi số, ký hiệu văn bản."))
            return redirect(back)
    context = {
        "title": title,
        "unit": unit,
        "back": back,
        "given": given,
        "may_number": api.may_number_report(task_id, request.rights),
        "number": request.POST.get("number", given.number if given else ""),
        "issued_on": request.POST.get("issued_on", given.issued_on.isoformat() if given and given.issued_on else ""),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/document_number.html", context, status=status_of(error))


def _file(paper: Paper, form: PaperFormat) -> HttpResponse:
    made = write(paper, form)
    return attachment(made.content, made.name, made.mime)


def _receipt_address(request: DeskRequest, task_id: int) -> str:
    return request.build_absolute_uri(reverse("reporting:receipt", args=[task_id]))
