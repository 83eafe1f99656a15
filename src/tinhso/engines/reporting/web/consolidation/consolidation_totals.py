"""The lines below the consolidation table: what the units sent, the agency's adjustments, the total with them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts import AdjustmentState, ConsolidationTotal, ConsolidationView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.consolidation.consolidation_table import Choice, chosen_column, ordered_columns
from tinhso.web_kit.display import show_percent, show_signed


@dataclass(frozen=True, slots=True)
class TotalCell:
    """The units' total of one column; comparisons are filled for the chosen column only."""

    text: str
    is_chosen: bool
    received: str
    previous: str = ""
    previous_growth: str = ""
    year_to_date: str = ""
    last_year: str = ""
    growth: str = ""


@dataclass(frozen=True, slots=True)
class LineOnScreen:
    """A line below the units' total: an adjustment, or the total with all of them; `texts` by column."""

    title: str
    is_draft: bool
    is_total: bool
    texts: tuple[str, ...]


def totals_row(view: ConsolidationView, choice: Choice) -> list[TotalCell]:
    """What the units sent, with its denominator and the same units last year: 24.118, 91/102, 23.066, 104,6%."""
    chosen = chosen_column(view, choice)
    cells = []
    for column in ordered_columns(view, choice):
        total, decimals = view.totals[column.row.no], column.definition.decimals
        plain = TotalCell(
            text=quantities.shown(total.units_total, decimals),
            is_chosen=column is chosen,
            received=f"{total.received}/{total.expected}",
        )
        if not plain.is_chosen:
            cells.append(plain)
            continue
        cells.append(
            replace(
                plain,
                previous=quantities.shown(total.same_units_previous, decimals),
                previous_growth=show_percent(total.previous_percent),
                year_to_date=quantities.shown(total.year_to_date, decimals),
                last_year=quantities.shown(total.same_units_last_year, decimals),
                growth=show_percent(total.change_percent),
            )
        )
    return cells


def lines_of(view: ConsolidationView, choice: Choice, place: str) -> list[LineOnScreen]:
    """Each adjustment line and the total with them; empty where nothing is adjusted.

    Args:
        place: whom the total speaks of.
    """
    totals = [(view.totals[one.row.no], one.definition.decimals) for one in ordered_columns(view, choice)]
    titles: dict[str, tuple[str, bool]] = {}
    for total, _decimals in totals:
        for one in total.adjustments:
            drafted = one.state is AdjustmentState.DRAFT or titles.get(one.line, ("", False))[1]
            titles[one.line] = one.title_vi, drafted
    if not titles:
        return []
    lines = [
        LineOnScreen(title, drafted, False, tuple(_adjusted(total, line) for total, _decimals in totals))
        for line, (title, drafted) in titles.items()
    ]
    words = _("%(place)s, gồm điều chỉnh") % {"place": place}
    whole = tuple(quantities.shown(total.total, decimals) for total, decimals in totals)
    return [*lines, LineOnScreen(words, False, True, whole)]


def _adjusted(total: ConsolidationTotal, line: str) -> str:
    return " ".join(show_signed(one.value) for one in total.adjustments if one.line == line)
