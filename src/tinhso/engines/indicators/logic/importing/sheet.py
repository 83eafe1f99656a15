"""The good rows of an import, kept in columns of small integers: 60 bytes a row instead of a kilobyte."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# A key as one integer: place, unit and split of at most 2^20 each.
_BITS = 20


def packed_key(place: int, unit: int, split: int) -> int:
    """Return a key as one integer; keys of one place stand together when sorted."""
    return (place << _BITS | unit) << _BITS | split


# Row number, place, unit, split, value (0 when missing), operator, missing code, status.
GoodRow = tuple[int, int, int, int, int, int, int, int]


class SheetColumns(NamedTuple):
    """The same of many rows, but for their numbers."""

    places: array[int]
    units: array[int]
    splits: array[int]
    values: array[int]
    operators: array[int]
    missing: array[int]
    statuses: array[int]


@dataclass
class Sheet:
    """Columns by position. Places, units and splits are indexes into `Places`; a missing value stands as 0."""

    rows: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("l"))
    units: array[int] = field(default_factory=lambda: array("l"))
    splits: array[int] = field(default_factory=lambda: array("l"))
    values: array[int] = field(default_factory=lambda: array("q"))
    operators: array[int] = field(default_factory=lambda: array("b"))
    missing: array[int] = field(default_factory=lambda: array("b"))
    statuses: array[int] = field(default_factory=lambda: array("b"))
    notes: dict[int, str] = field(default_factory=dict)
    # Keys of rows that were refused for something else: they still make another row of the key a repetition.
    refused_keys: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def extend(self, rows: list[GoodRow]) -> None:
        """Add good rows."""
        if rows:
            columns = (self.rows, self.places, self.units, self.splits)
            states = (self.values, self.operators, self.missing, self.statuses)
            for column, values in zip((*columns, *states), zip(*rows, strict=True), strict=True):
                column.extend(values)

    def extend_columns(self, numbers: Iterable[int], columns: SheetColumns) -> None:
        """Add good rows that come as columns, all of one length, with their row numbers."""
        own = (self.places, self.units, self.splits, self.values, self.operators, self.missing, self.statuses)
        self.rows.extend(numbers)
        for column, values in zip(own, columns, strict=True):
            column.extend(values)

    def keys(self) -> array[int]:
        """Return the key of every position as one integer."""
        columns = zip(self.places, self.units, self.splits, strict=True)
        # `packed_key` written out: an import makes a million of these.
        return array("q", [(place << _BITS | unit) << _BITS | split for place, unit, split in columns])

    def repeated(self, keys: array[int]) -> dict[int, list[int]]:
        """Return the rows of every key that stands more than once, refused rows included."""
        everywhere = len(set(keys) | {key for key, _ in self.refused_keys})
        if everywhere == len(keys) + len(self.refused_keys):
            return {}
        counted = Counter(keys) + Counter(key for key, _ in self.refused_keys)
        found: dict[int, list[int]] = {key: [] for key, count in counted.items() if count > 1}
        for key, row in [*zip(keys, self.rows, strict=True), *self.refused_keys]:
            if key in found:
                found[key].append(row)
        return {key: sorted(rows) for key, rows in found.items()}
