"""The columns of a snapshot: an entry of the ledger with what it changes in every count, packed into three integers.

Sums and counts of latest states are sums of differences (see figures.md). Besides `value_delta`, an aggregate needs to
know how many figures there are, how many are provisional, which way their operators point, and who gave no value and
why. Each of these is a difference of −1, 0 or +1; three of them share one 64-bit column, at the bits 0, 31 and 62, so
that DuckDB adds up three integers instead of nine. Sums are 128 bits wide: nothing can run over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinhso.engines.cube.logic.lazy_ibis import ibis
from tinhso.engines.indicators.contracts import Missing, Status
from tinhso.kernel.quantities import Operator

if TYPE_CHECKING:
    from ibis.expr.types import IntegerColumn

FIELD_BITS = 31
FIELD_MASK = 2**FIELD_BITS - 1

# Fields by packed column, lowest bits first. A base figure has no line; only base figures answer for a unit.
TALLY = ("figures", "provisional", "not_applicable")
CERTAINTY = ("above", "below", "strict")
ABSENT = ("refused", "not_reported", "adjustments")
PACKED: dict[str, tuple[str, ...]] = {"tally": TALLY, "certainty": CERTAINTY, "absent": ABSENT}
FIELDS = TALLY + CERTAINTY + ABSENT

SCHEMA: dict[str, str] = {
    "indicator_id": "int32",
    "period_id": "int32",
    "unit_id": "int32",
    "dims": "string",
    "scenario": "int8",
    # Twice the scenario, one more where dimensions are named: totals are found without reading texts.
    "slice": "int8",
    "line": "string",
    "entry_no": "int32",
    "value": "int64",
    "operator": "int8",
    "missing": "int8",
    "status": "int8",
    "source": "int8",
    "value_delta": "int64",
    "presence_delta": "int8",
    "tally": "int64",
    "certainty": "int64",
    "absent": "int64",
    "leaf_index": "int64",
    "entry_id": "int64",
    "event_id": "int64",
    "definition_id": "int32",
}
RAW_SCHEMA: dict[str, str] = {name: kind for name, kind in SCHEMA.items() if name not in {*PACKED, "slice"}} | {
    "previous_operator": "int8",
    "previous_missing": "int8",
    "previous_status": "int8",
}
ORDER = ("indicator_id", "period_id", "unit_id", "dims", "scenario", "line", "entry_no")


def _in(column: str, members: list[Operator]) -> str:
    return f"{column} IN ({', '.join(str(int(member)) for member in members)})"


def _states(prefix: str) -> dict[str, str]:
    """Return, for the state in columns with this prefix, SQL conditions for each field."""
    operator, missing, status = (f"{prefix}{name}" for name in ("operator", "missing", "status"))
    known = f"{missing} = {int(Missing.NONE)}"
    base = "line = ''"
    return {
        "figures": f"{known} AND {base}",
        "provisional": f"{known} AND {status} = {int(Status.PROVISIONAL)}",
        "not_applicable": f"{missing} = {int(Missing.NOT_APPLICABLE)} AND {base}",
        "above": f"{known} AND {_in(operator, [member for member in Operator if member.may_be_above])}",
        "below": f"{known} AND {_in(operator, [member for member in Operator if member.may_be_below])}",
        "strict": f"{known} AND {_in(operator, [Operator.GREATER, Operator.LESS])}",
        "refused": f"{missing} = {int(Missing.REFUSED)} AND {base}",
        "not_reported": f"{missing} = {int(Missing.NOT_REPORTED)} AND {base}",
        "adjustments": f"{known} AND line <> ''",
    }


def packed_sql() -> dict[str, str]:
    """Return the SQL of the packed columns over raw rows: the new state's fields minus the previous state's."""
    new, old = _states(""), _states("previous_")
    columns = {}
    for column, fields in PACKED.items():
        parts = [
            # Without a previous state the condition is NULL, which counts as no.
            f"((({new[field]}) IS TRUE)::BIGINT - (({old[field]}) IS TRUE)::BIGINT) * {2 ** (FIELD_BITS * place)}"
            for place, field in enumerate(fields)
        ]
        columns[column] = " + ".join(parts)
    return columns


def snapshot_select(source: str) -> str:
    """Return the SELECT that turns raw rows (RAW_SCHEMA) into snapshot rows (SCHEMA)."""
    made = packed_sql() | {"slice": "2 * scenario + (dims <> '')::TINYINT"}
    types = {"int8": "TINYINT", "int32": "INTEGER", "int64": "BIGINT", "string": "VARCHAR"}
    columns = [f"({made.get(name, name)})::{types[kind]} AS {name}" for name, kind in SCHEMA.items()]
    return f"SELECT {', '.join(columns)} FROM {source}"


def unpacked(table: ibis.Table) -> dict[str, IntegerColumn]:
    """Return the fields of a table whose packed columns have been added up."""
    fields = {}
    for column, names in PACKED.items():
        for place, name in enumerate(names):
            shifted = table[column] >> (FIELD_BITS * place) if place else table[column]
            last = place == len(names) - 1
            # The highest field has no neighbour above; masking it would cut what 128 bits can hold.
            field = shifted if last else shifted & FIELD_MASK
            # Counts fit 32 bits; whatever is done with them later is quicker there than in 128.
            fields[name] = field.cast("int32").cast("int64")
    return fields
