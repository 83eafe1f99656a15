"""What an assigner sees before and after assigning: groups, burden, what others ask already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import StraddlingRule, UnitView
from tinhso.engines.reporting.contracts.tasks import Quantity, RequestView, Respondent
from tinhso.kernel.periods import Period

SECONDS_PER_CELL = "reporting.seconds_per_cell"
"""Code of the dated assumption: how long a person needs for one cell that has to be typed."""


@dataclass(frozen=True, slots=True)
class UnitGroupView:
    """A named group of units as it stands on a day."""

    code: str
    owner: UnitView
    name_vi: str
    name_en: str
    valid_from: date
    unit_ids: tuple[int, ...]

    def name(self, language: str = "vi") -> str:
        return (self.name_en if language.startswith("en") else self.name_vi) or self.name_vi


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """An indicator that another request already asks of the same units for the same period.

    Attributes:
        unit_ids: the units that are asked twice; `answered` of them have sent.
        due_at: the latest deadline among them.
    """

    definition: DefinitionView
    dims: str
    request_id: int
    title_vi: str
    title_en: str
    assigner: UnitView
    unit_ids: frozenset[int]
    answered: int
    due_at: datetime

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi


@dataclass(frozen=True, slots=True)
class TypingPace:
    """The stated assumption by which cells become minutes: dated data with its source, never a number in code.

    Attributes:
        confirmed: False is shown as “cần kiểm tra”.
    """

    seconds_per_cell: int
    valid_from: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Burden:
    """What a request costs the units: cells to fill, those the system knows, and the time of people.

    Attributes:
        known: cells the ledger answers already. reused: read from another request. derived: follow from shorter
            periods. `left` is what has to be typed over all units, `most_left` by the unit with most work.
        pace: None where no assumption is loaded: then nobody is told minutes.
    """

    units: int
    cells_per_unit: int
    cells: int
    known: int
    reused: int
    derived: int
    left: int
    most_left: int
    pace: TypingPace | None

    @property
    def minutes_per_unit(self) -> Fraction | None:
        """Minutes of the unit with most work."""
        return Fraction(self.most_left * self.pace.seconds_per_cell, 60) if self.pace else None

    @property
    def person_hours(self) -> Fraction | None:
        """Hours of people over all units."""
        return Fraction(self.left * self.pace.seconds_per_cell, 3600) if self.pace else None


@dataclass(frozen=True, slots=True)
class PastBurden:
    """What the last request of the regime cost: reports that came, their cells, those that were typed."""

    request_id: int
    title_vi: str
    title_en: str
    reports: int
    cells: int
    typed: int

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi


@dataclass(frozen=True, slots=True)
class RequestPreview:
    """Everything about a request that is not made yet.

    Attributes:
        straddling: the days inside the period on which units change, each with the rule that says who reports.
    """

    title_vi: str
    title_en: str
    period: Period
    form_vi: str
    form_en: str
    assigner: UnitView
    consolidator: UnitView | None
    cut_off_on: date
    deadlines: tuple[tuple[str, datetime], ...]
    lock_at: datetime
    respondents: tuple[UnitView, ...]
    on_behalf: tuple[tuple[UnitView, UnitView], ...]
    asked_before: tuple[AskedBefore, ...]
    burden: Burden
    last_time: PastBurden | None
    legal_basis: str
    illustrative: bool
    straddling: tuple[tuple[date, StraddlingRule | None], ...] = ()

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """One figure a request reads from another one: who asked, and how many of the units have answered."""

    definition: DefinitionView
    dims: str
    source_id: int
    source_title_vi: str
    source_title_en: str
    source_assigner: UnitView
    due_at: datetime
    units: int
    answered: int

    def source_title(self, language: str = "vi") -> str:
        return self.source_title_en if language.startswith("en") else self.source_title_vi


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A figure read from another request; `entry_id` opens its origin."""

    quantity: Quantity
    entry_id: int


@dataclass(frozen=True, slots=True)
class ReadTable:
    """What a request reads, one row a unit; a cell is None while nobody has answered."""

    request: RequestView
    columns: tuple[tuple[DefinitionView, str], ...]
    rows: tuple[tuple[UnitView, tuple[ReadCell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """An indicator that does not exist yet: made with the request, owned by the agency that asks.

    Attributes:
        measure_unit: code of the measure unit.
    """

    name: str
    measure_unit: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class AdHocAsk:
    """An ad hoc report in one go: which indicators, of whom, for which period, by which day.

    Attributes:
        indicators: codes, in the order of the form. assigner_unit_id: the agency that asks.
        form: code of a published form to assign as it stands; then no indicator is named here.
        reuse: codes whose figures are read from whoever asks already.
    """

    title_vi: str
    assigner_unit_id: int
    period: Period
    due_on: date
    indicators: tuple[str, ...] = ()
    new_indicators: tuple[NewIndicator, ...] = ()
    respondents: tuple[Respondent, ...] = ()
    reuse: tuple[str, ...] = ()
    reason: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionAskView:
    """A unit's wish for a later day, waiting for the assigner.

    Attributes:
        after_consolidation: the day is later than the consolidating agency's own deadline.
    """

    id: int
    assignment_id: int
    request_id: int
    unit: UnitView
    due_at: datetime
    wanted_on: date
    reason: str
    asked_at: datetime
    after_consolidation: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something a unit's people should know. `facts` depend on `kind` (see `logic/assigning/notices.py`)."""

    id: int
    kind: str
    assignment_id: int
    title_vi: str
    title_en: str
    unit: UnitView
    facts: Mapping[str, str]
    reason: str
    at: datetime
    is_new: bool

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to call about a unit's reports: an office and a role, never a biography."""

    id: int
    unit_id: int
    office: str
    role: str
    phone: str
    email: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class CallView:
    """Somebody called a unit: what came of it, what was said."""

    assignment_id: int
    unit: UnitView
    result: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailView:
    """A reminder by e-mail.

    Attributes:
        sent_at: None while it waits; then `problem` says why the last attempt failed, `again_at` when the next comes.
    """

    unit: UnitView
    address: str
    at: datetime
    sent_at: datetime | None
    problem: str = ""
    again_at: datetime | None = None
