"""Small pictures drawn on the server as SVG: a line of recent periods, bars of recent periods, one bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = Decimal | Fraction | int
_PAD = 4.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Geometry of a line: one path per unbroken run, the last point, and where the goal lies."""

    width: int
    height: int
    paths: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    goal_y: float | None


@dataclass(frozen=True, slots=True)
class SparkBar:
    """One bar: left, top, width, height in view-box units; whether it is the latest."""

    x: float
    y: float
    width: float
    height: float
    is_last: bool


def draw_line(values: Sequence[Number | None], width: int, height: int, goal: Number | None = None) -> Sparkline:
    """Place values on a line from left to right.

    Missing values break the line instead of becoming zero; a value alone is a dot, for one observation is no trend.
    """
    exact = [None if value is None else Fraction(value) for value in values]
    known = [value for value in exact if value is not None]
    bounds = [*known, Fraction(goal)] if goal is not None else known
    if not known:
        return Sparkline(width, height, (), (), None)
    low, high = min(bounds), max(bounds)

    def at(value: Fraction) -> float:
        share = float((value - low) / (high - low)) if high != low else 0.5
        return round(height - _PAD - share * (height - 2 * _PAD), 1)

    step = (width - 2 * _PAD) / max(len(values) - 1, 1)
    points = [None if value is None else (round(_PAD + i * step, 1), at(value)) for i, value in enumerate(exact)]
    runs = _runs(points)
    lines = tuple("M" + " L".join(f"{x} {y}" for x, y in run) for run in runs if len(run) > 1)
    lonely = tuple(run[0] for run in runs if len(run) == 1)
    last = runs[-1][-1]
    dots = lonely if last in lonely else (*lonely, last)
    return Sparkline(width, height, lines, dots, at(Fraction(goal)) if goal is not None else None)


def draw_bars(values: Sequence[Number | None], width: int, height: int) -> tuple[SparkBar, ...]:
    """Place values as bars from zero; missing values leave their place empty."""
    top = max((value for value in values if value is not None), default=0)
    if top <= 0:
        return ()
    step = width / max(len(values), 1)
    bars = []
    for index, value in enumerate(values):
        if value is None or value < 0:
            continue
        tall = round(float(Fraction(value) / Fraction(top)) * (height - 1) + 1, 1)
        bars.append(
            SparkBar(
                round(index * step, 1), round(height - tall, 1), round(step * 0.78, 1), tall, index == len(values) - 1
            )
        )
    return tuple(bars)


def share_of(value: Number | None, whole: Number | None) -> float:
    """Return value/whole as a percentage from 0 to 100 for drawing; 0 when there is nothing to divide."""
    if not value or not whole:
        return 0.0
    return round(min(max(float(Fraction(value) / Fraction(whole)) * 100, 0.0), 100.0), 2)


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]
