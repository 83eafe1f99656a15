"""Work within one unit: who fills which rows, and the thôn and buôn that a figure is the sum of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the unit who enters reports, by the office held; people are not named."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Share:
    """How far one colleague is with their rows."""

    colleague: Colleague
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """The rows of a form among colleagues. `rows` says whose a row is; rows of nobody are everybody's."""

    colleagues: tuple[Colleague, ...]
    rows: dict[str, int]
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class VillageParts:
    """What thôn and buôn gave to a figure that was sent: name and number, in the order of the unit's list.

    Attributes:
        event_id: the submission that committed to them.
        number: which sending it was.
    """

    event_id: int
    number: int
    parts: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return sum((value for _name, value in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class VillageSheet:
    """The sub-sheet of one cell: every thôn and buôn of the unit's list with its number as typed, then the sum."""

    row_no: str
    name: str
    lines: tuple[tuple[str, str], ...]
    total: str
    version: int
    may_edit: bool
