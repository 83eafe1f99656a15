"""Renamings from a file: the unit stays the same, its name changes on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from tinhso.engines.orgs.contracts import NewUnit
from tinhso.engines.orgs.contracts.errors import WrongName
from tinhso.engines.orgs.logic.csv_rows import Row, read_rows
from tinhso.engines.orgs.logic.finding import unknown_unit
from tinhso.engines.orgs.logic.register import (
    english_name,
    type_and_short_name,
)
from tinhso.engines.orgs.queries import units as stored

DAY = timedelta(days=1)
RENAMED = "renamed"


def renames_to_do(file: Path) -> tuple[dict[int, NewUnit], int]:
    """Read a file of renamings and return the names that are not given yet, by unit, and how many already are.

    Raises:
        UnknownUnit (ORG-001), WrongName (ORG-016), WrongRow (ORG-031): a kind other than `renamed`.
    """
    rows = read_rows(file, ("date", "code", "old_name", "new_name", "kind", "source"))
    for row in rows:
        if row["kind"] != RENAMED:
            raise row.wrong("kind", "mới chỉ nhận “renamed”", "only “renamed” is read so far")
    by_day: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        by_day[row.day("date")].append(row)
    wanted: dict[int, NewUnit] = {}
    for day, its_rows in by_day.items():
        wanted |= _renames_of_day(day, its_rows)
    return wanted, len(rows) - len(wanted)


def _renames_of_day(day: date, rows: list[Row]) -> dict[int, NewUnit]:
    codes = [row["code"] for row in rows]
    before, after = stored.units_by_codes(codes, day - DAY), stored.units_by_codes(codes, day)
    wanted: dict[int, NewUnit] = {}
    for row in rows:
        unit = before.get(row["code"])
        if unit is None:
            raise unknown_unit(row["code"], day - DAY).at(file=row.file, line=row.line)
        if after[row["code"]].name_vi == row["new_name"]:
            continue
        if unit.name_vi != row["old_name"]:
            raise WrongName(unit=unit.code, known=unit.name_vi, given=row["old_name"], file=row.file, line=row.line)
        kind, short_name = type_and_short_name(row["new_name"])
        wanted[unit.id] = NewUnit(
            code=unit.code,
            kind=unit.kind,
            level=unit.level,
            name_vi=row["new_name"],
            valid_from=day,
            type_vi=kind,
            name_en=english_name(kind, short_name),
            short_name=short_name,
        )
    return wanted
