"""What a browser needs to ask a leader's passkey for its signature over what they are about to approve."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.logic.consolidation.adjusting import draft_lines, lines_written
from tinhso.engines.reporting.logic.drafting import refuse_unready
from tinhso.engines.reporting.logic.figures import answers_of
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheets
from tinhso.engines.reporting.logic.signing.digests import digest_of_sheet, digest_of_table, said_by
from tinhso.engines.reporting.logic.signing.keeping import root_over
from tinhso.engines.reporting.logic.task_form import draft_row
from tinhso.engines.reporting.queries.assignments import my_assignments
from tinhso.engines.reporting.queries.drafts import changes_since_submissions


def passkey_request(assignment_id: int, *, rights: Rights) -> dict[str, Any] | None:
    """Return what a browser needs to let the leader's passkey sign a report as it stands; None without a passkey.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047), NotReady (REP-044).
    """
    if not orgs.has_passkey(rights):
        return None
    row = draft_row(assignment_id, rights)
    sheet = load_sheets([row])[row.pk]
    refuse_unready([sheet])
    return orgs.passkey_request(_digests({row.pk: sheet})[row.pk], rights=rights)


def passkey_request_together(contents: Collection[str], *, rights: Rights) -> dict[str, Any] | None:
    """Return what lets the leader's passkey sign several reports; None where there is nothing to sign.

    Args:
        contents: the digests of the reports that can be chosen (`WaitingReport.content`). The browser asks the device
            for the root over those that are chosen then.
    """
    digests = [bytes.fromhex(one) for one in contents if one]
    return orgs.passkey_request(root_over(digests), rights=rights) if digests else None


def passkey_request_upward(assignment_id: int, table_read: str, *, rights: Rights) -> dict[str, Any] | None:
    """Return what lets the leader's passkey sign a consolidation as it was read; None without a passkey.

    Args:
        table_read: what its table told (`table_read`).
    """
    row = my_assignments(rights).filter(pk=assignment_id).first() if orgs.has_passkey(rights) else None
    if row is None:
        return None
    said = said_by(lines_written(row, draft_lines(row)))
    return orgs.passkey_request(digest_of_table(row.pk, row.submissions_made + 1, table_read, said), rights=rights)


def contents_of(sheets: Mapping[int, Sheet]) -> dict[int, str]:
    """Return by report the digest of what approving it would write, in hex; one query."""
    return {number: digest.hex() for number, digest in _digests(sheets).items()}


def _digests(sheets: Mapping[int, Sheet]) -> dict[int, bytes]:
    changes = changes_since_submissions(sheets)
    return {
        number: digest_of_sheet(sheet.assignment, sheet, changes.get(number, ()), answers_of(sheet))
        for number, sheet in sheets.items()
    }
