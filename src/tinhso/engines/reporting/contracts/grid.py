"""Many forms of one request as one table: a row a unit, a column a cell of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.cell_notes import CellThread
from tinhso.engines.reporting.contracts.forms import Column, FormDefinition, Row
from tinhso.engines.reporting.contracts.rules import RulePackets
from tinhso.engines.reporting.contracts.states import TaskState
from tinhso.engines.reporting.contracts.tasks import NO_QUANTITY, CellCounts, CellView, Finding, Quantity, RequestView

Place = tuple[str, str]
"""Row number and column code of a cell within its form."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A cell of the form as a column of the table; `enterable` is False where the indicator is computed."""

    row: Row
    column: Column
    definition: DefinitionView
    enterable: bool

    @property
    def place(self) -> Place:
        return self.row.no, self.column.code


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with what it is compared with, and what its receiver asks about it."""

    view: CellView
    previous: Quantity = NO_QUANTITY
    last_year: Quantity = NO_QUANTITY
    year_to_date: Quantity = NO_QUANTITY
    findings: tuple[Finding, ...] = ()
    question: CellThread | None = None


@dataclass(frozen=True, slots=True)
class GridLine:
    """One unit's form as a row of the table."""

    task_id: int
    subject: UnitView
    state: TaskState
    may_edit: bool
    counts: CellCounts
    blocking: int
    cells: Mapping[Place, GridCell]

    @property
    def is_ready(self) -> bool:
        """Everything is filled and answered: it may be sent for approval."""
        return self.may_edit and not self.blocking


@dataclass(frozen=True, slots=True)
class GridView:
    """Every form of a request that one respondent enters.

    Attributes:
        rules: what decides the rules of the forms that are still written to, where it was asked for.
    """

    request: RequestView
    form: FormDefinition
    respondent: UnitView
    columns: tuple[GridColumn, ...]
    lines: tuple[GridLine, ...]
    rules: RulePackets | None = None

    @property
    def counts(self) -> CellCounts:
        parts = [line.counts for line in self.lines]
        return CellCounts(sum(p.total for p in parts), sum(p.known for p in parts), sum(p.filled for p in parts))
