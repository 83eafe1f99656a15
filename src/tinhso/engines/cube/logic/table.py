"""The answer to a query: columns as DuckDB gave them, rows made when somebody looks at them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from tinhso.engines.cube.contracts import FigureQuery, FigureRow, Mark, RowKey
from tinhso.engines.cube.logic import output
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.indicators.contracts import Missing, Scenario, Status
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator

# Marks are one integer in the answer, a bit each.
BITS = {mark: 1 << place for place, mark in enumerate(Mark)}
# The first four say what a row speaks of.
COLUMNS = (
    "root_no", "out_no", "target_id", "dims", "num", "den", "fraction", "operator", "missing", "status", "expected",
    "received", "marks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Legend:
    """What the numbers in the columns stand for. `decimals` is by (root_no, out_no)."""

    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    units: dict[int, UnitView]
    decimals: dict[tuple[int, int], int]


@dataclass(frozen=True)
class AnswerTable:
    """A `contracts.FigureTable`."""

    query: FigureQuery
    tree_size: int | None
    parts: tuple[tuple[pa.Table, Legend], ...]

    @classmethod
    def joined(cls, query: FigureQuery, tables: Sequence[AnswerTable]) -> AnswerTable:
        """Put answers to one indicator each behind one another."""
        return cls(query, tables[0].tree_size, tuple(part for table in tables for part in table.parts))

    def __len__(self) -> int:
        return sum(int(table.num_rows) for table, _ in self.parts)

    def __iter__(self) -> Iterator[FigureRow]:
        return iter(self.rows)

    @property
    def size(self) -> int:
        """What the columns take, in bytes."""
        return sum(int(table.nbytes) for table, _ in self.parts)

    @cached_property
    def rows(self) -> Sequence[FigureRow]:
        """Every row in canonical order."""
        return list(self._between(0, len(self)))

    @cached_property
    def _by_key(self) -> dict[tuple[str, int, Period, str], FigureRow]:
        return {(row.indicator, row.unit_id, row.period, row.dims): row for row in self.rows}

    def row(self, indicator: str, unit_id: int, period: Period, dims: str = "") -> FigureRow | None:
        """Return one row, None when the key is not expected or not in scope."""
        return self._by_key.get((indicator, unit_id, period, dims))

    def key_at(self, place: int) -> RowKey:
        """Return what the row at a place speaks of."""
        before = 0
        for table, legend in self.parts:
            if place < before + table.num_rows:
                root_no, out_no, target_id, dims = (table[name][place - before].as_py() for name in COLUMNS[:4])
                unit = legend.units[target_id]
                return RowKey(legend.indicators[root_no], unit.code, unit.valid_from, legend.periods[out_no], dims)
            before += table.num_rows
        raise IndexError(place)

    def place_after(self, key: RowKey) -> int:
        """Return where the rows after this key begin, also when no row has it any more."""
        return bisect_right(range(len(self)), key.rank, key=lambda place: self.key_at(place).rank)

    def to_records(self, *, exact: bool = False, start: int = 0, end: int | None = None) -> list[dict[str, object]]:
        """Return rows as plain objects; see `output.records`. The columns are those of the whole table."""
        return output.records(self._between(start, len(self) if end is None else end), self._names(exact))

    def to_csv(self, *, exact: bool = False) -> bytes:
        """Return canonical CSV; see `output.csv_bytes`."""
        return output.csv_bytes(self.rows, self._names(exact))

    def to_json(self, *, exact: bool = False) -> bytes:
        """Return canonical JSON; see `output.json_bytes`."""
        return output.json_bytes(self.rows, self._names(exact))

    def to_parquet(self, *, exact: bool = False) -> bytes:
        """Return Parquet; see `output.parquet_bytes`."""
        return output.parquet_bytes(self.rows, self._names(exact))

    def _names(self, exact: bool) -> list[str]:
        dims = {text for table, _ in self.parts for text in table["dims"].unique().to_pylist()}
        marked = any(bits for table, _ in self.parts for bits in table["marks"].unique().to_pylist())
        return output.column_names(dims, marked=marked, exact=exact)

    def _between(self, start: int, end: int) -> Iterator[FigureRow]:
        """Make the rows from one place to another."""
        before = 0
        for table, legend in self.parts:
            first, last = max(0, start - before), min(table.num_rows, end - before)
            if first < last:
                yield from self._decoded(table.slice(first, last - first), legend)
            before += table.num_rows

    def _decoded(self, table: pa.Table, legend: Legend) -> Iterator[FigureRow]:
        scenario = Scenario(self.query.scenario)
        marks_of = {
            bits: frozenset(mark for mark, bit in BITS.items() if bits & bit)
            for bits in table["marks"].unique().to_pylist()
        }
        for values in zip(*(table[name].to_pylist() for name in COLUMNS), strict=True):
            root_no, out_no, target_id, dims, num, den, fraction, operator, missing, status, *counts, marks = values
            numerator, denominator = _sides(num, den, fraction)
            yield FigureRow(
                indicator=legend.indicators[root_no],
                unit_id=target_id,
                unit_code=legend.units[target_id].code,
                period=legend.periods[out_no],
                dims=dims,
                scenario=scenario,
                numerator=numerator,
                denominator=denominator,
                decimals=legend.decimals[root_no, out_no],
                operator=Operator(operator),
                missing=Missing(missing),
                status=Status(status) if status else None,
                expected=counts[0],
                received=counts[1],
                marks=marks_of[marks],
            )


def _sides(num: Any, den: Any, fraction: str | None) -> tuple[int | None, int | None]:
    """Return numerator and denominator; a fraction in text may have several denominators one after another."""
    if fraction is not None:
        above, *below = (int(part) for part in fraction.split("/"))
        return above, prod(below)
    return (None, None) if num is None else (int(num), int(den))
