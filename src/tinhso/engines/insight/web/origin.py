"""Where a number comes from: of a total, of one record; the file that proves it; how to check it without us."""

from __future__ import annotations

from pathlib import Path

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import language


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    """Indicator, unit and period from the address, each needed."""
    for name in ("chi-tieu", "don-vi", "ky"):
        if not request.GET.get(name):
            raise MalformedChoice(parameter=name, value="", hint_vi="Thiếu giá trị.", hint_en="It is missing.")
    return request.GET["chi-tieu"], request.GET["don-vi"], request.GET["ky"]


def _choice_without_period(request: HttpRequest):  # type: ignore[no-untyped-def]
    # An origin may speak of another scheme's period than the board's, so `ky` is read by the origin itself.
    parameters = {name: value for name, value in request.GET.items() if name != "ky"}
    return api.read_choice(parameters, rights=request.rights, now=trust.now(), language=language())  # type: ignore[attr-defined]


@require_safe
def show_total(request: HttpRequest) -> HttpResponse:
    """Where a total comes from: formula, contributions down to records, checkpoint, where it is used."""
    choice = _choice_without_period(request)
    page = request.GET.get("trang", "1")
    origin = api.origin_of_total(choice, *_asked(request), page=int(page) if page.isdigit() and int(page) else 1)
    file_url = f"{reverse('insight:proof_file')}?{request.GET.urlencode()}"
    return render(request, "insight/origin_total.html", {"choice": choice, "origin": origin, "file_url": file_url})


@require_safe
def show_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Where one record comes from: everything that happened to it, who and when, and its place in the log."""
    origin = api.origin_of_entry(entry_id, request.rights, language())  # type: ignore[attr-defined]
    return render(
        request,
        "insight/origin_entry.html",
        {"origin": origin, "file_url": reverse("insight:proof_entry_file", args=[origin.latest.id])},
    )


def _file(document: object, name: str) -> HttpResponse:
    response = HttpResponse(orjson.dumps(document, option=orjson.OPT_INDENT_2), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_safe
def download_total(request: HttpRequest) -> HttpResponse:
    """The file that proves a total offline (tinhso-figure-proof/1)."""
    asked = _asked(request)
    document = api.proof_of_total(_choice_without_period(request), *asked)
    return _file(document, "phieu-xac-thuc-" + "-".join(asked).replace(":", "-"))


@require_safe
def download_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The file that proves one record offline (tinhso-figure-proof/1)."""
    return _file(api.proof_of_entry(entry_id, request.rights), f"phieu-xac-thuc-{entry_id}")  # type: ignore[attr-defined]


@require_safe
def show_verifier(request: HttpRequest) -> HttpResponse:
    """How to check a proof without this product: the one-file program and where to take the public key from."""
    return render(request, "insight/verifier.html", {"key": trust.verifier_key()})


@require_safe
def download_verifier(request: HttpRequest) -> HttpResponse:
    """The one-file program that checks a proof with nothing but Python."""
    source = Path(trust.__file__).with_name("verify_figure.py").read_bytes()
    response = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_figure.py"'
    return response
