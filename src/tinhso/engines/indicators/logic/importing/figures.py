"""One import from rows to ledger: judge, compare, hash, write; and again when somebody wrote meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from tinhso.engines.indicators.contracts import ImportSummary, Rejection, Scenario, SourceKind
from tinhso.engines.indicators.contracts.import_errors import ImportDisturbed
from tinhso.engines.indicators.logic.importing.columns import read_layout
from tinhso.engines.indicators.logic.importing.comparing import Comparer, Comparison, Verdict
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.engines.indicators.logic.importing.judging import Judge
from tinhso.engines.indicators.logic.importing.places import Places
from tinhso.engines.indicators.logic.importing.reading import Source
from tinhso.engines.indicators.logic.importing.storing import LockedMeanwhile, Storer
from tinhso.engines.indicators.logic.ledger.conflicts import is_key_conflict
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.kernel.quantities import NumberLocale

_ATTEMPTS = 3


@dataclass(frozen=True)
class Order:
    """How an import is to be done, and by whom."""

    rights: Rights
    action: Action
    source_kind: SourceKind
    event_kind: str
    subject: str
    locale: NumberLocale | None = None
    reason: str = ""
    partial: bool = False
    scenario: Scenario = Scenario.ACTUAL
    only_judge: bool = False


def file_order(
    digest: str,
    rights: Rights,
    *,
    locale: NumberLocale | None,
    reason: str,
    partial: bool = False,
    only_judge: bool = False,
    scenario: Scenario = Scenario.ACTUAL,
) -> Order:
    """Return the order of somebody's file, whatever kind of file its rows came in."""
    return Order(
        rights=rights,
        action=Action.IMPORT_FIGURES,
        source_kind=SourceKind.FILE,
        event_kind="indicators.imported",
        subject=f"indicators.import:{digest[:32]}",
        locale=locale,
        reason=reason.strip(),
        partial=partial,
        scenario=scenario,
        only_judge=only_judge,
    )


def import_figures(
    source: Source,
    order: Order,
    early: list[tuple[int, Fault]],
    on_written: Callable[[int | None, ImportSummary], None] | None = None,
) -> ImportSummary:
    """Import the rows of a source.

    Args:
        early: faults found while the rows were read, by row.
        on_written: called inside the writing transaction with the event and the summary.
    """
    order.rights.require(order.action)
    places = Places(order.rights.scope(order.action))
    layout, header_faults = read_layout(source.header, places.items)
    if header_faults:
        return _refused([fault.at(1) for fault in header_faults])
    official = order.rights.scope(Action.IMPORT_OFFICIAL)
    judge = Judge(layout, places, order.locale, official.covers)
    for first_row, rows in source.chunks:
        judge.judge(first_row, rows)
    judge.rejections += [fault.at(row) for row, fault in early]
    comparer = Comparer(judge.sheet, places, layout, int(order.scenario), int(order.source_kind), order.reason)
    return _write(comparer, judge.rejections, source.digest, order, on_written)


def _write(
    comparer: Comparer,
    rejections: list[Rejection],
    digest: str,
    order: Order,
    on_written: Callable[[int | None, ImportSummary], None] | None,
) -> ImportSummary:
    keys = comparer.sheet.keys()
    for _ in range(_ATTEMPTS):
        comparison = comparer.compare(keys)
        summary = _summary(comparison, rejections, order.partial)
        if not summary.committed or order.only_judge:
            return replace(summary, committed=False)
        storer = Storer.of(comparer, comparison, keys)
        root = storer.hash() if storer.order else None
        try:
            with storer.staged() if root is not None else nullcontext() as insert, transaction.atomic():
                event_id = None
                if root is not None and insert is not None:
                    public = _public(summary, digest)
                    event_id = storer.store(order.event_kind, order.subject, order.rights.actor, public, root, insert)
                summary = _with_event(summary, event_id)
                if on_written:
                    on_written(event_id, summary)
            return summary
        except LockedMeanwhile:
            continue
        except IntegrityError as error:
            # Somebody wrote one of the keys since it was compared: what was new may be a correction now.
            if not is_key_conflict(error):
                raise
    raise ImportDisturbed(attempts=_ATTEMPTS)


def _summary(comparison: Comparison, rejections: list[Rejection], partial: bool) -> ImportSummary:
    every = sorted([*rejections, *comparison.rejections], key=lambda one: (one.row, one.column, one.code))
    return ImportSummary(
        committed=partial or not every,
        accepted=comparison.count(Verdict.NEW),
        unchanged=comparison.count(Verdict.UNCHANGED),
        corrected=comparison.count(Verdict.CORRECTED),
        rejections=tuple(every),
    )


def _with_event(summary: ImportSummary, event_id: int | None) -> ImportSummary:
    events = () if event_id is None else (event_id,)
    return ImportSummary(
        summary.committed, summary.accepted, summary.unchanged, summary.corrected, summary.rejections, events
    )


def _refused(rejections: list[Rejection]) -> ImportSummary:
    return ImportSummary(committed=False, accepted=0, unchanged=0, corrected=0, rejections=tuple(rejections))


def _public(summary: ImportSummary, digest: str) -> Mapping[str, Any]:
    return {
        "accepted": summary.accepted,
        "corrected": summary.corrected,
        "unchanged": summary.unchanged,
        "rejected": summary.rejected,
        "sha256": digest,
    }
