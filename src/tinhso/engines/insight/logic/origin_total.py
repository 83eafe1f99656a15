"""Where a total comes from, for people: its parts down to records, or for a computed indicator its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import (
    Contribution,
    ContributionKind,
    ContributionPage,
    FigureRow,
)
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Missing, SourceKind, SpaceRule, Status
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import entry_url
from tinhso.engines.insight.logic.asked_total import AskedTotal, find_total
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.formula import Input, formula_in_words, inputs_of
from tinhso.engines.insight.logic.proof_roles import is_provable
from tinhso.engines.insight.logic.stamp import Stamp, checkpoint_of, stamp_of
from tinhso.engines.insight.logic.used_in import Use, uses_of
from tinhso.engines.insight.logic.words import coverage, mark_words, missing_word, source_word, unit_name
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE, UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import divide_half_up, from_scaled
from tinhso.web_kit.display import show_date, show_percent

PARTS_A_PAGE = 500
FEW = 6
# Where somebody reads these sources a record needs no word; the others do.
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


@dataclass(frozen=True, slots=True)
class TotalOrigin:
    """The origin of a total.

    Attributes:
        units_total: what the units' own figures add up to; None where they do not simply add.
        parts: of the units, on this page; `lines` are the adjustments.
        inputs: of a computed indicator, instead of parts.
        is_provable: whether a file that proves it can be made.
    """

    definition: DefinitionView
    unit: UnitView
    period: Period
    row: FigureRow
    formula_words: str
    inputs: tuple[Input, ...]
    lines: tuple[Part, ...]
    parts: tuple[Part, ...]
    page: ContributionPage
    units_total: Decimal | None
    is_locked: bool
    is_provable: bool
    stamp: Stamp
    uses: tuple[Use, ...]

    @property
    def shown_first(self) -> tuple[Part, ...]:
        """The few parts that are told before the others: those that were corrected, or all when they are few."""
        if len(self.parts) <= FEW:
            return self.parts
        return tuple(part for part in self.parts if part.is_corrected)[:FEW]

    @property
    def others(self) -> tuple[Part, ...]:
        """The parts behind the fold."""
        shown = set(self.shown_first)
        return tuple(part for part in self.parts if part not in shown)

    @property
    def answered(self) -> int:
        """How many units' figures are added."""
        return sum(part.kind is ContributionKind.FIGURE and part.value is not None for part in self.parts)

    @property
    def missing(self) -> int:
        """How many units still owe an answer."""
        return sum(part.kind is ContributionKind.MISSING for part in self.parts)

    @property
    def _counted(self) -> str:
        return _("xã, phường") if self.definition.collected_level == "commune" else _("đơn vị")

    @property
    def units_words(self) -> str:
        """`Cộng 102 xã, phường`."""
        return _("Cộng %(count)s %(level)s") % {"count": self.answered, "level": self._counted}

    @property
    def missing_words(self) -> str:
        """`11 xã, phường chưa có số`."""
        return _("%(count)s %(level)s chưa có số") % {"count": self.missing, "level": self._counted}

    @property
    def others_words(self) -> str:
        """`101 xã, phường nữa`."""
        words = _("%(count)s %(level)s nữa") if self.shown_first else _("%(count)s %(level)s")
        return words % {"count": len(self.others), "level": self._counted}

    @property
    def measure_unit(self) -> str:
        return unit_name(self.definition)

    @property
    def is_percent(self) -> bool:
        return is_percentage(self.definition)

    @property
    def coverage(self) -> str:
        return coverage(self.row)

    @property
    def mark_words(self) -> list[str]:
        return mark_words(self.row.marks)

    @property
    def missing_word(self) -> str:
        return missing_word(self.row.missing)


def origin_of_total(choice: Choice, code: str, unit_code: str, period_code: str, page: int = 1) -> TotalOrigin:
    """Return the origin of a total, its parts in pages of 500; raises as `find_total`."""
    asked = find_total(choice, code, unit_code, period_code)
    row, definition = asked.row, asked.definition
    found = cube.contributions(asked.question, asked.unit.id, row.period, page=page, size=PARTS_A_PAGE)
    inputs = inputs_of(choice, definition, asked.unit, row.period)
    # Adjustments in the order in which they were written.
    items = sorted(found.items, key=lambda one: one.entry_id or 0 if one.line else 0)
    parts = [] if inputs else _parts(choice, asked, items)
    return TotalOrigin(
        definition=definition,
        unit=asked.unit,
        period=row.period,
        row=row,
        formula_words=formula_in_words(definition, choice),
        inputs=inputs,
        lines=tuple(part for part in parts if part.kind is ContributionKind.ADJUSTMENT),
        parts=tuple(part for part in parts if part.kind is not ContributionKind.ADJUSTMENT),
        page=found,
        units_total=None if inputs else _units_total(found, definition),
        is_locked=_is_locked(definition, row, found.items),
        is_provable=row.value is not None and is_provable(definition),
        stamp=stamp_of(checkpoint_of(choice), [one.leaf_index for one in found.items if one.entry_id]),
        uses=uses_of(code, row.period, choice.rights),
    )


def _units_total(page: ContributionPage, definition: DefinitionView) -> Decimal | None:
    """What the units' own figures add up to, when this page holds all of them and they simply add up."""
    figures = [one for one in page.items if one.kind is ContributionKind.FIGURE and one.value is not None]
    if page.total > len(page.items) or definition.space_rule is not SpaceRule.SUM or len(figures) < 2:
        return None
    exact = sum(
        (Fraction((one.value or 0) * one.weight_billionths, WHOLE * 10**one.decimals) for one in figures), Fraction()
    )
    return divide_half_up(exact.numerator, exact.denominator, definition.decimals)


def _is_locked(definition: DefinitionView, row: FigureRow, items: Sequence[Contribution]) -> bool:
    """Whether every unit's figure is official and its period locked."""
    units = {one.unit_id for one in items if one.kind is ContributionKind.FIGURE}
    if row.status is not Status.OFFICIAL or not units or definition.formula:
        return False
    period_id = indicators.period_id(row.period)
    locked = indicators.locked_keys([definition.indicator_id], [period_id], units)
    return {unit_id for _indicator, _period, unit_id in locked} >= units


def _parts(choice: Choice, asked: AskedTotal, items: Sequence[Contribution]) -> list[Part]:
    names = {unit.id: unit.name(choice.language) for unit in orgs.last_views({one.unit_id for one in items})}
    titles = reporting.adjustment_titles({one.line for one in items if one.line}, asked.row.period.code)
    corrected = _correction_words(asked, items)
    parts = []
    for one in items:
        title, reason = titles.get(one.line, (one.line, ""))
        correction = corrected.get(one.unit_id, "") if not one.line else ""
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


def _correction_words(asked: AskedTotal, items: Sequence[Contribution]) -> dict[int, str]:
    """`điều chỉnh một lần, 16/10/2026` by unit; three queries for any number of parts."""
    units = {one.unit_id for one in items if one.kind is ContributionKind.FIGURE}
    period_id = indicators.period_id(asked.row.period)
    found = indicators.corrections([asked.definition.indicator_id], [period_id], units)
    events = trust.event_views({event_ids[-1] for event_ids in found.values()})
    return {
        key.unit_id: ngettext(
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
