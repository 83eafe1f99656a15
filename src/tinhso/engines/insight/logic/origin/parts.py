"""The parts of a total as a reader sees them: names, lines of consolidating agencies, what was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.cube.contracts import Contribution, ContributionKind, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Missing, SourceKind
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import entry_url
from tinhso.engines.insight.logic.origin.asked_total import AskedTotal
from tinhso.engines.insight.logic.words import missing_word, source_word
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE
from tinhso.engines.reporting import api as reporting
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import divide_half_up, from_scaled
from tinhso.web_kit.display import show_date, show_percent

# A record from these sources says so; what was typed or computed goes without saying.
_SPOKEN_SOURCES = frozenset({SourceKind.CONNECTOR, SourceKind.DOCUMENT, SourceKind.FILE})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a total: a unit's own figure, an adjustment line, or a unit that has not answered."""

    kind: ContributionKind
    name: str
    detail: str
    value: Decimal | None
    decimals: int
    operator: str
    url: str
    is_corrected: bool = False


def parts_of(choice: Choice, asked: AskedTotal, items: Sequence[Contribution]) -> list[Part]:
    """Name these contributions; the number of queries does not depend on how many they are."""
    names = {unit.id: unit.name(choice.language) for unit in orgs.last_views({one.unit_id for one in items})}
    titles = reporting.adjustment_titles({one.line for one in items if one.line}, asked.row.period.code)
    corrected = _correction_words(asked, items, choice.tree_size)
    parts = []
    for one in items:
        title, reason = titles.get(one.line, (one.line, ""))
        correction = corrected.get((one.unit_id, one.period), "") if not one.line else ""
        said = [correction, reason or _("điều chỉnh của cơ quan tổng hợp") if one.line else "", _detail(one, asked.row)]
        parts.append(
            Part(
                kind=one.kind,
                name=title if one.line else names.get(one.unit_id, one.unit_code),
                detail=" · ".join(text for text in said if text),
                value=None if one.value is None else from_scaled(one.value, one.decimals),
                decimals=one.decimals,
                operator=one.operator.symbol,
                url=entry_url(one.entry_id) if one.entry_id else "",
                is_corrected=bool(correction),
            )
        )
    return parts


def _correction_words(
    asked: AskedTotal, items: Sequence[Contribution], as_of: int | None
) -> dict[tuple[int, Period], str]:
    """`điều chỉnh một lần, 16/10/2026` by unit and its own period; three queries for any number of parts."""
    figures = [one for one in items if one.kind is ContributionKind.FIGURE]
    period_of = {id_: period for period, id_ in indicators.known_period_ids(one.period for one in figures).items()}
    units = {one.unit_id for one in figures}
    found = indicators.corrections([asked.definition.indicator_id], period_of, units, as_of)
    events = trust.event_views({event_ids[-1] for event_ids in found.values()})
    return {
        (key.unit_id, period_of[key.period_id]): ngettext(
            "điều chỉnh một lần, %(day)s", "điều chỉnh %(count)s lần, gần nhất %(day)s", len(event_ids)
        )
        % {"count": len(event_ids), "day": show_date(events[event_ids[-1]].at)}
        for key, event_ids in found.items()
        if not key.line and not key.dims and key.scenario == asked.row.scenario
    }


def _detail(one: Contribution, row: FigureRow) -> str:
    if one.kind is ContributionKind.MISSING:
        return missing_word(one.missing)
    words = []
    if one.period != row.period:
        words.append(one.period.short_label())
    if one.source in _SPOKEN_SOURCES:
        words.append(source_word(one.source))
    if one.missing is Missing.NOT_APPLICABLE:
        words.append(missing_word(one.missing))
    if one.weight_billionths != WHOLE:
        share = divide_half_up(one.weight_billionths, WHOLE // 100, 2)
        words.append(_("tính %(share)s, ước tính chia tách") % {"share": show_percent(share, 2)})
    return " · ".join(words)
