"""What an import or a posting answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one row of a file or a request was not taken. `row` counts a file's header as row 1."""

    row: int
    column: str
    code: str
    message_vi: str
    message_en: str

    def to_json(self, language: str = "vi") -> dict[str, Any]:
        """Return the row of the summary, its message in vi or en."""
        message = self.message_en if language.startswith("en") else self.message_vi
        return {"row": self.row, "column": self.column, "code": self.code, "message": message}


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did. The three counts and `rejected` add up to the rows read."""

    committed: bool
    accepted: int
    unchanged: int
    corrected: int
    rejections: tuple[Rejection, ...]
    event_ids: tuple[int, ...] = ()

    @property
    def rejected(self) -> int:
        """How many rows were refused (a row with several faults counts once)."""
        return len({rejection.row for rejection in self.rejections})

    def to_json(self, language: str = "vi") -> dict[str, Any]:
        """Return the summary exactly as figures.md says."""
        return {
            "committed": self.committed,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "corrected": self.corrected,
            "rejected": self.rejected,
            "rejections": [rejection.to_json(language) for rejection in self.rejections],
        }
