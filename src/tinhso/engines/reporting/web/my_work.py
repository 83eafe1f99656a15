"""“Việc của tôi hôm nay”: everything that waits for the person who looks, most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import AssignmentKind, TaskBoard, TaskCard, Verb
from tinhso.engines.reporting.web import task_cards
from tinhso.engines.reporting.web.assigning.notice_words import notice_lines
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.entry import grouped_cards
from tinhso.web_kit.display import language

# The page of the floor above that shows a unit all its figures.
OWN_FIGURES = "/so-cua-toi"
MakeCard = Callable[..., dict[str, Any]]


@desk_page("GET", "POST")
def my_work(request: DeskRequest) -> HttpResponse:
    """Today's work of an official: to enter, returned, to approve, to consolidate; notices; what was finished."""
    if request.method == "POST":
        api.see_notices(rights=request.rights)
        return redirect("reporting:my_work")
    board = api.tasks_of(request.rights)
    told = notice_lines(api.notices(request.rights, board.now))
    sections = [section for section in _sections(board) if section["tasks"]]
    return render(
        request,
        "reporting/my_work.html",
        {
            "now": board.now,
            "unit_names": _unit_names(request.rights),
            "own_figures_url": OWN_FIGURES,
            "summary": summary(board),
            "sections": sections,
            "nothing_own": bool(sections) and not summary(board),
            "done_line": done_line(board),
            "to_approve": sum(card.kind is AssignmentKind.UNIT for card in board.to_approve),
            "done": board.done_this_week,
            "notices": told,
            "has_new": any(one["is_new"] for one in told),
            "is_finished": not sections and bool(board.done_this_week),
            "is_illustrative": any(card.illustrative for card in _all_cards(board)),
        },
    )


def summary(board: TaskBoard) -> str:
    """`2 việc đến hạn, 1 bị trả lại · khoảng 9 phút`; empty when nothing waits for the reader."""
    mine = own_part(board)
    parts = [
        _counted(mine.due, "%(count)d việc đến hạn"),
        _counted(mine.new, "%(count)d việc mới"),
        _counted(mine.returned, "%(count)d bị trả lại"),
        _counted(mine.to_approve, "%(count)d chờ phê duyệt"),
        _counted(mine.to_consolidate, "%(count)d bản tổng hợp"),
    ]
    words = ", ".join(part for part in parts if part)
    if words and mine.minutes:
        words += " · " + _("khoảng %(count)d phút") % {"count": mine.minutes}
    return words


def own_part(board: TaskBoard) -> TaskBoard:
    """What the reader may do themselves: a leader approves, and does not fill what the drafters have to fill."""
    return replace(
        board,
        due=_only(board.due, Verb.SAVE),
        new=_only(board.new, Verb.SAVE),
        returned=_only(board.returned, Verb.SAVE),
        to_consolidate=_only(board.to_consolidate, Verb.SEND_FOR_APPROVAL),
    )


def left_to_others(board: TaskBoard) -> list[TaskCard]:
    """What others of the reader's units are working on."""
    mine = own_part(board)
    own = {card.id for card in (*mine.due, *mine.new, *mine.returned, *mine.to_consolidate, *board.to_approve)}
    every = (*board.returned, *board.due, *board.new, *board.to_consolidate)
    waiting = {card.id for card in board.waiting}
    return [card for card in every if card.id not in own | waiting]


def done_line(board: TaskBoard) -> str:
    """`Tuần này đã gửi 4 báo cáo, 61 ô, 47 ô không phải nhập`; empty before the first one."""
    count = len(board.done_this_week)
    if not count:
        return ""
    words = ngettext(
        "Tuần này đã gửi %(count)d báo cáo, %(cells)d ô, %(known)d ô không phải nhập",
        "Tuần này đã gửi %(count)d báo cáo, %(cells)d ô, %(known)d ô không phải nhập",
        count,
    )
    cells = sum(card.cells.total for card in board.done_this_week)
    return words % {"count": count, "cells": cells, "known": board.known_cells_this_week}


def _sections(board: TaskBoard) -> list[dict[str, Any]]:
    """Lists with a heading; only the very first card of the page is the primary one."""
    mine = own_part(board)
    alone, tables = grouped_cards.split([*mine.due, *mine.returned, *mine.new])
    single = {card.id for card in alone}
    to_approve, together = grouped_cards.split(mine.to_approve)
    groups: list[tuple[str, list[tuple[MakeCard, Sequence[Any]]]]] = [
        (
            _("Chờ bạn phê duyệt"),
            [(task_cards.card_to_approve, to_approve), (grouped_cards.card_to_approve, together)],
        ),
        (
            _("Cần nhập"),
            [
                (task_cards.card_to_enter, [card for card in mine.due if card.id in single]),
                (task_cards.card_returned, [card for card in mine.returned if card.id in single]),
                (grouped_cards.card_of_group, tables),
                (task_cards.card_new, [card for card in mine.new if card.id in single]),
            ],
        ),
        (_("Cần tổng hợp"), [(task_cards.card_to_consolidate, mine.to_consolidate)]),
    ]
    sections, is_first = [], True
    for heading, lists in groups:
        tasks = []
        for make, cards in lists:
            for card in cards:
                tasks.append(make(card, board.now, is_primary=is_first))
                is_first = False
        sections.append({"heading": heading, "tasks": tasks})
    waiting, others = _("Đang chờ lãnh đạo đơn vị phê duyệt"), _("Người của đơn vị đang làm")
    sections.append({"heading": waiting, "tasks": _to_look_at(task_cards.card_waiting, board.waiting, board)})
    sections.append({"heading": others, "tasks": _to_look_at(task_cards.card_of_others, left_to_others(board), board)})
    return sections


def _to_look_at(make: MakeCard, cards: Sequence[TaskCard], board: TaskBoard) -> list[dict[str, Any]]:
    alone, tables = grouped_cards.split(cards)
    found = [make(card, board.now) for card in alone]
    return found + [grouped_cards.card_of_group(one, board.now) for one in tables]


def _only(cards: Sequence[TaskCard], verb: Verb) -> tuple[TaskCard, ...]:
    return tuple(card for card in cards if verb in card.verbs)


def _counted(cards: Sequence[TaskCard], words: str) -> str:
    count = len(cards)
    return ngettext(words, words, count) % {"count": count} if count else ""


def _all_cards(board: TaskBoard) -> list[TaskCard]:
    return [*board.due, *board.returned, *board.new, *board.to_approve, *board.to_consolidate, *board.waiting]


def _unit_names(rights: Rights) -> str:
    """The units the person works for, in words."""
    actions = (Action.DRAFT, Action.APPROVE, Action.ACCEPT)
    ids = {held.unit_id for held in rights.held if any(action in held.scopes for action in actions)}
    return ", ".join(unit.name(language()) for unit in orgs.unit_views(ids))
