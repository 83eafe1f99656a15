"""Who is late with a component that has days of its own: its first answer, its first appraisal decide.

A component without days of its own is sent, and late, with its unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tinhso.engines.evaluation.contracts.rounds import WITH_THE_ROUND
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook
from tinhso.engines.evaluation.round_queries import first_answers, first_appraisals
from tinhso.kernel.clock import in_vietnam

Moments = Mapping[tuple[int, str], datetime]


@dataclass(frozen=True, slots=True)
class Lateness:
    """When each component with days of its own was first answered and appraised, by unit of the round."""

    book: RoundBook
    today: date
    answered: Moments
    appraised: Moments

    def of_answer(self, entry: Entry, component: str) -> bool:
        """Whether a component was first answered after its own day, or is not by then."""
        due = self.book.days.get(component, WITH_THE_ROUND).self_due_on
        return due is not None and self._day(self.answered, entry, component) > due

    def of_appraisal(self, entry: Entry, component: str) -> bool:
        """Whether a component of a unit that sent was first appraised after its own day, or is not by then."""
        due = self.book.days.get(component, WITH_THE_ROUND).appraise_due_on
        sent = entry.first_sent is not None
        return due is not None and sent and self._day(self.appraised, entry, component) > due

    def late_answers(self, entry: Entry) -> int:
        """How many components of a unit are late."""
        return sum(self.of_answer(entry, code) for code in self.book.days)

    def _day(self, moments: Moments, entry: Entry, component: str) -> date:
        at = moments.get((entry.id, component))
        return self.today if at is None else in_vietnam(at).date()


def lateness_of(book: RoundBook, today: date, entry: Entry | None = None) -> Lateness:
    """Read what decides lateness, of one unit or of all: two questions, none where nothing has days of its own."""
    if not book.days:
        return Lateness(book, today, {}, {})
    asked = (book.row.pk, tuple(book.days), None if entry is None else entry.id)
    return Lateness(book, today, first_answers(*asked), first_appraisals(*asked))
