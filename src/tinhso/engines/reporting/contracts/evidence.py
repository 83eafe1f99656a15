"""Evidence beside figures: files of a cell, and the letter that somebody entered from on another's behalf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence.

    Attributes:
        row_no, column: the cell; empty where it speaks for the whole form.
        name, size, media_type, digest: the file (SHA-256, hex); empty and 0 where only a letter is cited.
        number, issued_on: the letter's number, text as written (`0123/BC-ABC`), and its day.
        is_committed: a submission's event commits to it: it stays for ever.
    """

    id: int
    row_no: str
    column: str
    name: str
    size: int
    media_type: str
    digest: str
    number: str
    issued_on: date | None
    added_at: datetime
    is_committed: bool

    @property
    def is_letter(self) -> bool:
        """A cited document, with or without its file."""
        return bool(self.number)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file to hand over: where it lies, what it is called and what it is."""

    path: Path
    name: str
    media_type: str
