"""A round as it is stored, read in a constant number of queries: its version, who appraises what, its units, states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tinhso.engines.evaluation.contracts.round_errors import UnknownRound
from tinhso.engines.evaluation.contracts.rounds import SENT_STATES, OwnDays, RoundState, RoundVerb, ScoringState
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition
from tinhso.engines.evaluation.logic.packages.scorecard_files import scorecard_of
from tinhso.engines.evaluation.round_models import Round, UnitStep
from tinhso.engines.evaluation.round_queries import entries_of, round_rows, steps_of
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import Period, parse_period

_AFTER = {
    RoundVerb.CLOSE: RoundState.CLOSED, RoundVerb.LOCK: RoundState.LOCKED, RoundVerb.REOPEN: RoundState.OPEN,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A unit in a round with its steps, oldest first."""

    id: int
    unit: UnitView
    cluster: str
    steps: Sequence[UnitStep]

    @property
    def unit_id(self) -> int:
        return self.unit.id

    @property
    def state(self) -> ScoringState:
        return ScoringState(self.steps[-1].state) if self.steps else ScoringState.NOT_STARTED

    @property
    def step_no(self) -> int:
        return self.steps[-1].step_no if self.steps else 0

    @property
    def first_sent(self) -> UnitStep | None:
        """The first sending: it alone decides lateness."""
        return next((one for one in self.steps if one.verb == RoundVerb.SEND), None)

    @property
    def was_sent(self) -> bool:
        return self.state in SENT_STATES


@dataclass(frozen=True)
class RoundBook:
    """A round with its units.

    Attributes:
        charges: agency by component. days: own days, by component that has any.
        units: how many units the round has, in reach or not.
    """

    row: Round
    card: ScorecardDefinition
    period: Period
    state: RoundState
    charges: Mapping[str, int]
    days: Mapping[str, OwnDays]
    units: int
    entries: Sequence[Entry] = field(repr=False)

    @property
    def asked(self) -> list[Component]:
        """What people answer."""
        return self.card.components_of_people

    def component(self, code: str) -> Component | None:
        return next((one for one in self.asked if one.code == code), None)

    def appraise_by(self, components: Collection[str]) -> date:
        """The first day by which one of some components is to be appraised; of none the round's."""
        own = (self.days[code].appraise_due_on for code in components if code in self.days)
        return min([*filter(None, own), self.row.appraise_due_on])

    def is_late(self, entry: Entry, today: object = None) -> bool:
        """Whether the first sending came after its day, or has not come by then."""
        sent = entry.first_sent
        day = in_vietnam(sent.event.at).date() if sent else today
        return day is not None and day > self.row.self_due_on  # type: ignore[operator]


def find_books(rights: Rights, numbers: Collection[int] | None = None) -> list[RoundBook]:
    """Return the rounds that somebody sees, with the units in their reach, the last opened first.

    A unit's people see their own; whoever reads figures of a unit sees how far it is.
    """
    rows = round_rows(numbers)
    if not rows:
        return []
    entries, steps = entries_of([row.pk for row in rows]), steps_of([row.pk for row in rows])
    reach = rights.scope(Action.SEE_FIGURES).reach()
    seen = [one for one in entries if reach is None or one.unit_id in reach]
    views = {view.id: view for view in orgs.last_views({one.unit_id for one in seen})}
    by_entry: dict[int, list[UnitStep]] = {}
    for one in steps:
        by_entry.setdefault(one.entry_id, []).append(one)
    by_round: dict[int, list[Entry]] = {}
    for entry in seen:
        by_round.setdefault(entry.round_id, []).append(
            Entry(entry.pk, views[entry.unit_id], entry.cluster, by_entry.get(entry.pk, []))
        )
    counts = Counter(one.round_id for one in entries)
    return [
        _book(row, sorted(by_round[row.pk], key=lambda one: one.unit.sort_key), counts[row.pk])
        for row in rows
        if row.pk in by_round
    ]


def _book(row: Round, entries: list[Entry], units: int) -> RoundBook:
    acts = sorted(row.acts.all(), key=lambda one: one.act_no)
    return RoundBook(
        row=row,
        card=scorecard_of(row.card_version.definition),
        period=parse_period(row.period_code),
        state=_AFTER[RoundVerb(acts[-1].verb)] if acts else RoundState.OPEN,
        charges={one.component: one.agency_id for one in row.charges.all()},
        days={one.component: OwnDays(one.self_due_on, one.appraise_due_on) for one in row.days.all()},
        units=units,
        entries=entries,
    )


def find_book(number: int, rights: Rights) -> RoundBook:
    """Return a round that somebody sees. Raises UnknownRound (EVA-013)."""
    found = find_books(rights, [number])
    if not found:
        raise UnknownRound(round=number)
    return found[0]


def find_entry(number: int, unit: str, rights: Rights) -> tuple[RoundBook, Entry]:
    """Return a unit of a round that somebody sees. Raises UnknownRound (EVA-013)."""
    book = find_book(number, rights)
    for entry in book.entries:
        if entry.unit.code == unit:
            return book, entry
    raise UnknownRound(round=f"{number}/{unit}")
