"""The pivot: a page whose address says everything, its form, and its figures as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.web.choice import Reading, choice_of, pickers
from tinhso.engines.insight.web.explore_form import explore_form
from tinhso.engines.insight.web.explore_page import pivot_context
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language

# The board's period plays no part here: the pivot has periods of its own.
OWN_PARAMETERS = frozenset({"ky"})


@require_safe
def show(request: Reading) -> HttpResponse:
    """The pivot of what was chosen; with nothing chosen, the form alone. What cannot be answered says why above it."""
    choice = choice_of(request, OWN_PARAMETERS)
    context: dict[str, object] = {"choice": choice, "pickers": pickers(request, choice, with_period=False)}
    status = 200
    try:
        asked = api.read_exploration(_parameters(request), choice)
        if asked.definitions:
            pivot = api.compute_pivot(asked, _page(request, "trang"), _page(request, "trang-cot"))
            context |= pivot_context(request, pivot)
    except TinhSoError as error:
        context["problem"], status = f"{error.title(language())}. {error.message(language())}", error.status
        asked = _readable(choice, request)
    context["form"] = explore_form(request, asked)
    return render(request, "insight/explore.html", context, status=status)


@require_safe
def download_csv(request: Reading) -> StreamingHttpResponse:
    """Every figure of the pivot as CSV, one line each, sent while it is read; closing the connection stops it."""
    asked = api.read_exploration(_parameters(request), choice_of(request, OWN_PARAMETERS))
    stream = api.stream_of(api.require_chosen(asked))
    parts = stream.csv_parts()
    # The first slice is asked for before the answer begins, so that a refusal is a refusal and no broken file.
    first = [next(parts), next(parts, b"")]
    response = StreamingHttpResponse(_joined(first, parts), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{api.file_name(asked)}.csv"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _joined(first: Sequence[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from first
    yield from rest


def _parameters(request: HttpRequest) -> dict[str, list[str]]:
    return {name: list(values) for name, values in request.GET.lists()}


def _readable(choice: Choice, request: HttpRequest) -> api.Exploration:
    """What can be read of an address that was refused, so that the form keeps it."""
    asked = _parameters(request)
    for name in ("", "trong", "nhom", "tu", "den", "nhip", "hang", "cot", "cap", "chi-tieu"):
        asked.pop(name, None)
        try:
            return api.read_exploration(asked, choice)
        except TinhSoError:
            continue
    return api.read_exploration({}, choice)


def _page(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 and int(text) else 1
