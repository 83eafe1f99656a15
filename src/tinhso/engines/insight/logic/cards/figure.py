"""The card of one figure: value, line of recent periods, comparison, coverage, state, origin."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow
from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import indicator_url, origin_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.cards.options import COMPARE, INDICATOR
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.like_with_like import NOTHING, PREVIOUS, Against, against, is_partial
from tinhso.engines.insight.logic.words import coverage, mark_words, status_word, unit_beside
from tinhso.kernel.periods import Period

FIGURE_TEMPLATE = "web_kit/partials/figure_card.html"


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of a figure card; without a figure for the period it shows the latest one, visibly old."""
    code = card.options["indicator"]
    if not figures.shows(code):
        return None
    definition = figures.definition(code)
    period, row = latest(figures, code)
    is_stale = period != figures.period_for(code)
    compared = NOTHING if is_stale else against(figures, code, card.options.get("compare", PREVIOUS))
    return {
        "card": {
            "name": definition.name(choice.language),
            "value": row.value if row else None,
            "decimals": definition.decimals,
            "operator": row.operator if row else "",
            "unit": unit_beside(definition, row.value if row else None),
            "is_percent": is_percentage(definition),
            **_line(choice, figures, code, compared),
            "mark_text": compared.mark,
            "mark_tone": compared.tone,
            "mark_icon": compared.icon,
            "about": _about(row, period, choice, compared),
            "origin_url": origin_url(choice, code, choice.unit.code, period) if row else "",
            "href": indicator_url(choice, code),
            "is_stale": is_stale,
            "stale_since": period.short_label(choice.language) if is_stale else "",
        },
        "said": {"indicator": code, "row": row, "compared": compared},
    }


def latest(figures: BoardFigures, code: str) -> tuple[Period, FigureRow | None]:
    """The newest of the last periods that has a figure; the chosen one without a row when none has."""
    for period, row in reversed(figures.recent(code)):
        if row is not None and row.value is not None:
            return period, row
    return figures.period_for(code), None


def _line(choice: Choice, figures: BoardFigures, code: str, compared: Against) -> Context:
    """The line of recent periods, or the words that one observation is not a line."""
    values = line_values(figures, code)
    if len(values) < 2:
        return {"recent": (), "no_line": _("chưa đủ hai kỳ để vẽ") if values else ""}
    name = figures.definition(code).name(choice.language)
    label = _("%(name)s, %(count)s kỳ gần nhất") % {"name": name, "count": len(values)}
    return {"recent": values, "recent_label": label, "tone": compared.tone if compared.tone != "info" else ""}


def line_values(figures: BoardFigures, code: str) -> list[Decimal | None]:
    """The values a small line is drawn of, from the first known one to the last.

    The chosen period is left out while units are missing: a partial total would look like a fall.
    """
    rows = [row for _period, row in figures.recent(code)]
    if rows[-1] is not None and is_partial(rows[-1]):
        rows.pop()
    values = [row.value if row else None for row in rows]
    known = [place for place, value in enumerate(values) if value is not None]
    return values[known[0] : known[-1] + 1] if known else []


def _about(row: FigureRow | None, period: Period, choice: Choice, compared: Against) -> str:
    parts = [period.short_label(choice.language)]
    if row is not None:
        parts += [", ".join(text for text in (coverage(row), compared.words) if text)]
        parts += [status_word(row.status), *mark_words(row.marks)]
    return " · ".join(part for part in parts if part)


KIND = CardKind(
    "figure",
    FIGURE_TEMPLATE,
    build,
    "một số: giá trị, các kỳ gần nhất, so sánh, phạm vi, nguồn gốc",
    "one figure: value, recent periods, comparison, coverage, origin",
    (INDICATOR, COMPARE),
)
