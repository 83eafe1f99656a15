"""How plans and targets are said on screens: the sentence on top, the bar, one line of the table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import StateGroup, TargetState
from tinhso.web_kit.display import language, show_date, show_percent

GroupUrl = Callable[[StateGroup], str]


def group_words(group: StateGroup, ended: bool) -> str:
    """What a part of the bar is called, before and after the plan's end."""
    if ended:
        return {
            StateGroup.DONE: _("hoàn thành"),
            StateGroup.IN_PROGRESS: _("đang thực hiện"),
            StateGroup.HARD: _("không hoàn thành"),
            StateGroup.UNKNOWN: _("không đánh giá"),
        }[group]
    return {
        StateGroup.DONE: _("hoàn thành sớm"),
        StateGroup.IN_PROGRESS: _("đang thực hiện"),
        StateGroup.HARD: _("khó hoàn thành"),
        StateGroup.UNKNOWN: _("chưa đánh giá được"),
    }[group]


LOOKS = {
    StateGroup.DONE: ("good", "check"),
    StateGroup.IN_PROGRESS: ("info", "arrow"),
    StateGroup.HARD: ("bad", "alert"),
    StateGroup.UNKNOWN: ("quiet", "minus"),
}


def bar_parts(page: api.PlanPage, url: GroupUrl) -> list[dict[str, Any]]:
    """The bar: its parts sum to the number of targets."""
    return [
        {
            "group": group, "count": count, "label": group_words(group, page.has_ended),
            "tone": LOOKS[group][0], "icon": LOOKS[group][1], "url": url(group),
        }
        for group, count in page.counts.items()
        if count
    ]  # fmt: skip


def plan_clauses(page: api.PlanPage, url: GroupUrl) -> list[dict[str, Any]]:
    """What a person would say aloud: results, then what is hard."""
    counts, total = page.counts, len(page.targets)
    values = {"total": total, "ends": show_date(page.plan.ends_on), **{str(one): counts[one] for one in StateGroup}}
    clauses: list[dict[str, Any]]
    if page.has_ended:
        clauses = [
            {"text": _("Kế hoạch đã kết thúc %(ends)s.") % values, "url": ""},
            {"text": _("%(done)s/%(total)s mục tiêu hoàn thành.") % values, "url": url(StateGroup.DONE)},
        ]
        missed = _("%(hard)s mục tiêu không hoàn thành.") % values
    else:
        clauses = [
            {"text": _("%(done)s/%(total)s mục tiêu hoàn thành sớm,") % values, "url": url(StateGroup.DONE)},
            {"text": _("%(in_progress)s đang thực hiện.") % values, "url": url(StateGroup.IN_PROGRESS)},
        ]
        missed = _("%(hard)s mục tiêu khó hoàn thành.") % values
    if counts[StateGroup.HARD]:
        clauses.append({"text": missed, "url": url(StateGroup.HARD), "act_now": not page.has_ended})
    if counts[StateGroup.UNKNOWN]:
        words = _("%(unknown)s chưa hoặc không đánh giá.") % values
        clauses.append({"text": words, "url": url(StateGroup.UNKNOWN)})
    return clauses


def target_line(one: api.TargetStanding, url: str) -> dict[str, Any]:
    """One target as a line of a table or the head of its page."""
    spoken = language()
    judged = one.judged
    opinion = one.opinion
    return {
        "number": one.spec.number,
        "name": one.name(spoken),
        "url": url,
        "value": one.value_words(spoken),
        "period": judged.period.short_label(spoken) if judged.period else "",
        "bound": one.bound_words(spoken),
        "expected": one.expected_words(spoken) if judged.state in _LOOKING_AHEAD else "",
        "due_on": one.spec.due_on,
        "state": mark_code(one.state),
        "computed": mark_code(judged.state),
        "opinion": opinion,
        "reason": one.reason(spoken),
        "back": one.back_on_track(spoken),
        "recent": one.recent(),
        "goal": one.spec.bound,
        "likely": _likely_words(judged.probability),
        "method": _method_words(one),
        "series_begins": one.series_begins(spoken),
        "tone": LOOKS[one.group][0],
    }


_LOOKING_AHEAD = frozenset({TargetState.ON_TRACK, TargetState.BEHIND, TargetState.HARD})


def _likely_words(probability: Decimal | None) -> str:
    """How likely it is; what is not certain is never said to be 0 or 100 percent."""
    if probability is None:
        return ""
    percent = round(probability * 100)
    if percent < 1:
        return _("dưới %(share)s") % {"share": show_percent(1, 0)}
    return _("trên %(share)s") % {"share": show_percent(99, 0)} if percent > 99 else show_percent(percent, 0)


def _method_words(one: api.TargetStanding) -> str:
    ahead = one.judged.forecast
    if ahead is None:
        return ""
    names = {
        "drift": _("nhịp bình quân một năm gần nhất"),
        "theta": _("phương pháp Theta"),
        "ets": _("san bằng mũ (ETS)"),
    }
    error = round(ahead.error_ratio * 100)
    words = _("%(method)s; sai số bằng %(error)s%% cách lấy số cùng kỳ") % {
        "method": names[ahead.method], "error": error,
    }  # fmt: skip
    return f"{words}; {_('không so ở tháng có Tết')}" if one.passes_over_tet else words


def mark_code(state: TargetState) -> str:
    """The code of `web_kit.marks` of a state."""
    return "target_no_data" if state is TargetState.NO_DATA else str(state)
