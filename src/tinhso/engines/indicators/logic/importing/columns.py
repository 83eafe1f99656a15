"""Which columns a file has, and where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators.contracts.import_errors import MissingColumn, RepeatedColumn, UnknownColumn
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.kernel.errors import TinhSoError

REQUIRED = ("indicator", "unit", "period", "value")
OPTIONAL = ("operator", "missing", "status", "note")
DIMENSION_PREFIX = "dim."


@dataclass(frozen=True)
class Layout:
    """Positions of the columns; an absent one is neither read nor compared."""

    width: int
    places: dict[str, int]
    dimensions: tuple[tuple[str, int], ...]

    def has(self, name: str) -> bool:
        """Say whether a column is there."""
        return name in self.places


def read_layout(header: Sequence[str], dimensions: Collection[str]) -> tuple[Layout, list[Fault]]:
    """Return the layout of a header, and what is wrong with it.

    Args:
        header: names of the columns as the file has them.
        dimensions: codes of the dimensions that exist.
    """
    names = [name.strip() for name in header]
    known = [*REQUIRED, *OPTIONAL, *(f"{DIMENSION_PREFIX}{code}" for code in dimensions)]
    faults: list[Fault] = []
    for position, name in enumerate(names):
        error: TinhSoError | None = None
        if name not in known:
            error = UnknownColumn(name=name, known=", ".join(known))
        elif name in names[:position]:
            error = RepeatedColumn(name=name)
        if error:
            faults.append(Fault(name, error))
    for name in REQUIRED:
        if name not in names:
            faults.append(Fault(name, MissingColumn(name=name, required=", ".join(REQUIRED))))
    places = {name: position for position, name in enumerate(names)}
    split = sorted(
        (name.removeprefix(DIMENSION_PREFIX), position)
        for name, position in places.items()
        if name.startswith(DIMENSION_PREFIX)
    )
    return Layout(len(names), places, tuple(split)), faults
