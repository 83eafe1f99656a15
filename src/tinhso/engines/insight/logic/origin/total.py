"""Where a total comes from, for people: its parts down to records, or for a computed indicator its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import (
    Contribution,
    ContributionKind,
    ContributionPage,
    FigureRow,
)
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, SpaceRule, Status
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.formula import Input, formula_in_words, inputs_of
from tinhso.engines.insight.logic.origin.asked_total import USUAL, TotalOptions, find_total, is_plain
from tinhso.engines.insight.logic.origin.option_words import option_words
from tinhso.engines.insight.logic.origin.parts import Part, parts_of
from tinhso.engines.insight.logic.origin.proof_roles import is_provable
from tinhso.engines.insight.logic.origin.stamp import Stamp, checkpoint_of, stamp_of
from tinhso.engines.insight.logic.origin.used_in import Use, uses_of
from tinhso.engines.insight.logic.straddling import straddling_words
from tinhso.engines.insight.logic.words import coverage, mark_words, missing_word, unit_beside
from tinhso.engines.orgs.contracts import WHOLE, UnitView
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import divide_half_up

PARTS_A_PAGE = 500
FEW = 6


@dataclass(frozen=True, slots=True)
class TotalOrigin:
    """The origin of a total.

    Attributes:
        units_total: what the units' own figures add up to; None where they do not simply add.
        parts: of the units, on this page; `lines` are the adjustments.
        inputs: of a computed indicator, instead of parts.
        is_provable: whether a file that proves it can be made.
        option_words: what else it was asked with, in words.
        straddling_words: who reports a period inside which units change.
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
    option_words: tuple[str, ...] = ()
    straddling_words: Sequence[str] = ()

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
        return unit_beside(self.definition, self.row.value)

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


def origin_of_total(
    choice: Choice, code: str, unit_code: str, period_code: str, page: int = 1, options: TotalOptions = USUAL
) -> TotalOrigin:
    """Return the origin of a total, its parts in pages of 500; raises as `find_total`."""
    asked = find_total(choice, code, unit_code, period_code, options)
    row, definition = asked.row, asked.definition
    found = cube.contributions(asked.question, asked.unit.id, row.period, dims=row.dims, page=page, size=PARTS_A_PAGE)
    # The inputs are shown as the usual question gives them; of any other question its records are shown themselves.
    inputs = inputs_of(choice, definition, asked.unit, row.period) if options == USUAL else ()
    # Adjustments in the order in which they were written.
    items = sorted(found.items, key=lambda one: one.entry_id or 0 if one.line else 0)
    parts = [] if inputs else parts_of(choice, asked, items)
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
        is_locked=_is_locked(definition, row, found.items, choice.tree_size),
        is_provable=row.value is not None and is_provable(definition) and is_plain(options),
        option_words=option_words(options, choice.language),
        straddling_words=straddling_words(row, definition, choice.tree_size),
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


def _is_locked(definition: DefinitionView, row: FigureRow, items: Sequence[Contribution], as_of: int | None) -> bool:
    """Whether every unit's figure was official and its own period locked, as of the moment looked at."""
    figures = [one for one in items if one.kind is ContributionKind.FIGURE]
    if row.status is not Status.OFFICIAL or not figures or definition.formula:
        return False
    ids = indicators.known_period_ids(one.period for one in figures)
    locked = indicators.locked_keys(
        [definition.indicator_id], ids.values(), {one.unit_id for one in figures}, as_of=as_of
    )
    return {(ids[one.period], one.unit_id) for one in figures} <= {place[1:] for place in locked}
