"""Regimes and forms as packages define them: frozen, immutable versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from tinhso.engines.reporting.contracts.states import ColumnKind, Severity


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form. `entered` columns are filled by the respondent where the system does not know the figure."""

    code: str
    kind: ColumnKind
    name_vi: str
    name_en: str
    entered: bool

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: an indicator, for one item of its dimensions where `dims` says so, or a heading without one."""

    no: str
    indicator: str
    dims: str
    name_vi: str
    name_en: str
    indent: int
    carry_over: bool

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

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi

    @property
    def indicators(self) -> tuple[str, ...]:
        """Codes of all indicators on the form, each once, in order."""
        return tuple(dict.fromkeys(row.indicator for row in self.rows if row.indicator))


@dataclass(frozen=True, slots=True)
class LevelDeadline:
    """By when a level sends: so many working days after the cut-off, at a time of the day in Vietnam."""

    level: str
    working_days_after_cut_off: int
    at: time


@dataclass(frozen=True, slots=True)
class RespondentRule:
    """Who reports: every unit of a level, or named units; `respondent` enters on behalf of `units` when given."""

    level: str = ""
    units: tuple[str, ...] = ()
    respondent: str = ""


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
