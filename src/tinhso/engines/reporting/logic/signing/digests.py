"""What a passkey signs, as 32 bytes: the same when a page is shown, when the answer comes and whenever it is checked.

Whatever changed in between makes another digest, and the signature holds no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from tinhso.engines.indicators.contracts import FigureKey, FigureWrite
from tinhso.engines.reporting.logic.sending import digest_of
from tinhso.engines.reporting.logic.sheet import Sheet
from tinhso.engines.reporting.models import Assignment, CellChange
from tinhso.kernel.canonical import canonical_json

REPORT = "tinhso-approval/1"
TABLE = "tinhso-consolidation-sent/1"
Said = tuple[FigureKey, int | None, int, int]


def digest_of_sheet(
    row: Assignment, sheet: Sheet, changes: Sequence[CellChange], writes: Sequence[FigureWrite]
) -> bytes:
    """Return the digest of what approving a unit's report would write."""
    form = f"{sheet.form.code}@{sheet.form.version}"
    return digest_of_report(row.pk, row.submissions_made + 1, form, digest_of(changes), said_by(writes))


def digest_of_report(assignment_id: int, number: int, form: str, draft_digest: str, said: Iterable[Said]) -> bytes:
    """Return a unit report's digest from its parts, in whatever order the figures come."""
    told = {"assignment": assignment_id, "number": number, "form": form, "draft_digest": draft_digest}
    return _digest(REPORT, told, said)


def digest_of_table(assignment_id: int, number: int, table: str, said: Iterable[Said]) -> bytes:
    """Return a consolidation's digest: which sending, what its table tells (`table_read`), the lines it writes."""
    return _digest(TABLE, {"assignment": assignment_id, "number": number, "table": table}, said)


def said_by(writes: Iterable[FigureWrite]) -> list[Said]:
    """What figures say that are about to be written."""
    return [
        (one.key, *((one.state.value, one.state.operator, one.state.missing) if one.state else (None, 0, 0)))
        for one in writes
    ]


def _digest(form_of_digest: str, told: Mapping[str, Any], said: Iterable[Said]) -> bytes:
    figures = [
        [*(_plain(part) for part in key), "" if value is None else str(value), int(operator), int(missing)]
        for key, value, operator, missing in sorted(said, key=itemgetter(0))
    ]
    return hashlib.sha256(canonical_json({"format": form_of_digest, **told, "figures": figures})).digest()


def _plain(part: int | str) -> int | str:
    """Scenarios, operators and reasons as the ledger stores them."""
    return part if isinstance(part, str) else int(part)
