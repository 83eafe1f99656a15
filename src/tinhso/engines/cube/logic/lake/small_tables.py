"""The small tables of the lake: units, successions, indicators, periods, who owes what, as of one checkpoint."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping

import pyarrow.parquet as pq

from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.lake.catalogue import TABLES, LakeFile
from tinhso.engines.cube.logic.lake.places import LakePlace
from tinhso.engines.cube.logic.lake.scope import LakeScope
from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.periods import Period

Row = tuple[object, ...]


def write_tables(place: LakePlace, known: int, scope: LakeScope, periods: Mapping[int, Period]) -> list[LakeFile]:
    """Write every table whose content is not there yet; a file is named by what is in it."""
    territory = orgs.territory_tables(known)
    content: dict[str, Iterable[Row]] = {
        "units": territory.units,
        "unit_names": territory.names,
        "unit_links": territory.links,
        "successions": territory.successions,
        "weights": territory.weights,
        "indicators": _indicators(scope),
        "periods": [(one.code, one.scheme, one.start, one.end, one.end.year) for one in periods.values()],
        "reporting_days": _reporting_days(known, periods),
        "expected": _expected(known, scope, periods),
    }
    return [_written(place, name, list(rows)) for name, rows in content.items()]


def _indicators(scope: LakeScope) -> Iterator[Row]:
    for one in scope.definitions:
        formula = "" if one.formula is None else json.dumps(one.formula, ensure_ascii=False, sort_keys=True)
        yield (
            one.code, one.version, one.valid_from, one.name_vi, one.name_en, one.measure_unit, one.decimals,
            str(one.kind), str(one.nature), one.scheme, one.collected_level, str(one.time_rule), str(one.space_rule),
            str(one.merge_rule), one.weight_indicator, ";".join(one.dimensions), formula, one.comparable,
            str(one.publication), one.owner, one.illustrative,
        )  # fmt: skip


def _reporting_days(known: int, periods: Mapping[int, Period]) -> Iterator[Row]:
    """Whose units report each period: those of its last day, unless a rule says otherwise where units change in it."""
    rules = orgs.straddling_rules(known)
    for one in periods.values():
        for additive in (False, True):
            for day in rules.reporting_days(one, additive=additive):
                yield one.code, additive, day


def _expected(known: int, scope: LakeScope, periods: Mapping[int, Period]) -> Iterator[Row]:
    """Who was asked for what; a figure nobody was asked for is owed by every unit of its level."""
    codes = {one.indicator_id: one.code for one in scope.definitions}
    for one in indicators.expectations(sorted(codes), sorted(periods), known):
        for number in one.indicator_ids:
            for unit, due in sorted(one.due_at.items()):
                if number in codes and scope.covers(number, unit):
                    yield codes[number], periods[one.period_id].code, unit, due.isoformat() if due else ""


def _written(place: LakePlace, name: str, rows: list[Row]) -> LakeFile:
    schema = TABLES[name]
    columns = list(zip(*rows, strict=True)) or [() for _ in schema]
    table = pa.table([pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)], schema)
    made = io.BytesIO()
    pq.write_table(table, made, compression="zstd", store_schema=False)
    content = made.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"{name}/{sha256[:16]}.parquet"
    if place.size(path) != len(content) or place.sha256(path) != sha256:
        place.write(path, content)
    return LakeFile(path, name, len(rows), len(content), sha256)
