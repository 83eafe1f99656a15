"""Regimes and forms as packages define them: frozen, immutable versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tinhso.engines.reporting.contracts.lists import OpenList
from tinhso.engines.reporting.contracts.states import ColumnKind, Severity


@dataclass(frozen=True, slots=True)
class FormHeader:
    """What stands above the table on paper: number of the form, legal basis, who sends to whom, period, deadline."""

    number: str = ""
    legal_basis: str = ""
    sender_vi: str = ""
    sender_en: str = ""
    receiver_vi: str = ""
    receiver_en: str = ""
    period_vi: str = ""
    period_en: str = ""
    deadline_vi: str = ""
    deadline_en: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """A place for a signature below the table: whose, and the small line under it."""

    title_vi: str
    title_en: str
    note_vi: str = ""
    note_en: str = ""

    def title(self, language: str = "vi") -> str:
        return self.title_en if language.startswith("en") else self.title_vi


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A section of a form's narrative: heading, and text with placeholders (`logic/papers/outline_words.py`)."""

    heading_vi: str
    text_vi: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form. `entered` columns are filled by the respondent where the system does not know the figure.

    Attributes:
        dims: the item of a dimension that the column asks for (`sex=F`), empty for the whole.
        groups_vi, groups_en: headings above the column's own, outermost first; neighbours with the same share it.
        number: what the line `A B 1 2 3=2/1` says under the heading.
        formula: of a `formula` column, the kernel's tree over column codes; shown with `decimals`.
        as_percent: the result of the formula is shown as a percentage.
    """

    code: str
    kind: ColumnKind
    name_vi: str
    name_en: str
    entered: bool
    dims: str = ""
    groups_vi: tuple[str, ...] = ()
    groups_en: tuple[str, ...] = ()
    number: str = ""
    formula: Any = None
    decimals: int = 1
    as_percent: bool = False

    def groups(self, language: str = "vi") -> tuple[str, ...]:
        return (self.groups_en or self.groups_vi) if language.startswith("en") else self.groups_vi

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: an indicator, for one item of its dimensions where `dims` says so, or a heading without one.

    Attributes:
        no: number of the row, unique on the form.
        label: number as printed, where it differs (`-`, `1` standing under I and again under II).
        of_which: part of the row above, printed after “trong đó”.
        from_list: what the form's open list gives it: `count` of its lines, `sum:CODE` of a column; else empty.
    """

    no: str
    indicator: str
    dims: str
    name_vi: str
    name_en: str
    indent: int
    carry_over: bool
    label: str = ""
    of_which: bool = False
    from_list: str = ""

    @property
    def printed_no(self) -> str:
        """The number as it stands on paper."""
        return self.label or self.no

    @property
    def is_heading(self) -> bool:
        return not self.indicator


@dataclass(frozen=True, slots=True)
class FormRule:
    """A condition over a form's figures, in the kernel's rule tree. `row_no` is where its message is shown."""

    code: str
    severity: Severity
    row_no: str
    message_vi: str
    message_en: str
    rule: Any

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One immutable version of a form."""

    id: int
    code: str
    version: int
    valid_from: date
    name_vi: str
    name_en: str
    guidance_vi: str
    guidance_en: str
    source: str
    illustrative: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    rules: tuple[FormRule, ...]
    header: FormHeader | None = None
    number_line: tuple[str, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    owner: str = ""
    outline: tuple[OutlineSection, ...] = ()
    open_list: OpenList | None = None

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi

    @property
    def is_split(self) -> bool:
        """Whether columns ask for items of a dimension."""
        return any(column.dims for column in self.columns)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Codes of all indicators on the form, each once, in order."""
        return tuple(dict.fromkeys(row.indicator for row in self.rows if row.indicator))


@dataclass(frozen=True, slots=True)
class FormDraftView:
    """A form being made on screen. `definition` is plain data; `revision` travels with every change."""

    id: int
    code: str
    owner_unit_id: int
    based_on_version: int
    definition: dict[str, Any]
    revision: int
    changed_by: str
    changed_at: datetime

    @property
    def name_vi(self) -> str:
        return str(self.definition["name_vi"])


@dataclass(frozen=True, slots=True)
class FormSummary:
    """A published form as the list shows it: its newest version and what uses it."""

    form: FormDefinition
    versions: int
    regimes: tuple[str, ...]
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class IndicatorMatch:
    """An indicator that a line of a form may mean: score 0 to 100, the words both names share."""

    code: str
    score: int
    shared_words: tuple[str, ...]
    by_code: bool


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """What a person says of an indicator that does not exist yet; the rest follows from it.

    Attributes:
        code: empty makes one of the name.
        nature: `flow` (counted in the period, adds up over the year) or `stock` (as it stands on the last day).
        level: level of the units that report it.
        scheme: kind of period.
    """

    name_vi: str
    measure_unit: str
    name_en: str = ""
    code: str = ""
    decimals: int = 0
    nature: str = "flow"
    level: str = "commune"
    scheme: str = "nd09.month"
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What a row that waits is to be: `code` of an indicator, `new` one, a `heading`, or `remove` it."""

    row_no: str
    choice: str
    code: str = ""
    new: NewIndicator | None = None


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Something that keeps a draft from being published, at the field that mends it."""

    field: str
    message_vi: str
    message_en: str

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi


@dataclass(frozen=True, slots=True)
class FormChange:
    """One difference between two versions: what (`row`, `column`, `head`, `rule`), which, before and after."""

    part: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LevelDeadline:
    """By when a level sends: so many working days after the cut-off, at a time of the day in Vietnam."""

    level: str
    working_days_after_cut_off: int
    at: time


@dataclass(frozen=True, slots=True)
class RespondentRule:
    """Who reports: every unit of a level, named units, or a saved group as it stands on the period's last day.

    `respondent` enters on behalf of them when given.
    """

    level: str = ""
    units: tuple[str, ...] = ()
    respondent: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class RegimeDefinition:
    """One immutable version of a report regime (NĐ 09/2019/NĐ-CP)."""

    id: int
    code: str
    version: int
    valid_from: date
    name_vi: str
    name_en: str
    kind: str
    scheme: str
    form: str
    assigner: str
    consolidator: str
    aggregate: str
    respondents: tuple[RespondentRule, ...]
    deadlines: tuple[LevelDeadline, ...]
    lock_working_days_after_last_deadline: int
    lock_at: time
    source: str
    legal_basis: str
    illustrative: bool

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class RegimeLoadReport:
    """What loading a package did: codes with their versions, `cds-thang@1`."""

    package: str
    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    event_id: int | None
