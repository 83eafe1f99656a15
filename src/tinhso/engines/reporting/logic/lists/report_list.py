"""The open list of a unit's report: its lines in the draft, and the figures that follow from them.

A list is kept whole in the history of the draft (`CellChange` of no row), so that the submission's digest commits to
its lines as to every typed cell; the last change is the list. Count and sums go into the cells of the rows that ask
for them, by the same verb that typing takes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import CellInput, CellKind, FormDefinition, Row, Verb
from tinhso.engines.reporting.contracts.errors import UnknownAssignment, UnknownRequest
from tinhso.engines.reporting.contracts.list_errors import ListChanged, NoOpenList, TooManyLines
from tinhso.engines.reporting.contracts.lists import COUNT, SUM, ListFault, ListSheet, OpenList, UnitList, UnitsLists
from tinhso.engines.reporting.logic.life import TABLE, is_possible, may, take
from tinhso.engines.reporting.logic.lists.list_values import Kept, figure_of, read_lines, values_of
from tinhso.engines.reporting.logic.saving import save_sheets
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment, CellChange
from tinhso.engines.reporting.queries.assignments import my_assignments
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.lists import LIST, earlier_list, sent_lists, standing_list, standing_lists
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import NumberLocale, format_number
from tinhso.kernel.vietnamese import sort_key

MOST_LINES = 2_000
WHOLE = -1
"""The line of a fault that is no line's."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What a page wants the list to hold.

    Attributes:
        typed: the lines of the page by column code. They stand for `replaced` lines from `first` on.
        seen: the change that the page was made of.
        copies: put the lines of the unit's earlier list behind them.
        declares_none: say that there is nothing to list.
    """

    typed: Sequence[Mapping[str, str]] = ()
    first: int = 0
    replaced: int = 0
    seen: int | None = None
    copies: bool = False
    declares_none: bool = field(default=False)


def report_list(assignment_id: int, *, rights: Rights) -> ListSheet:
    """Return the list of a report: the draft for its unit, what was sent for whoever receives it.

    Raises:
        UnknownAssignment (REP-040), NoOpenList (REP-271).
    """
    row = visible_row(assignment_id, rights)
    form, open_list = list_of(row)
    if row.state in DRAFT_STATES and not sees_draft(rights, row):
        change = sent_lists([row.pk]).get(row.pk)
    else:
        change = standing_list(row.pk)
    return sheet_of(row, form, open_list, change, rights, with_earlier=True)


def units_lists(request_id: int, *, rights: Rights) -> UnitsLists:
    """Return the lists of a request that somebody's own unit enters for others; six queries for any number of units.

    Raises:
        UnknownRequest (REP-026): no form of the request is somebody's to enter or approve. NoOpenList (REP-271).
    """
    rows = list(my_assignments(rights).filter(request_id=request_id, kind="unit"))
    if not rows:
        raise UnknownRequest(request=request_id)
    form, open_list = list_of(rows[0])
    changes = standing_lists([row.pk for row in rows])
    units = {unit.id: unit for unit in orgs.last_views({row.subject_unit_id for row in rows})}
    rows.sort(key=lambda row: sort_key(units[row.subject_unit_id].name("vi")))
    return UnitsLists(
        open_list,
        tuple(
            UnitList(
                row.pk, units[row.subject_unit_id], sheet_of(row, form, open_list, changes.get(row.pk), rights)
            )
            for row in rows
        ),
    )  # fmt: skip


def lists_of(assignment_ids: Collection[int], *, rights: Rights) -> dict[int, ListSheet]:
    """Return the lists of some drafts that somebody's own unit enters, by assignment.

    Raises:
        UnknownAssignment (REP-040), NoOpenList (REP-271).
    """
    rows = list(my_assignments(rights).filter(id__in=assignment_ids, kind="unit"))
    for missing in sorted(set(assignment_ids) - {row.pk for row in rows}):
        raise UnknownAssignment(assignment=missing)
    forms, changes = forms_by_id({row.request.form_version_id for row in rows}), standing_lists(assignment_ids)
    return {row.pk: sheet_of(row, *list_of(row, forms), changes.get(row.pk), rights) for row in rows}


def sheet_of(
    row: Assignment,
    form: FormDefinition,
    open_list: OpenList,
    change: CellChange | None,
    rights: Rights,
    *,
    with_earlier: bool = False,
) -> ListSheet:
    """Return a list as it stands after a change."""
    kept = change.after["lines"] if change and change.after else []
    rule = TABLE[Verb.SAVE]
    may_edit = row.state in DRAFT_STATES and is_possible(rule, row) and may(rights, rule, row)
    earlier = earlier_list(row) if with_earlier and may_edit and not kept else None
    return ListSheet(
        open_list,
        tuple(values_of(open_list, line) for line in kept),
        change.pk if change else 0,
        tuple(
            (one.no, *_names(one, open_list), figure_of(open_list, one.from_list, kept))
            for one in form.rows
            if one.from_list
        ),
        len(earlier.after["lines"]) if earlier and earlier.after else 0,
        bool(change and not kept),
        may_edit,
    )


@transaction.atomic
def save_list(
    assignment_id: int, wanted: Lines, *, rights: Rights, locale: NumberLocale = "vi"
) -> tuple[ListFault, ...]:
    """Keep the lines of a list, and put its count and sums into the rows that ask for them.

    Returns:
        Every value that was not taken; nothing is kept where there is one.

    Raises:
        NoOpenList (REP-271), TooManyLines (REP-275), ListChanged (REP-276), and as `save_cells`.
    """
    faults = save_lists({assignment_id: wanted}, rights=rights, locale=locale)[assignment_id]
    for fault in faults:
        if fault.line < 0:
            raise fault.error
    return faults


@transaction.atomic
def save_lists(
    wanted: Mapping[int, Lines], *, rights: Rights, locale: NumberLocale = "vi"
) -> dict[int, tuple[ListFault, ...]]:
    """Keep the lists of several reports at once, as `save_list` does for one: each stands or falls alone.

    The number of queries does not grow with the lists.

    Returns:
        By assignment every value that was not taken; of a list as a whole (REP-275, REP-276) with the line −1.

    Raises:
        NoOpenList (REP-271), and as `save_sheets`: one that cannot be written to at all refuses the whole call.
    """
    rows = take(Verb.SAVE, list(wanted), rights)
    stored = standing_lists(list(wanted))
    found: dict[int, tuple[ListFault, ...]] = {}
    changes: list[CellChange] = []
    inputs: dict[int, list[CellInput]] = {}
    forms = forms_by_id({row.request.form_version_id for row in rows})
    for row in rows:
        form, open_list = list_of(row, forms)
        before = stored.get(row.pk)
        lines, faults = _lines_after(row, open_list, before, wanted[row.pk], locale)
        found[row.pk] = tuple(faults)
        if faults or lines is None:
            continue
        changes.append(_change(row, before, lines, rights))
        inputs[row.pk] = _figures(form, open_list, lines, locale)
    CellChange.objects.bulk_create(changes, batch_size=500)
    results = save_sheets(inputs, rights=rights, locale=locale) if inputs else {}
    refused = [answer.error for result in results.values() for answer in result.errors if answer.error]
    if refused:
        # A list stands or falls with its figures.
        raise refused[0]
    return found


def _lines_after(
    row: Assignment, open_list: OpenList, stored: CellChange | None, wanted: Lines, locale: NumberLocale
) -> tuple[list[Kept] | None, list[ListFault]]:
    """The lines as they are to be kept, None where nothing changes, or why they are not."""
    kept: list[Kept] = list(stored.after["lines"]) if stored and stored.after else []
    if wanted.seen is not None and wanted.seen != (stored.pk if stored else 0):
        return None, [ListFault(WHOLE, "", ListChanged(lines=len(kept)))]
    read, faults = read_lines(open_list, wanted.typed, locale)
    if faults:
        return None, faults
    copied = earlier_list(row) if wanted.copies else None
    tail = [_known_values(open_list, line) for line in copied.after["lines"]] if copied and copied.after else []
    lines = [*kept[: wanted.first], *read, *kept[wanted.first + wanted.replaced :], *tail]
    if len(lines) > MOST_LINES:
        return None, [ListFault(WHOLE, "", TooManyLines(count=len(lines), most=MOST_LINES))]
    if lines == kept and stored is not None:
        return None, []
    return (lines, []) if lines or wanted.declares_none or stored is not None else (None, [])


def _names(row: Row, open_list: OpenList) -> tuple[str, str]:
    """What a figure of the list is called: the row's own name, else what is counted or summed."""
    if row.name_vi:
        return row.name_vi, row.name_en or row.name_vi
    if row.from_list == COUNT:
        return "Số dòng", "Lines"
    column = next(one for one in open_list.columns if SUM + one.code == row.from_list)
    return column.name_vi, column.name_en


def _change(row: Assignment, before: CellChange | None, lines: list[Kept], rights: Rights) -> CellChange:
    count = len(before.after["lines"]) if before and before.after else 0
    return CellChange(
        assignment=row,
        row_no="",
        column=LIST,
        actor=rights.actor,
        person_id=rights.user_id,
        at=trust.now(),
        # The change before holds the lines themselves.
        before=None if before is None else {"count": count},
        after={"lines": lines},
    )


def _figures(form: FormDefinition, open_list: OpenList, lines: list[Kept], locale: NumberLocale) -> list[CellInput]:
    inputs = []
    for one in form.rows:
        if not one.from_list:
            continue
        value = figure_of(open_list, one.from_list, lines)
        kind = CellKind.ZERO if not value else CellKind.TYPED
        inputs.append(CellInput(one.no, format_number(value, locale), kind, from_list=True))
    return inputs


def _known_values(open_list: OpenList, line: Mapping[str, str]) -> Kept:
    """A line of an earlier list in the columns of this one."""
    codes = {column.code for column in open_list.columns}
    return {code: text for code, text in line.items() if code in codes}


def list_of(row: Assignment, forms: Mapping[int, FormDefinition] | None = None) -> tuple[FormDefinition, OpenList]:
    """The form of a unit's report and its list, or refuse.

    Args:
        forms: by version, where they have been read already.
    """
    if row.kind != "unit":
        raise UnknownAssignment(assignment=row.pk)
    version = row.request.form_version_id
    form = (forms or forms_by_id([version]))[version]
    if form.open_list is None:
        raise NoOpenList(form=form.code)
    return form, form.open_list
