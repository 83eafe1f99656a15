"""What stands around the figures of a paper: who issues it, under which number, what was approved by whom, the proof.

Nothing here says “đã ký”: an approval by account is a confirmation (xác nhận) until a certificate has signed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts import FormDefinition, Receipt, Signatory
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.papers import Letterhead, SignatureBlock, Verification

COMMITTEE = "ỦY BAN NHÂN DÂN"
NO_CERTIFICATE = "(xác nhận bằng tài khoản, chưa ký số)"
ILLUSTRATIVE = "Số liệu minh họa"
_OFFICE_TAIL = re.compile(r"\s+(UBND .*|Sở)$")
_CLOCK = "%H:%M ngày %d/%m/%Y"


def letterhead_of(unit: UnitView, on: date, number: str = "", issued_on: date | None = None) -> Letterhead:
    """Return the head of a paper that a unit issues: a committee stands alone, an agency under its province."""
    above = orgs.parent(unit.id, on)
    is_place = unit.kind == "place"
    issuer = f"{COMMITTEE}\n{unit.name('vi').upper()}" if is_place else _agency(unit)
    parent = "" if is_place or above is None or issuer.startswith(COMMITTEE) else _above(above)
    return Letterhead(
        parent=parent,
        issuer=issuer,
        number=number,
        symbol="/BC-UBND" if is_place else "/BC-",
        place=_place(unit if is_place or above is None else above),
        on=issued_on,
        year=on.year,
    )


def signatures_of(form: FormDefinition | None, receipt: Receipt | None) -> tuple[SignatureBlock, ...]:
    """Return the places for signatures: the form's own, the last of them with what was approved."""
    own: Sequence[Signatory] = form.signatories if form else ()
    before = tuple(
        SignatureBlock(one.title_vi.upper(), hint=f"({one.note_vi})" if one.note_vi else "") for one in own[:-1]
    )
    if receipt is None:
        last = own[-1].title_vi if own else "Thủ trưởng đơn vị"
        return (*before, SignatureBlock(last.upper(), states=()))
    office = office_line(receipt.approver_title) or (own[-1].title_vi.upper() if own else "THỦ TRƯỞNG ĐƠN VỊ")
    states = (f"Đã phê duyệt trên hệ thống lúc {shown_time(receipt.submitted_at)}", NO_CERTIFICATE)
    return (*before, SignatureBlock(office, receipt.capacity, states, hint=""))


def subject_line(title: str) -> str:
    """Under BÁO CÁO stands what it is about: “Báo cáo chuyển đổi số tháng 11/2026” is “Chuyển đổi số tháng 11/2026”."""
    about = title.removeprefix("Báo cáo ").strip()
    return about[:1].upper() + about[1:]


def office_line(title: str) -> str:
    """“Phó Chủ tịch UBND xã” signs as PHÓ CHỦ TỊCH: the head of the paper names the agency already."""
    return _OFFICE_TAIL.sub("", title).upper()


def shown_time(moment: datetime) -> str:
    """16:02 ngày 17/11/2026, in Vietnam."""
    return moment.astimezone(VIETNAM).strftime(_CLOCK)


def verification_of(receipt: Receipt | None, address: str) -> Verification:
    """Return how to find the record: the code of the receipt, the checkpoint above its event, its address."""
    if receipt is None:
        return Verification()
    return Verification(receipt.draft_digest, checkpoint_text(receipt.event_id), address)


def checkpoint_text(event_id: int) -> str:
    """The size of the sealed log that covers an event; words while it waits for the sealer."""
    leaf, sealed = trust.event(event_id).leaf_index, trust.latest_checkpoint()
    if leaf is None or sealed is None or sealed.tree_size <= leaf:
        return "chờ niêm phong"
    # The leaf's own place: a later checkpoint would make the same paper other bytes.
    return f"từ {leaf + 1:,}".replace(",", ".")


def _agency(unit: UnitView) -> str:
    name = unit.name("vi")
    if name.upper().startswith("UBND "):
        return f"{COMMITTEE}\n{name[5:].upper()}"
    return name.upper()


def _above(unit: UnitView) -> str:
    return f"{COMMITTEE} {unit.name('vi').upper()}" if unit.kind == "place" else unit.name("vi").upper()


def _place(unit: UnitView) -> str:
    """Địa danh: the name of the place without its kind."""
    name = unit.name("vi")
    return name[len(unit.type_vi) :].strip() if unit.type_vi and name.startswith(unit.type_vi) else name
