"""The plan on the board: its three-part bar with what is hard to reach, and what asks for a decision."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.contracts import InstructionState, StateGroup
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import board_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.cards.clauses import CLAUSE, level_words
from tinhso.engines.insight.logic.cards.options import is_code
from tinhso.engines.insight.logic.cards.registry import CardKind, Context, Option
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.web_kit.display import show_deadline

PLAN = Option("plan", "code", "mã kế hoạch", "code of the plan", is_code, required=True)
LOOKS = (
    (StateGroup.DONE, "good", "check"),
    (StateGroup.IN_PROGRESS, "info", "arrow"),
    (StateGroup.HARD, "bad", "alert"),
    (StateGroup.UNKNOWN, "quiet", "minus"),
)


def _address(page: evaluation.PlanPage, target: str = "", group: StateGroup | None = None) -> str:
    names = [page.plan.code, target] if target else [page.plan.code]
    url = reverse("evaluation:target" if target else "evaluation:plan", args=names)
    asked = [f"nhom={group}"] if group else []
    asked += [f"tinh-den={page.moment.text}"] if page.moment.text else []
    return f"{url}?{'&'.join(asked)}" if asked else url


def _group_words(group: StateGroup) -> str:
    return {
        StateGroup.DONE: _("hoàn thành"),
        StateGroup.IN_PROGRESS: _("đang thực hiện"),
        StateGroup.HARD: _("khó hoàn thành"),
        StateGroup.UNKNOWN: _("chưa đánh giá được"),
    }[group]


def bar(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of the bar and of the targets that are hard to reach, with the reason of each."""
    page = figures.judged_plan(card.options["plan"])
    if page is None:
        return None
    return {
        "title": page.plan.title.in_language(choice.language),
        "href": _address(page),
        "parts": [
            {
                "count": page.counts[group],
                "label": _group_words(group),
                "tone": tone,
                "icon": icon,
                "url": _address(page, group=group),
            }
            for group, tone, icon in LOOKS
            if page.counts[group]
        ],
        "rows": [
            {
                "name": one.name(choice.language),
                "url": _address(page, one.spec.code),
                "why": one.back_on_track(choice.language) or one.reason(choice.language),
                "value": one.value_words(choice.language),
                "bound": one.bound_words(choice.language),
                "expected": one.expected_words(choice.language),
                "recent": one.recent(),
                "goal": one.spec.bound,
            }
            for one in page.of_group(StateGroup.HARD)
        ],
    }


def decisions(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of what asks for a decision: hard targets, instructions not fulfilled, who is late."""
    page = figures.judged_plan(card.options["plan"])
    if page is None:
        return None
    asked = evaluation.list_instructions(choice.rights, page.plan.code) if choice.is_live else []
    items = [*_hard_targets(choice, page, {one.target for one in asked}), *_late_units(choice, figures)]
    items += [
        {
            "tone": "bad",
            "text": _("%(name)s: nhiệm vụ quá hạn, chưa đạt %(wanted)s")
            % {
                "name": one.target_name.in_language(choice.language),
                "wanted": one.wanted_words.in_language(choice.language),
            },
            "who": _agency_names({one.lead}, choice).get(one.lead, ""),
            "act_url": reverse("evaluation:instruction", args=[one.id]),
            "act_label": _("Xem"),
        }
        for one in asked
        if one.state is InstructionState.NOT_FULFILLED
    ]
    return {"title": _("Việc cần cho ý kiến"), "decisions": items}


def _hard_targets(choice: Choice, page: evaluation.PlanPage, worked_on: set[str]) -> list[dict[str, Any]]:
    hard = [one for one in page.of_group(StateGroup.HARD) if one.spec.code not in worked_on]
    owners = orgs.units_by_codes({one.spec.owner for one in hard}, page.moment.on)
    may_instruct = choice.is_live and choice.rights.may(Action.INSTRUCT, page.unit.id)
    return [
        {
            "tone": "bad",
            "text": f"{one.name(choice.language)}: {one.reason(choice.language)}",
            "who": owners[one.spec.owner].name(choice.language) if one.spec.owner in owners else "",
            "act_url": reverse("evaluation:give", args=[page.plan.code, one.spec.code])
            if may_instruct
            else _address(page, one.spec.code),
            "act_label": _("Giao nhiệm vụ") if may_instruct else _("Xem"),
            "is_primary": may_instruct and place == 0,
        }
        for place, one in enumerate(hard)
    ]


def _late_units(choice: Choice, figures: BoardFigures) -> list[dict[str, Any]]:
    sending = figures.sending
    if sending is None or not sending.missing:
        return []
    values = {"count": len(sending.missing), "level": level_words(sending)}
    text = _("%(count)s %(level)s chưa gửi báo cáo") % values
    if sending.due_at is not None:
        text = _("%(text)s, hạn %(due)s") % {"text": text, "due": show_deadline(sending.due_at, choice.moment)}
    return [{"tone": "warn", "text": text, "who": "", "act_url": board_url(choice, "gui"), "act_label": _("Xem")}]


def _agency_names(unit_ids: set[int], choice: Choice) -> dict[int, str]:
    return {view.id: view.name(choice.language) for view in orgs.last_views(unit_ids)}


def hard_clause(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """One clause of the headline: `2/5 mục tiêu khó hoàn thành.`"""
    page = figures.judged_plan(card.options["plan"])
    if page is None:
        return None
    hard, total = page.counts[StateGroup.HARD], len(page.targets)
    if not hard:
        text = _("%(done)s/%(total)s mục tiêu đã hoàn thành.") % {"done": page.counts[StateGroup.DONE], "total": total}
        return {"text": text, "url": _address(page)}
    text = _("%(hard)s/%(total)s mục tiêu khó hoàn thành.") % {"hard": hard, "total": total}
    return {"text": text, "url": _address(page, group=StateGroup.HARD), "act_now": True}


BAR = CardKind(
    "plan",
    "insight/cards/plan.html",
    bar,
    "thanh ba phần của một kế hoạch và các mục tiêu khó hoàn thành, vì sao",
    "the three-part bar of a plan, and its targets that are hard to reach with their reasons",
    (PLAN,),
)
DECISIONS = CardKind(
    "decisions",
    "insight/cards/decisions.html",
    decisions,
    "việc cần cho ý kiến: mục tiêu khó chưa ai được giao, nhiệm vụ quá hạn chưa đạt, nơi chưa gửi",
    "what asks for a decision: hard targets nobody was asked about, overdue instructions, who has not sent",
    (PLAN,),
)
HARD_CLAUSE = CardKind(
    "hard_targets",
    CLAUSE,
    hard_clause,
    "một câu về các mục tiêu khó hoàn thành",
    "a sentence about the targets that are hard to reach",
    (PLAN,),
)
