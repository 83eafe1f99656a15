"""What an uploaded scoring workbook would change, before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.evaluation.contracts.rounds import AnswerInput, EvidenceInput
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale


@dataclass(frozen=True, slots=True)
class ScoringChange:
    """One answer that the file states otherwise than the system.

    Attributes:
        stood: answer, kind of missing and note as they were kept when the file was compared.
        is_hidden: the row or column is hidden in the file.
    """

    cell: str
    input: AnswerInput
    name_vi: str
    name_en: str
    before: str
    after: str
    stood: tuple[str, str, str] = ("", "", "")
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class ScoringFault:
    """A cell that cannot be read: the file is kept as a whole or not at all."""

    cell: str
    error: TinhSoError


@dataclass(frozen=True, slots=True)
class ScoringPreview:
    """What keeping a file would do."""

    changes: tuple[ScoringChange, ...]
    documents: tuple[EvidenceInput, ...]
    faults: tuple[ScoringFault, ...]
    unchanged: int
    locale: NumberLocale
