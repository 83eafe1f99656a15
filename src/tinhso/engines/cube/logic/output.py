"""Rows as files and answers: the columns of figures.md, the same bytes for the same rows.

`indicator,unit,period,dim.<code>…,scenario,value,operator,missing,status,expected,received`, then with `exact`
`numerator,denominator`, then `marks` when some row carries one (words with a blank between, in the order of `Mark`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import orjson
import pyarrow.parquet as pq

from tinhso.engines.cube.contracts import FigureRow, Mark
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.kernel.quantities import plain_text

_COUNTS = ("expected", "received")


def column_names(dims: Iterable[str], *, marked: bool, exact: bool) -> list[str]:
    """Return the names of the columns that a table with these combinations of dimensions needs, in order."""
    codes = {pair.partition("=")[0] for one in set(dims) if one for pair in one.split(";")}
    names = ["indicator", "unit", "period", *(f"dim.{code}" for code in sorted(codes))]
    names += ["scenario", "value", "operator", "missing", "status", *_COUNTS]
    names += ["numerator", "denominator"] if exact else []
    return names + (["marks"] if marked else [])


def records(rows: Iterable[FigureRow], names: Sequence[str]) -> list[dict[str, object]]:
    """Return one object per row: texts, and whole numbers for the two counts; nothing is left out."""
    return [{name: found.get(name, "") for name in names} for found in map(_record, rows)]


def csv_bytes(rows: Iterable[FigureRow], names: Sequence[str]) -> bytes:
    """Return UTF-8 CSV with a header and `\\n` at line ends."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([found.get(name, "") for name in names] for found in map(_record, rows))
    return file.getvalue().encode()


def json_bytes(rows: Iterable[FigureRow], names: Sequence[str]) -> bytes:
    """Return a JSON array of records."""
    return orjson.dumps(records(rows, names))


def parquet_bytes(rows: Iterable[FigureRow], names: Sequence[str]) -> bytes:
    """Return Parquet: texts (an empty text is an empty cell) and 64-bit counts."""
    found = records(rows, names)
    schema = pa.schema([(name, pa.int64() if name in _COUNTS else pa.string()) for name in names])
    table = pa.table([pa.array([row[name] for row in found], schema.field(name).type) for name in names], schema=schema)
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd", store_schema=False)
    return file.getvalue()


def _record(row: FigureRow) -> dict[str, object]:
    value = row.value
    found: dict[str, object] = {
        "indicator": row.indicator,
        "unit": row.unit_code,
        "period": row.period.code,
        "scenario": row.scenario.code,
        "value": "" if value is None else plain_text(value),
        "operator": "" if value is None else row.operator.symbol,
        "missing": row.missing.code,
        "status": row.status.code if row.status else "",
        "expected": row.expected,
        "received": row.received,
        "numerator": "" if row.numerator is None else str(row.numerator),
        "denominator": "" if row.denominator is None else str(row.denominator),
        "marks": " ".join(mark for mark in Mark if mark in row.marks),
    }
    if row.dims:
        found |= {f"dim.{code}": item for code, _, item in (pair.partition("=") for pair in row.dims.split(";"))}
    return found
