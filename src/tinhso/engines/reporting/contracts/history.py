"""Reports of the past, for loading a history set-wise under its own clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tinhso.engines.indicators.contracts import FigureState


@dataclass(frozen=True, slots=True)
class HistoricVersion:
    """One sending of a form: its figures by form row number, and what became of it.

    Attributes:
        drafted_at, submitted_at: when the drafter sent it for approval and the leader approved it.
        figures: states by row number of the form; a row that the ledger already knows may be left out.
        returned_at, return_reason: when and why it came back (before the lock).
        correction_reason: why it was corrected: before the lock after `withdrawn_at`, after it by the correction verb.
        capacity: “KT. CHỦ TỊCH” when approved by delegation.
    """

    submitted_at: datetime
    figures: Mapping[str, FigureState] = field(default_factory=dict)
    drafted_at: datetime | None = None
    returned_at: datetime | None = None
    return_reason: str = ""
    withdrawn_at: datetime | None = None
    correction_reason: str = ""
    drafter: str = "system:history"
    approver: str = "system:history"
    approver_title: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class HistoricReport:
    """One unit's report of the past. No versions means it was never sent.

    Attributes:
        request: code of a request that `create_request` made (or `load_history` makes, see `HistoricRequest`).
        subject_unit_id: whom the figures speak of.
        received_at: when the unit first opened the task.
        versions: sendings in order; only the last may stand.
        accepted_at: when the last version was accepted; None leaves it provisional.
        extended_to, extended_at: a later deadline that was granted, and when.
        respondent_unit_id: who enters it on behalf of the subject; None is the subject itself.
    """

    request: str
    subject_unit_id: int
    versions: tuple[HistoricVersion, ...] = ()
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    extended_to: datetime | None = None
    extended_at: datetime | None = None
    respondent_unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class HistoricAdjustment:
    """A line of the consolidating agency on the aggregate of a past request; `value` scaled by the definition."""

    request: str
    line: str
    indicator: str
    value: int
    title_vi: str
    reason: str
    dims: str = ""


@dataclass(frozen=True, slots=True)
class HistoricRequest:
    """A request of the past: opened, sent upward, accepted above, locked, each at its moment (None: not yet).

    `accepted_at` is the office's acceptance of the consolidation; units' reports have their own.
    `keeps_version` freezes what was sent upward as a version with its files.
    """

    code: str
    regime: str
    period: str
    opened_at: datetime
    sent_upward_at: datetime | None = None
    accepted_at: datetime | None = None
    locked_at: datetime | None = None
    title_vi: str = ""
    title_en: str = ""
    assigned_by: str = "system:history"
    accepted_by: str = "system:history"
    sent_upward_by: str = "system:history"
    locked_by: str = "system:history"
    keeps_version: bool = False


@dataclass(frozen=True, slots=True)
class HistorySummary:
    """What was loaded."""

    requests: int
    assignments: int
    submissions: int
    figures: int
    events: int
