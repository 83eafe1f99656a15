"""The agency's own lines of the period before, taken over as drafts of this one."""

from __future__ import annotations

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import ConsolidationColumn, LineInput, TaskState
from tinhso.engines.reporting.logic.consolidation.adjusting import columns_of, lines_of
from tinhso.engines.reporting.logic.consolidation.lines_keeping import keep_lines, lines_to_fill
from tinhso.engines.reporting.logic.consolidation.lines_layout import is_adjustable
from tinhso.engines.reporting.logic.sheet import period_of_row
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.kernel.quantities import from_scaled

LONGEST_REASON = 2_000


@transaction.atomic
def copy_lines(request_id: int, *, rights: Rights) -> int:
    """Draft again every figure of the lines of the period before that this one does not have yet.

    Each says where it was taken from; it is changed or taken back like any other.

    Returns:
        How many figures were taken over; none where the period before had no lines.

    Raises:
        UnknownRequest (REP-026), NoRight (ORG-020), WrongState (REP-041).
    """
    own = assignments(rights).get(id=lines_to_fill(request_id, rights=rights))
    before = _before(own, rights)
    if before is None:
        return 0
    columns = {(one.definition.indicator_id, one.row.dims): one for one in columns_of(own) if is_adjustable(one)}
    here = {_what(line) for line in lines_of([own])}
    label = period_of_row(before).label("vi")
    inputs = [
        _again(line, columns[line.indicator_id, line.dims], label)
        for line in lines_of([before])
        if (line.indicator_id, line.dims) in columns and _what(line) not in here
    ]
    return keep_lines(request_id, inputs, rights=rights)


def _before(own: Assignment, rights: Rights) -> Assignment | None:
    """The same agency's consolidation of the same regime one period earlier."""
    period = period_of_row(own)
    if period.is_span:
        return None
    earlier = assignments(rights).filter(
        kind="consolidation",
        respondent_unit_id=own.respondent_unit_id,
        request__regime_version__regime_id=own.request.regime_version.regime_id,
        request__period__code=period.previous().code,
    )
    return earlier.exclude(state=TaskState.CANCELLED).order_by("-id").first()


def _what(line: Adjustment) -> tuple[str, int, str]:
    return line.title_vi, line.indicator_id, line.dims


def _again(line: Adjustment, column: ConsolidationColumn, label: str) -> LineInput:
    reason = f"Như kỳ {label}: {line.reason}"[:LONGEST_REASON]
    value = from_scaled(line.value, column.definition.decimals)
    return LineInput(column.row.no, value, line.title_vi, reason)
