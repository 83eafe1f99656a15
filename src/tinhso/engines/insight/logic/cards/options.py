"""The keys that cards of a board package may have, each said once; docs/reference/board-keys.md comes from them."""

from __future__ import annotations

from typing import Any

from tinhso.engines.insight.logic.cards.registry import Option
from tinhso.engines.insight.logic.like_with_like import COMPARISONS
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import parse_period

MOST_SHOWN = 200


def is_code(value: Any) -> bool:
    """A text without spaces."""
    return isinstance(value, str) and bool(value) and not value.split()[1:]


def is_period(value: Any) -> bool:
    """The code of a period."""
    try:
        return isinstance(value, str) and parse_period(value).code == value
    except TinhSoError:
        return False


def is_count(value: Any) -> bool:
    """A whole number that a list may be cut at."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_SHOWN


def is_text(value: Any) -> bool:
    """A text in both languages."""
    return (
        isinstance(value, dict) and set(value) == {"vi", "en"} and all(isinstance(one, str) for one in value.values())
    )


INDICATOR = Option("indicator", "code", "mã chỉ tiêu", "code of the indicator", is_code, required=True)
COMPARE = Option(
    "compare",
    " ".join(f"`{one}`" for one in COMPARISONS),
    "so với kỳ trước (mặc định), cùng kỳ năm trước hoặc kế hoạch",
    "beside the previous period (the default), the same period last year, or the plan",
    lambda value: value in COMPARISONS,
)
NAME = Option("name", "`{vi: …, en: …}`", "tên ngắn dùng trong câu", "short name for the sentence", is_text)
UNIT = Option(
    "unit", "code", "mã đơn vị mà số công bố nói tới", "code of the unit it speaks of", is_code, required=True
)
PERIOD = Option("period", "period", "kỳ của số công bố", "the period it speaks of", is_period, required=True)
LEVEL = Option("level", "code", "cấp của các đơn vị, mặc định commune", "level of the units, usually commune", is_code)
SHOWN = Option("shown", f"1 … {MOST_SHOWN}", "số dòng hiện trên thẻ", "how many rows the card shows", is_count)
