"""A sheet: one A4 page of a result, read at a glance. Set by typst from packaged fonts; the same sheet, the same bytes.

The page always holds everything, set as large as it fits; lines beyond `MOST_LINES` are counted in words by whoever
makes the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tinhso.kernel.papers.qr import qr_png
from tinhso.kernel.papers.rendering import MIME_TYPES, PaperFile, PaperFormat

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class SheetBar:
    """A bar from zero: its length as a share of the whole, and what is written behind it."""

    label: str
    share: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the list: place, name, figure."""

    place: str
    name: str
    figure: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page, as text ready to be read.

    Attributes:
        marks: what must be known first, such as that figures are illustrative.
        made_at: the moment it speaks of, never the clock of the printing.
        address: where the result stands on the system, also as QR; empty prints none.
    """

    file_name: str
    language: str
    title: str
    sentence: str
    made_at: datetime
    marks: Sequence[str] = ()
    bars_title: str = ""
    bars: Sequence[SheetBar] = ()
    list_title: str = ""
    lines: Sequence[SheetLine] = ()
    sections: Sequence[tuple[str, Sequence[str]]] = ()
    notes: Sequence[str] = ()
    foot: str = ""
    address: str = ""


def set_sheet(sheet: Sheet) -> PaperFile:
    """Set a sheet as PDF/A-3b of one page."""
    from tinhso.kernel.papers.pdf import set_by  # loaded late, as the writers of papers are

    content = set_by("sheet.typ", "sheet", _described(sheet), sheet.made_at)
    return PaperFile(f"{sheet.file_name}.pdf", MIME_TYPES[PaperFormat.PDF], content)


def _described(sheet: Sheet) -> dict[str, Any]:
    made = sheet.made_at
    return {
        "language": sheet.language,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "title": sheet.title,
        "sentence": sheet.sentence,
        "marks": list(sheet.marks),
        "bars_title": sheet.bars_title,
        "bars": [
            {"label": one.label, "share": str(min(max(one.share, Decimal(0)), Decimal(1))), "text": one.text}
            for one in sheet.bars
        ],
        "list_title": sheet.list_title,
        "lines": [[one.place, one.name, one.figure] for one in sheet.lines[:MOST_LINES]],
        "sections": [{"title": title, "lines": list(lines)} for title, lines in sheet.sections],
        "notes": list(sheet.notes),
        "foot": sheet.foot,
        "qr": list(qr_png(sheet.address)) if sheet.address else [],
    }
