"""When a figure is doubted against its own past: pure cases, no database."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tinhso.engines.reporting.contracts import NO_QUANTITY, Quantity
from tinhso.engines.reporting.logic.checking import compare_with_past
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.one_database
NOVEMBER = parse_period("nd09:2026-11")


def doubt(value: str, past: list[int], decimals: int = 0, has_note: bool = False) -> Any:
    history = [(NOVEMBER.shifted(place - len(past)), Quantity(Decimal(one))) for place, one in enumerate(past)]
    previous = history[-1][1] if history else NO_QUANTITY
    definition: Any = SimpleNamespace(decimals=decimals)
    return compare_with_past("2", Quantity(Decimal(value)), history, previous, definition, NOVEMBER, has_note)


@pytest.mark.parametrize(
    ("value", "message", "suggestion"),
    [
        ("4120", "Gấp 10 lần tháng trước. Có thừa một chữ số 0 không?", 412),
        ("41200", "Gấp 100 lần tháng trước. Có thừa hai chữ số 0 không?", 412),
        ("412000", "Gấp 1.000 lần tháng trước. Có thừa ba chữ số 0 không?", 412),
        ("41", "Chỉ bằng 1/10 tháng trước. Có thiếu một chữ số 0 không?", 410),
        ("4125", "Gấp 10 lần tháng trước. Hãy xem lại.", None),
        ("1300", "Ngoài khoảng 371–430 của 12 kỳ gần nhất. Đúng thì ghi lý do.", None),
        ("0", "Ngoài khoảng 371–430 của 12 kỳ gần nhất. Đúng thì ghi lý do.", None),
    ],
)
def test_a_slip_or_a_jump_is_asked_about(value: str, message: str, suggestion: int | None) -> None:
    finding = doubt(value, [371, 380, 395, 402, 410, 398, 405, 430, 387, 390, 401, 412])
    assert (finding.message_vi, finding.suggestion) == (message, suggestion)


@pytest.mark.parametrize(
    ("value", "past"),
    [
        ("405", [371, 430, 412]),
        ("860", [371, 430, 412]),  # twice the highest is still usual
        ("186", [371, 430, 412]),
        ("6", [1, 2, 1]),  # small numbers jump by nature
        ("4120", [412, 405]),  # too short a past says nothing
        ("5000", [-3, 4, 5]),
        ("0", [0, 0, 0]),
    ],
)
def test_usual_figures_are_left_alone(value: str, past: list[int]) -> None:
    assert doubt(value, past) is None


def test_a_note_acknowledges_the_doubt() -> None:
    assert not doubt("4120", [400, 410, 412], has_note=True).blocks


def test_the_suggestion_keeps_the_declared_decimals() -> None:
    assert doubt("615.5", [61, 62, 61], decimals=2).suggestion == Decimal("61.55")
    assert doubt("615.5", [61, 62, 61], decimals=1).suggestion is None
