"""Figures of the lake: the entries of a stretch of leaves, one file a year, in constant memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from tinhso.engines.cube import queries
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.lake.catalogue import FIGURE_COLUMNS, FIGURES, LakeFile
from tinhso.engines.cube.logic.lake.places import LakePlace
from tinhso.engines.cube.logic.lake.scope import LakeScope
from tinhso.engines.cube.logic.snapshots.entry_columns import RAW_SCHEMA
from tinhso.engines.cube.logic.snapshots.manifest import digest
from tinhso.engines.indicators.contracts import Missing, Scenario, Status
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator

_PLACE = {name: place for place, name in enumerate(RAW_SCHEMA)}
_WORDS = {
    "scenario": {int(one): one.code for one in Scenario},
    "operator": {int(one): one.symbol for one in Operator},
    "missing": {int(one): one.code for one in Missing},
    "status": {int(one): one.code for one in Status},
}


def write_stretch(
    place: LakePlace, first: int, end: int, scope: LakeScope, periods: Mapping[int, Period]
) -> list[LakeFile]:
    """Write the figures of leaves from `first` to before `end`; the same leaves make the same files."""
    writers: dict[int, tuple[str, Path, pq.ParquetWriter]] = {}
    codes = {one.id: (one.code, one.version, one.decimals) for one in scope.definitions}
    counts: dict[int, int] = defaultdict(int)
    try:
        for chunk in queries.tail_entries(first, end):
            for year, rows in _by_year(chunk, scope, periods).items():
                if year not in writers:
                    path = f"{FIGURES}/year={year}/leaves-{first:012}-{end:012}.parquet"
                    draft = place.draft(path)
                    writers[year] = path, draft, pq.ParquetWriter(draft, FIGURE_COLUMNS, compression="zstd")
                writers[year][-1].write_table(_table(rows, codes, periods))
                counts[year] += len(rows)
    finally:
        for _, _, writer in writers.values():
            writer.close()
    return [_finished(place, path, draft, counts[year]) for year, (path, draft, _) in sorted(writers.items())]


def _by_year(
    chunk: list[queries.EntryRow], scope: LakeScope, periods: Mapping[int, Period]
) -> dict[int, list[queries.EntryRow]]:
    found: dict[int, list[queries.EntryRow]] = defaultdict(list)
    indicator, unit, period = (_PLACE[name] for name in ("indicator_id", "unit_id", "period_id"))
    for row in chunk:
        if scope.covers(row[indicator], row[unit]):
            found[periods[row[period]].end.year].append(row)
    return found


def _table(
    rows: list[queries.EntryRow], codes: Mapping[int, tuple[str, int, int]], periods: Mapping[int, Period]
) -> pa.Table:
    columns = dict(zip(RAW_SCHEMA, zip(*rows, strict=True), strict=True))
    known = [codes[number] for number in columns["definition_id"]]
    made = {
        "indicator": [code for code, _, _ in known],
        "version": [version for _, version, _ in known],
        "decimals": [decimals for _, _, decimals in known],
        "period": [periods[number].code for number in columns["period_id"]],
        **{name: [words[number] for number in columns[name]] for name, words in _WORDS.items()},
    }
    return pa.table(
        [pa.array(made.get(one.name, columns.get(one.name)), one.type) for one in FIGURE_COLUMNS], FIGURE_COLUMNS
    )


def _finished(place: LakePlace, path: str, draft: Path, rows: int) -> LakeFile:
    made = LakeFile(path, FIGURES, rows, draft.stat().st_size, digest(draft))
    place.keep(draft, path)
    return made
