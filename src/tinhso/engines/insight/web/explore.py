"""The pivot: a page whose address says everything, and its form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.web.choice import Reading, choice_of, pickers
from tinhso.engines.insight.web.explore_form import explore_form
from tinhso.engines.insight.web.explore_page import pivot_context
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

# The board's period plays no part here: the pivot has periods of its own.
OWN_PARAMETERS = frozenset({"ky"})


@require_safe
def show(request: Reading) -> HttpResponse:
    """The pivot of what was chosen; with nothing chosen, the form alone. What cannot be answered says why above it."""
    choice = choice_of(request, OWN_PARAMETERS)
    context: dict[str, object] = {"choice": choice, "pickers": pickers(request, choice, with_period=False)}
    status = 200
    try:
        asked = api.read_exploration(parameters(request), choice)
        if asked.definitions:
            pivot = api.compute_pivot(asked, _page(request, "trang"), _page(request, "trang-cot"))
            context |= pivot_context(request.GET, pivot)
    except TinhSoError as error:
        context["problem"], status = f"{error.title(language())}. {error.message(language())}", error.status
        asked = _readable(choice, request)
    context["form"] = explore_form(request, asked)
    context["views"] = api.list_views(request.rights)
    return render(request, "insight/explore.html", context, status=status)


def parameters(request: HttpRequest) -> dict[str, list[str]]:
    """Every value of every parameter of the address."""
    return {name: list(values) for name, values in request.GET.lists()}


def _readable(choice: Choice, request: HttpRequest) -> api.Exploration:
    """What can be read of an address that was refused, so that the form keeps it."""
    asked = parameters(request)
    for name in ("", "trong", "nhom", "tu", "den", "nhip", "hang", "cot", "cap", "chi-tieu"):
        asked.pop(name, None)
        try:
            return api.read_exploration(asked, choice)
        except TinhSoError:
            continue
    return api.read_exploration({}, choice)


def _page(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "1")
    return read_number(text[:9], 1) or 1
