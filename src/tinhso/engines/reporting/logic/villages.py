"""The sub-sheet for thôn and buôn: a list that the unit keeps, a number for each, and their sum in the cell.

The parts stay beside the sum in the draft and in its history, which the submission commits to. They are no units of the
ledger: nobody else adds them up.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import CellAnswer, CellInput, Verb
from tinhso.engines.reporting.contracts.entry_errors import TooManyVillages, VillageTwice
from tinhso.engines.reporting.contracts.errors import UnknownAssignment, UnknownRow
from tinhso.engines.reporting.contracts.sharing import VillageSheet
from tinhso.engines.reporting.entry_models import OpenRow
from tinhso.engines.reporting.logic.life import TABLE, is_possible, may
from tinhso.engines.reporting.logic.rules.checking import shown
from tinhso.engines.reporting.logic.saving import save_cells
from tinhso.engines.reporting.logic.sheet import load_sheet
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.kernel.quantities import NumberLocale, format_number
from tinhso.kernel.vietnamese import clean_text, search_key

MOST_VILLAGES = 300


def village_sheet(
    assignment_id: int, row_no: str, *, rights: Rights, column: str = "value", locale: NumberLocale = "vi"
) -> VillageSheet:
    """Return the sub-sheet of a cell: the unit's list with the numbers of this period.

    Raises:
        UnknownRow (REP-070): no such cell, or not of the reader's unit. UnknownAssignment (REP-040).
    """
    row = visible_row(assignment_id, rights)
    if row.kind != "unit" or not sees_draft(rights, row):
        raise UnknownAssignment(assignment=assignment_id)
    sheet = load_sheet(row)
    place = next((pair for pair in sheet.entered() if (pair[0].no, pair[1].code) == (row_no, column)), None)
    if place is None:
        raise UnknownRow(form=sheet.form.code, row=row_no, column=column)
    view = sheet.view(*place)
    numbers = {name: format_number(value, locale) for name, value in view.parts}
    kept = OpenRow.objects.filter(unit_id=row.subject_unit_id, retired=False).order_by("position", "id")
    names = list(dict.fromkeys([*kept.values_list("name", flat=True), *numbers]))
    rule, definition = TABLE[Verb.SAVE], sheet.definitions[place[0].indicator]
    return VillageSheet(
        row_no,
        definition.name(locale),
        tuple((name, numbers.get(name, "")) for name in names),
        shown(view.quantity, locale) if view.is_filled else "",
        view.version,
        is_possible(rule, row) and may(rights, rule, row),
    )


@transaction.atomic
def save_villages(
    assignment_id: int,
    row_no: str,
    lines: Sequence[tuple[str, str]],
    *,
    rights: Rights,
    column: str = "value",
    base_version: int | None = None,
    locale: NumberLocale = "vi",
) -> CellAnswer:
    """Put the sum of thôn and buôn into a cell, keep its parts, and keep the list for the next period.

    Args:
        lines: name and number as typed, in order; a line without a name is left out, a name without a number stays on
            the list. Names that are gone leave the list.

    Returns:
        The cell's answer; where it was not taken nothing has changed, the list neither.

    Raises:
        VillageTwice (REP-261), TooManyVillages (REP-262), and as `save_cells`.
    """
    named = [(clean_text(name), text) for name, text in lines if name.strip()]
    _refuse_twice([name for name, _ in named])
    given = CellInput(row_no, column=column, parts=tuple(named), base_version=base_version)
    answer = save_cells(assignment_id, [given], rights=rights, locale=locale).answers[0]
    if answer.saved:
        _keep_list(visible_row(assignment_id, rights).subject_unit_id, [name for name, _ in named])
    return answer


def _refuse_twice(names: Sequence[str]) -> None:
    if len(names) > MOST_VILLAGES:
        raise TooManyVillages(count=len(names), most=MOST_VILLAGES)
    seen: set[str] = set()
    for name in names:
        if search_key(name) in seen:
            raise VillageTwice(name=name)
        seen.add(search_key(name))


def _keep_list(unit_id: int, names: Sequence[str]) -> None:
    """Names that were on the list before keep their row; the others are retired, never deleted."""
    OpenRow.objects.filter(unit_id=unit_id).exclude(name__in=names).update(retired=True)
    OpenRow.objects.bulk_create(
        [OpenRow(unit_id=unit_id, name=name, position=position) for position, name in enumerate(names, start=1)],
        update_conflicts=True,
        unique_fields=["unit", "name"],
        update_fields=["position", "retired"],
    )
