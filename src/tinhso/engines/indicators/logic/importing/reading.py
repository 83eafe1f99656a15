"""Rows of a CSV file or of a request, in chunks, numbered as a spreadsheet shows them (the header is row 1)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from tinhso.engines.indicators.contracts.import_errors import NotText
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.engines.indicators.logic.importing.unreadable import not_csv, not_opened, not_utf8, with_nul
from tinhso.kernel.canonical import canonical_json

# Small enough that the rows of a chunk are gone before the garbage collector looks at everything.
ROWS_A_CHUNK = 4_000
_BLOCK = 1 << 20
Cells = Sequence[str]


@dataclass(frozen=True)
class Source:
    """Where rows come from: the header, numbered chunks, and the digest of the whole."""

    header: Sequence[str]
    chunks: Iterator[tuple[int, list[Cells]]]
    digest: str


def open_csv(path: Path) -> AbstractContextManager[Source]:
    """Open a CSV file in UTF-8, separated by commas, or by semicolons as Excel does where the comma is decimal.

    Raises:
        UnreadableFile (IND-030): there is no such file, it is not UTF-8, or its quotes do not close.
    """
    return _open_csv(path)


@contextmanager
def _open_csv(path: Path) -> Iterator[Source]:
    try:
        with path.open("rb") as binary:
            digest, holds_nul = _read_whole(binary)
        if holds_nul:
            raise with_nul(path)
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, delimiter=_delimiter(text, path), strict=True)
            header = next(iter(_take(reader, 1, path)), [])
            yield Source(header, _csv_chunks(reader, path), digest)
    except OSError as problem:
        raise not_opened(path, problem) from problem


def rows_source(rows: Sequence[Mapping[str, Any]]) -> tuple[Source, list[tuple[int, Fault]]]:
    """Return the rows of a request as a source, and the cells that are not text.

    A row is a mapping of column names; `dims` may hold a mapping of dimension to item. Whole numbers are taken as
    their text. The first row is row 1: a request has no header.
    """
    plain = [_flat(row) for row in rows]
    header = list(dict.fromkeys(name for row in plain for name in row))
    faults: list[tuple[int, Fault]] = []
    cells: list[Cells] = []
    for number, row in enumerate(plain, start=1):
        for name, value in row.items():
            if not isinstance(value, str | int | None) or isinstance(value, bool):
                faults.append((number, Fault(name, NotText(value=value))))
        cells.append(["" if (value := row.get(name)) is None else str(value) for name in header])
    digest = hashlib.sha256(canonical_json([_texts(row) for row in plain])).hexdigest()
    return Source(header, _request_chunks(cells), digest), faults


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name != "dims"}
    split = row.get("dims") or {}
    if isinstance(split, Mapping):
        return plain | {f"dim.{code}": item for code, item in split.items()}
    return plain | {"dims": split}


def _texts(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return repr(value) if isinstance(value, float) else str(value)


def _read_whole(binary: BinaryIO) -> tuple[str, bool]:
    """Return the digest of a file, and whether it holds the character NUL, which not every database keeps in a text."""
    digest, holds_nul = hashlib.sha256(), False
    while block := binary.read(_BLOCK):
        digest.update(block)
        holds_nul = holds_nul or b"\0" in block
    return digest.hexdigest(), holds_nul


def _delimiter(text: TextIO, path: Path) -> str:
    """Look at the first line, then go back to the beginning."""
    try:
        first = text.readline()
    except UnicodeDecodeError as problem:
        raise not_utf8(path) from problem
    text.seek(0)
    return ";" if ";" in first and "," not in first else ","


def _take(reader: Any, count: int, path: Path) -> list[Cells]:
    try:
        return list(islice(reader, count))
    except UnicodeDecodeError as problem:
        raise not_utf8(path) from problem
    except csv.Error as problem:
        raise not_csv(path, max(reader.line_num, 1), problem) from problem


def _csv_chunks(reader: Any, path: Path) -> Iterator[tuple[int, list[Cells]]]:
    row = 2
    while chunk := _take(reader, ROWS_A_CHUNK, path):
        yield row, chunk
        row += len(chunk)


def _request_chunks(rows: Sequence[Cells]) -> Iterator[tuple[int, list[Cells]]]:
    for first in range(0, len(rows), ROWS_A_CHUNK):
        yield first + 1, list(rows[first : first + ROWS_A_CHUNK])
