"""The leaders' board."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.web.board_look import look_at_board
from tinhso.engines.insight.web.choice import Reading, choice_of, pickers
from tinhso.engines.orgs.api import Action
from tinhso.web_kit.attachment import CSV, attachment


@require_safe
def show_board(request: Reading) -> HttpResponse:
    """The leaders' board: headline, cards, charts, map and late units for the period, structure and moment chosen."""
    request.rights.require(Action.SEE_BOARD)
    choice = choice_of(request)
    title = choice.board.title.in_language(choice.language)
    look = look_at_board(request, choice).shown_to(request)
    context = {"choice": choice, "title": title, "pickers": pickers(request, choice), "look": look}
    return render(request, "insight/board.html", context)


@require_safe
def download_board(request: Reading) -> HttpResponse:
    """The figure cards of the board as CSV: the same numbers, and what each is compared with."""
    request.rights.require(Action.SEE_BOARD)
    board = api.compute_board(choice_of(request))
    name = f"{board.choice.board.code}-{board.choice.period.code}".replace(":", "-")
    return attachment(api.board_csv(board), f"{name}.csv", CSV)
