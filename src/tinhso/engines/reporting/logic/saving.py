"""Storing what was taken of inputs: drafts of one form or of a hundred in the same few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    CellAnswer,
    CellInput,
    CellView,
    Finding,
    Quantity,
    SaveResult,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import NotAUnitReport, UnknownAssignment
from tinhso.engines.reporting.contracts.events import DISPUTED
from tinhso.engines.reporting.contracts.rules import RuleAnswers
from tinhso.engines.reporting.logic.cells import Saving, take_input
from tinhso.engines.reporting.logic.life import TABLE, move_each, refuse, sign_each, subject_of, take, take_seen
from tinhso.engines.reporting.logic.looking import Look
from tinhso.engines.reporting.logic.rules.checking import check_form, check_rules
from tinhso.engines.reporting.logic.series import Series, load_series, year_to_date
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet, load_sheets
from tinhso.engines.reporting.models import Assignment, Cell, CellChange
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale

_CELL_FIELDS = (
    "kind", "value", "operator", "missing", "note", "disputed",
    "known_value", "known_operator", "known_missing", "known_status", "known_source",
    "parts", "version", "updated_by", "updated_at",
)  # fmt: skip


def save_cells(
    assignment_id: int,
    cells: Sequence[CellInput],
    *,
    rights: Rights,
    locale: NumberLocale = "vi",
    all_or_nothing: bool = False,
) -> SaveResult:
    """Keep what was typed into a draft.

    Args:
        cells: inputs; each is judged alone and answered in order.
        locale: how numbers are written (“1.234,5” is vi).
        all_or_nothing: keep nothing where one input is not taken (a file), instead of keeping the others (a screen).

    Returns:
        One answer per input with the cell as it stands, an error (REP-070 to REP-077, REP-150, REP-151, KER-050 to
        KER-059) where it was not taken, what should be looked at on its row, and the form's new counts.

    Raises:
        UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041), NotAUnitReport (REP-047).
    """
    results = save_sheets({assignment_id: cells}, rights=rights, locale=locale, all_or_nothing=all_or_nothing)
    return results[assignment_id]


def preview_cells(
    assignment_id: int, cells: Sequence[CellInput], *, rights: Rights, locale: NumberLocale = "vi"
) -> tuple[SaveResult, dict[str, Quantity]]:
    """Say what `save_cells` would answer, and keep nothing.

    Returns:
        The answer, and each row's year to date as it would stand, by row number.

    Raises:
        As `save_cells`.
    """
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    refuse(Verb.SAVE, [row], rights)
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    sheet = load_sheet(row)
    return try_cells(sheet, load_series([sheet], with_past=True), cells, rights=rights, locale=locale)


def try_cells(
    sheet: Sheet, series: Series, cells: Sequence[CellInput], *, rights: Rights, locale: NumberLocale = "vi"
) -> tuple[SaveResult, dict[str, Quantity]]:
    """Say what keeping inputs would make of a loaded form, as `preview_cells`; the sheet holds them afterwards."""
    saving = Saving(sheet, series, rights, locale, trust.now(), is_trial=True)
    taken = [take_input(saving, one) for one in cells]
    touched = {one.row_no for one in cells}
    years = {one.no: year_to_date(sheet, one, saving.series) for one in sheet.form.rows if one.no in touched}
    return _result(saving, check_rules(sheet, series), cells, taken), years


def save_sheets(
    inputs: Mapping[int, Sequence[CellInput]],
    *,
    rights: Rights,
    locale: NumberLocale = "vi",
    all_or_nothing: bool = False,
) -> dict[int, SaveResult]:
    """Keep what was typed into several drafts at once, as `save_cells` does for one.

    The number of queries does not grow with the forms: a pasted block of 102 communes is one saving.

    Args:
        inputs: by assignment. One that cannot be written to at all refuses the whole call; a wrong cell only itself.

    Raises:
        As `save_cells`.
    """
    saved = _save(inputs, rights=rights, locale=locale, all_or_nothing=all_or_nothing)
    return {number: one.result for number, one in saved.items()}


class Saved(NamedTuple):
    """What became of inputs, and the form afterwards with what its rules say."""

    result: SaveResult
    sheet: Sheet
    rules: RuleAnswers


def save_looked_at(look: Look, cells: Sequence[CellInput], *, rights: Rights, locale: NumberLocale) -> Saved:
    """Keep what was typed into a form that was looked at, as `save_cells` with one reading of it less.

    Raises:
        As `save_cells`.
    """
    [number] = look.sheets
    return _save({number: cells}, rights=rights, locale=locale, look=look)[number]


@transaction.atomic
def _save(
    inputs: Mapping[int, Sequence[CellInput]],
    *,
    rights: Rights,
    locale: NumberLocale,
    all_or_nothing: bool = False,
    look: Look | None = None,
) -> dict[int, Saved]:
    rows = take_seen(Verb.SAVE, look.assignments, rights) if look else take(Verb.SAVE, list(inputs), rights)
    for row in rows:
        if row.kind != "unit":
            raise NotAUnitReport(assignment=row.pk)
    if look is not None:
        sheets, series = look.sheets_now(rows), look.series
    else:
        sheets = load_sheets(rows)
        series = load_series(list(sheets.values()))
    at = trust.now()
    savings = {number: Saving(sheet, series, rights, locale, at) for number, sheet in sheets.items()}
    taken = {number: [take_input(savings[number], one) for one in cells] for number, cells in inputs.items()}
    if not (all_or_nothing and any(error for errors in taken.values() for error in errors)):
        _store(list(savings.values()), rights, at)
    return {number: _saved(savings[number], cells, taken[number]) for number, cells in inputs.items()}


def _saved(saving: Saving, cells: Sequence[CellInput], taken: Sequence[TinhSoError | None]) -> Saved:
    rules = check_rules(saving.sheet, saving.series)
    return Saved(_result(saving, rules, cells, taken), saving.sheet, rules)


def store_cells(cells: Sequence[Cell]) -> None:
    """Insert new cells and update known ones: two statements for any number."""
    Cell.objects.bulk_create([cell for cell in cells if cell.pk is None], batch_size=500)
    changed = [cell for cell in cells if cell.pk is not None and cell.version > 1]
    # Rows to insert that are there already: one line of values a cell, where an update of many writes a case for each
    # field of each cell, which took as long as all else of a saving.
    Cell.objects.bulk_create(
        changed, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=_CELL_FIELDS
    )


def _result(
    saving: Saving, rules: RuleAnswers, cells: Sequence[CellInput], taken: Sequence[TinhSoError | None]
) -> SaveResult:
    findings = check_form(saving.sheet, saving.series, rules)
    of_row: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.code != "missing":
            of_row.setdefault(finding.row_no, []).append(finding)
    touched = {one.row_no for one in cells}
    views: dict[str, dict[str, CellView]] = {}
    for row in saving.sheet.form.rows:
        if row.no in touched:
            views.setdefault(row.no, {view.column: view for view in saving.sheet.row_views(row)})
    told = {row_no: tuple(found) for row_no, found in of_row.items()}
    nowhere: dict[str, CellView] = {}
    answers = tuple(
        CellAnswer(row_no, column, views.get(row_no, nowhere).get(column), error, told.get(row_no, ()))
        for (row_no, column), error in zip(((one.row_no, one.column) for one in cells), taken, strict=True)
    )
    return SaveResult(answers, saving.at, saving.sheet.counts(), findings)


def _store(savings: Sequence[Saving], rights: Rights, at: datetime) -> None:
    """Write changed cells, their history, and (the first time) that the units are drafting."""
    changed = [saving for saving in savings if saving.changes]
    cells = [
        saving.sheet.cells[place]
        for saving in changed
        for place in dict.fromkeys((change.row_no, change.column) for change in saving.changes)
    ]
    store_cells(cells)
    changes = [change for saving in changed for change in saving.changes]
    CellChange.objects.bulk_create(changes, batch_size=500)
    rule = TABLE[Verb.SAVE]
    _begin_drafting(
        [one.sheet.assignment for one in changed if one.sheet.assignment.state != rule.to_state], rights, at
    )
    _tell_disputes(changed, rights)


def _begin_drafting(rows: Sequence[Assignment], rights: Rights, at: datetime) -> None:
    if not rows:
        return
    kind = TABLE[Verb.SAVE].event_kind
    events = trust.record_many([EventSpec(kind, subject_of(row), rights.actor) for row in rows])
    move_each(rows, Verb.SAVE, events, at, sign_each(rights, Verb.SAVE, rows))
    for row in rows:
        row.received_at = row.received_at or at
    Assignment.objects.bulk_update(rows, ["state", "received_at"], batch_size=500)


def _tell_disputes(savings: Sequence[Saving], rights: Rights) -> None:
    """“Số này không đúng” goes to whoever keeps the source; it blocks nothing here."""
    told = [(saving.sheet.assignment, about, reason) for saving in savings for about, reason in saving.disputes]
    specs = [
        EventSpec(
            DISPUTED,
            subject_of(row),
            rights.actor,
            reason=reason,
            public={"row": about.no, "indicator": about.indicator},
        )
        for row, about, reason in told
    ]
    events = trust.record_many(specs) if specs else []
    for (row, about, _reason), event_id in zip(told, events, strict=True):
        trust.publish(
            DISPUTED,
            {"assignment_id": row.pk, "row_no": about.no, "indicator": about.indicator, "event_id": event_id},
        )
