"""Fixed words and shapes of a paper that all writers share."""

from __future__ import annotations

from tinhso.kernel.papers.document import Letterhead, Paper

ROOM = "\u2007" * 6  # room to write by hand, as wide as figures


def number_line(head: Letterhead) -> str:
    """`Số: 0123/BC-UBND`, or the room to write it."""
    if head.number:
        return f"Số: {head.number}"
    return f"Số:{ROOM}{head.symbol}" if head.symbol else ""


def place_line(head: Letterhead) -> str:
    """`Ea Kar, ngày 17 tháng 11 năm 2026`; day and month below 10 and 3 keep their zero, as the decree asks."""
    place = f"{head.place}, " if head.place else ""
    if head.on is None:
        return f"{place}ngày{ROOM}tháng{ROOM}năm {head.year or ''}".rstrip() if head.year else ""
    month = f"{head.on.month:02d}" if head.on.month < 3 else str(head.on.month)
    return f"{place}ngày {head.on.day:02d} tháng {month} năm {head.on.year}"


def verification_line(paper: Paper) -> str:
    """One line for the foot of every page; empty when there is nothing to verify yet."""
    found = paper.verification
    parts = [
        f"Mã xác thực {found.code}" if found.code else "",
        f"mốc niêm phong {found.checkpoint}" if found.checkpoint else "",
        found.address,
    ]
    return " · ".join(part for part in parts if part)
