"""Totals of a period that units report in parts: those before a change beside those that they went into.

A unit's comparisons hold what its predecessors reported, carried over to it. So beside a total of both, what an ended
unit reported earlier counts through the unit that answers for it, never twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tinhso.engines.reporting.contracts import ConsolidationRow, Row
from tinhso.engines.reporting.logic.series import Series
from tinhso.engines.reporting.logic.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's share in the totals."""

    sheet: Sheet
    series: Series
    row: ConsolidationRow

    @property
    def unit_id(self) -> int:
        return self.sheet.assignment.subject_unit_id

    @property
    def has_ended(self) -> bool:
        """Whether the unit was gone by the period's last day."""
        return self.row.unit.valid_to is not None and self.row.unit.valid_to < self.sheet.period.end

    @property
    def heir_id(self) -> int:
        """The unit that speaks for it: who answers for a unit that has ended, itself otherwise."""
        return self.sheet.assignment.respondent_unit_id if self.has_ended else self.unit_id


def who_report(parts: Sequence[Part], rows: Collection[Row]) -> Sequence[Part]:
    """The units that report these rows: not those whose share of the period the rule leaves to others."""
    return [part for part in parts if not any(part.sheet.is_left_to_others(row) for row in rows)]


def each_past_once(parts: Sequence[Part]) -> Sequence[Part]:
    """The units whose earlier figures count: those of an ended one are among those of its heir, where that is here."""
    there = {part.unit_id for part in parts}
    return [part for part in parts if not (part.has_ended and part.heir_id in there)]


def comparable(received: Sequence[Part], parts: Sequence[Part]) -> Sequence[Part]:
    """Those received whose whole extent has answered: a unit with all that went into it, as far as that reports."""
    answered = {part.unit_id for part in received}
    open_heirs = {part.heir_id for part in parts if part.unit_id not in answered}
    return [part for part in received if part.heir_id not in open_heirs]
