"""The answer to a query: columns as DuckDB gave them, rows made when somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from tinhso.engines.cube.contracts import FigureQuery, FigureRow, Mark
from tinhso.engines.cube.logic import output
from tinhso.engines.indicators.contracts import Missing, Scenario, Status
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator

# Marks are one integer in the answer, a bit each.
BITS = {mark: 1 << place for place, mark in enumerate(Mark)}
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

    @cached_property
    def rows(self) -> Sequence[FigureRow]:
        """Every row in canonical order."""
        return [row for table, legend in self.parts for row in self._rows(table, legend)]

    @cached_property
    def _by_key(self) -> dict[tuple[str, int, Period, str], FigureRow]:
        return {(row.indicator, row.unit_id, row.period, row.dims): row for row in self.rows}

    def row(self, indicator: str, unit_id: int, period: Period, dims: str = "") -> FigureRow | None:
        """Return one row, None when the key is not expected or not in scope."""
        return self._by_key.get((indicator, unit_id, period, dims))

    def to_records(self, *, exact: bool = False) -> list[dict[str, object]]:
        """Return rows as plain objects; see `output.records`."""
        return output.records(self.rows, exact=exact)

    def to_csv(self, *, exact: bool = False) -> bytes:
        """Return canonical CSV; see `output.csv_bytes`."""
        return output.csv_bytes(self.rows, exact=exact)

    def to_json(self, *, exact: bool = False) -> bytes:
        """Return canonical JSON; see `output.json_bytes`."""
        return output.json_bytes(self.rows, exact=exact)

    def to_parquet(self, *, exact: bool = False) -> bytes:
        """Return Parquet; see `output.parquet_bytes`."""
        return output.parquet_bytes(self.rows, exact=exact)

    def _rows(self, table: pa.Table, legend: Legend) -> Iterator[FigureRow]:
        scenario = Scenario(self.query.scenario)
        marks_of: dict[int, frozenset[Mark]] = {}
        for (
            root_no,
            out_no,
            target_id,
            dims,
            num,
            den,
            fraction,
            operator,
            missing,
            status,
            expected,
            received,
            marks,
        ) in zip(*(table[name].to_pylist() for name in COLUMNS), strict=True):
            if marks not in marks_of:
                marks_of[marks] = frozenset(mark for mark, bit in BITS.items() if marks & bit)
            numerator, denominator = _sides(num, den, fraction)
            yield FigureRow(
                legend.indicators[root_no],
                target_id,
                legend.units[target_id].code,
                legend.periods[out_no],
                dims,
                scenario,
                numerator,
                denominator,
                legend.decimals[root_no, out_no],
                Operator(operator),
                Missing(missing),
                Status(status) if status else None,
                expected,
                received,
                marks_of[marks],
            )


def _sides(num: object, den: object, fraction: str | None) -> tuple[int | None, int | None]:
    """Return numerator and denominator; a fraction in text may have several denominators one after another."""
    if fraction is not None:
        above, *below = (int(part) for part in fraction.split("/"))
        product = 1
        for part in below:
            product *= part
        return above, product
    return (None, None) if num is None else (int(num), int(den))  # type: ignore[call-overload]
