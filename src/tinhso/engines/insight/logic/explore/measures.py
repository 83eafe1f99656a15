"""What a cell shows by each measure, in exact numbers and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators.contracts import DefinitionView, Direction, SpaceRule
from tinhso.engines.insight.logic.comparison import compare, exact, is_percentage
from tinhso.engines.insight.logic.explore.asking import Exploration, Measure
from tinhso.engines.insight.logic.explore.figures import Figures, Key
from tinhso.engines.insight.logic.like_with_like import is_partial
from tinhso.engines.insight.logic.words import coverage, difference
from tinhso.web_kit.display import show_number, show_percent

STEPS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What a measure makes of a figure.

    Attributes:
        number: what cells are coloured and sorted by; None where the measure has no answer.
        text: as people read it, empty where there is none; `words` then say why, else what belongs to it.
    """

    number: Fraction | None
    text: str
    words: str = ""


NO_ANSWER = Shown(None, "")


def figure_text(definition: DefinitionView, row: FigureRow) -> str:
    """The figure itself: `24.118`, `61,6%`."""
    show = show_percent if is_percentage(definition) else show_number
    return show(row.value, definition.decimals, row.operator)


def measured(asked: Exploration, figures: Figures) -> dict[Key, Shown]:
    """Apply the measure to every figure, the line of the whole included."""
    definitions = {one.code: one for one in asked.definitions}
    everything = figures.rows | figures.whole
    match asked.measure:
        case Measure.SHARE:
            return _shares(definitions, figures)
        case Measure.RANK:
            return _ranks(definitions, figures.rows)
        case Measure.PREVIOUS | Measure.LAST_YEAR:
            return {key: _growth(definitions[key[0]], row, key, figures) for key, row in everything.items()}
        case _:
            return {key: Shown(exact(row), "") for key, row in everything.items()}


def _growth(definition: DefinitionView, row: FigureRow, key: Key, figures: Figures) -> Shown:
    if row.value is None:
        return NO_ANSWER
    now, then = figures.alike.get(key, (row, figures.earlier.get(key)))
    comparison = compare(definition, now, then)
    if comparison is None:
        said = _("không có số kỳ so sánh") if then is None or then.value is None else _("số kỳ so sánh bằng 0")
        return Shown(None, "", said)
    number = comparison.points if comparison.points is not None else comparison.percent
    words = ""
    if key in figures.alike:
        words = ngettext("so cùng %(count)s đơn vị", "so cùng %(count)s đơn vị", row.received or 0)
        words %= {"count": row.received}
    elif then is not None and is_partial(then):
        words = _("kỳ so sánh có %(coverage)s") % {"coverage": coverage(then)}
    return Shown(Fraction(number or 0), difference(comparison), words)


def _shares(definitions: Mapping[str, DefinitionView], figures: Figures) -> dict[Key, Shown]:
    """Each unit's part of what all units in sight add up to; only of figures that add up."""
    totals: dict[tuple[object, ...], Fraction] = defaultdict(Fraction)
    counted: dict[tuple[object, ...], int] = defaultdict(int)
    for key, row in figures.rows.items():
        value = exact(row)
        if value is not None:
            totals[_beside(key)] += value
            counted[_beside(key)] += 1
    found = {}
    for key, row in figures.rows.items():
        value, total = exact(row), totals.get(_beside(key))
        if value is None:
            found[key] = NO_ANSWER
        elif not _adds_up(definitions[key[0]]):
            found[key] = Shown(None, "", _("chỉ tiêu này không cộng được"))
        elif not total:
            found[key] = Shown(None, "", _("tổng bằng 0"))
        else:
            share = 100 * value / total
            count = counted[_beside(key)]
            words = ngettext("của %(count)s đơn vị", "của %(count)s đơn vị", count) % {"count": count}
            found[key] = Shown(share, show_percent(share), words)
    return found


def _ranks(definitions: Mapping[str, DefinitionView], rows: Mapping[Key, FigureRow]) -> dict[Key, Shown]:
    """The place among all units in sight; equal figures share one. Where less is better the least comes first."""
    beside: dict[tuple[object, ...], list[Fraction]] = defaultdict(list)
    for key, row in rows.items():
        value = exact(row)
        if value is not None:
            beside[_beside(key)].append(value)
    places: dict[tuple[object, ...], dict[Fraction, int]] = {}
    for place, values in beside.items():
        low_first = definitions[str(place[0])].direction is Direction.DOWN
        ordered = sorted(values, reverse=not low_first)
        places[place] = {value: number for number, value in reversed(list(enumerate(ordered, start=1)))}
    found = {}
    for key, row in rows.items():
        value = exact(row)
        if value is None:
            found[key] = NO_ANSWER
            continue
        rank = places[_beside(key)][value]
        # The first place is the top of the scale.
        found[key] = Shown(Fraction(-rank), f"{rank}/{len(beside[_beside(key)])}")
    return found


def _beside(key: Key) -> tuple[object, ...]:
    """Figures of other units that stand beside one another."""
    return key[0], key[2], key[3]


def _adds_up(definition: DefinitionView) -> bool:
    return definition.space_rule is SpaceRule.SUM and not definition.formula


def thresholds(numbers: Iterable[Fraction | None]) -> tuple[Fraction, ...]:
    """The numbers from which the middle and the upper third begin; nothing for fewer than three different ones."""
    known = sorted(number for number in numbers if number is not None)
    if len(set(known)) < STEPS:
        return ()
    return tuple(known[-(-len(known) * step // STEPS)] for step in range(1, STEPS))


def step_of(number: Fraction | None, limits: tuple[Fraction, ...]) -> int:
    """1, 2 or 3 for the thirds, 0 for none."""
    if number is None or not limits:
        return 0
    return 1 + sum(number >= limit for limit in limits)
