"""Addresses for tests of the kit alone, and two views that fail or save on purpose."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from tinhso.kernel.quantities import NotANumber
from tinhso.web_kit.charts import Chart, Series

SAVED: dict[str, str] = {}


def refuse(request: HttpRequest) -> HttpResponse:
    raise NotANumber(text="<1.2>", example="412", cell="D7")


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def form(request: HttpRequest) -> HttpResponse:
    fields = {
        f"field_{name}": {
            "id": f"id-{name}",
            "name": name,
            "label": f"Chỉ tiêu {name}",
            "unit": "hộ",
            "keep_value": "38",
        }
        for name in "ab"
    }
    request.user = SimpleNamespace(pk=request.GET.get("user", "7"), is_authenticated=True)  # type: ignore[assignment]
    return render(request, "web_kit_tests/form.html", fields)


def save(request: HttpRequest) -> HttpResponse:
    """Answers as the real form does: 4120 is doubted."""
    sent = {
        name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and name[0] != "_"
    }
    SAVED.update(sent)
    doubt = {"state": "doubted", "message": "Có thừa một chữ số 0 không?"}
    cells = {
        name: {"value": value, **(doubt if value == "4.120" else {"state": "typed"})} for name, value in sent.items()
    }
    return JsonResponse({"saved_at": "13:42", "summary": f"đã lưu {len(SAVED)} ô", "cells": cells})


def piece(request: HttpRequest) -> HttpResponse:
    """A fragment that takes the place of the button that asked for it."""
    drawn = Chart("piece", "Số hồ sơ tăng.", ["9", "10"], [Series("Hồ sơ", [1, 2], kind="bar")])
    field = {"id": "id-c", "name": "c", "label": "Chỉ tiêu c"}
    return render(request, "web_kit_tests/piece.html", {"drawn": drawn, "field_c": field})


urlpatterns = [
    path("", include("tinhso.web_kit.routes")),
    path("refuse", refuse),
    path("crash", crash),
    path("form", form),
    path("piece", piece),
    path("save", save, name="save"),
]
handler404 = "tinhso.web_kit.views.page_not_found"
handler403 = "tinhso.web_kit.views.no_access"
handler500 = "tinhso.web_kit.views.server_error"
