"""A decision to reorganise, as a file: which unit goes where; read to be previewed before anything is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tinhso.engines.orgs.contracts import PLACE, WHOLE, NewUnit
from tinhso.engines.orgs.contracts.errors import UnreadableFile
from tinhso.engines.orgs.logic.csv_rows import Row, read_rows
from tinhso.engines.orgs.logic.register import type_and_short_name
from tinhso.engines.orgs.queries import structures, units

LONGEST_NAME = 200
COLUMNS = ("old_code", "new_code", "new_name", "whole", "weight")


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One old unit (or a part of it, by its share in billionths where it is known) goes to a new one."""

    old_id: int
    new_code: str
    whole: bool
    billionths: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The lines of a decision, and the units that have to be made for it."""

    lines: tuple[DecisionLine, ...]
    to_create: tuple[NewUnit, ...]


def read_decision(file: Path, effective_on: date) -> Decision:
    """Read a decision: `old_code,new_code,new_name,whole,weight`; a name makes the unit, without one it must exist.

    Raises:
        UnreadableFile (ORG-030), WrongRow (ORG-031): with line and column.
    """
    rows = read_rows(file, COLUMNS)
    if not rows:
        problem = "không có dòng nào, nên không có đơn vị nào thay đổi", "it has no line, so no unit changes"
        raise UnreadableFile(path=file.name, problem_vi=problem[0], problem_en=problem[1], file=file.name)
    before = date.fromordinal(effective_on.toordinal() - 1)
    known = units.units_by_codes({row["old_code"] for row in rows}, before)
    lines: list[DecisionLine] = []
    made: dict[str, NewUnit] = {}
    for row in rows:
        old = known.get(row["old_code"])
        if old is None:
            raise row.wrong("old_code", "không có đơn vị này ngày trước đó", "there is no such unit the day before")
        if row["whole"] not in ("0", "1"):
            raise row.wrong("whole", "phải là 1 (nguyên vẹn) hoặc 0 (một phần)", "it must be 1 (whole) or 0 (a part)")
        if row["whole"] == "1" and row["weight"] not in ("", "1"):
            raise row.wrong("weight", "đơn vị đi nguyên vẹn thì không chia phần", "a unit that goes whole has no share")
        if any((old.id, row["new_code"]) == (line.old_id, line.new_code) for line in lines):
            raise row.wrong("new_code", "phần này được ghi hai lần", "this part is named twice")
        earlier = made.get(row["new_code"])
        if earlier is not None and row["new_name"] not in ("", earlier.name_vi):
            problem = f"dòng trên gọi là “{earlier.name_vi}”", f"a line above calls it “{earlier.name_vi}”"
            raise row.wrong("new_name", *problem)
        if len(row["new_name"]) > LONGEST_NAME:
            problem = f"dài quá {LONGEST_NAME} ký tự", f"it has more than {LONGEST_NAME} characters"
            raise row.wrong("new_name", *problem)
        if row["new_name"] and earlier is None:
            kind, short = type_and_short_name(row["new_name"])
            parent = structures.parent_id(old.id, before)
            made[row["new_code"]] = NewUnit(
                row["new_code"], PLACE, old.level, row["new_name"], effective_on,
                type_vi=kind, short_name=short, parent_id=parent,
            )  # fmt: skip
        lines.append(DecisionLine(old.id, row["new_code"], row["whole"] == "1", _billionths(row)))
    _refuse_unknown(rows, made, effective_on)
    _refuse_half_weighed(rows)
    return Decision(tuple(lines), tuple(made.values()))


def _refuse_unknown(rows: Collection[Row], made: Collection[str], effective_on: date) -> None:
    known = units.units_by_codes({row["new_code"] for row in rows}, effective_on)
    for row in rows:
        if row["new_code"] not in made and row["new_code"] not in known:
            problem = "chưa có đơn vị này; hãy ghi tên ở cột new_name", "there is no such unit; name it in new_name"
            raise row.wrong("new_code", *problem)


def _refuse_half_weighed(rows: Collection[Row]) -> None:
    """Shares count where every part of a unit has one; one share alone would be left out without a word."""
    parts = [row for row in rows if row["whole"] == "0"]
    weighed = {row["old_code"] for row in parts if row["weight"]}
    for row in parts:
        if row["old_code"] in weighed and not row["weight"]:
            raise row.wrong("weight", "phần khác của đơn vị này có tỷ lệ", "other parts of the unit have a share")


def _billionths(row: Row) -> int | None:
    if not row["weight"]:
        return None
    try:
        share = Decimal(row["weight"]) * WHOLE
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or share != int(share) or not 0 <= share <= WHOLE:
        raise row.wrong("weight", "phải là số từ 0 đến 1, tối đa 9 chữ số lẻ", "it must be 0 to 1, at most 9 decimals")
    return int(share)
