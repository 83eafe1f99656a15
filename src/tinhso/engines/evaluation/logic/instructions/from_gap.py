"""The gap of a target as the wording of an instruction: who misses how much, for a leader to hand out or to change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tinhso.engines.evaluation.logic.plans.pages import TargetPage
from tinhso.engines.evaluation.logic.plans.shared_gap import GapPart, HeldAgainst, SharedGap
from tinhso.kernel.quantities import format_number

NAMED = 10
"""Units that are named one by one; the others are told together."""


def gap_as_instruction(page: TargetPage) -> str:
    """Return the wording, a line a unit, in Vietnamese as the official letter is; empty where no unit makes a gap."""
    if page.shared_gap is not None:
        return _of_sum(page, page.shared_gap)
    return _of_ratio(page) if page.gap else ""


def _of_sum(page: TargetPage, shared: SharedGap) -> str:
    wording = page.standing.wording
    behind = [one for one in shared.parts if one.missing > 0]
    first, last = shared.first.short_label("vi"), shared.last.short_label("vi")
    when = last if first == last else f"{first} – {last}"
    to_what = "lộ trình" if shared.held_against is HeldAgainst.PATH else "mục tiêu"
    act = "Giảm phần đang vượt" if shared.is_over else "Bù phần còn thiếu"
    head = f"{act} {wording.value(shared.missing, 'vi')} so với {to_what} ({when})"
    if not behind:
        return f"{head}."
    lines = [_part(page, one) for one in behind[:NAMED]]
    return _listed(f"{head}. Các đơn vị chưa đạt phần của mình", [*lines, *_others(page, behind[NAMED:])])


def _part(page: TargetPage, one: GapPart) -> str:
    has = "chưa có số" if one.value is None else f"đã có {_amount(page, one.value)}"
    return f"{one.unit.name('vi')}: {_amount(page, one.missing)} (phải có {_amount(page, one.required)}, {has})"


def _others(page: TargetPage, others: Sequence[GapPart]) -> list[str]:
    together = sum((one.missing for one in others), Decimal(0))
    return [f"{len(others)} đơn vị khác: {_amount(page, together)}"] if others else []


def _of_ratio(page: TargetPage) -> str:
    wording, period = page.standing.wording, page.standing.judged.period
    when = f" ({period.short_label('vi')})" if period is not None else ""
    lines = [
        f"{one.unit.name('vi')}: {wording.value(one.value, 'vi')}, "
        f"{'cao hơn' if one.is_above else 'thiếu'} {wording.difference(one.distance, 'vi')}"
        for one in page.gap[:NAMED]
    ]
    left = len(page.gap) - NAMED
    more = [f"{left} đơn vị khác"] if left > 0 else []
    return _listed(f"Đưa các đơn vị sau về mức yêu cầu {page.standing.bound_words('vi')}{when}", [*lines, *more])


def _listed(head: str, lines: Sequence[str]) -> str:
    return f"{head}:\n" + ";\n".join(f"- {line}" for line in lines) + "."


def _amount(page: TargetPage, value: Decimal) -> str:
    return format_number(value, "vi", page.standing.definition.decimals)
