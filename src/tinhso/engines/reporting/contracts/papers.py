"""Papers that came back, as pages and machines see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tinhso.kernel.papers.signers import Signer


@dataclass(frozen=True, slots=True)
class OutlineSectionView:
    """A section of a narrative: as written, with placeholders, and as it is printed today."""

    number: int
    heading: str
    text: str
    merged: str


@dataclass(frozen=True, slots=True)
class OutlineView:
    """The narrative of a report (`is_unit`) or of a consolidation."""

    assignment_id: int
    request_id: int
    is_unit: bool
    title: str
    sections: tuple[OutlineSectionView, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class SignedPaperView:
    """A PDF of a report that came back and says what is recorded.

    Attributes:
        sending: the sending it is a paper of.
        digest: SHA-256 of the file, also in its event.
        signature: what was verified about signatures in it, a code of `kernel.papers.signatures.SignatureState`.
        figures_compared: how many figures of its tables were compared with the record.
        signers: who signed it as its certificates say, read from the file itself; told by the list of papers only.
    """

    id: int
    assignment_id: int
    sending: int
    digest: str
    size: int
    signature: str
    figures_compared: int
    at: datetime
    event_id: int
    signers: tuple[Signer, ...] = ()
