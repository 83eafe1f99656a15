"""Whom to call about a unit's reports: the unit (or whoever keeps the machine) writes it, those who remind read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess
from tinhso.web_kit.posted_numbers import read_number

FIELDS = ("office", "role", "phone", "email")


@desk_page("GET", "POST")
def contacts(request: DeskRequest, code: str) -> HttpResponse:
    """Phone numbers and mail addresses of a unit's reporting offices; the unit keeps them itself."""
    unit, rights, error = orgs.unit_by_code(code), request.rights, None
    keeps = rights.may(Action.DRAFT, unit.id) or rights.may(Action.APPROVE, unit.id) or rights.may(Action.OPERATE)
    if not keeps and not rights.may(Action.REMIND, unit.id):
        raise NoAccess()
    if request.method == "POST":
        number = request.POST.get("id", "")
        try:
            if request.POST.get("act") == "remove":
                api.remove_contact(read_number(number, 0), unit.id, rights=rights)
            else:
                office, role, phone, email = (request.POST.get(name, "") for name in FIELDS)
                api.save_contact(unit.id, rights=rights, office=office, role=role, phone=phone, email=email)
            messages.success(request, _("Đã lưu đầu mối liên hệ."))
            return redirect("reporting:contacts", code)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = {
        "unit_name": unit.name(language()),
        "contacts": api.contacts([unit.id], rights=rights).get(unit.id, ()),
        "keeps": keeps,
        "posted": request.POST,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/contacts.html", context, status=status_of(error))
