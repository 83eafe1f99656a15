"""Loading a history: years of requests and reports, set-wise, every act at its own moment and in its own order.

1. Turn requests and reports into acts (`history_acts.py`), each with its moment.
2. Sort all acts of all requests by time; take them a day at a time.
3. A day is one transaction: one call of the ledger's writer for all its acts, then their rows in bulk.
4. After each day the caller may seal, so that “as of” answers hold for the past as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec
from tinhso.engines.reporting.contracts import HistoricAdjustment, HistoricReport, HistoricRequest, HistorySummary
from tinhso.engines.reporting.contracts.errors import HistoryIncomplete
from tinhso.engines.reporting.logic.history.history_acts import acts_of_request
from tinhso.engines.reporting.logic.history.history_past import Act, Buffers
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam


def load_history(
    requests: Sequence[HistoricRequest],
    reports: Sequence[HistoricReport],
    adjustments: Sequence[HistoricAdjustment] = (),
    *,
    other: Sequence[BatchSpec] = (),
    on_day_end: Callable[[datetime], None] | None = None,
) -> HistorySummary:
    """Load reports of the past set-wise: assignments, transitions, drafts, figures, receipts, locks.

    Args:
        requests: requests to make; `code` joins reports and adjustments to them.
        reports: one for each unit that was asked, also those that never sent.
        adjustments: lines of the consolidating agency; written when the request was sent upward.
        other: figures from elsewhere (connectors, documents) with their moments, woven in by time.
        on_day_end: called after each day is committed with the moment of its last act (to seal the log).

    Returns:
        How much was loaded.

    Raises:
        HistoryIncomplete (REP-090): a report contradicts itself or its request. Everything `create_request` and the
        ledger refuse; days before the refused one stay loaded.
    """
    acts = _all_acts(requests, reports, adjustments, other)
    total = Buffers()
    figures = 0
    for _, day in groupby(acts, key=lambda act: (in_vietnam(act.at).date(), act.opens)):
        group = list(day)
        with transaction.atomic(), trust.use_clock(group[-1].at):
            figures += _load_day(group, total)
        if on_day_end is not None:
            on_day_end(group[-1].at)
    return HistorySummary(len(requests), total.assignments, total.submissions, figures, len(acts))


def _load_day(group: Sequence[Act], total: Buffers) -> int:
    """Write one day's acts; returns the number of ledger entries."""
    results = indicators.write_batches([act.spec() for act in group])
    buffers = Buffers()
    for act, result in zip(group, results, strict=True):
        act.done(result.event_id, buffers)
    buffers.store()
    total.count(buffers)
    return sum(result.entries for result in results)


def _all_acts(
    requests: Sequence[HistoricRequest],
    reports: Iterable[HistoricReport],
    adjustments: Iterable[HistoricAdjustment],
    other: Sequence[BatchSpec],
) -> list[Act]:
    """Every act in the order of time; acts of one moment keep the order of a report's life."""
    reports_of, lines_of = (
        defaultdict[str, list[HistoricReport]](list),
        defaultdict[str, list[HistoricAdjustment]](list),
    )
    known = {request.code for request in requests}
    for report in reports:
        if report.request not in known:
            raise HistoryIncomplete(
                request=report.request, unit=report.subject_unit_id,
                reason_vi="không có báo cáo được giao này", reason_en="there is no such request",
            )  # fmt: skip
        reports_of[report.request].append(report)
    for line in adjustments:
        lines_of[line.request].append(line)
    acts = [_other_act(spec) for spec in other]
    for request in sorted(requests, key=lambda one: (one.opened_at, one.code)):
        acts += acts_of_request(request, reports_of[request.code], lines_of[request.code])
    return sorted(acts, key=lambda act: act.at)


def _other_act(spec: BatchSpec) -> Act:
    assert spec.at is not None, "a figure of the past needs its moment"
    return Act(spec.at, lambda: spec, lambda event_id, buffers: None)
