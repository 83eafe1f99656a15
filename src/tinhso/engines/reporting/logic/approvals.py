"""What waits for a unit's leader, so that several reports can be approved at once; the same queries for any number."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import TaskState, Verb
from tinhso.engines.reporting.contracts.tasks import WaitingReport
from tinhso.engines.reporting.logic.life import possible_verbs
from tinhso.engines.reporting.logic.rules.checking import check_form
from tinhso.engines.reporting.logic.series import load_series
from tinhso.engines.reporting.logic.sheet import load_sheets
from tinhso.engines.reporting.logic.signing.asking import contents_of
from tinhso.engines.reporting.logic.task_cards import cards_of
from tinhso.engines.reporting.logic.what_was_read import sent_for_approval
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import my_assignments
from tinhso.engines.trust import api as trust

_APPROVES = {Verb.APPROVE, Verb.APPROVE_CORRECTION}


def waiting_ids(rights: Rights, request_id: int | None = None) -> tuple[int, ...]:
    """Return the reports somebody may approve now, most urgent first; one query.

    Args:
        request_id: only those of one request.
    """
    return tuple(row.pk for row in _waiting(rights) if request_id is None or row.request_id == request_id)


def waiting_reports(rights: Rights, ids: Collection[int] | None = None) -> tuple[WaitingReport, ...]:
    """Return the reports somebody may approve now, most urgent first, each with what a leader should look at.

    Args:
        ids: only these of them: a page is read at a time, its rules with it.
    """
    rows = [row for row in _waiting(rights) if ids is None or row.pk in ids]
    sheets = load_sheets(rows)
    series = load_series(list(sheets.values()))
    found, sent = [], sent_for_approval([row.pk for row in rows])
    contents = contents_of(sheets) if orgs.has_passkey(rights) else {}
    for card in cards_of(rows, rights, trust.now()):
        sheet = sheets[card.id]
        cells = [cell for cell in sheet.cells.values() if cell.disputed or cell.note]
        found.append(
            WaitingReport(
                card,
                tuple(check_form(sheet, series)),
                disputed=sum(bool(cell.disputed) for cell in cells),
                noted=sum(bool(cell.note) for cell in cells),
                sent_event_id=sent.get(card.id, 0),
                content=contents.get(card.id, ""),
            )
        )
    return tuple(found)


def _waiting(rights: Rights) -> list[Assignment]:
    waiting = my_assignments(rights).filter(kind="unit", state=TaskState.AWAITING_APPROVAL).order_by("due_at", "id")
    return [row for row in waiting if _APPROVES & set(possible_verbs(rights, row))]
