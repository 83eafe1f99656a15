"""What an unknown label may mean: indicators whose Vietnamese names say nearly the same, offered and never taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DimensionItemView, DimensionView
from tinhso.engines.reporting.contracts.mapping import DIMENSION, Label
from tinhso.engines.reporting.logic.forms.indicator_matching import Vocabulary, match

MOST = 3
MOST_ITEMS = 8


def with_suggestions(labels: Iterable[Label]) -> list[Label]:
    """Return labels, those of indicators that nobody knows with the codes and names they may mean; one query."""
    listed = _with_items(list(labels))
    if not any(_is_unknown(one) for one in listed):
        return listed
    known = {one.code: one for one in sorted(indicators.definition_versions(), key=lambda one: one.valid_from)}
    vocabulary = Vocabulary.of(known.values())
    return [
        replace(
            one,
            suggestions=tuple(
                (found.code, known[found.code].name_vi) for found in match(one.text, vocabulary, limit=MOST)
            ),
        )
        if _is_unknown(one)
        else one
        for one in listed
    ]


def _with_items(labels: list[Label]) -> list[Label]:
    """Unknown labels of dimensions with the items that they may be; no query where there is none."""
    if all(one.code or not one.axis.startswith(DIMENSION) for one in labels):
        return labels
    known = indicators.dimension_items()
    return [
        one
        if one.code or not one.axis.startswith(DIMENSION)
        else replace(one, suggestions=tuple((item.code, item.name_vi) for item in _items(known, one)))
        for one in labels
    ]


def _items(known: Mapping[str, DimensionView], label: Label) -> tuple[DimensionItemView, ...]:
    return known[label.axis.removeprefix(DIMENSION)].items[:MOST_ITEMS]


def _is_unknown(label: Label) -> bool:
    return label.axis == "indicator" and not label.code
