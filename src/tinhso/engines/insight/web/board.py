"""The leaders' board."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.web.choice import Reading, choice_of, pickers
from tinhso.engines.orgs.api import Action


@require_safe
def show_board(request: Reading) -> HttpResponse:
    """The leaders' board: headline, cards, charts, map and late units for the period, structure and moment chosen."""
    request.rights.require(Action.SEE_BOARD)
    choice = choice_of(request)
    board = api.compute_board(choice)
    return render(
        request,
        "insight/board.html",
        {
            "choice": choice,
            "board": board,
            "title": choice.board.title.in_language(choice.language),
            "since": api.since_yesterday(board),
            "pickers": pickers(request, choice),
            **{name: board.section(name) for name in ("first", "cards", "charts", "wide")},
        },
    )


@require_safe
def download_board(request: Reading) -> HttpResponse:
    """The figure cards of the board as CSV: the same numbers, and what each is compared with."""
    request.rights.require(Action.SEE_BOARD)
    board = api.compute_board(choice_of(request))
    response = HttpResponse(api.board_csv(board), content_type="text/csv; charset=utf-8")
    name = f"{board.choice.board.code}-{board.choice.period.code}".replace(":", "-")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
