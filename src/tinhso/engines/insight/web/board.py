"""The leaders' board."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.web.choice import Reading, choice_of, pickers
from tinhso.engines.orgs.api import Action
from tinhso.web_kit.attachment import CSV, attachment


@require_safe
def show_board(request: Reading) -> HttpResponse:
    """The leaders' board: headline, cards, charts, map and late units for the period, structure and moment chosen."""
    request.rights.require(Action.SEE_BOARD)
    choice = choice_of(request)
    title = choice.board.title.in_language(choice.language)
    context = {"choice": choice, "title": title, "pickers": pickers(request, choice), **board_context(choice)}
    return render(request, "insight/board.html", context)


def board_context(choice: Choice) -> dict[str, Any]:
    """Everything the body of a board shows."""
    board = api.compute_board(choice)
    sections = {name: board.section(name) for name in ("first", "cards", "charts", "wide")}
    return {"board": board, "since": api.since_yesterday(board), **sections}


@require_safe
def download_board(request: Reading) -> HttpResponse:
    """The figure cards of the board as CSV: the same numbers, and what each is compared with."""
    request.rights.require(Action.SEE_BOARD)
    board = api.compute_board(choice_of(request))
    name = f"{board.choice.board.code}-{board.choice.period.code}".replace(":", "-")
    return attachment(api.board_csv(board), f"{name}.csv", CSV)
