"""How much of a workbook is opened at all: judged before anything is parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of an uploaded workbook.

    Attributes:
        file_bytes: of the file as uploaded.
        parts: files inside the archive.
        unpacked_bytes: of all parts together.
        ratio: unpacked to packed bytes of one part; small parts (under a megabyte) are not asked.
        cells: over all sheets.
    """

    file_bytes: int = 10 * MEGABYTE
    parts: int = 1_000
    unpacked_bytes: int = 120 * MEGABYTE
    ratio: int = 150
    cells: int = 400_000


DEFAULT_LIMITS: Final = Limits()
