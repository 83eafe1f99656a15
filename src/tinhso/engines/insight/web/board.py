"""The leaders' board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.web.choice import choice_of, pickers
from tinhso.engines.orgs.api import Action


@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    """The leaders' board: headline, cards, charts, map and late units for the period, structure and moment chosen."""
    request.rights.require(Action.SEE_BOARD)  # type: ignore[attr-defined]
    choice = choice_of(request)
    board = api.compute_board(choice)
    return render(
        request,
        "insight/board.html",
        {
            "choice": choice,
            "board": board,
            "title": choice.board.title.in_language(choice.language),
            "sending": board.figures.sending,
            "pickers": pickers(request, choice),
            **{name: board.section(name) for name in ("cards", "charts", "wide")},
        },
    )
