"""A unit's form with all that its own page shows beside it."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.reporting.contracts.cell_notes import CellThread
from tinhso.engines.reporting.contracts.evidence import EvidenceView
from tinhso.engines.reporting.contracts.rules import RulePacket
from tinhso.engines.reporting.contracts.sharing import Sharing
from tinhso.engines.reporting.contracts.tasks import TaskView


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """What the page of a form shows, read for one reader at one moment.

    Attributes:
        task: the form; its life is left out where the reader may fill it.
        rules: what rules the browser decides; None for whoever only reads.
        evidence: files and letters, oldest first.
        sharing: who fills which rows; None for whoever only reads.
        threads: what was asked about its cells.
    """

    task: TaskView
    rules: RulePacket | None
    evidence: tuple[EvidenceView, ...]
    sharing: Sharing | None
    threads: tuple[CellThread, ...]
