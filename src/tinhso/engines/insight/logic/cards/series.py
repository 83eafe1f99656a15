"""The card of one indicator over the last periods: a sentence, a line, a table, the same numbers as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import AS_REPORTED, FigureRow, Mark
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import csv_url, indicator_url
from tinhso.engines.insight.logic.board.figures import RECENT_PERIODS, BoardFigures
from tinhso.engines.insight.logic.cards.figure import latest
from tinhso.engines.insight.logic.cards.options import INDICATOR
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.insight.logic.like_with_like import LAST_YEAR, against, is_partial
from tinhso.engines.insight.logic.words import coverage, mark_words, movement, unit_name, value_text
from tinhso.kernel.periods import Period
from tinhso.web_kit.charts import Chart, Series
from tinhso.web_kit.display import show_date


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of a line over the last periods, carried to the units shown."""
    code = card.options["indicator"]
    if not figures.shows(code):
        return None
    return {
        "title": figures.definition(code).name(choice.language),
        "href": indicator_url(choice, code),
        "chart": series_chart(choice, code, figures),
    }


def series_chart(choice: Choice, code: str, figures: BoardFigures) -> Chart:
    """Draw an indicator's last periods; those before its first figure are left out."""
    definition, recent = figures.definition(code), figures.recent(code)
    first = next((place for place, (_period, row) in enumerate(recent) if row and row.value is not None), 0)
    shown = recent[first:]
    return Chart(
        chart_id=f"chart-{code}",
        sentence=_sentence(choice, figures, code),
        labels=[period.short_label(choice.language) for period, _row in shown],
        series=_series([row for _period, row in shown], definition, choice),
        label_name=_("Kỳ"),
        unit=unit_name(definition),
        csv_url=csv_url(choice, code, choice.unit.level, RECENT_PERIODS),
        notes=series_notes(choice, shown),
    )


def series_notes(choice: Choice, shown: Sequence[tuple[Period, FigureRow | None]]) -> list[str]:
    """Say which points are marked with what, and that those before units changed are carried to the units shown."""
    marked: dict[Mark, list[Period]] = {}
    for period, row in shown:
        for mark in row.marks if row and row.value is not None else ():
            marked.setdefault(mark, []).append(period)
    notes = [f"{mark_words(frozenset({mark}))[0]}: {_periods(marked[mark], choice)}." for mark in sorted(marked)]
    changed = marked.get(Mark.STRADDLES, [])
    if changed and choice.structure == AS_REPORTED and shown[0][0] < changed[-1]:
        values = {"period": changed[-1].short_label(choice.language), "day": show_date(choice.period.end)}
        notes.append(_("Các kỳ trước %(period)s quy đổi về đơn vị của ngày %(day)s, để đường không gãy.") % values)
    return [note[0].upper() + note[1:] for note in notes]


def _periods(periods: Sequence[Period], choice: Choice) -> str:
    """A run of periods by its first and last, a single one by its name."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and runs[-1][-1] == period.previous():
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(
        "–".join(dict.fromkeys(one.short_label(choice.language) for one in (run[0], run[-1]))) for run in runs
    )


def _series(rows: list[FigureRow | None], definition: DefinitionView, choice: Choice) -> list[Series]:
    """One line; a last total that still misses units stands beside it as a point of its own, never as a fall."""
    values = [row.value if row else None for row in rows]
    name, last = definition.name(choice.language), rows[-1]
    if last is None or last.value is None or not is_partial(last):
        return [Series(name, values, definition.decimals)]
    partial = [None] * (len(values) - 1)
    return [
        Series(name, [*values[:-1], None], definition.decimals),
        Series(_("mới có %(coverage)s") % {"coverage": coverage(last)}, [*partial, last.value], definition.decimals),
    ]


def _sentence(choice: Choice, figures: BoardFigures, code: str) -> str:
    definition = figures.definition(code)
    period, row = latest(figures, code)
    name = definition.name(choice.language)
    if row is None:
        return _("%(name)s: chưa có số trong các kỳ này.") % {"name": name}
    values = {"name": name, "period": period.short_label(choice.language), "value": value_text(definition, row)}
    compared = against(figures, code, LAST_YEAR) if period == figures.period_for(code) else None
    if compared is None or compared.comparison is None:
        return _("%(name)s, %(period)s: %(value)s.") % values
    said = movement(compared.comparison, compared.words)
    return _("%(name)s, %(period)s: %(value)s, %(movement)s.") % {**values, "movement": said}


KIND = CardKind(
    "series",
    "insight/cards/chart.html",
    build,
    "đường của một chỉ tiêu qua các kỳ gần nhất, kèm câu, bảng và CSV",
    "one indicator over the last periods, with sentence, table and CSV",
    (INDICATOR,),
)
