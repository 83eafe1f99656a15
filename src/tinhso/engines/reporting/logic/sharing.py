"""The rows of one form split among colleagues of the unit: a matter of who does what, never of who may."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Verb
from tinhso.engines.reporting.contracts.entry_errors import NotAColleague
from tinhso.engines.reporting.contracts.errors import UnknownRow
from tinhso.engines.reporting.contracts.sharing import Colleague, Share, Sharing
from tinhso.engines.reporting.entry_models import RowShare
from tinhso.engines.reporting.logic.life import take_one
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheet
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.people import drafters_of
from tinhso.engines.trust import api as trust

NOBODY = Sharing((), {}, ())


def sharing_of(assignment_id: int, *, rights: Rights) -> Sharing:
    """Return who fills which rows and how far each is; empty for whoever does not belong to the unit.

    Raises:
        UnknownAssignment (REP-040).
    """
    return sharing_of_row(visible_row(assignment_id, rights), rights)


def sharing_of_row(row: Assignment, rights: Rights) -> Sharing:
    """Return the same of an assignment within reach."""
    if row.kind != "unit" or not sees_draft(rights, row):
        return NOBODY
    colleagues = named(drafters_of(row.respondent_unit_id, orgs.today()))
    rows = dict(RowShare.objects.filter(assignment=row).values_list("row_no", "person_id"))
    return Sharing(colleagues, rows, _progress(load_sheet(row), colleagues, rows) if rows else ())


@transaction.atomic
def share_rows(assignment_id: int, rows: Mapping[str, int | None], *, rights: Rights) -> None:
    """Ask colleagues to fill rows.

    Args:
        rows: by row number, the person's id; None gives the row back to everybody. Rows not named stay as they are.

    Raises:
        NotAColleague (REP-260), UnknownRow (REP-070), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041).
    """
    row = take_one(Verb.SAVE, assignment_id, rights)
    sheet = load_sheet(row)
    known = {one.no for one, _column in sheet.entered()}
    people = {person_id for person_id, _title in drafters_of(row.respondent_unit_id, orgs.today())}
    for row_no, person_id in rows.items():
        if row_no not in known:
            raise UnknownRow(form=sheet.form.code, row=row_no, column="value")
        if person_id is not None and person_id not in people:
            raise NotAColleague(row=row_no)
    RowShare.objects.filter(assignment=row, row_no__in=list(rows)).delete()
    RowShare.objects.bulk_create(
        RowShare(assignment=row, row_no=row_no, person_id=person_id, given_by=rights.actor, given_at=trust.now())
        for row_no, person_id in rows.items()
        if person_id is not None
    )


def named(people: list[tuple[int, str]]) -> tuple[Colleague, ...]:
    """Two people of one office are told apart by a number."""
    titles = [title for _, title in people]
    seen: dict[str, int] = {}
    found = []
    for person_id, title in people:
        seen[title] = seen.get(title, 0) + 1
        found.append(Colleague(person_id, f"{title} ({seen[title]})" if titles.count(title) > 1 else title))
    return tuple(found)


def _progress(sheet: Sheet, colleagues: tuple[Colleague, ...], rows: Mapping[str, int]) -> tuple[Share, ...]:
    total: dict[int, int] = {}
    filled: dict[int, int] = {}
    for row, column in sheet.entered():
        person_id = rows.get(row.no)
        if person_id is not None:
            total[person_id] = total.get(person_id, 0) + 1
            filled[person_id] = filled.get(person_id, 0) + sheet.view(row, column).is_filled
    return tuple(Share(one, filled[one.id], total[one.id]) for one in colleagues if one.id in total)
