"""A form that was looked at before its assignment is held: what nobody changed meanwhile is not read again.

Whoever saves or sends first reads the form and what its figures are compared with, outside any lock; under the lock it
is enough to see that draft, ledger and assignment still stand. A second reading would make everybody else wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.logic.series import Series, load_series
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.models import Assignment, Cell


@dataclass(frozen=True, slots=True)
class Look:
    """A unit's form as somebody saw it, what its figures are compared with, and the last line of the ledger then."""

    sheet: Sheet
    series: Series
    last_entry_id: int
    with_draft: bool

    def sheet_now(self, row: Assignment) -> Sheet:
        """Return the form as it stands, for whoever holds its assignment now; two short questions if nothing changed.

        What figures are compared with is that of the look: no draft changes it, and an approval reads everything anew.
        """
        if self.with_draft and self._still_stands(row):
            self.sheet.assignment = row
            return self.sheet
        return load_sheet(row)

    def _still_stands(self, row: Assignment) -> bool:
        seen = self.sheet.assignment
        if any(getattr(seen, name) != getattr(row, name) for name in _COLUMNS):
            return False
        if indicators.last_entry_id() != self.last_entry_id:
            return False
        now = Cell.objects.filter(assignment_id=row.pk).values_list("row_no", "column", "pk", "version")
        return {(no, column): (pk, version) for no, column, pk, version in now} == {
            place: (cell.pk, cell.version) for place, cell in self.sheet.cells.items()
        }


def look_at(row: Assignment, *, rights: Rights) -> Look:
    """Read the form of an assignment within reach, and what its figures are compared with."""
    # Before the form: what is written meanwhile is then seen as a change, never missed.
    last = indicators.last_entry_id()
    with_draft = sees_draft(rights, row)
    sheet = load_sheet(row, drafts=with_draft)
    return Look(sheet, load_series([sheet], with_past=True), last, with_draft)


_COLUMNS = tuple(field.attname for field in Assignment._meta.concrete_fields)
