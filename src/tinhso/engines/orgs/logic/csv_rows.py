"""Reading the CSV files of packages: named columns, numbered lines, refusals that say where."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tinhso.engines.orgs.contracts.errors import UnreadableFile, WrongRow


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()

    def day(self, column: str) -> date:
        """The ISO date in a column, or refuse (ORG-031)."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            raise self.wrong(column, "phải là ngày dạng 2025-07-01", "it must be a date like 2025-07-01") from None

    def optional_day(self, column: str) -> date | None:
        return self.day(column) if self[column] else None

    def coordinate(self, column: str) -> float | None:
        """Degrees, or refuse (ORG-031); None for an empty cell."""
        try:
            return float(self[column]) if self[column] else None
        except ValueError:
            raise self.wrong(column, "phải là số độ", "it must be a number of degrees") from None

    def wrong(self, column: str, problem_vi: str, problem_en: str) -> WrongRow:
        """The refusal of a cell."""
        return WrongRow(
            value=self[column],
            problem_vi=problem_vi,
            problem_en=problem_en,
            file=self.file,
            line=self.line,
            column=column,
        )


def read_rows(path: Path, columns: Collection[str]) -> list[Row]:
    """Read a UTF-8 CSV file that has at least these columns.

    Raises:
        UnreadableFile (ORG-030): no such file, not UTF-8, a column is missing or a line has too few cells.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = sorted(set(columns) - set(reader.fieldnames or ()))
            rows = [Row(path.name, reader.line_num, cells) for cells in reader] if not missing else []
    except FileNotFoundError:
        raise _unreadable(path, "không có tệp này", "there is no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise _unreadable(path, f"không phải CSV mã UTF-8 ({problem})", f"no CSV in UTF-8 ({problem})") from problem
    if missing:
        names = ", ".join(missing)
        raise _unreadable(path, f"thiếu cột {names}", f"the columns {names} are missing")
    for row in rows:
        if any(row.cells.get(column) is None for column in columns):
            raise _unreadable(path, f"dòng {row.line} thiếu ô", f"line {row.line} has too few cells")
    return rows


def _unreadable(path: Path, problem_vi: str, problem_en: str) -> UnreadableFile:
    return UnreadableFile(path=path.name, problem_vi=problem_vi, problem_en=problem_en, file=path.name)
