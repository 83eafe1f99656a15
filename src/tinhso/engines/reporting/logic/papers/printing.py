"""A unit's report and its receipt as papers, for whoever may see the report; figures as the screen reads them."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Receipt, TaskState, TaskView, Verb
from tinhso.engines.reporting.contracts.errors import UnknownReceipt
from tinhso.engines.reporting.logic.lists.list_printing import list_blocks
from tinhso.engines.reporting.logic.papers.document_numbers import number_of
from tinhso.engines.reporting.logic.papers.outline import facts_of_task, outline_blocks, texts_of
from tinhso.engines.reporting.logic.papers.paper_cells import form_table
from tinhso.engines.reporting.logic.papers.paper_heads import (
    ILLUSTRATIVE,
    NO_CERTIFICATE,
    checkpoint_text,
    letterhead_of,
    shown_time,
    signatures_of,
    subject_line,
    verification_of,
)
from tinhso.engines.reporting.logic.receipts import receipts
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.engines.reporting.logic.task_form import task
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.papers import (
    Block,
    Paper,
    PaperAttachment,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    PaperText,
    SignatureBlock,
    TextKind,
)

DRAFT = "Bản nháp, chưa phê duyệt"
ANNEX = "SỐ LIỆU KÈM THEO"
FIGURES_FILE = "so-lieu.json"


def report_paper(assignment_id: int, *, rights: Rights, address: str = "") -> Paper:
    """Return a unit's report as a paper.

    Args:
        address: where the receipt of the report is found, printed and drawn as QR once the report was sent.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    return paper_of_task(task(assignment_id, rights=rights), address)


def paper_of_task(view: TaskView, address: str) -> Paper:
    """Return the paper of a report as it was read."""
    card, form = view.card, view.form
    receipt = next(iter(view.receipts), None) if card.state not in DRAFT_STATES else None
    table, given = form_table(view), number_of(card.id, receipt.number if receipt else len(view.receipts) + 1)
    number, issued_on = (given.number, given.issued_on) if given else ("", None)
    marks = ([ILLUSTRATIVE] if card.illustrative else []) + ([] if receipt else [DRAFT])
    return Paper(
        file_name=file_name("bao-cao", card.title_vi, card.subject.name("vi")),
        letterhead=letterhead_of(card.respondent, card.period.end, number, issued_on),
        title="BÁO CÁO",
        subtitle=subject_line(card.title_vi),
        made_at=receipt.submitted_at if receipt else _last_change(view),
        marks=tuple(marks),
        facts=_facts(view),
        blocks=(*_grounds(view), *_narrative(view, receipt), table, *list_blocks(view, receipt is not None)),
        signatures=signatures_of(form, receipt),
        recipients=(f"{card.consolidator.name('vi')};", "Lưu: VT."),
        verification=verification_of(receipt, address),
        attachments=(figures_file(table, view.request.code),),
        landscape=len(table.columns) > 9,
    )


def receipt_paper(assignment_id: int, number: int | None, *, rights: Rights, address: str = "") -> Paper:
    """Return “Phiếu xác nhận đã gửi” of a sending, the last when `number` is None.

    Raises:
        UnknownAssignment (REP-040), UnknownReceipt (REP-110).
    """
    found = receipts(assignment_id, rights=rights)
    receipt = next((one for one in found if number in (None, one.number)), None)
    if receipt is None:
        raise UnknownReceipt(assignment=assignment_id, number=number or 1)
    columns = (PaperColumn("what", ("Nội dung",), "", 30, "left"), PaperColumn("said", ("Xác nhận",), "", 60, "left"))
    rows = tuple(
        PaperRow(str(place), (PaperCell(name), PaperCell(said)))
        for place, (name, said) in enumerate(_receipt_facts(receipt), start=1)
    )
    return Paper(
        file_name=file_name("phieu-xac-nhan", receipt.title_vi, receipt.subject.name("vi"), f"lan {receipt.number}"),
        letterhead=letterhead_of(receipt.subject, receipt.period.end),
        title="PHIẾU XÁC NHẬN ĐÃ GỬI",
        subtitle=receipt.title_vi,
        made_at=receipt.submitted_at,
        marks=("Phiếu do máy chủ lập khi nhận báo cáo",),
        blocks=(PaperTable(columns, rows),),
        signatures=(
            SignatureBlock("MÁY CHỦ TIẾP NHẬN", states=(f"lập lúc {shown_time(receipt.submitted_at)}",), hint=""),
        ),
        verification=verification_of(receipt, address),
    )


def file_name(*parts: str) -> str:
    """A name of a file every system takes: without marks, spaces or signs."""
    text = unicodedata.normalize("NFD", " ".join(parts).replace("đ", "d").replace("Đ", "D").lower())
    letters = "".join(
        sign if sign.isascii() and sign.isalnum() else " " for sign in text if not unicodedata.combining(sign)
    )
    return "-".join(letters.split())[:100]


def figures_file(table: PaperTable, request: str) -> PaperAttachment:
    """The figures of a table for machines, inside the PDF."""
    rows = [
        {
            "row": row.key,
            "column": column.key,
            "text": cell.text,
            "value": None if cell.value is None else str(cell.value),
        }
        for row in table.rows
        for column, cell in zip(table.columns[2:], row.cells[2:], strict=True)
    ]
    content = canonical_json({"v": 1, "request": request, "cells": rows})
    return PaperAttachment(FIGURES_FILE, "application/json", content, "Số liệu của biểu, để máy đọc")


def _facts(view: TaskView) -> tuple[tuple[str, str], ...]:
    card, head = view.card, view.form.header
    facts = [
        ("Kỳ báo cáo", card.period.label("vi")),
        ("Đơn vị báo cáo", (head.sender_vi if head else "") or card.subject.name("vi")),
        ("Đơn vị nhận báo cáo", (head.receiver_vi if head else "") or card.consolidator.name("vi")),
    ]
    if head and head.number:
        facts.insert(0, ("Biểu số", head.number))
    if card.on_behalf:
        facts.append(("Đơn vị nhập thay", card.respondent.name("vi")))
    return tuple(facts)


def _grounds(view: TaskView) -> tuple[Block, ...]:
    head = view.form.header
    found: list[Block] = []
    if head and head.legal_basis:
        found.append(PaperText(f"Căn cứ {head.legal_basis.removeprefix('Căn cứ ').rstrip('.;')};", TextKind.GROUND))
    found.append(PaperText(f"{view.form.name('vi')}.", TextKind.HEADING))
    return tuple(found)


def _narrative(view: TaskView, receipt: Receipt | None) -> tuple[Block, ...]:
    """The outline merged with the figures, before the table; nothing where the form has none."""
    if not view.form.outline:
        return ()
    sending = receipt.number if receipt else len(view.receipts) + 1
    texts = texts_of(view.card.id, sending)
    return (*outline_blocks(view.form, facts_of_task(view), texts), PaperText(ANNEX, TextKind.HEADING))


def _last_change(view: TaskView) -> datetime:
    """When the draft last changed: the same draft is the same paper."""
    changed = [cell.updated_at for row in view.rows for cell in row.cells.values() if cell.updated_at]
    return max([view.request.opened_at, *changed])


def _receipt_facts(receipt: Receipt) -> list[tuple[str, str]]:
    kinds = {"first": "gửi lần đầu", "again": "gửi lại", "correction": "điều chỉnh", "supplement": "bổ sung"}
    in_time = "tính theo lần gửi đầu" if receipt.number > 1 else "đúng hạn" if receipt.on_time else "gửi muộn"
    if receipt.accepted_claim_at:
        in_time = f"gửi muộn; nơi nhận công nhận đúng hạn theo giờ máy {shown_time(receipt.accepted_claim_at)}"
    who = " ".join(part for part in (receipt.capacity, receipt.approver_title) if part) or "–"
    claimed = receipt.claimed_at
    claim = [("Máy của đơn vị ghi nhập xong lúc", f"{shown_time(claimed)} (chỉ để biết)")] if claimed else []
    return [
        ("Báo cáo", receipt.title_vi),
        ("Kỳ báo cáo", receipt.period.label("vi")),
        ("Đơn vị báo cáo", receipt.subject.name("vi")),
        ("Máy chủ nhận lúc", shown_time(receipt.submitted_at)),
        *claim,
        ("Hạn gửi", f"{shown_time(receipt.due_at)} ({in_time})"),
        ("Lần gửi", f"{receipt.number} ({kinds.get(receipt.kind, receipt.kind)})"),
        ("Người phê duyệt", f"{who} {NO_CERTIFICATE}"),
        ("Số ô", f"{receipt.cells} ô, {receipt.known_cells} ô hệ thống đã biết"),
        *_revoked(receipt),
        ("Sự kiện trong nhật ký", str(receipt.event_id)),
        ("Mốc niêm phong", checkpoint_text(receipt.event_id)),
    ]


def _revoked(receipt: Receipt) -> list[tuple[str, str]]:
    """A sending that was taken back says so on its receipt: what was received stays true, its figures do not count."""
    if receipt.revoked is None:
        return []
    what = "Lãnh đạo đơn vị rút phê duyệt" if receipt.revoked.verb is Verb.WITHDRAW else "Cơ quan nhận trả lại"
    told = f"{what} lúc {shown_time(receipt.revoked.at)}: {receipt.revoked.reason} (sự kiện {receipt.revoked.event_id})"
    return [("Không còn hiệu lực", told)]


def is_sent(view: TaskView) -> bool:
    """Whether the figures on the paper are those that were sent, not a draft."""
    return view.card.state not in DRAFT_STATES and view.card.state is not TaskState.CANCELLED
