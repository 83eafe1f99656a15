"""Why a CSV file cannot be read at all, in words: the line, the column and what stands there."""

from __future__ import annotations

import csv
from pathlib import Path

from tinhso.engines.indicators.contracts.import_errors import UnreadableFile

_SHOWN = 40  # characters of a cell that are quoted


def not_opened(path: Path, problem: OSError) -> UnreadableFile:
    """Tell why a file could not be opened or read to its end."""
    if isinstance(problem, FileNotFoundError):
        return _unreadable(path, "không có tệp này; hãy xem lại đường dẫn", "there is no such file; check the path")
    if isinstance(problem, IsADirectoryError):
        return _unreadable(path, "đây là thư mục, không phải tệp", "this is a folder, not a file")
    if isinstance(problem, PermissionError):
        return _unreadable(path, "không có quyền mở tệp", "it may not be opened by this account")
    number = problem.errno or 0
    return _unreadable(path, f"hệ thống báo lỗi số {number} khi đọc", f"the system reports error {number} on reading")


def not_utf8(path: Path) -> UnreadableFile:
    """Find the first cell that is not UTF-8."""
    line, column, cell = _first_strange_cell(path)
    return _unreadable(
        path,
        f"ô “{cell}” không phải chữ mã hóa UTF-8; hãy lưu tệp thành “CSV UTF-8” rồi nhập lại",
        f"the cell “{cell}” is not text in UTF-8; save the file as “CSV UTF-8” and import it again",
        line,
        column,
    )


def with_nul(path: Path) -> UnreadableFile:
    """Find the first line that holds the character NUL; a file in another encoding is told to be that."""
    with path.open("rb") as binary:
        for line, raw in enumerate(binary, start=1):
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                return not_utf8(path)
            if b"\0" in raw:
                return _unreadable(
                    path,
                    "dòng này có ký tự NUL, không lưu được; hãy xóa ký tự đó rồi nhập lại",
                    "this line holds the character NUL, which cannot be kept; delete it and import the file again",
                    line,
                )
    return not_utf8(path)


def not_csv(path: Path, line: int, problem: csv.Error) -> UnreadableFile:
    """Tell what is wrong with how a line is written."""
    said = str(problem)
    if "end of data" in said:
        words = (
            "dấu ngoặc kép mở ra ở dòng này hoặc phía trên mà không đóng lại",
            "a quotation mark opened on this line or above is never closed",
        )
    elif "expected after" in said:
        words = (
            "sau dấu ngoặc kép đóng phải là dấu phân cách; ngoặc kép trong ô phải viết hai lần",
            "a separator must follow a closing quotation mark; write a quotation mark inside a cell twice",
        )
    elif "field limit" in said:
        words = (
            f"một ô dài quá {csv.field_size_limit()} ký tự",
            f"a cell is longer than {csv.field_size_limit()} characters",
        )
    else:
        words = ("dòng này không viết theo cách của tệp CSV", "this line is not written as a CSV file is")
    return _unreadable(path, *words, line)


def _first_strange_cell(path: Path) -> tuple[int, str | int | None, str]:
    """Return line, column (by its name, where the header can be read) and text of the first cell that is not UTF-8."""
    header: list[str] = []
    with path.open("rb") as binary:
        for line, raw in enumerate(binary, start=1):
            try:
                text = raw.decode("utf-8-sig" if line == 1 else "utf-8")
            except UnicodeDecodeError as problem:
                mark = b";" if b";" in raw and b"," not in raw else b","
                place = raw[: problem.start].count(mark)
                cell = raw.strip(b"\r\n").split(mark)[place].decode("utf-8", "replace")
                return line, header[place] if place < len(header) else place + 1, cell[:_SHOWN]
            if line == 1:
                header = text.strip("\r\n").split(";" if ";" in text and "," not in text else ",")
    return 1, None, ""


def _unreadable(
    path: Path, problem_vi: str, problem_en: str, line: int | None = None, column: str | int | None = None
) -> UnreadableFile:
    return UnreadableFile(problem_vi=problem_vi, problem_en=problem_en, file=str(path), line=line, column=column)
