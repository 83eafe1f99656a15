"""What a browser needs to go on without a network: the service worker, and the page that says there is none."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.http import require_safe

from tinhso.web_kit.assets import asset_text
from tinhso.web_kit.errors import PageNotFound


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that it sees the whole site; browsers ask for it again each time."""
    given = {"dist": static("dist/"), "hours": getattr(settings, "TINHSO_OFFLINE_HOURS", 24)}
    text = f"self.tinhso={json.dumps(given)};\n{asset_text('sw.js')}"
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show that there is no network; the service worker keeps this page, the same for everybody."""
    if language not in dict(settings.LANGUAGES):
        raise PageNotFound(path=request.path)
    with translation.override(language):
        answer = render(request, "web_kit/offline.html")
    answer.headers["Content-Language"] = language
    return answer
