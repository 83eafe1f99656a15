"""The công văn đôn đốc: a letter to the units that have not sent, with the list of who, what state, since when."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts import RequestState
from tinhso.engines.reporting.contracts.errors import AlreadySent, UnknownAssignment
from tinhso.engines.reporting.logic.assigning.requests import request as request_of
from tinhso.engines.reporting.logic.progress import awaited_units
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.papers import (
    Letterhead,
    Paper,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    SignatureBlock,
    build_letter,
)

_COLUMNS = (
    PaperColumn("no", ("STT",), weight=4, align="center"),
    PaperColumn("unit", ("Đơn vị",), weight=22, align="left"),
    PaperColumn("due", ("Hạn gửi",), weight=12, align="center"),
    PaperColumn("state", ("Tình trạng",), weight=12, align="left"),
    PaperColumn("reminded", ("Đôn đốc gần nhất",), weight=12, align="center"),
)


def reminder_letter(request_id: int, assignment_ids: Collection[int], *, rights: Rights) -> Paper:
    """Describe the letter that reminds these units (all that have not sent, when none is named).

    Number, day and signature stay open for the office's clerk and its leader.

    Raises:
        UnknownRequest (REP-026), UnknownAssignment (REP-040), NoRight (ORG-020), AlreadySent (REP-052): nobody is left.
    """
    request, now = request_of(request_id, rights=rights), trust.now()
    rights.require(Action.REMIND, request.assigner.id)
    awaited = awaited_units(rights, request_id=request_id) if request.state is RequestState.OPEN else ()
    by_id = {one.assignment_id: one for one in awaited}
    for wanted in assignment_ids:
        if wanted not in by_id:
            raise UnknownAssignment(assignment=wanted)
    chosen = [by_id[wanted] for wanted in dict.fromkeys(assignment_ids)] or list(awaited)
    if not chosen:
        raise AlreadySent(assignment=request.code)
    rows = []
    for no, one in enumerate(chosen, start=1):
        reminded = f"{in_vietnam(one.last_reminded_at):%d/%m/%Y}" if one.last_reminded_at else ""
        state = "quá hạn" if now > one.due_at else "chưa đến hạn"
        texts = (str(no), one.unit.name("vi"), f"{in_vietnam(one.due_at):%H:%M %d/%m/%Y}", state, reminded)
        rows.append(PaperRow(str(one.assignment_id), tuple(PaperCell(text) for text in texts)))
    late, today = sum(now > one.due_at for one in chosen), in_vietnam(now)
    parent = orgs.parent(request.assigner.id)
    # One unit is addressed by its name; several by the list that follows.
    addressees = [chosen[0].unit.name("vi")] if len(chosen) == 1 else ["các đơn vị có tên trong danh sách kèm theo"]
    return build_letter(
        file_name=f"don-doc-{request.code}",
        letterhead=Letterhead(
            f"UBND {parent.name('vi')}".upper() if parent else "",
            request.assigner.name("vi").upper(),
            about=f"V/v đôn đốc gửi báo cáo “{request.title_vi}”",
            year=today.year,
        ),
        addressees=addressees,
        body=(
            f"Thực hiện báo cáo “{request.title_vi}”, số liệu chốt đến ngày {request.cut_off_on:%d/%m/%Y}; đến "
            f"{today:%H:%M} ngày {today:%d/%m/%Y} còn {len(chosen)} đơn vị chưa gửi, trong đó {late} đơn vị quá hạn.",
            f"{request.assigner.name('vi')} đề nghị các đơn vị sau đây sớm gửi báo cáo trên hệ thống; đơn vị có khó "
            "khăn thì nêu rõ lý do bằng đề nghị gia hạn trên hệ thống:",
        ),
        tables=(PaperTable(_COLUMNS, tuple(rows)),),
        closing=("Trân trọng./.",),
        signature=SignatureBlock("LÃNH ĐẠO CƠ QUAN"),
        made_at=now,
        marks=("Số liệu minh họa",) if request.illustrative else (),
    )
