"""The frozen version of a consolidation of the past: the table as it stood on the day it was sent upward.

A loaded history knows how each report ends; here each is put back to where it stood at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.reporting.contracts import HistoricAdjustment, Signature, VersionKind
from tinhso.engines.reporting.logic.assigning.requests import request_view
from tinhso.engines.reporting.logic.consolidation.consolidation_table import table_at
from tinhso.engines.reporting.logic.consolidation.freezing import Frozen, frozen_content, prepare
from tinhso.engines.reporting.logic.history.history_past import Life, Past
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.queries.assignments import unit_reports_of

UNSIGNED = Signature("", "")


def freeze_past(
    past: Past, own: Assignment, at: datetime, keys: Sequence[tuple[HistoricAdjustment, FigureKey]]
) -> Frozen:
    """Make the version that was sent upward at a moment of the past."""
    lives = {life.row.pk: life for life in past.lives}
    units = unit_reports_of(own.request_id)
    for row in units:
        _put_back(row, lives[row.pk], at)
    lines = [
        Adjustment(
            id=0, assignment=own, line=line.line, indicator_id=key.indicator_id, dims=line.dims, value=line.value,
            title_vi=line.title_vi, reason=line.reason, state="written", made_at=at, event_id=0,
        )
        for line, key in keys
    ]  # fmt: skip
    content = frozen_content(request_view(units[0].request), table_at(units, lines, at))
    return prepare(content, (), VersionKind.REPORT, at, UNSIGNED)


def _put_back(row: Assignment, life: Life, at: datetime) -> None:
    sent = [one.submitted_at for one in life.report.versions if one.submitted_at <= at]
    row.state, row.state_before_lock, row.correcting = life.state, "", False
    row.submissions_made, row.corrections_made = len(sent), 0
    row.first_submitted_at = sent[0] if sent else None
    row.last_submitted_at = sent[-1] if sent else None
    row.on_time = row.on_time if sent else None
