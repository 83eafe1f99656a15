"""What the rules find in the figures of a request, as the receiving agency goes through it: by unit and by rule."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.states import Severity, TaskState
from tinhso.engines.reporting.contracts.tasks import RequestView


@dataclass(frozen=True, slots=True)
class FoundAt:
    """One finding at a figure of a unit's report.

    Attributes:
        key: row number, code of the finding and number of the sending, by which it is chosen: `2|slip|1`. A report that
            was sent again has other findings, though they may read alike.
        suggestion: the value that would mend the figure, where there is one and the row takes it.
    """

    key: str
    row_no: str
    name_vi: str
    name_en: str
    rule: str
    severity: Severity
    message_vi: str
    message_en: str
    suggestion: Decimal | None

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A sent report in which something was found. `may_return`: the reader may return it now."""

    assignment_id: int
    unit: UnitView
    state: TaskState
    may_return: bool
    findings: tuple[FoundAt, ...]


@dataclass(frozen=True, slots=True)
class RuleFound:
    """A rule with how many figures it doubts."""

    rule: str
    name_vi: str
    name_en: str
    count: int

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The findings of a request. `checked` reports had been sent and were looked at."""

    request: RequestView
    checked: int
    units: tuple[FoundUnit, ...]
    rules: tuple[RuleFound, ...]

    @property
    def count(self) -> int:
        return sum(len(one.findings) for one in self.units)
