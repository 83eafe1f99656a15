"""The công văn đôn đốc as a file, with the list of the units that have not sent."""

from __future__ import annotations

from django.http import HttpResponse

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.kernel.papers import render
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.posted_numbers import read_numbers


@desk_page("GET")
def letter(request: DeskRequest, request_id: int) -> HttpResponse:
    """The letter that reminds the units that have not sent (.docx), number and signature left open."""
    chosen = read_numbers(request.GET.getlist("chon"))
    made = render(api.reminder_letter(request_id, chosen, rights=request.rights), "docx")
    return attachment(made.content, made.name, made.mime)
