"""A round as it is loaded from the past: every act with its moment and who did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.evaluation.contracts.rounds import NewRound


@dataclass(frozen=True, slots=True)
class HistoricAnswer:
    """What was answered, as typed in Vietnamese."""

    component: str
    text: str
    absence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HistoricAppraisal:
    """What was given: the claim as it stands, or a share of the points in percent with a reason."""

    component: str
    share_percent: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HistoricUnit:
    """What one unit did, and what was given it; a moment that is None has not come."""

    unit: str
    drafter: str
    leader: str
    answers: Sequence[HistoricAnswer]
    answered_at: datetime
    sent_at: datetime | None
    appraisals: Sequence[HistoricAppraisal]
    appraised_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoricRound:
    """A round: who opened it, and what its units did; `appraisers` are logins by code of agency."""

    asked: NewRound
    opened_at: datetime
    opener: str
    appraisers: Mapping[str, str]
    units: Sequence[HistoricUnit]
