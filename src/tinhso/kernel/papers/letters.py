"""A công văn (official letter): header, subject, addressees, paragraphs, tables, signature, recipients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.kernel.papers.document import (
    Block,
    Letterhead,
    Paper,
    PaperTable,
    PaperText,
    SignatureBlock,
    TextKind,
    Verification,
)


def build_letter(
    *,
    file_name: str,
    letterhead: Letterhead,
    addressees: Sequence[str],
    body: Sequence[str],
    signature: SignatureBlock,
    made_at: datetime,
    tables: Sequence[PaperTable] = (),
    closing: Sequence[str] = (),
    recipients: Sequence[str] = ("Như trên;", "Lưu: VT."),
    marks: Sequence[str] = (),
    verification: Verification | None = None,
) -> Paper:
    """Return an official letter for `render`.

    Args:
        file_name: name of the file without its ending, ASCII.
        letterhead: `about` holds the subject line (“V/v đôn đốc …”); an empty `number` leaves room for the clerk.
        addressees: one: `Kính gửi: Ủy ban nhân dân xã Ea Kar`; several: a list under “Kính gửi:”.
        body: paragraphs before the tables; `closing`: those after.
        marks: lines such as “Số liệu minh họa”.
        made_at: the moment the letter speaks of (aware); the same letter is the same bytes.
    """
    blocks: list[Block] = [PaperText(_addressed(addressees), TextKind.ADDRESSEE)]
    blocks += [PaperText(text) for text in body]
    blocks += tables
    blocks += [PaperText(text) for text in closing]
    return Paper(
        file_name=file_name,
        letterhead=letterhead,
        title="",
        made_at=made_at,
        marks=tuple(marks),
        blocks=tuple(blocks),
        signatures=(signature,),
        recipients=tuple(recipients),
        verification=verification or Verification(),
        is_letter=True,
    )


def _addressed(addressees: Sequence[str]) -> str:
    if len(addressees) == 1:
        return f"Kính gửi: {addressees[0]}"
    return "Kính gửi:\n" + ";\n".join(f"- {one}" for one in addressees) + "."
