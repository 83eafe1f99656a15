"""The catalogue of everything that steps of a query hand to one another inside DuckDB: names and columns.

Steps are functions that return Ibis expressions over these names. Names never change, so a step's SQL depends on its
flags only and is compiled once per process. Sums are declared as 64 bits; DuckDB keeps 128.
"""

from __future__ import annotations

from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.snapshots.entry_columns import FIELDS, PACKED, RAW_SCHEMA, SCHEMA

Columns = dict[str, str]

FLAGS = ("estimated", "blocked", "approximate")
_FIELDS: Columns = dict.fromkeys(FIELDS, "int64")
_FLAGS: Columns = dict.fromkeys(FLAGS, "boolean")
_KEY: Columns = {"indicator_id": "int32", "period_id": "int32"}
_ROW: Columns = {"leaf_no": "int32", "out_no": "int32", "target_id": "int32", "dims": "string"}
_STATE: Columns = _KEY | {"unit_id": "int32", "line": "string", "dims": "string", "v": "int64"} | _FIELDS
_PLACE: Columns = {
    "leaf_no": "int32", "out_no": "int32", "indicator_id": "int32", "period_id": "int32", "epoch": "int32",
    "level_no": "int32", "unit_id": "int32", "overdue": "boolean",
}  # fmt: skip
_FACT: Columns = _STATE | {"combinations": "boolean"}
_FACT_OF_TARGET: Columns = _FACT | {
    "epoch": "int32", "rule": "string", "merges": "boolean", "target_id": "int32", "share": "int64",
    "estimated": "boolean", "blocked": "boolean", "lone": "boolean",
}  # fmt: skip
_SAID: Columns = {"answered": "boolean", "refused": "boolean", "not_reported": "boolean"}
_VALUE: Columns = {"num": "int64", "den": "int64", "fraction": "string"}
_FORMULA_ROW: Columns = {"formula_no": "int32", "out_no": "int32", "target_id": "int32"}
_ANSWER: Columns = _ROW | _VALUE | {
    "operator": "int8", "missing": "int8", "status": "int8", "expected": "int64", "received": "int64",
} | _FLAGS | {"not_aggregated": "boolean"}  # fmt: skip

SCHEMAS: dict[str, Columns] = {
    # What entries are made of: files of a snapshot, or of a lake with what its words stand for; then the tail.
    "settled_files": SCHEMA,
    "spooled": RAW_SCHEMA,
    "tail_raw": RAW_SCHEMA,
    "lake_figures": {
        "indicator": "string", "unit_id": "int64", "period": "string", "dims": "string", "scenario": "string",
        "line": "string", "entry_no": "int64", "value": "int64", "decimals": "int64", "operator": "string",
        "missing": "string", "status": "string", "source": "int64", "value_delta": "int64",
        "presence_delta": "int64", "version": "int64", "leaf_index": "int64", "entry_id": "int64",
        "event_id": "int64",
    },
    "lake_definitions": {
        "indicator": "string", "version": "int64", "indicator_id": "int32", "definition_id": "int32",
    },
    "lake_periods": {"period": "string", "period_id": "int32"},
    # Views of entries, each narrowed to what one step reads.
    "total_entries": SCHEMA,
    "combination_entries": SCHEMA,
    "key_entries": SCHEMA,
    "base_entries": SCHEMA,
    # What the plan says.
    "slots": _KEY | {
        "leaf_no": "int32", "out_no": "int32", "combinations": "boolean", "selection": "string", "epoch": "int32",
        "level_no": "int32", "time_rule": "string", "awkward": "boolean", "overdue": "boolean",
        "is_assigned": "boolean", "aggregable": "boolean", "scale": "int64",
    },
    "reach": {
        "epoch": "int32", "unit_id": "int32", "target_id": "int32", "share": "int64", "estimated": "boolean",
        "blocked": "boolean", "lone": "boolean", "level_no": "int32",
    },
    "owing": {"epoch": "int32", "level_no": "int32", "target_id": "int32", "expected": "int64"},
    "unit_groups": {"epoch": "int32", "unit_id": "int32", "group_id": "int32"},
    "group_reach": {
        "epoch": "int32", "unit_id": "int32", "target_id": "int32", "share": "int64", "estimated": "boolean",
        "blocked": "boolean",
    },
    "period_epochs": {"period_id": "int32", "epoch": "int32"},
    "figure_epochs": _KEY | {"epoch": "int32"},
    "bases": {"epoch": "int32", "level_no": "int32", "unit_id": "int32"},
    "owed_figures": {"question_no": "int32"} | _KEY,
    "owed_units": {"question_no": "int32", "unit_id": "int32", "overdue": "boolean"},
    "kept": {"indicator_id": "int32", "unit_id": "int32"},
    "factors": {"definition_id": "int32", "factor": "int64"},
    "whole": {"indicator_id": "int32"},
    "roles": {"indicator_id": "int32", "dims": "string", "selection": "string", "is_part": "boolean"},
    "ruled": _KEY | {"epoch": "int32", "rule": "string", "merges": "boolean"},
    "weights": _KEY | {"weight_id": "int32", "weight_period_id": "int32", "nearly": "boolean"},
    "roots": {"leaf_no": "int32", "root_no": "int32", "out_no": "int32", "list_no": "int32"},
    "formula_outs": {"formula_no": "int32", "leaf_no": "int32", "out_no": "int32"},
    "formula_inputs": {"formula_no": "int32", "input_no": "int32", "place": "int32"},
    "listed": {"list_no": "int32", "target_id": "int32", "place": "int32"},
    "marked": {"root_no": "int32", "out_no": "int32", "target_id": "int32", "more": "int32"},
    "counted_units": {"unit_id": "int32"},
    # What steps make.
    "grouped_entries": _KEY | {"unit_id": "int32", "value_delta": "int64"} | dict.fromkeys(PACKED, "int64"),
    "key_states": _STATE,
    "unit_facts": _FACT,
    "facts_of_targets": _FACT_OF_TARGET,
    "weighed": _FACT_OF_TARGET | {"w": "int64", "vague": "boolean", "nearly": "boolean"},
    "sums": _KEY | {"target_id": "int32", "dims": "string", "combinations": "boolean", "num": "int64", "den": "int64"}
    | _FIELDS | _FLAGS,
    "placed": _ROW | {"time_rule": "string", "awkward": "boolean", "num": "int64", "den": "int64"} | _FIELDS | _FLAGS,
    "fractions": _ROW | _VALUE | _FIELDS | _FLAGS,
    "over_time": _ROW | _VALUE | _FIELDS | _FLAGS,
    "said": _KEY | {"unit_id": "int32"} | _SAID,
    "unit_answers": _PLACE | _SAID,
    "counts": {
        "leaf_no": "int32", "out_no": "int32", "target_id": "int32", "expected": "int64", "received": "int64",
        "open_late": "boolean", "open_early": "boolean", "declined": "boolean",
    },
    "answers": _ANSWER,
    "evaluated": _FORMULA_ROW | _VALUE | {"result_operator": "int8"},
    "exact": _FORMULA_ROW | {"num": "int64", "den": "int64"},
    "computed": _ANSWER,
    "finished": {"root_no": "int32", "place": "int32", "out_no": "int32", "target_id": "int32", "dims": "string"}
    | _VALUE | {
        "operator": "int8", "missing": "int8", "status": "int8", "expected": "int32", "received": "int32",
        "marks": "int32",
    },
}  # fmt: skip

_DUCKDB = {
    "int8": "TINYINT", "int32": "INTEGER", "int64": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN",
}  # fmt: skip
_ARROW = {
    "int8": pa.int8(), "int32": pa.int32(), "int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_(),
}  # fmt: skip


def table(name: str) -> ibis.Table:
    """Return a table of the catalogue."""
    return ibis.table(SCHEMAS[name], name=name)


def columns(name: str) -> list[str]:
    """Return the column names of a table of the catalogue."""
    return list(SCHEMAS[name])


def column_definitions(name: str) -> str:
    """Return the columns of a table as DuckDB declares them; values have 128 bits."""
    kinds = {
        column: "HUGEINT" if column in _VALUE and kind == "int64" else _DUCKDB[kind]
        for column, kind in SCHEMAS[name].items()
    }
    return ", ".join(f"{column} {kind}" for column, kind in kinds.items())


def arrow_schema(schema: Columns) -> pa.Schema:
    """Return columns as an Arrow schema."""
    return pa.schema([(name, _ARROW[kind]) for name, kind in schema.items()])
