"""One chart as data: sentence, labels, series. The template makes the picture, the table and the CSV link of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

from tinhso.web_kit.display import show_number
from tinhso.web_kit.errors import UnequalSeries
from tinhso.web_kit.sparkline import share_of

Number = Decimal | Fraction | int
# Inside <script> only these three can end the block or open a comment.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of exact numbers, None where there is no figure.

    Args:
        name: as in the legend and the table's head.
        values: one per label.
        decimals: how many to show; None shows each as it is.
        kind: line or bar.
        tone: good, info, warn, bad or quiet instead of the palette's next colour.
        dashed: for plans and projections.
    """

    name: str
    values: Sequence[Number | None]
    decimals: int | None = None
    kind: Literal["line", "bar"] = "line"
    tone: str = ""
    dashed: bool = False

    def texts(self) -> list[str]:
        """Return the values as people read them."""
        return [show_number(value, self.decimals) for value in self.values]


@dataclass(frozen=True, slots=True)
class Goal:
    """A dashed line across the chart, e.g. the plan of the year."""

    value: Number
    text: str


@dataclass(frozen=True, slots=True)
class StillBar:
    """A bar drawn on the server: whose it is (where there are several series), percent of the longest, its number."""

    name: str
    share: float
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything `{% chart %}` needs.

    Args:
        chart_id: unique on the page, becomes an HTML id.
        sentence: what a person would say aloud about this picture.
        labels: names of the points (periods or units).
        series: one or more rows.
        label_name: head of the table's first column, e.g. “Kỳ” or “Đơn vị”.
        unit: measure unit, shown at the axis and in the table's caption.
        csv_url: address of the same numbers as CSV.
        horizontal: bars lie; for long names.
        notes: what a reader must be told of some points, each a sentence.

    Raises:
        UnequalSeries (WEB-003): a series has not one value per label.
    """

    chart_id: str
    sentence: str
    labels: Sequence[str]
    series: Sequence[Series]
    label_name: str = ""
    unit: str = ""
    csv_url: str = ""
    goal: Goal | None = None
    horizontal: bool = False
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        for row in self.series:
            if len(row.values) != len(self.labels):
                raise UnequalSeries(
                    chart_id=self.chart_id, series=row.name, values=len(row.values), labels=len(self.labels)
                )

    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the table: one (label, texts) per label."""
        columns = [row.texts() for row in self.series]
        return list(zip(self.labels, zip(*columns, strict=True), strict=True)) if columns else []

    @property
    def has_bars(self) -> bool:
        """Its points are things to compare, not moments: a line between them would say what is not so."""
        return any(row.kind == "bar" for row in self.series)

    def bars(self) -> list[tuple[str, list[StillBar]]]:
        """Return per label one bar of each series, all measured by the longest: the picture without scripts."""
        longest = max((value for row in self.series for value in row.values if value is not None), default=0)
        named = len(self.series) > 1
        columns = [
            [
                StillBar(row.name if named else "", share_of(value, max(longest, 0)), text, row.tone)
                for value, text in zip(row.values, row.texts(), strict=True)
            ]
            for row in self.series
        ]
        return [(label, list(bars)) for label, *bars in zip(self.labels, *columns, strict=True)]

    def json_block(self) -> SafeString:
        """Return the drawing data, safe inside `<script type="application/json">`.

        Drawing positions are floats; every number a person reads is in `texts`, exact.
        """
        document = {
            "labels": list(self.labels),
            "unit": self.unit,
            "horizontal": self.horizontal,
            "goal": {"value": float(self.goal.value), "text": self.goal.text} if self.goal else None,
            "series": [_series_json(row) for row in self.series],
        }
        return mark_safe(json.dumps(document, ensure_ascii=False).translate(_ESCAPES))


def _series_json(row: Series) -> dict[str, object]:
    return {
        "name": row.name,
        "kind": row.kind,
        "values": [None if value is None else float(value) for value in row.values],
        "texts": row.texts(),
        "dashed": row.dashed,
        **({"tone": row.tone} if row.tone else {}),
    }
