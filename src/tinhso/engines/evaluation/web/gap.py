"""The units that make the gap of a target, as its page tells them: a sentence with the rule, lines, who is named."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import Direction
from tinhso.engines.evaluation.web.origins import origin_of_target, origin_of_unit, origin_of_year_before
from tinhso.kernel.quantities import format_number
from tinhso.web_kit.display import language

SHOWN = 10


def gap_context(page: api.TargetPage, kept: str) -> dict[str, Any]:
    """What the section of the gap shows; without any nothing is shown.

    Args:
        kept: the parameters that go on to the next page.
    """
    address = reverse("evaluation:target_gap", args=[page.plan.code, page.standing.spec.code]) + kept
    give = reverse("evaluation:give", args=[page.plan.code, page.standing.spec.code])
    return {
        "gap": _outside(page),
        "gap_rule": _rule(page.standing.spec.direction),
        "shared": _shared(page),
        "gap_csv": address,
        "give_gap_url": f"{give}?theo=khoang-thieu" if page.may_instruct else "",
    }


def _rule(direction: Direction) -> str:
    """By which rule a unit's part of a ratio's gap is found."""
    if direction is Direction.RANGE:
        return _(
            "Khoảng cách của mỗi đơn vị được tính đến cận gần nhất của khoảng; phần của đơn vị còn theo quy mô của nó. "
            "Khi cả nơi ở ngoài khoảng thì chỉ kể các đơn vị cùng phía."
        )
    return _(
        "Phần của mỗi đơn vị là số mà chính đơn vị đó phải thay đổi để đạt mục tiêu, nên theo cả quy mô; "
        "đơn vị đã đạt không bù cho đơn vị khác."
    )


def _outside(page: api.TargetPage) -> list[dict[str, Any]]:
    standing = page.standing
    return [
        {
            "name": one.unit.name(language()),
            "url": reverse("insight:unit", args=[one.unit.code]),
            "value": standing.wording.value(one.value, _short()),
            "value_url": origin_of_unit(standing, one.unit.code),
            "distance": _distance(standing, one),
            "share": one.share,
        }
        for one in page.gap[:SHOWN]
    ]


def _distance(standing: api.TargetStanding, one: api.GapUnit) -> str:
    """How far a unit is from what is asked; of a range on which side, of other targets there is one side only."""
    distance = standing.wording.difference(one.distance, _short())
    if standing.spec.direction is not Direction.RANGE:
        return distance
    words = _("cao hơn %(distance)s") if one.is_above else _("thiếu %(distance)s")
    return words % {"distance": distance}


def _shared(page: api.TargetPage) -> dict[str, Any] | None:
    """The gap of a sum: the largest parts, the other units together, and the whole that they add up to."""
    shared = page.shared_gap
    if shared is None:
        return None
    shown, others = shared.parts[:SHOWN], shared.parts[SHOWN:]
    return {
        "sentence": _sentence(page, shared),
        "lines": [_line(page, shared, one) for one in shown],
        "others": _together(page, others),
        "outside": _amount(page, shared.outside) if shared.outside else "",
        "required": _amount(page, shared.required),
        "value": _amount(page, shared.value),
        "value_url": origin_of_target(page.standing, page.plan.unit),
        "missing": _amount(page, shared.missing),
        "silent": ", ".join(one.unit.name(language()) for one in shared.silent),
        "not_compared": ", ".join(one.unit.name(language()) for one in shared.not_compared),
        "is_estimated": any(one.is_estimated for one in shared.parts),
    }


def _sentence(page: api.TargetPage, shared: api.SharedGap) -> str:
    """How much is missing, to what, over which periods."""
    first, last = shared.first.short_label(language()), shared.last.short_label(language())
    told = {
        "missing": page.standing.wording.value(shared.missing, _short()),
        "required": page.standing.wording.value(shared.required, _short()),
        "period": last if shared.first == shared.last else f"{first} – {last}",
    }
    over = shared.is_over
    if page.standing.spec.direction is Direction.RANGE and shared.held_against is api.HeldAgainst.TARGET:
        text = _("%(period)s: vượt %(missing)s so với cận trên (%(required)s).") if over else _(
            "%(period)s: còn thiếu %(missing)s để vào khoảng (%(required)s)."
        )  # fmt: skip
    elif shared.held_against is api.HeldAgainst.PATH:
        text = _("%(period)s: vượt %(missing)s so với mức lộ trình cho phép (%(required)s).") if over else _(
            "%(period)s: thiếu %(missing)s so với mức lộ trình đòi hỏi (%(required)s)."
        )  # fmt: skip
    else:
        text = _("%(period)s: vượt %(missing)s so với mục tiêu (%(required)s).") if over else _(
            "%(period)s: còn thiếu %(missing)s để đạt mục tiêu (%(required)s)."
        )  # fmt: skip
    return text % told


def _line(page: api.TargetPage, shared: api.SharedGap, one: api.GapPart) -> dict[str, Any]:
    return {
        "name": one.unit.name(language()),
        "url": reverse("insight:unit", args=[one.unit.code]),
        "before": "" if one.before is None else _amount(page, one.before),
        "before_url": "" if one.before is None else origin_of_year_before(page.standing, one.unit.code),
        "required": _amount(page, one.required),
        "value": "" if one.value is None else _amount(page, one.value),
        "value_url": "" if one.value is None else origin_of_unit(page.standing, one.unit.code),
        "missing": _amount(page, one.missing),
        "is_estimated": one.is_estimated,
    }


def _together(page: api.TargetPage, others: Sequence[api.GapPart]) -> dict[str, Any] | None:
    if not others:
        return None
    return {
        "count": len(others),
        "required": _amount(page, sum((one.required for one in others), Decimal(0))),
        "value": _amount(page, sum((one.value for one in others if one.value is not None), Decimal(0))),
        "missing": _amount(page, sum((one.missing for one in others), Decimal(0))),
    }


def _amount(page: api.TargetPage, value: Decimal) -> str:
    return format_number(value, _short(), page.standing.definition.decimals)


def _short() -> str:
    return "en" if language().startswith("en") else "vi"
