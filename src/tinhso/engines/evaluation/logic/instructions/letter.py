"""The official letter of an instruction."""

from __future__ import annotations

from tinhso.engines.evaluation.contracts import InstructionView
from tinhso.engines.evaluation.logic.instructions.following import follow_instruction
from tinhso.engines.evaluation.logic.plans.finding import find_plan
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.plans.standing import stand_target
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Letterhead, Paper, SignatureBlock, build_letter


def instruction_letter(number: int, rights: Rights) -> Paper:
    """Return the letter as it may be issued: without a number, which the clerk gives. Raises EVA-008."""
    one = follow_instruction(number, rights)
    moment = read_moment("")
    found = find_plan(one.plan, moment, rights)
    standing = stand_target(found, found.target(one.target), moment, rights)
    names = {view.id: view.name("vi") for view in orgs.last_views(one.agencies)}
    place = found.unit.short_name
    return build_letter(
        file_name=f"giao-nhiem-vu-{number}",
        letterhead=Letterhead(
            parent="",
            issuer=f"UBND {found.unit.name('vi')}".upper(),
            number="",
            symbol="/UBND-KGVX",
            about=f"V/v thực hiện mục tiêu “{one.target_name.vi}”",
            place=place,
            on=None,
            year=one.given_on.year,
        ),
        addressees=[names[unit] for unit in one.agencies],
        body=[
            f"Mục tiêu “{one.target_name.vi}” của {found.plan.title.vi}: {standing.reason('vi')}.",
            *one.text.splitlines(),
            _asked(one, names),
        ],
        closing=[
            f"{names[one.lead]} báo cáo kết quả trước ngày {one.due_on:%d/%m/%Y}; kết quả được đánh giá theo "
            "số liệu của chỉ tiêu trên hệ thống./."
        ],
        signature=SignatureBlock(office=one.title.upper(), capacity=""),
        recipients=("Như trên;", "Văn phòng UBND tỉnh (theo dõi);", "Lưu: VT."),
        marks=("Số liệu minh họa",) if found.plan.illustrative else (),
        made_at=trust.now(),
    )


def _asked(one: InstructionView, names: dict[int, str]) -> str:
    others = ", ".join(names[unit] for unit in one.others)
    working = f", phối hợp: {others}" if others else ""
    return f"Giao {names[one.lead]} chủ trì{working}, bảo đảm đạt {one.wanted_words.vi} đến ngày {one.due_on:%d/%m/%Y}."
