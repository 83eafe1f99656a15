"""Reading the CSV files of packages: named columns, numbered lines, refusals that say where."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path

from tinhso.engines.orgs.contracts.errors import UnreadableFile, WrongRow
from tinhso.kernel.vietnamese import clean_text

HALF_TURN = 180


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        text = self.cells[column]
        return text.strip() if text.isascii() else clean_text(text)

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
            degrees = float(self[column]) if self[column] else None
        except ValueError:
            degrees = float("nan")
        if degrees is not None and (not isfinite(degrees) or abs(degrees) > HALF_TURN):
            raise self.wrong(column, "phải là số độ", "it must be a number of degrees")
        return degrees

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
        UnreadableFile (ORG-030): no such file, not UTF-8, a column is missing or stands twice, a line has too few
            cells, more than there are columns (a comma outside quotes would shift what follows), or the character NUL.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            named = list(reader.fieldnames or ())
            missing = sorted(set(columns) - set(named))
            rows = [Row(path.name, reader.line_num, cells) for cells in reader] if not missing else []
    except FileNotFoundError:
        raise _unreadable(path, "không có tệp này", "there is no such file") from None
    except UnicodeDecodeError as problem:
        raise _unreadable(
            path,
            "không phải chữ mã UTF-8; hãy lưu thành “CSV UTF-8” rồi nạp lại",
            "it is not text in UTF-8; save it as “CSV UTF-8” and load it again",
        ) from problem
    except (OSError, csv.Error) as problem:
        raise _unreadable(path, f"không phải CSV mã UTF-8 ({problem})", f"no CSV in UTF-8 ({problem})") from problem
    if missing:
        names = ", ".join(missing)
        raise _unreadable(path, f"thiếu cột {names}", f"the columns {names} are missing")
    if repeated := sorted(name for name in columns if named.count(name) > 1):
        names = ", ".join(repeated)
        raise _unreadable(path, f"cột {names} có hai lần", f"the columns {names} stand twice")
    for row in rows:
        if None in row.cells:
            raise _unreadable(path, f"dòng {row.line} thừa ô", f"line {row.line} has too many cells")
        if any(row.cells.get(column) is None for column in columns):
            raise _unreadable(path, f"dòng {row.line} thiếu ô", f"line {row.line} has too few cells")
        if any("\x00" in row.cells[column] for column in columns):
            # PostgreSQL keeps none in a text and would fail in the middle.
            raise _unreadable(path, f"dòng {row.line} có ký tự NUL", f"line {row.line} holds the character NUL")
    return rows


def _unreadable(path: Path, problem_vi: str, problem_en: str) -> UnreadableFile:
    return UnreadableFile(path=path.name, problem_vi=problem_vi, problem_en=problem_en, file=path.name)
