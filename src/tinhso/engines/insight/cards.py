"""The kinds of cards that insight itself offers; another engine registers its own in its `cards.py` the same way."""

from tinhso.engines.insight.logic.cards import clauses, document, figure, late_units, plan, ranking, sending_map, series
from tinhso.engines.insight.logic.cards.registry import register_card

KINDS = (
    figure.KIND,
    document.KIND,
    series.KIND,
    ranking.KIND,
    sending_map.KIND,
    late_units.KIND,
    clauses.RESULT,
    clauses.SENT,
    plan.BAR,
    plan.DECISIONS,
    plan.HARD_CLAUSE,
)


def register() -> None:
    """Make all of them known to board packages."""
    for kind in KINDS:
        register_card(kind)
