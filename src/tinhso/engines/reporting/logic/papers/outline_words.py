"""The language of an outline: plain text with placeholders for figures, merged when a paper is printed.

`{period}`, `{unit}`, `{sent}`; `{2}` the figure of row 2; `{2:previous}`, `{2:same_period_last_year}`,
`{2:year_to_date}`, `{2:plan}`; `{2:change}` (“tăng 4,6% so cùng kỳ”), `{2:change_from_previous}`, `{2:plan_share}`;
`{2:share:1}` row 2 in percent of row 1; `{2:sentence}` all of it in one sentence. Nothing else: no conditions, no sums.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tinhso.engines.reporting.contracts import NO_QUANTITY, Quantity
from tinhso.engines.reporting.logic.papers.paper_cells import quantity_cell
from tinhso.kernel.quantities import format_number, round_half_up

NAMES = ("period", "unit", "sent")
COLUMNS = (
    "value", "previous", "same_period_last_year", "year_to_date", "plan", "change", "change_from_previous",
    "plan_share", "share", "sentence",
)  # fmt: skip
NO_FIGURE = "(chưa có số)"
PERCENT = "%"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LAST_YEAR, _BEFORE = "cùng kỳ", "kỳ trước"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row's figures for sentences. `like` says which units a comparison is made over, empty for the unit's own."""

    name: str
    measure: str
    decimals: int
    value: Quantity = NO_QUANTITY
    previous: Quantity = NO_QUANTITY
    same_period_last_year: Quantity = NO_QUANTITY
    year_to_date: Quantity = NO_QUANTITY
    plan: Quantity = NO_QUANTITY
    like: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything an outline may speak of."""

    period: str
    unit: str
    sent: str
    rows: Mapping[str, RowFacts]


def unusable_placeholder(text: str, rows: Collection[str]) -> str | None:
    """Return the first placeholder that cannot be filled, None when all can; a lone brace is one too."""
    for found in _PLACEHOLDER.finditer(text):
        if not _is_known(found[1], rows):
            return found[0]
    left = _PLACEHOLDER.sub("", text)
    return next((sign for sign in left if sign in "{}"), None)


def merge(text: str, facts: Facts) -> str:
    """Return a text with its placeholders filled; every figure as the table beside it shows it."""
    return _PLACEHOLDER.sub(lambda found: _filled(found[1], facts), text)


def change_words(now: Quantity, before: Quantity, against: str, row: RowFacts) -> str:
    """“tăng 4,6% so cùng kỳ”, “giảm 1,2 điểm % so kỳ trước”, “bằng cùng kỳ”; never against other units unsaid."""
    if now.value is None or before.value is None:
        return f"chưa có số {against} để so"
    difference = now.value - before.value
    like = f" ({row.like})" if row.like else ""
    if not difference:
        return f"bằng {against}{like}"
    word = "tăng" if difference > 0 else "giảm"
    if row.measure == PERCENT:
        return f"{word} {format_number(abs(difference), 'vi', row.decimals)} điểm % so {against}{like}"
    if not before.value:
        return f"{word} {format_number(abs(difference), 'vi', row.decimals)} {row.measure} so {against}{like}"
    share = round_half_up(Fraction(abs(difference)) * 100 / abs(Fraction(before.value)), 1)
    return f"{word} {format_number(share, 'vi', 1)}% so {against}{like}"


def _is_known(inside: str, rows: Collection[str]) -> bool:
    row, *rest = inside.split(":")
    if not rest:
        return row in NAMES or row in rows
    if row not in rows or rest[0] not in COLUMNS:
        return False
    return len(rest) == 2 and rest[1] in rows if rest[0] == "share" else len(rest) == 1


def _filled(inside: str, facts: Facts) -> str:
    if inside in NAMES:
        return {"period": facts.period, "unit": facts.unit, "sent": facts.sent}[inside]
    row_no, *rest = inside.split(":")
    row, column = facts.rows.get(row_no), rest[0] if rest else "value"
    if row is None:
        return NO_FIGURE
    if column == "change":
        return change_words(row.value, row.same_period_last_year, _LAST_YEAR, row)
    if column == "change_from_previous":
        return change_words(row.value, row.previous, _BEFORE, row)
    if column == "plan_share":
        return _share(row.year_to_date, row.plan)
    if column == "share":
        other = facts.rows.get(rest[1])
        return _share(row.value, other.value) if other else NO_FIGURE
    return _sentence(row) if column == "sentence" else _figure(getattr(row, column), row)


def _figure(quantity: Quantity, row: RowFacts) -> str:
    text = quantity_cell(quantity, row.decimals).text or NO_FIGURE
    return f"{text}%" if row.measure == PERCENT and quantity.value is not None else text


def _share(part: Quantity, whole: Quantity) -> str:
    if part.value is None or not whole.value:
        return NO_FIGURE
    return f"{format_number(round_half_up(Fraction(part.value) * 100 / Fraction(whole.value), 1), 'vi', 1)}%"


def _sentence(row: RowFacts) -> str:
    measure = "" if row.measure == PERCENT else f" {row.measure}"
    if row.value.value is None:
        return f"{row.name}: {_figure(row.value, row)}."
    parts = [f"{row.name}: {_figure(row.value, row)}{measure}"]
    for before, against in ((row.previous, _BEFORE), (row.same_period_last_year, _LAST_YEAR)):
        if before.value is not None:
            parts.append(change_words(row.value, before, against, row))
    if row.year_to_date.value is not None and row.year_to_date.value != row.value.value:
        parts.append(f"lũy kế từ đầu năm {_figure(row.year_to_date, row)}{measure}")
    return ", ".join(parts) + "."
