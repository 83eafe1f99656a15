"""One page of a pivot: heads, cells with their words and the way to their origin, the line of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, product

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.indicators.contracts import Scenario, Status
from tinhso.engines.insight.logic.addresses import origin_url
from tinhso.engines.insight.logic.explore.asking import Axis, Exploration, Measure, Order
from tinhso.engines.insight.logic.explore.axes import PLACE_IN_KEY, Member, members_of
from tinhso.engines.insight.logic.explore.figures import Figures, Key, ask_figures, clamp, page_slice, pages_of
from tinhso.engines.insight.logic.explore.measures import (
    NO_ANSWER,
    Shown,
    figure_text,
    measured,
    step_of,
    thresholds,
)
from tinhso.engines.insight.logic.words import coverage, mark_words, missing_word, status_word
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.quantities import Operator, divide_half_up

ROWS_A_PAGE, COLUMNS_A_PAGE = 50, 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `text` is the measure, `sub` what belongs to it; `heat` 0–3; `label` says all of it to a listener;
    `plain` is the number alone where there is one."""

    text: str
    sub: str
    heat: int
    heat_word: str
    url: str
    label: str
    has_value: bool
    column: str
    plain: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its head, further heads, its cells in the order of the columns; None is no such figure."""

    head: Member
    further: tuple[Member, ...]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Pivot:
    """A page of the pivot.

    Attributes:
        fixed: what all cells have in common, as names (an indicator, a period).
        further: names of the axes that stand behind the first in the rows.
        total: lines of the whole, where units are the rows.
        limits: the numbers from which “vừa” and “cao” begin, by indicator.
    """

    asked: Exploration
    columns: tuple[Member, ...]
    lines: tuple[Line, ...]
    total: tuple[Line, ...]
    top: UnitView | None
    fixed: tuple[str, ...]
    further: tuple[Axis, ...]
    page: int
    pages: int
    column_page: int
    column_pages: int
    rows_count: int
    cells_count: int
    answered: int
    is_whole: bool
    limits: Mapping[str, tuple[Fraction, ...]]


def compute_pivot(
    asked: Exploration, page: int = 1, column_page: int = 1, *, rows: int = ROWS_A_PAGE, columns: int = COLUMNS_A_PAGE
) -> Pivot:
    """Compute a page of the pivot, of so many rows and columns.

    Raises:
        PivotTooLarge (INS-008), and what the cube refuses.
    """
    sizes = {asked.rows: (page, rows), asked.columns: (column_page, columns)}
    figures = ask_figures(asked, page_slice(*sizes.get(Axis.UNIT, (1, 1))), page_slice(*sizes.get(Axis.PERIOD, (1, 1))))
    return _Builder(asked, figures, rows, columns).build(page, column_page)


class _Builder:
    """Puts figures into rows and columns."""

    def __init__(self, asked: Exploration, figures: Figures, rows: int, columns: int) -> None:
        self.asked, self.figures = asked, figures
        self.rows_a_page, self.columns_a_page = rows, columns
        self.members = {axis: members_of(axis, asked, figures) for axis in Axis}
        self.shown = measured(asked, figures)
        self.definitions = {one.code: one for one in asked.definitions}
        self.limits = self._limits() if asked.heat else {}
        others = [axis for axis in Axis if axis not in (asked.rows, asked.columns)]
        self.further = tuple(axis for axis in others if len(self.members[axis]) > 1)
        self.single = tuple(axis for axis in others if len(self.members[axis]) == 1)

    def build(self, page: int, column_page: int) -> Pivot:
        asked = self.asked
        all_columns = self.members[asked.columns]
        column_page = clamp(column_page, all_columns, self.columns_a_page)
        columns = all_columns[page_slice(column_page, self.columns_a_page)]
        heads = self._ordered(self.members[asked.rows], columns)
        page = clamp(page, heads, self.rows_a_page)
        shown = heads[page_slice(page, self.rows_a_page)]
        lines = self._lines(shown, columns, self.figures.rows)
        top, total = self.figures.top, list[Line]()
        if top is not None and asked.rows is Axis.UNIT:
            total = self._lines([Member(top.id, top.name(asked.choice.language))], columns, self.figures.whole)
        answered = sum(row.value is not None for row in self.figures.rows.values())
        return Pivot(
            asked=asked,
            columns=tuple(columns),
            lines=tuple(lines),
            total=tuple(total),
            top=top,
            fixed=tuple(self._fixed()),
            further=self.further,
            page=page,
            pages=pages_of(len(heads), self.rows_a_page),
            column_page=column_page,
            column_pages=pages_of(len(all_columns), self.columns_a_page),
            rows_count=len(heads),
            cells_count=len(self.figures.rows),
            answered=answered,
            is_whole=self.figures.is_whole,
            limits=self.limits,
        )

    def _fixed(self) -> list[str]:
        named = (Axis.INDICATOR, Axis.PERIOD, Axis.UNIT)
        found = [self.members[axis][0] for axis in named if axis in self.single]
        return [f"{one.name} ({one.sub})" if one.sub else one.name for one in found]

    def _limits(self) -> dict[str, tuple[Fraction, ...]]:
        numbers = sorted(((key[0], self.shown[key].number) for key in self.figures.rows), key=lambda one: one[0])
        return {code: thresholds(number for _, number in group) for code, group in groupby(numbers, lambda one: one[0])}

    def _lines(self, heads: Sequence[Member], columns: Sequence[Member], rows: dict[Key, FigureRow]) -> list[Line]:
        """A line for each head and each combination behind it that has any figure."""
        found = []
        for head in heads:
            for combination in product(*(self.members[axis] for axis in self.further)):
                cells = tuple(self._cell(self._key(head, column, combination), column, rows) for column in columns)
                if any(cells):
                    found.append(Line(head, combination, cells))
        return found

    def _key(self, head: Member, column: Member, combination: Sequence[Member]) -> Key:
        parts: list[object] = [None] * len(PLACE_IN_KEY)
        for axis, member in (
            (self.asked.rows, head),
            (self.asked.columns, column),
            *zip(self.further, combination, strict=True),
            *((axis, self.members[axis][0]) for axis in self.single),
        ):
            parts[PLACE_IN_KEY[axis]] = member.value
        return tuple(parts)  # type: ignore[return-value]

    def _ordered(self, heads: list[Member], columns: Sequence[Member]) -> list[Member]:
        """By the last column shown, where that was chosen; heads without a figure there stand last."""
        if self.asked.order is Order.NAME or not columns:
            return heads
        first = tuple(self.members[axis][0] for axis in self.further)
        numbers = {head: self._number(self._key(head, columns[-1], first)) for head in heads}
        known = [head for head in heads if numbers[head] is not None]
        known.sort(key=lambda head: numbers[head] or Fraction(), reverse=self.asked.order is Order.DOWN)
        return [*known, *(head for head in heads if numbers[head] is None)]

    def _number(self, key: Key) -> Fraction | None:
        return self.shown.get(key, NO_ANSWER).number

    def _cell(self, key: Key, column: Member, rows: dict[Key, FigureRow]) -> Cell | None:
        row = rows.get(key)
        if row is None:
            return None
        definition = self.definitions[key[0]]
        shown = self.shown.get(key, NO_ANSWER)
        own = figure_text(definition, row) if row.value is not None else ""
        text, sub = _texts(self.asked.measure, row, own, shown)
        step = step_of(shown.number, self.limits.get(key[0], ())) if rows is self.figures.rows else 0
        word = step_word(self.asked.measure, step)
        label = ", ".join(part for part in (column.name, text, word, *sub) if part)
        url = cell_url(self.asked, row) if row.value is not None or row.expected else ""
        plain = _plain(self.asked.measure, row, shown)
        return Cell(text, " · ".join(sub), step, word, url, label, row.value is not None, column.name, plain)


def _texts(measure: Measure, row: FigureRow, own: str, shown: Shown) -> tuple[str, list[str]]:
    """The cell's own text and what stands below it: the figure itself, its state unless final, its marks, x/N."""
    state = status_word(row.status) if row.status is Status.PROVISIONAL else ""
    told = [state, *mark_words(row.marks), "" if row.is_complete else coverage(row)]
    if not own:
        return missing_word(row.missing) or "–", [word for word in told if word]
    if measure in (Measure.VALUE, Measure.TO_DATE):
        return own, [word for word in told if word]
    return shown.text or "–", [word for word in (own, shown.words, *told) if word]


def _plain(measure: Measure, row: FigureRow, shown: Shown) -> Decimal | None:
    if measure in (Measure.VALUE, Measure.TO_DATE):
        return row.value if row.operator is Operator.EQUAL else None
    if shown.number is None:
        return None
    sign, decimals = (-1, 0) if measure is Measure.RANK else (1, 1)
    return divide_half_up(sign * shown.number.numerator, shown.number.denominator, decimals)


def step_word(measure: Measure, step: int) -> str:
    """What a colour says, in a word."""
    if not step:
        return ""
    words = (_("nhóm cuối"), _("nhóm giữa"), _("nhóm đầu")) if measure is Measure.RANK else (
        _("thấp"), _("vừa"), _("cao"))  # fmt: skip
    return words[step - 1]


def cell_url(asked: Exploration, row: FigureRow) -> str:
    """Where a cell's figure comes from, asked in the same way."""
    choice, options = asked.choice, origin_options(asked, row.dims)
    return origin_url(choice, row.indicator, row.unit_code, row.period, structure=choice.structure, further=options)


def origin_options(asked: Exploration, dims: str) -> dict[str, str]:
    """What an origin must be asked with besides the usual."""
    options = {
        "chieu": dims,
        "kich-ban": asked.scenario.code if asked.scenario is not Scenario.ACTUAL else "",
        "trang-thai": "official" if asked.status is Status.OFFICIAL else "",
        "luy-ke": "1" if asked.measure is Measure.TO_DATE else "",
    }
    return {name: text for name, text in options.items() if text}
