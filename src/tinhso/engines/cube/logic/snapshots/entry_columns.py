"""The columns of a snapshot: an entry of the ledger with what it changes in every count, packed into three integers.

Sums and counts of latest states are sums of differences (see figures.md). Besides `value_delta`, an aggregate needs to
know how many figures there are, how many are provisional, which way their operators point, and who gave no value and
why. Each of these is a difference of −1, 0 or +1; three of them share one 64-bit column, at the bits 0, 31 and 62, so
that DuckDB adds up three integers instead of nine. Sums are 128 bits wide: nothing can run over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
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


def as_entries(raw: ibis.Table) -> ibis.Table:
    """Turn raw rows (RAW_SCHEMA) into snapshot rows (SCHEMA): the new state's fields minus the previous state's."""
    new, old = _states(raw, ""), _states(raw, "previous_")
    packed = {
        column: sum(
            (_weighed(new[name], place) - _weighed(old[name], place) for place, name in enumerate(names)),
            ibis.literal(0, "int64"),
        )
        for column, names in PACKED.items()
    }
    made = packed | {"slice": raw.scenario * 2 + (raw.dims != "").ifelse(1, 0)}
    return raw.select(**{name: (made[name] if name in made else raw[name]).cast(kind) for name, kind in SCHEMA.items()})


def _weighed(holds: ibis.Value, place: int) -> ibis.Value:
    """Write one where a condition holds, at the bits of its place. Of no previous state nothing holds."""
    return holds.fill_null(False).ifelse(ibis.literal(1 << FIELD_BITS * place, "int64"), ibis.literal(0, "int64"))


def _states(raw: ibis.Table, prefix: str) -> dict[str, ibis.Value]:
    """Return, for the state in columns with this prefix, a condition for each field."""
    operator, missing, status = (raw[f"{prefix}{name}"] for name in ("operator", "missing", "status"))
    known, base = missing == int(Missing.NONE), raw.line == ""

    def is_one_of(members: list[Operator]) -> ibis.Value:
        return operator.isin([int(member) for member in members])

    return {
        "figures": known & base,
        "provisional": known & (status == int(Status.PROVISIONAL)),
        "not_applicable": (missing == int(Missing.NOT_APPLICABLE)) & base,
        "above": known & is_one_of([member for member in Operator if member.may_be_above]),
        "below": known & is_one_of([member for member in Operator if member.may_be_below]),
        "strict": known & is_one_of([Operator.GREATER, Operator.LESS]),
        "refused": (missing == int(Missing.REFUSED)) & base,
        "not_reported": (missing == int(Missing.NOT_REPORTED)) & base,
        "adjustments": known & ~base,
    }


def unpacked(table: ibis.Table, packed: Iterable[str] = tuple(PACKED)) -> dict[str, IntegerColumn]:
    """Return the fields of a table whose packed columns have been added up, or some of these."""
    fields = {}
    for column in packed:
        names = PACKED[column]
        for place, name in enumerate(names):
            shifted = table[column] >> (FIELD_BITS * place) if place else table[column]
            last = place == len(names) - 1
            # The highest field has no neighbour above; masking it would cut what 128 bits can hold.
            field = shifted if last else shifted & FIELD_MASK
            # Counts fit 32 bits; whatever is done with them later is quicker there than in 128.
            fields[name] = field.cast("int32").cast("int64")
    return fields
