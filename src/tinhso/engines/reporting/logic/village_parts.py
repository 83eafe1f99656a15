"""What thôn and buôn gave to a figure of the ledger: the last step of walking a number back.

The parts stand in the draft's history, which the submission commits to by its digest; the ledger has their sum only.
"""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts.sharing import VillageParts
from tinhso.engines.reporting.logic.sheet import load_sheet
from tinhso.engines.reporting.models import CellChange, Submission
from tinhso.kernel.quantities import from_scaled


def village_parts(key: FigureKey, event_ids: Collection[int], *, rights: Rights) -> VillageParts | None:
    """Return the parts behind a figure, of the last of these events that sent it; None where it was one number.

    Args:
        event_ids: the events of the figure's entries, as the ledger tells them.
        rights: who asks; parts are shown to whoever may see the unit's figures, not to the public.
    """
    if not rights.may(Action.SEE_FIGURES, key.unit_id):
        return None
    sent = Submission.objects.filter(event_id__in=event_ids, assignment__subject_unit_id=key.unit_id)
    last = sent.select_related("assignment__request__period").order_by("-id").first()
    if last is None:
        return None
    sheet = load_sheet(last.assignment, drafts=False)
    place = next(((row, column) for row, column in sheet.entered() if sheet.key(row, column) == key), None)
    if place is None:
        return None
    row, column = place
    changes = CellChange.objects.filter(
        assignment_id=last.assignment_id, row_no=row.no, column=column.code, id__lte=last.last_change_id
    )
    change = changes.order_by("-id").first()
    parts = (change.after or {}).get("parts") if change else None
    if not parts:
        return None
    decimals = sheet.definitions[row.indicator].decimals
    return VillageParts(
        last.event_id, last.number, tuple((name, from_scaled(value, decimals)) for name, value in parts)
    )
