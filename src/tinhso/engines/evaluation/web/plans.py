"""The plans, one plan with its three-part bar, one target with its way and its reason, and a person's own judgement."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import StateGroup
from tinhso.engines.evaluation.web.chronicle_words import told_line
from tinhso.engines.evaluation.web.gap import gap_context
from tinhso.engines.evaluation.web.origins import origin_of_target
from tinhso.engines.evaluation.web.paper_links import paper_links
from tinhso.engines.evaluation.web.way_chart import way_chart
from tinhso.engines.evaluation.web.words import bar_parts, mark_code, plan_clauses, target_line
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language, show_date
from tinhso.web_kit.marks import MARKS
from tinhso.web_kit.signed_in import desk_page

MOST_TOLD = 40


class Reading(HttpRequest):
    """A request as these views get it: the reader's rights stand beside the user (site's ReaderRights)."""

    rights: Rights


def asked_moment(request: HttpRequest) -> api.Moment:
    return api.read_moment(request.GET.get("tinh-den", "")[:40])


def kept_moment(moment: api.Moment, **more: str) -> str:
    """The address's parameters that go on to the next page."""
    parameters = {name: value for name, value in {"tinh-den": moment.text, **more}.items() if value}
    return f"?{urlencode(parameters)}" if parameters else ""


def plan_url(page: api.PlanPage, group: StateGroup | None = None) -> str:
    return reverse("evaluation:plan", args=[page.plan.code]) + kept_moment(page.moment, nhom=str(group or ""))


def target_url(page: api.PlanPage, code: str) -> str:
    return reverse("evaluation:target", args=[page.plan.code, code]) + kept_moment(page.moment)


@require_safe
def show_plans(request: Reading) -> HttpResponse:
    """The plans one may see, each with its bar: done, in progress, hard to reach."""
    moment = asked_moment(request)
    pages = [
        {
            "title": page.plan.title.in_language(language()),
            "url": plan_url(page),
            "parts": bar_parts(page, partial(plan_url, page)),
            "ended": page.has_ended,
            "ends_on": page.plan.ends_on,
            "count": len(page.targets),
        }
        for page in api.list_plans(request.rights, moment)
    ]
    return render(request, "evaluation/plans.html", {"plans": pages, "moment": moment})


@require_safe
def show_plan(request: Reading, code: str) -> HttpResponse:
    """A plan: what a person would say of it, its bar, every target with its state and the reason for it."""
    page = api.compute_plan(code, asked_moment(request), request.rights)
    group = _group(request.GET.get("nhom", ""))
    lines = [target_line(one, target_url(page, one.spec.code)) for one in page.of_group(group)]
    return render(
        request,
        "evaluation/plan.html",
        {
            "page": page,
            "title": page.plan.title.in_language(language()),
            "extent": page.plan.extent.in_language(language()),
            "clauses": plan_clauses(page, partial(plan_url, page)),
            "parts": bar_parts(page, partial(plan_url, page)),
            "chips": _chips(page, group),
            "lines": lines,
            "pickers": [_moment_picker(request, page)],
            "open_sdg_url": reverse("evaluation:plan_open_sdg", args=[code]) + kept_moment(page.moment),
            "csv_url": reverse("evaluation:plan_csv", args=[code]) + kept_moment(page.moment),
            "papers": paper_links("plan_paper", code, more=kept_moment(page.moment)),
        },
    )


@require_safe
def download_plan(request: Reading, code: str) -> HttpResponse:
    """The targets of a plan with values, states and reasons, as CSV."""
    page = api.compute_plan(code, asked_moment(request), request.rights)
    return attachment(api.plan_csv(page, language()), f"{code}.csv", CSV)


@require_safe
def show_target(request: Reading, code: str, target: str) -> HttpResponse:
    """A target: its state with the reason, its way as chart and table, its states so far, what people said of it."""
    page = api.compute_target(code, target, asked_moment(request), request.rights, language())
    return render(request, "evaluation/target.html", _target_context(page, request.rights))


@require_safe
def download_target(request: Reading, code: str, target: str) -> HttpResponse:
    """The way of a target as CSV: value, what the path asks for, what is expected."""
    page = api.compute_target(code, target, asked_moment(request), request.rights, language())
    return attachment(api.target_csv(page), f"{code}-{target}.csv", CSV)


@require_safe
def download_gap(request: Reading, code: str, target: str) -> HttpResponse:
    """The units that make the gap of a target, every one with its part, as CSV."""
    page = api.compute_target(code, target, asked_moment(request), request.rights, language())
    return attachment(api.target_gap_csv(page), f"{code}-{target}-khoang-thieu.csv", CSV)


@require_safe
def download_history(request: Reading, code: str, target: str) -> HttpResponse:
    """Every kept judgement of a target with what it rested on, and what people said, as CSV."""
    page = api.compute_target(code, target, asked_moment(request), request.rights, language())
    return attachment(api.chronicle_csv(list(page.told)), f"{code}-{target}-lich-su.csv", CSV)


def _target_of(code: str, target: str) -> str:
    return reverse("evaluation:target", args=[code, target])


@desk_page("POST", back=_target_of)
def judge_target(request: Reading, code: str, target: str) -> HttpResponse:
    """Say with a reason that a target stands otherwise than its figures, or take that back."""
    back = _target_of(code, target)
    state, reason = request.POST.get("trang_thai", "")[:30], request.POST.get("ly_do", "")[:2000]
    try:
        if state:
            api.give_opinion(code, target, state, rights=request.rights, reason=reason)
        else:
            api.withdraw_opinion(code, target, rights=request.rights, reason=reason)
    except TinhSoError as error:
        if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        page = api.compute_target(code, target, api.read_moment(""), request.rights, language())
        context = _target_context(page, request.rights) | {
            "error_text": error.message(language()), "error": error, "chosen": state, "reason": reason,
        }  # fmt: skip
        return render(request, "evaluation/target.html", context, status=error.status)
    messages.success(request, _("Đã ghi ý kiến. Số tính được vẫn hiện bên cạnh.") if state else _("Đã rút ý kiến."))
    return redirect(back)


def _target_context(page: api.TargetPage, rights: Rights) -> dict[str, Any]:
    standing, spoken = page.standing, language()
    plan, code = page.plan.code, standing.spec.code
    kept = kept_moment(standing.moment)
    return {
        "page": page,
        "line": target_line(standing, ""),
        "name": standing.name(spoken),
        "plan_title": page.plan.title.in_language(spoken),
        "plan_url": reverse("evaluation:plan", args=[plan]) + kept,
        "extent": page.plan.extent.in_language(spoken),
        "papers": paper_links("target_paper", plan, code, more=kept),
        "unit_name": page.unit.name(spoken),
        "value_url": origin_of_target(standing, page.plan.unit),
        "chart": way_chart(page, reverse("evaluation:target_csv", args=[plan, code]) + kept),
        "changes": [
            {
                "event": MARKS[mark_code(change.state)].word,
                "detail": f"{change.period.short_label(spoken)} · {change.reason}",
                "tone": MARKS[mark_code(change.state)].tone,
            }
            for change in page.changes
        ],
        "told": [told_line(one, standing.wording) for one in page.told[-MOST_TOLD:]],
        "told_more": max(len(page.told) - MOST_TOLD, 0),
        "history_url": reverse("evaluation:target_history", args=[plan, code]) + kept,
        **gap_context(page, kept),
        "give_url": reverse("evaluation:give", args=[plan, code]) if page.may_instruct else "",
        "instructions": [
            {"url": reverse("evaluation:instruction", args=[one.id]), "text": one.text, "due_on": one.due_on}
            for one in api.list_instructions(rights, plan, code)
        ],
        "states": [
            {"code": state, "word": MARKS[mark_code(state)].word}
            for state in api.states_offered(standing.moment.on >= standing.spec.due_on)
        ],
    }


def _group(text: str) -> StateGroup | None:
    return StateGroup(text) if text in set(StateGroup) else None


def _chips(page: api.PlanPage, chosen: StateGroup | None) -> list[dict[str, object]]:
    words = {part["group"]: part["label"] for part in bar_parts(page, lambda _group: "")}
    chips: list[dict[str, object]] = [
        {"url": plan_url(page), "label": _("Tất cả"), "count": len(page.targets), "current": chosen is None}
    ]
    for group, count in page.counts.items():
        if count:
            chips.append(
                {"url": plan_url(page, group), "label": words[group], "count": count, "current": chosen is group}
            )
    return chips


def _moment_picker(request: HttpRequest, page: api.PlanPage) -> Mapping[str, object]:
    """Now, and the last day of each year of the plan that has passed; the address takes any other day."""
    own = reverse("evaluation:plan", args=[page.plan.code])
    first, last = page.plan.valid_from.year, min(page.plan.ends_on.year, page.moment.on.year)
    days = [f"{year}-12-31" for year in range(last, first - 1, -1)]
    chosen = page.moment.on.isoformat() if page.moment.as_of else ""
    today = api.read_moment("").on.isoformat()
    options = [{"url": own, "label": _("hôm nay"), "current": not chosen}]
    if chosen and chosen not in days:
        days.insert(0, chosen)
    options += [
        {"url": f"{own}?tinh-den={day}", "label": show_date_text(day), "current": day == chosen}
        for day in days
        if day < today
    ]
    return {
        "label": _("Số liệu tính đến"),
        "value": show_date(page.moment.on) if chosen else _("hôm nay"),
        "options": options,
    }


def show_date_text(day: str) -> str:
    """`2023-12-31` as people read it."""
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}"
