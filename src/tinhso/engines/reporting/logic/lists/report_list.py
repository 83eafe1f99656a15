"""The open list of a unit's report: its lines in the draft, and the figures that follow from them.

A list is kept whole in the history of the draft (`CellChange` of no row), so that the submission's digest commits to
its lines as to every typed cell; the last change is the list. Count and sums go into the cells of the rows that ask
for them, by the same verb that typing takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import CellInput, CellKind, FormDefinition, Row, Verb
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.contracts.list_errors import ListChanged, NoOpenList, TooManyLines
from tinhso.engines.reporting.contracts.lists import COUNT, SUM, ListFault, ListSheet, OpenList
from tinhso.engines.reporting.logic.life import TABLE, is_possible, may, take_one
from tinhso.engines.reporting.logic.lists.list_values import Kept, figure_of, read_lines, values_of
from tinhso.engines.reporting.logic.saving import save_cells
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment, CellChange
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.lists import LIST, earlier_list, sent_lists, standing_list
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import NumberLocale, format_number

MOST_LINES = 2_000


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
    kept = change.after["lines"] if change and change.after else []
    rule = TABLE[Verb.SAVE]
    may_edit = row.state in DRAFT_STATES and is_possible(rule, row) and may(rights, rule, row)
    earlier = earlier_list(row) if may_edit and not kept else None
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
    row = take_one(Verb.SAVE, assignment_id, rights)
    form, open_list = list_of(row)
    stored = standing_list(row.pk)
    kept: list[Kept] = list(stored.after["lines"]) if stored and stored.after else []
    if wanted.seen is not None and wanted.seen != (stored.pk if stored else 0):
        raise ListChanged(lines=len(kept))
    read, faults = read_lines(open_list, wanted.typed, locale)
    if faults:
        return tuple(faults)
    copied = earlier_list(row) if wanted.copies else None
    tail = [_known_values(open_list, line) for line in copied.after["lines"]] if copied and copied.after else []
    lines = [*kept[: wanted.first], *read, *kept[wanted.first + wanted.replaced :], *tail]
    if len(lines) > MOST_LINES:
        raise TooManyLines(count=len(lines), most=MOST_LINES)
    if lines != kept or stored is None:
        if not lines and not wanted.declares_none and stored is None:
            return ()
        _keep(row, kept if stored else None, lines, rights)
        _write_figures(row, form, open_list, lines, rights, locale)
    return ()


def _names(row: Row, open_list: OpenList) -> tuple[str, str]:
    """What a figure of the list is called: the row's own name, else what is counted or summed."""
    if row.name_vi:
        return row.name_vi, row.name_en or row.name_vi
    if row.from_list == COUNT:
        return "Số dòng", "Lines"
    column = next(one for one in open_list.columns if SUM + one.code == row.from_list)
    return column.name_vi, column.name_en


def _keep(row: Assignment, before: list[Kept] | None, lines: list[Kept], rights: Rights) -> None:
    CellChange.objects.create(
        assignment=row,
        row_no="",
        column=LIST,
        actor=rights.actor,
        person_id=rights.user_id,
        at=trust.now(),
        # The change before holds the lines themselves.
        before=None if before is None else {"count": len(before)},
        after={"lines": lines},
    )


def _write_figures(
    row: Assignment, form: FormDefinition, open_list: OpenList, lines: list[Kept], rights: Rights, locale: NumberLocale
) -> None:
    inputs = []
    for one in form.rows:
        if not one.from_list:
            continue
        value = figure_of(open_list, one.from_list, lines)
        kind = CellKind.ZERO if not value else CellKind.TYPED
        inputs.append(CellInput(one.no, format_number(value, locale), kind, from_list=True))
    errors = save_cells(row.pk, inputs, rights=rights, locale=locale).errors
    refused = [answer.error for answer in errors if answer.error]
    if refused:
        # The list stands or falls with its figures.
        raise refused[0]


def _known_values(open_list: OpenList, line: Mapping[str, str]) -> Kept:
    """A line of an earlier list in the columns of this one."""
    codes = {column.code for column in open_list.columns}
    return {code: text for code, text in line.items() if code in codes}


def list_of(row: Assignment) -> tuple[FormDefinition, OpenList]:
    """The form of a unit's report and its list, or refuse."""
    if row.kind != "unit":
        raise UnknownAssignment(assignment=row.pk)
    form = forms_by_id([row.request.form_version_id])[row.request.form_version_id]
    if form.open_list is None:
        raise NoOpenList(form=form.code)
    return form, form.open_list
