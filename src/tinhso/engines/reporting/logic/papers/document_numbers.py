"""The number and symbol the office gave a report (`0123/BC-UBND`): text, kept with the sending it belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import TaskState
from tinhso.engines.reporting.contracts.errors import UnusableDocumentNumber
from tinhso.engines.reporting.logic.life import refuse_stale, subject_of
from tinhso.engines.reporting.logic.papers.numbering import may_number, require_numbering
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.engines.reporting.logic.task_form import visible_row
from tinhso.engines.reporting.models import Assignment, DocumentNumber
from tinhso.engines.trust import api as trust

NUMBERED = "reporting.document_numbered"
LONGEST = 60
# A number, then the symbol: 0123/BC-UBND, 15/2026/BC-SKHCN, 04a/BC-UBND.
_SHAPE = re.compile(r"[0-9]{1,6}[a-zđ]?(/[0-9]{4})?/[^\W_]+(-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """The number and day that stand on the paper."""

    number: str
    issued_on: date | None


@transaction.atomic
def give_number(assignment_id: int, number: str, issued_on: date | None, *, rights: Rights) -> int:
    """Keep the document number of a report's sending (of the next one while it is a draft); returns the event.

    The last one given counts; earlier ones stay in the log.

    Raises:
        UnusableDocumentNumber (REP-111), UnknownAssignment (REP-040), NoRight (ORG-020), StaleRights (REP-045).
    """
    refuse_stale(rights)
    row = visible_row(assignment_id, rights)
    require_numbering(row, rights)
    text = unicodedata.normalize("NFC", number.strip())
    if not _SHAPE.fullmatch(text) or len(text) > LONGEST:
        raise UnusableDocumentNumber(number=number[:LONGEST])
    sending = sending_of(row)
    event_id = trust.record(
        kind=NUMBERED,
        subject=subject_of(row),
        actor=rights.actor,
        public={"number": text, "on": issued_on.isoformat() if issued_on else None, "sending": sending},
    )
    DocumentNumber.objects.create(
        assignment=row, sending=sending, number=text, issued_on=issued_on, at=trust.now(), event_id=event_id
    )
    return event_id


def given_number(assignment_id: int, *, rights: Rights) -> GivenNumber | None:
    """The number that would stand on the paper of a report today; the last one given.

    Raises:
        UnknownAssignment (REP-040).
    """
    row = visible_row(assignment_id, rights)
    return number_of(row.pk, sending_of(row))


def may_number_report(assignment_id: int, rights: Rights) -> bool:
    """Say whether the reader may give a report within reach its number.

    Raises:
        UnknownAssignment (REP-040).
    """
    return may_number(visible_row(assignment_id, rights), rights)


def sending_of(row: Assignment) -> int:
    """The number of the sending that a paper of this report belongs to."""
    is_open = row.state in DRAFT_STATES or (row.kind != "unit" and row.state == TaskState.ACCEPTED)
    return row.submissions_made + 1 if is_open else max(1, row.submissions_made)


def number_of(assignment_id: int, sending: int) -> GivenNumber | None:
    """The number given to a sending last, None when the office has not given one."""
    return numbers_of([(assignment_id, sending)]).get((assignment_id, sending))


def numbers_of(sendings: Collection[tuple[int, int]]) -> dict[tuple[int, int], GivenNumber]:
    """The numbers given to these sendings; one query."""
    found = DocumentNumber.objects.filter(assignment_id__in={one for one, _number in sendings}).order_by("id")
    given = {(one.assignment_id, one.sending): GivenNumber(one.number, one.issued_on) for one in found}
    return {key: given[key] for key in sendings if key in given}
