"""The list of indicators, the page of one indicator, the page of one unit, and the same numbers as CSV."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.insight.web.choice import Reading, choice_of, pickers
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.paging import page_of
from tinhso.web_kit.posted_numbers import read_number

LONGEST_CSV_PERIODS = 120
LINES_A_PAGE = 30


@require_safe
def show_list(request: Reading) -> HttpResponse:
    """Indicators the reader may see, each with its latest figure; search without tone marks."""
    choice = choice_of(request)
    search = request.GET.get("tim", "")[:200]
    page = page_of(request, api.visible_definitions(choice, search), LINES_A_PAGE)
    context = {
        "choice": choice,
        "page": page,
        "lines": api.list_indicators(choice, list(page.object_list)),
        "search": search,
        "pickers": pickers(request, choice),
    }
    return render(request, "insight/figures.html", context)


@require_safe
def show_indicator(request: Reading, code: str) -> HttpResponse:
    """One indicator: its line over the last periods, its units for the period chosen, its definition."""
    choice = choice_of(request)
    page = api.compute_indicator_page(choice, code)
    context = {"choice": choice, "page": page, "pickers": pickers(request, choice)}
    return render(request, "insight/indicator.html", context)


@require_safe
def show_unit(request: Reading, code: str) -> HttpResponse:
    """One unit: all its figures of the period, beside the previous and the same period, and its record of sending."""
    choice = choice_of(request)
    page = api.compute_unit_page(choice, code)
    return render(request, "insight/unit.html", {"choice": choice, "page": page, "pickers": pickers(request, choice)})


@require_safe
def download_csv(request: Reading, code: str) -> HttpResponse:
    """The figures of a level for the last periods as CSV, the same bytes as the command line gives."""
    choice = choice_of(request)
    period = api.compute_period(choice, code)
    periods = [period.shifted(-back) for back in range(_period_count(request) - 1, -1, -1)]
    level = request.GET.get("cap") or choice.unit.level
    table = api.unit_table(choice, code, level, periods)
    return attachment(table.to_csv(), f"{code}-{level}.csv", CSV)


def _period_count(request: Reading) -> int:
    text = request.GET.get("so-ky", "1")
    count = read_number(text, 0)
    if not 1 <= count <= LONGEST_CSV_PERIODS:
        hint = f"1–{LONGEST_CSV_PERIODS}"
        raise MalformedChoice(parameter="so-ky", value=text, hint_vi=f"Chọn {hint}.", hint_en=f"Choose {hint}.")
    return count
