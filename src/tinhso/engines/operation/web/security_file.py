"""The security-level file: what the running system says about itself, on a page and to take away."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import UnknownFileFormat
from tinhso.engines.operation.web.health import Asked
from tinhso.engines.orgs.contracts import Action
from tinhso.kernel.papers import PaperFormat
from tinhso.kernel.papers import render as write
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.signed_in import desk_page


@desk_page("GET")
def show(request: HttpRequest) -> HttpResponse:
    """The security-level file as the running system tells it: scheme, roles, log, settings, health, what is missing."""
    cast(Asked, request).rights.require(Action.OPERATE)
    told = api.describe_security()
    # Every word in the drawing is escaped where it is drawn.
    drawing = mark_safe(api.draw_security(told.scheme))
    context = {"told": told, "drawing": drawing, "formats": list(PaperFormat)}
    return render(request, "operation/security_file.html", context)


@desk_page("GET")
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The security-level file as Word, PDF or Excel."""
    cast(Asked, request).rights.require(Action.OPERATE)
    if form not in set(PaperFormat):
        raise UnknownFileFormat(form=form)
    made = write(api.security_paper(), form)
    return attachment(made.content, made.name, made.mime)
