"""What insight promises: boards as data, what a reader chose to look at, cards ready to be shown; no Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from tinhso.engines.cube.contracts import AS_REPORTED
from tinhso.engines.insight.errors import (
    BoardPackageRefused,
    CardFailed,
    FileNotThere,
    FileReachChanged,
    FormulaNotProvable,
    InsightError,
    MalformedChoice,
    NothingToProve,
    PivotTooLarge,
    SnapshotAltered,
    TooManyFiles,
    UnitsNotInLog,
    UnknownBoard,
    UnknownCardKind,
    UnknownFile,
    UnknownSnapshot,
    ViewNotSaved,
)
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.kernel.periods import Period

__all__ = [
    "BoardDefinition",
    "BoardPackageRefused",
    "CardDefinition",
    "CardFailed",
    "Choice",
    "FileNotThere",
    "FileReachChanged",
    "FormulaNotProvable",
    "InsightError",
    "MalformedChoice",
    "NothingToProve",
    "PivotTooLarge",
    "SnapshotAltered",
    "Text",
    "TooManyFiles",
    "UnitsNotInLog",
    "UnknownBoard",
    "UnknownCardKind",
    "UnknownFile",
    "UnknownSnapshot",
    "ViewNotSaved",
]

Section = Literal["headline", "first", "cards", "charts", "wide"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return (self.en if language.startswith("en") else self.vi) or self.vi


@dataclass(frozen=True, slots=True)
class CardDefinition:
    """One card of a board as its package states it: a registered kind and that kind's own options."""

    kind: str
    section: Section
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoardDefinition:
    """One immutable version of a board.

    Attributes:
        unit: code of the unit the board is about; resolved on the last day of the period shown.
        scheme: the periods one may choose from.
        regime: the report regime whose sending the board follows; empty for none.
    """

    code: str
    version: int
    valid_from: date
    title: Text
    unit: str
    scheme: str
    regime: str
    cards: tuple[CardDefinition, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader looks at, as it stands in the address.

    Attributes:
        unit: the board's unit on the day whose units are shown (see `restated_to`).
        structure: `as_reported`, `current`, or the day whose units everything is carried to.
        as_of: None is live; else everything as known at the last checkpoint before that moment.
        tree_size: of that checkpoint; None is live.
    """

    board: BoardDefinition
    period: Period
    unit: UnitView
    rights: Rights = field(repr=False)
    now: datetime
    language: str = "vi"
    structure: str | date = AS_REPORTED
    as_of: datetime | None = None
    tree_size: int | None = None

    @property
    def is_live(self) -> bool:
        return self.as_of is None

    @property
    def moment(self) -> datetime:
        """The time by which deadlines and ages are told: now, or the moment looked back to."""
        return self.as_of or self.now

    @property
    def restated_to(self) -> str | date:
        """To whose units earlier periods are carried, so that a line does not break at a reorganisation.

        As reported: the units of the chosen period's last day, whose own figures are then untouched.
        """
        return self.period.end if self.structure == AS_REPORTED else self.structure
