"""Forms that were looked at before their assignments are held: what nobody changed meanwhile is not read again.

Whoever saves, sends or approves first reads the form and what its figures are compared with, outside any lock; under
the lock it is enough to see that draft, ledger and assignment still stand. A second reading would make everybody else
wait for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.logic.series import Series, load_series
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheets
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.models import Assignment, Cell


@dataclass(frozen=True, slots=True)
class Look:
    """Units' forms as somebody saw them, what their figures are compared with, the last line of the ledger then."""

    sheets: Mapping[int, Sheet]
    series: Series
    last_entry_id: int
    with_draft: bool

    @property
    def sheet(self) -> Sheet:
        """The form, where one alone was looked at."""
        [sheet] = self.sheets.values()
        return sheet

    @property
    def assignments(self) -> list[Assignment]:
        """The assignments of the forms, as they were seen."""
        return [sheet.assignment for sheet in self.sheets.values()]

    def sheets_now(self, rows: Sequence[Assignment]) -> Mapping[int, Sheet]:
        """Return the forms as they stand, for whoever holds their assignments now; those looked at if nothing changed.

        What figures are compared with is that of the look: no draft changes it, and an approval reads everything anew.
        """
        if not self.still_stands(rows):
            return load_sheets(rows)
        for row in rows:
            self.sheets[row.pk].assignment = row
        return self.sheets

    def still_stands(self, rows: Sequence[Assignment]) -> bool:
        """Say whether all of it is as it was, for whoever holds the assignments now; two short questions."""
        if not self.with_draft or any(_moved(self.sheets[row.pk].assignment, row) for row in rows):
            return False
        if indicators.written_since(self.last_entry_id, self._units()):
            return False
        now = Cell.objects.filter(assignment_id__in=list(self.sheets)).values_list(
            "assignment_id", "row_no", "column", "pk", "version"
        )
        return {tuple(place): (pk, version) for *place, pk, version in now} == {
            (number, *place): (cell.pk, cell.version)
            for number, sheet in self.sheets.items()
            for place, cell in sheet.cells.items()
        }

    def _units(self) -> Collection[int]:
        """The units whose figures stand on the forms, or are what their rules look at."""
        own = {row.subject_unit_id for row in self.assignments}
        return own.union(*self.series.units_below.values())


def look_at(row: Assignment, *, rights: Rights) -> Look:
    """Read the form of an assignment within reach, and what its figures are compared with and stand beside."""
    return look_at_each([row], rights=rights, with_past=True)


def look_at_each(rows: Sequence[Assignment], *, rights: Rights, with_past: bool = False) -> Look:
    """Read the forms of assignments within reach and what their figures are compared with, in constant queries."""
    # Before the forms: what is written meanwhile is then seen as a change, never missed.
    last = indicators.last_entry_id()
    with_draft = all(sees_draft(rights, row) for row in rows)
    sheets = load_sheets(rows, drafts=with_draft)
    return Look(sheets, load_series(list(sheets.values()), with_past=with_past), last, with_draft)


def _moved(seen: Assignment, row: Assignment) -> bool:
    return any(getattr(seen, name) != getattr(row, name) for name in _COLUMNS)


_COLUMNS = tuple(field.attname for field in Assignment._meta.concrete_fields)
