"""What a unit is asked for and by whom, what is read of it instead, what became of it, and how much was not typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.requests import TypingPace
from tinhso.engines.reporting.contracts.versions import VersionKind
from tinhso.kernel.periods import Period

FigureName = tuple[str, str]
"""Code of an indicator and the canonical text of its dimensions."""


@dataclass(frozen=True, slots=True)
class SentOn:
    """A consolidated report that was sent upward with the unit's figures in it.

    Attributes:
        formats: of the files it was sent as. may_open: whether the reader sees the consolidation itself.
    """

    request_id: int
    number: int
    kind: VersionKind
    serial: int
    sent_at: datetime
    sender: UnitView
    receiver: UnitView
    formats: tuple[str, ...]
    may_open: bool

    def name(self, language: str = "vi") -> str:
        return self.kind.name_in(language, self.serial)


@dataclass(frozen=True, slots=True)
class Asking:
    """One request and what it wants of the unit.

    Attributes:
        assignment_id: of the unit's report; 0 where the request only reads what another one asked.
        shown: every figure on the form. asked: those that the unit fills there. read: those read from another request.
        consolidator: who adds the unit's figures up, None where nobody does.
    """

    request_id: int
    code: str
    title_vi: str
    title_en: str
    form_vi: str
    form_en: str
    period: Period
    assigner: UnitView
    consolidator: UnitView | None
    opened_at: datetime
    due_at: datetime | None
    assignment_id: int
    is_sent: bool
    shown: frozenset[FigureName]
    asked: frozenset[FigureName]
    read: frozenset[FigureName]
    sent_on: tuple[SentOn, ...] = ()

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi

    def form(self, language: str = "vi") -> str:
        return self.form_en if language.startswith("en") else self.form_vi

    @property
    def uses(self) -> frozenset[FigureName]:
        """Every figure of the unit that the request has in it."""
        return self.shown | self.read

    def is_about(self, period: Period) -> bool:
        """Whether a figure of this period is told: of its own period, or of a month of its quarter."""
        return self.period.start <= period.start and period.end <= self.period.end


@dataclass(frozen=True, slots=True)
class Spared:
    """Cells that nobody had to type, of one request, and by which assumption they become minutes.

    Attributes:
        known: cells of the sent report that the system had filled.
        reused: figures that another agency read instead of asking the unit a second time.
        pace: in force on the period's last day, None where none was.
    """

    period: Period
    cells: int
    known: int
    reused: int
    pace: TypingPace | None

    @property
    def seconds(self) -> int:
        """Seconds of typing spared; 0 where no assumption is in force."""
        return (self.known + self.reused) * self.pace.seconds_per_cell if self.pace else 0


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What was asked of a unit since a day (periods that end on it or later), newest period first."""

    unit_id: int
    since: date
    askings: tuple[Asking, ...]
    spared: tuple[Spared, ...]

    @property
    def known(self) -> int:
        return sum(one.known for one in self.spared)

    @property
    def reused(self) -> int:
        return sum(one.reused for one in self.spared)

    @property
    def cells(self) -> int:
        return sum(one.cells for one in self.spared)

    @property
    def minutes(self) -> Fraction | None:
        """Minutes of typing spared; None where no assumption says how long a cell takes."""
        if not self.paces:
            return None
        return Fraction(sum(one.seconds for one in self.spared), 60)

    @property
    def paces(self) -> tuple[TypingPace, ...]:
        """The assumptions the minutes rest on, oldest first."""
        return tuple(dict.fromkeys(_in_order(one.pace for one in self.spared)))

    @property
    def without_pace(self) -> int:
        """Cells that are not in the minutes, because no assumption was in force in their period."""
        return sum(one.known + one.reused for one in self.spared if one.pace is None)


def _in_order(paces: Iterable[TypingPace | None]) -> list[TypingPace]:
    return sorted((pace for pace in paces if pace is not None), key=lambda pace: pace.valid_from)
