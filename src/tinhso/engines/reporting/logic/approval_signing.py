"""What a passkey signs when a report is approved: one digest of the report, its draft's history and its figures.

The digest is the same when the page is shown, when the answer comes back and whenever `ledger verify` looks: whatever
changed in between makes another one, and the signature holds no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from tinhso.engines.indicators.contracts import FigureKey, FigureWrite
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts.events import PASSKEY
from tinhso.engines.reporting.logic.drafting import refuse_unready
from tinhso.engines.reporting.logic.figures import answers_of
from tinhso.engines.reporting.logic.sending import digest_of
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheets
from tinhso.engines.reporting.logic.task_form import draft_row
from tinhso.engines.reporting.models import Assignment, CellChange
from tinhso.engines.reporting.queries.drafts import changes_since_submissions
from tinhso.kernel.canonical import canonical_json

FORMAT = "tinhso-approval/1"
Said = tuple[FigureKey, int | None, int, int]


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
    changes = changes_since_submissions([row.pk]).get(row.pk, ())
    return orgs.passkey_request(content_of(row, sheet, changes, answers_of(sheet)), rights=rights)


def content_of(row: Assignment, sheet: Sheet, changes: Sequence[CellChange], writes: Sequence[FigureWrite]) -> bytes:
    """Return the digest (SHA-256) of what approving a report would write."""
    said = [
        (one.key, *((one.state.value, one.state.operator, one.state.missing) if one.state else (None, 0, 0)))
        for one in writes
    ]
    return digest(row.pk, row.submissions_made + 1, f"{sheet.form.code}@{sheet.form.version}", digest_of(changes), said)


def digest(assignment_id: int, number: int, form: str, draft_digest: str, said: Iterable[Said]) -> bytes:
    """Return the digest from its parts, in whatever order the figures come."""
    figures = [
        [*(_plain(part) for part in key), "" if value is None else str(value), int(operator), int(missing)]
        for key, value, operator, missing in sorted(said, key=itemgetter(0))
    ]
    told = {
        "format": FORMAT, "assignment": assignment_id, "number": number, "form": form, "draft_digest": draft_digest,
        "figures": figures,
    }  # fmt: skip
    return hashlib.sha256(canonical_json(told)).digest()


def kept_signature_holds(public: Mapping[str, Any], assignment_id: int, said: Iterable[Said]) -> bool:
    """Say whether the signature that an event keeps is over what the event itself says."""
    content = digest(assignment_id, public["number"], public["form"], public["draft_digest"], said)
    return orgs.passkey_signature_holds(public[PASSKEY], content)


def _plain(part: int | str) -> int | str:
    """Scenarios, operators and reasons as the ledger stores them."""
    return part if isinstance(part, str) else int(part)
