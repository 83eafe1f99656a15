"""Kept judgements and opinions of a target as lines of a timeline."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import Opinion
from tinhso.engines.evaluation.web.words import mark_code
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import parse_period
from tinhso.web_kit.display import language
from tinhso.web_kit.marks import MARKS


def told_line(one: api.Told, wording: Any) -> dict[str, Any]:
    """One entry: its state in words, when, why, and by which figures and rule."""
    if one.judgement is not None:
        mark = MARKS[mark_code(one.judgement.state)]
        return {"event": mark.word, "detail": _judged(one.judgement, wording), "tone": mark.tone}
    if one.opinion is None:
        return {"event": "", "detail": ""}
    return _said(one.opinion)


def _judged(kept: api.KeptJudgement, wording: Any) -> str:
    parts = [f"{_day(kept.judged_on)} · {kept.reason.in_language(language())}", *_figures(kept, wording)]
    rule = _("quy tắc từ %(day)s, kế hoạch phiên bản %(version)s") % {
        "day": _day(kept.rules_from), "version": kept.plan_version,
    }  # fmt: skip
    return "; ".join([*parts, rule])


def _figures(kept: api.KeptJudgement, wording: Any) -> list[str]:
    """The figure held against the target, what the path asked for, what was expected."""
    spoken = "en" if language().startswith("en") else "vi"
    found = []
    if "value" in kept.facts and "period" in kept.facts:
        period = parse_period(kept.facts["period"]).short_label(spoken)
        found.append(f"{wording.value(Decimal(kept.facts['value']), spoken)} ({period})")
    for name, words in (("required", _("lộ trình")), ("expected", _("dự kiến"))):
        if name in kept.facts:
            found.append(f"{words} {wording.value(Decimal(kept.facts[name]), spoken)}")
    return found


def _said(one: Opinion) -> dict[str, Any]:
    day, computed = _day(in_vietnam(one.given_at).date()), MARKS[mark_code(one.computed)].word
    detail = _("%(day)s · %(title)s: “%(reason)s” (số tính được: %(computed)s)") % {
        "day": day, "title": one.title or _("người có thẩm quyền"), "reason": one.reason, "computed": computed,
    }  # fmt: skip
    if one.state is None:
        return {"event": _("rút ý kiến"), "detail": detail}
    mark = MARKS[mark_code(one.state)]
    return {"event": _("theo ý kiến: %(state)s") % {"state": mark.word}, "detail": detail, "tone": mark.tone}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
