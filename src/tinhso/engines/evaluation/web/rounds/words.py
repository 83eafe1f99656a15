"""How rounds are said on screens: states, shapes of answers, points, what is missing and what follows from it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tinhso.engines.evaluation.contracts.rounds import AnswerView, ComponentState, RoundState, RoundView, ScoringState
from tinhso.engines.evaluation.contracts.scorecards import Absence, Answer, Component, RankRange, Shape
from tinhso.web_kit.display import language, show_number

POINT_DECIMALS = 2
UNIT_MARKS = {
    ScoringState.NOT_STARTED: ("quiet", "ring"),
    ScoringState.SCORING: ("info", "edit"),
    ScoringState.WAITING: ("warn", "clock"),
    ScoringState.SENT: ("info", "arrow"),
    ScoringState.APPRAISING: ("warn", "edit"),
    ScoringState.APPRAISED: ("good", "check"),
    ScoringState.RETURNED: ("bad", "alert"),
}
ROUND_MARKS = {
    RoundState.OPEN: ("info", "arrow"),
    RoundState.CLOSED: ("good", "check"),
    RoundState.LOCKED: ("good", "lock"),
}


COMPONENT_MARKS = {
    ComponentState.NOT_DONE: ("quiet", "ring"),
    ComponentState.IN_PROGRESS: ("info", "edit"),
    ComponentState.EVIDENCE_NEEDED: ("warn", "triangle"),
    ComponentState.DONE: ("good", "check"),
}


def component_mark(state: ComponentState) -> dict[str, str]:
    """How far a component is, as `{% mark %}` takes it."""
    words = {
        ComponentState.NOT_DONE: _("chưa thực hiện"),
        ComponentState.IN_PROGRESS: _("đang thực hiện"),
        ComponentState.EVIDENCE_NEEDED: _("cần bổ sung minh chứng"),
        ComponentState.DONE: pgettext("component", "hoàn thành"),
    }
    tone, icon = COMPONENT_MARKS[state]
    return {"tone": tone, "icon": icon, "word": words[state]}


def state_words(state: ScoringState | RoundState) -> str:
    """A state in words."""
    return {
        ScoringState.NOT_STARTED: _("chưa chấm"),
        ScoringState.SCORING: _("đang tự chấm"),
        ScoringState.WAITING: _("chờ lãnh đạo gửi"),
        ScoringState.SENT: _("đã gửi"),
        ScoringState.APPRAISING: _("đang thẩm định"),
        ScoringState.APPRAISED: _("đã thẩm định"),
        ScoringState.RETURNED: _("bị trả lại"),
        RoundState.OPEN: _("đang mở"),
        RoundState.CLOSED: _("đã đóng"),
        RoundState.LOCKED: _("đã khóa"),
    }[state]


def mark_of(state: ScoringState | RoundState) -> dict[str, str]:
    """A state as `{% mark %}` takes it."""
    marks: dict[Any, tuple[str, str]] = {**UNIT_MARKS, **ROUND_MARKS}
    tone, icon = marks[state]
    return {"tone": tone, "icon": icon, "word": state_words(state)}


def points(value: Fraction | None) -> str:
    """Points as people read them: whole ones without decimals."""
    if value is None:
        return "–"
    return show_number(value, 0 if value.denominator == 1 else POINT_DECIMALS)


def points_words(value: Fraction) -> str:
    """“10 điểm”, “1 point”, “10 points”."""
    words = ngettext("%(points)s điểm", "%(points)s điểm", 1 if value == 1 else 2)
    return words % {"points": points(value)}


def signed_points(value: Fraction | None) -> str:
    """A difference with its sign; nothing where there is none."""
    if not value:
        return ""
    return f"{'+' if value > 0 else '−'}{points(abs(value))}"


def absence_words(absence: Absence | None) -> str:
    """Why there is no answer, and what follows."""
    if absence is None:
        return ""
    return {
        Absence.NOT_REPORTED: _("chưa có câu trả lời: 0 điểm"),
        Absence.REFUSED: _("từ chối trả lời: 0 điểm"),
        Absence.NOT_APPLICABLE: _("không áp dụng: bỏ ra, điểm chia cho các tiêu chí còn lại"),
        Absence.NOT_DUE: _("chưa đến kỳ: bỏ ra, điểm là tạm tính"),
    }[absence]


def answer_words(one: AnswerView) -> str:
    """What a unit or a figure answers, in words."""
    if one.answer is None:
        return _("chưa trả lời")
    text = given_words(one.component, one.answer)
    return f"{text} ({one.typed})" if "/" in one.typed and one.answer.absence is None else text


def given_words(component: Component, answer: Answer) -> str:
    """An answer in words; where there is none, why and what follows."""
    if answer.absence is not None:
        return absence_words(answer.absence)
    if component.shape is Shape.GRADED:
        return answer.grade
    value = answer.value or Fraction(0)
    if component.shape is Shape.YES_NO:
        return _("có") if value else _("không có")
    if component.shape is Shape.HALVES:
        return _("%(done)s trong hai phần") % {"done": int(value)}
    shown = value * 100 if component.shape is Shape.RATIO else value
    in_percent = component.shape in (Shape.RATIO, Shape.FORMULA)
    return show_number(shown, 0 if shown.denominator == 1 else 2) + ("%" if in_percent else "")


def range_places(sure: RankRange, units: int) -> dict[str, Decimal]:
    """Where a range and its median lie on a bar of all places, in percent."""

    def at(place: Decimal) -> Decimal:
        return round(100 * place / max(units, 1), 2)

    return {
        "range_x": at(Decimal(sure.low - 1)),
        "range_width": at(Decimal(sure.high - sure.low + 1)),
        "range_median": at(Decimal(sure.median) - Decimal("0.5")),
    }


def choices(component: Component) -> list[tuple[str, str]]:
    """What one chooses from; empty where a number is typed."""
    if component.shape is Shape.YES_NO:
        return [("1", _("có")), ("0", _("không có"))]
    if component.shape is Shape.HALVES:
        return [("0", _("chưa có phần nào")), ("1", _("một trong hai phần")), ("2", _("cả hai phần"))]
    if component.shape is Shape.GRADED:
        return [(grade, f"{grade} ({show_number(share * 100, 0)}%)") for grade, share in component.grades.items()]
    return []


def typed_hint(component: Component) -> str:
    """What a number means here."""
    if component.shape is Shape.RATIO:
        return _("phần trăm, hoặc tử số/mẫu số: 87,5 hay 45/52")
    if component.shape is Shape.TO_TARGET:
        return _("một số; đạt %(high)s là đủ điểm") % {"high": show_number(component.high)}
    if component.shape is Shape.GOALPOSTS:
        ends = {"low": show_number(component.low), "high": show_number(component.high)}
        return _("một số; %(low)s là 0 điểm, %(high)s là đủ điểm") % ends
    return ""


def round_head(view: RoundView) -> dict[str, Any]:
    """A round as the head of its pages and a card of the list."""
    return {
        "number": view.number,
        "title": view.card.title.in_language(language()),
        "period": view.period.label(language()),
        "url": reverse("evaluation:round", args=[view.number]),
        "card_url": reverse("evaluation:scorecard", args=[view.card.code]),
        "mark": mark_of(view.state),
        "view": view,
        "version": view.card.version,
        "newer": view.newer_version,
        "illustrative": view.card.illustrative or bool(view.card.status.vi),
    }
