"""Where one record comes from: what stands now, everything that happened to its key, its place in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, EntryView, Missing, SourceKind, Status
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.origin.stamp import Stamp, stamp_of
from tinhso.engines.insight.logic.origin.steps import Step, steps_of
from tinhso.engines.insight.logic.origin.used_in import Use, uses_of
from tinhso.engines.insight.logic.words import missing_word, source_word, unit_beside
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts.sharing import VillageParts
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import from_scaled


@dataclass(frozen=True, slots=True)
class EntryOrigin:
    """One record of the ledger and everything that happened to its key."""

    entry: EntryView
    latest: EntryView
    definition: DefinitionView
    unit: UnitView
    period: Period
    line_title: str
    steps: tuple[Step, ...]
    is_locked: bool
    stamp: Stamp
    uses: tuple[Use, ...]
    villages: VillageParts | None = None

    @property
    def value(self) -> Decimal | None:
        return None if self.latest.value is None else from_scaled(self.latest.value, self.latest.decimals)

    @property
    def missing_word(self) -> str:
        return missing_word(self.latest.missing)

    @property
    def measure_unit(self) -> str:
        return unit_beside(self.definition, self.value)

    @property
    def is_percent(self) -> bool:
        return is_percentage(self.definition)

    @property
    def source_words(self) -> str:
        """Where the record came from, unless somebody typed it."""
        return "" if self.latest.source is SourceKind.MANUAL else source_word(self.latest.source)

    @property
    def is_provable(self) -> bool:
        return True


def origin_of_entry(entry_id: int, rights: Rights, language: str = "vi") -> EntryOrigin:
    """Return everything that happened to the key of one record.

    Raises:
        UnknownEntry (IND-025), NoRight (ORG-020)
    """
    entry = indicators.entry(entry_id)
    period = parse_period(entry.period)
    definition = indicators.definition(entry.indicator, on=period.end)
    rights.require(Action.SEE_FIGURES, entry.key.unit_id, definition.audience)
    history = indicators.history(entry.key)
    readable = [one for one in history if one.missing is not Missing.MOVED]
    key = entry.key
    locked = indicators.locked_keys([key.indicator_id], [key.period_id], [key.unit_id])
    title, _reason = (
        reporting.adjustment_titles([key.line], entry.period).get(key.line, ("", "")) if key.line else ("", "")
    )
    leaf = trust.leaf_hash(indicators.figure_leaf(readable[-1]))
    steps = steps_of(readable, key.unit_id, may_see_offices=rights.may(Action.SEE_FIGURES, key.unit_id))
    return EntryOrigin(
        entry=entry,
        latest=readable[-1],
        definition=definition,
        unit=orgs.last_views([key.unit_id])[0],
        period=period,
        line_title=title,
        steps=steps,
        is_locked=bool(locked) and readable[-1].status is Status.OFFICIAL,
        stamp=_stamp(readable[-1], leaf),
        uses=uses_of(entry.indicator, period, rights),
        villages=_villages(readable, rights),
    )


def _villages(history: Sequence[EntryView], rights: Rights) -> VillageParts | None:
    """What thôn and buôn gave, where the commune added them up and their sum is what stands."""
    last = history[-1]
    found = reporting.village_parts(last.key, [one.event_id for one in history], rights=rights)
    stands = last.value is not None and found is not None and found.total == from_scaled(last.value, last.decimals)
    return found if stands else None


def _stamp(entry: EntryView, leaf: bytes) -> Stamp:
    return stamp_of(trust.latest_checkpoint(), [trust.event(entry.event_id).leaf_index], leaf)
