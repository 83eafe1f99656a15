"""The rounds one sees, opening one, a round's table of units, and closing, locking, reopening it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import RoundNotUsable, UnknownRound
from tinhso.engines.evaluation.contracts.rounds import NewRound, OwnDays, RoundLine, RoundTable, RoundVerb, ScoringState
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import (
    UNIT_MARKS,
    mark_of,
    points,
    round_head,
    signed_points,
    state_words,
)
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import period_of
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language

CHARGE = "tham-dinh-"
OWN_ANSWER, OWN_APPRAISAL = "han-cham-", "han-tham-dinh-"
DATES = ("tu_cham", "tham_dinh", "dong")


@require_safe
@never_cache
def show_list(request: Reading) -> HttpResponse:
    """The rounds one sees: how far each is, by when, and what waits for oneself."""
    waiting = api.appraisal_queue(request.rights)
    cards = []
    for view in api.list_rounds(request.rights):
        own = api.own_units(view.number, request.rights)
        cards.append(
            {
                **round_head(view),
                "parts": _parts(view.counts),
                "own": [
                    {"name": unit.name(language()), "mark": mark_of(state),
                     "url": reverse("evaluation:round_unit", args=[view.number, unit.code])}
                    for unit, state in own
                ],
                "waiting": sum(one.round.number == view.number and bool(one.left) for one in waiting),
            }
        )  # fmt: skip
    opened = [
        {"title": card.title.in_language(language()), "url": reverse("evaluation:round_open", args=[card.code])}
        for card in api.cards_to_open(request.rights)
    ]
    return render(request, "evaluation/rounds.html", {"cards": cards, "to_open": opened, "waiting": len(waiting)})


def _parts(counts: Mapping[ScoringState, int]) -> list[dict[str, Any]]:
    return [
        {"count": count, "label": state_words(state), "tone": UNIT_MARKS[state][0], "icon": UNIT_MARKS[state][1],
         "url": ""}
        for state, count in counts.items()
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def open_one(request: Reading, code: str) -> HttpResponse:
    """The form that opens a round of a scorecard: period, days, who appraises which part."""
    agencies = api.appraising_agencies(code, request.rights)
    today = api.read_moment("").on
    card, _stored = api.find_scorecard(code, today)
    posted: dict[str, str] = {"ky": period_of(today, card.scheme).code}
    error: TinhSoError | None = None
    if request.method == "POST":
        posted = {name: request.POST.get(name, "")[:40] for name in ("ky", *DATES)}
        posted |= {
            name: request.POST.get(name, "")[:40]
            for name in request.POST
            if name.startswith((CHARGE, OWN_ANSWER, OWN_APPRAISAL))
        }
        try:
            number = api.open_round(_asked(code, posted), rights=request.rights)
        except TinhSoError as refused:
            if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            error = refused
        else:
            messages.success(request, _("Đã mở đợt chấm. Các đơn vị thấy đợt này ngay trong mục Đánh giá."))
            return redirect("evaluation:round", number)
    context = {
        "title": card.title.in_language(language()),
        "card_url": reverse("evaluation:scorecard", args=[code]),
        "version": card.version,
        "posted": posted,
        "pillars": [
            {"field": f"{CHARGE}{one.code}", "label": f"{one.code}. {one.name.in_language(language())}",
             "chosen": posted.get(f"{CHARGE}{one.code}", "H15.15")}
            for one in card.pillars
        ],
        "agencies": [(one.code, one.name(language())) for one in agencies],
        "own_days": _own_day_fields(card, posted),
        "own_days_open": any(text for name, text in posted.items() if name.startswith((OWN_ANSWER, OWN_APPRAISAL))),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }  # fmt: skip
    return render(request, "evaluation/round_open.html", context, status=error.status if error else HTTPStatus.OK)


def _asked(code: str, posted: Mapping[str, str]) -> NewRound:
    try:
        days = [date.fromisoformat(posted[name]) for name in DATES]
    except ValueError as error:
        raise RoundNotUsable(problem_vi="Cần đủ ba ngày hạn.", problem_en="Three days are needed.") from error
    charges = {name.removeprefix(CHARGE): agency for name, agency in posted.items() if name.startswith(CHARGE)}
    return NewRound(code, posted["ky"], days[0], days[1], days[2], charges, _own_days(posted))


def _own_days(posted: Mapping[str, str]) -> dict[str, OwnDays]:
    """The days that were given to nodes and components, by code."""
    codes = {
        name.removeprefix(prefix)
        for prefix in (OWN_ANSWER, OWN_APPRAISAL)
        for name, text in posted.items()
        if name.startswith(prefix) and text
    }
    return {code: OwnDays(_day(posted, OWN_ANSWER + code), _day(posted, OWN_APPRAISAL + code)) for code in codes}


def _day(posted: Mapping[str, str], name: str) -> date | None:
    text = posted.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise RoundNotUsable(problem_vi=f"“{text}” không phải ngày.", problem_en=f"“{text}” is no day.") from error


def _own_day_fields(card: ScorecardDefinition, posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """A line for each pillar and, below it, for each component that people answer."""
    asked = card.components_of_people
    lines = []
    for node in card.pillars:
        inside = [one for one in asked if one.code.split(".")[0] == node.code]
        if inside:
            lines += [_day_line(node.code, node.name.in_language(language()), posted, is_node=True)]
            lines += [_day_line(one.code, one.name.in_language(language()), posted, one) for one in inside]
    return lines


def _day_line(
    code: str, name: str, posted: Mapping[str, str], one: Component | None = None, *, is_node: bool = False
) -> dict[str, Any]:
    return {
        "code": code, "name": name, "is_node": is_node,
        "before": one.self_days_before if one else 0, "appraise_before": one.appraise_days_before if one else 0,
        "answer_field": OWN_ANSWER + code, "answer": posted.get(OWN_ANSWER + code, ""),
        "appraise_field": OWN_APPRAISAL + code, "appraise": posted.get(OWN_APPRAISAL + code, ""),
    }  # fmt: skip


@require_safe
@never_cache
def show(request: Reading, number: int) -> HttpResponse:
    """A round: its days, how far every unit in reach is, points claimed and appraised, what may be done to it."""
    return _page(request, number)


def _page(request: Reading, number: int, error: TinhSoError | None = None) -> HttpResponse:
    table = api.read_round(number, request.rights)
    wanted = request.GET.get("tinh-trang", "")
    view = table.round
    here = reverse("evaluation:round", args=[number])
    context = {
        "head": round_head(view),
        "view": view,
        "lines": [_line(number, one) for one in table.lines if wanted in ("", str(one.state))],
        "chips": [
            {"url": here, "label": _("tất cả"), "count": view.total, "current": not wanted},
            *(
                {"url": f"{here}?tinh-trang={state}", "label": state_words(state), "count": count,
                 "current": wanted == str(state)}
                for state, count in view.counts.items()
            ),
        ],
        "acts": [verb for verb in ("close", "lock", "reopen") if verb in view.may],
        "reason": request.POST.get("ly_do", "")[:2000],
        "csv_url": reverse("evaluation:round_csv", args=[number]),
        "sees_all": view.sees_all,
        "own_days": [
            {"code": one.code, "name": one.name.in_language(language()), "answer_by": view.answer_by(one.code),
             "appraise_by": view.appraise_by(one.code)}
            for one in view.card.components if one.code in view.days
        ],
        "agencies": sorted({agency.name(language()) for agency in view.agencies.values()}),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }  # fmt: skip
    return render(request, "evaluation/round.html", context, status=error.status if error else HTTPStatus.OK)


def _line(number: int, one: RoundLine) -> dict[str, Any]:
    return {
        "name": one.unit.name(language()),
        "url": reverse("evaluation:round_unit", args=[number, one.unit.code]),
        "mark": mark_of(one.state),
        "sent_at": one.sent_at,
        "late": one.is_late,
        "late_answers": one.late_answers,
        "answered": one.answered,
        "asked": one.asked,
        "appraised": one.appraised,
        "own": points(one.own),
        "score": points(one.points),
        "difference": signed_points(one.points - one.own) if one.points is not None and one.own is not None else "",
        "provisional": one.points is not None and one.score.is_provisional,
    }


@require_POST
@never_cache
def act(request: Reading, number: int) -> HttpResponse:
    """Close, lock or reopen a round."""
    verb = request.POST.get("viec", "")
    if verb not in ("close", "lock", "reopen"):
        raise UnknownRound(round=f"{number}: {verb[:20]}")
    try:
        api.change_round(number, RoundVerb(verb), rights=request.rights, reason=request.POST.get("ly_do", "")[:2000])
    except TinhSoError as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return _page(request, number, refused)
    done = {
        "close": _("Đã đóng đợt. Tổng điểm và điểm từng nhóm đã thành số liệu."),
        "lock": _("Đã khóa đợt."),
        "reopen": _("Đã mở lại đợt."),
    }
    messages.success(request, done[verb])
    return redirect("evaluation:round", number)


@require_safe
@never_cache
def download(request: Reading, number: int) -> HttpResponse:
    """A round's table as CSV: exact points of every unit in reach."""
    table = api.read_round(number, request.rights)
    return attachment(_csv(table), f"dot-cham-{number}.csv", CSV)


def _csv(table: RoundTable) -> str:
    rows: list[list[object]] = [
        ["unit", "name", "cluster", "state", "late", "late_answers", "answered", "appraised", "claimed", "score"]
    ]
    for one in table.lines:
        exact = ["" if value is None else api.plain_points(value) for value in (one.own, one.points)]
        rows.append(
            [one.unit.code, one.unit.name("vi"), one.cluster, one.state, int(one.is_late), one.late_answers,
             one.answered, one.appraised, *exact]
        )  # fmt: skip
    return csv_text(rows)
