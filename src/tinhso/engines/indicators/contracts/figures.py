"""Keys, states, writes and entries of the ledger. Named tuples where an import makes millions of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from tinhso.engines.indicators.contracts.codes import Missing, Scenario, SourceKind, Status
from tinhso.kernel.quantities import Operator


class FigureKey(NamedTuple):
    """What a figure is about. `dims` is canonical: `code=item;code=item` sorted by code; `line` names an adjustment."""

    indicator_id: int
    unit_id: int
    period_id: int
    dims: str = ""
    scenario: int = Scenario.ACTUAL
    line: str = ""


class FigureState(NamedTuple):
    """What a figure says. `value` is a scaled integer with the definition's decimals, None when missing.

    `definition_id` None means the version valid on the period's last day.
    """

    value: int | None
    operator: int = Operator.EQUAL
    missing: int = Missing.NONE
    status: int = Status.PROVISIONAL
    source: int = SourceKind.MANUAL
    definition_id: int | None = None

    @classmethod
    def absent(cls, missing: Missing, status: int = Status.PROVISIONAL, source: int = SourceKind.MANUAL) -> FigureState:
        """Return the state "no value, for this reason"."""
        return cls(None, Operator.EQUAL, missing, status, source)


class FigureWrite(NamedTuple):
    """One figure to be written; `state` None withdraws it. The note stays beside the log, committed to in the leaf."""

    key: FigureKey
    state: FigureState | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BatchSpec:
    """The figures of one act (a submission, an import, an acceptance) and how it stands in the log.

    Attributes:
        event_kind, subject, actor, reason, evidence, public, at: as in `trust.contracts.EventSpec`.
        writes: figures in the order of their lines; a key once.
        promotes: keys whose provisional state becomes official as it stands (two entries each), after the writes.
        correction: True lets a locked period change; a reason is then needed (IND-023).
    """

    event_kind: str
    subject: str
    actor: str
    writes: Sequence[FigureWrite] = ()
    promotes: Sequence[FigureKey] = ()
    reason: str = ""
    evidence: str = ""
    public: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    correction: bool = False


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch became: its event, how many entries it wrote, how many writes said what already stood."""

    event_id: int
    entries: int
    unchanged: int


class CurrentState(NamedTuple):
    """The latest entry of a key. A withdrawn figure has `missing` NOT_REPORTED."""

    entry_id: int
    event_id: int
    entry_no: int
    value: int | None
    operator: int
    missing: int
    status: int
    source: int
    definition_id: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the ledger with every name a reader or a proof needs, no ids to look up."""

    id: int
    event_id: int
    line_no: int
    key: FigureKey
    indicator: str
    definition_version: int
    decimals: int
    unit: str
    unit_from: date
    period: str
    entry_no: int
    value: int | None
    operator: Operator
    missing: Missing
    status: Status
    source: SourceKind
    value_delta: int
    presence_delta: int
    note_commitment: bytes | None
    evidence_commitment: bytes | None


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure that the system has without anybody typing it (source connector or computed)."""

    key: FigureKey
    value: int | None
    operator: Operator
    missing: Missing
    source: SourceKind
    entry_id: int
