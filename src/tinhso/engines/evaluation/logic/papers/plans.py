"""A plan, and a target of it, as papers: the sentence, the table, the reasons; in Vietnamese, whoever reads."""

from __future__ import annotations

from tinhso.engines.evaluation.contracts import StateGroup, TargetState
from tinhso.engines.evaluation.logic.papers.layout import ILLUSTRATIVE, head_of, table_of
from tinhso.engines.evaluation.logic.plans.pages import PlanPage, TargetPage
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Block, Paper, PaperCell, PaperText, TextKind
from tinhso.kernel.quantities import format_number

_PLAN = (
    ("no", "TT", 5, "center"), ("name", "Mục tiêu", 26, "left"), ("value", "Thực hiện", 14, "right"),
    ("bound", "Yêu cầu", 14, "right"), ("expected", "Dự kiến", 12, "right"), ("state", "Trạng thái", 14, "left"),
    ("reason", "Vì sao", 40, "left"),
)  # fmt: skip
_WAY = (
    ("period", "Kỳ", 14, "left"), ("value", "Thực hiện", 16, "right"), ("required", "Lộ trình", 16, "right"),
    ("expected", "Dự kiến", 16, "right"),
)  # fmt: skip
STATES = {
    TargetState.ACHIEVED_EARLY: "hoàn thành sớm", TargetState.ON_TRACK: "đúng tiến độ", TargetState.BEHIND: "chậm",
    TargetState.HARD: "khó hoàn thành", TargetState.ACHIEVED: "hoàn thành",
    TargetState.ACHIEVED_LATE: "hoàn thành muộn", TargetState.MISSED: "không hoàn thành",
    TargetState.NO_DATA: "chưa đủ dữ liệu", TargetState.NOT_APPLICABLE: "không còn áp dụng",
}  # fmt: skip


def plan_paper(page: PlanPage) -> Paper:
    """Return a plan judged on a day: what a person would say of it, and every target with its reason."""
    plan, counts = page.plan, page.counts
    done, hard = ("hoàn thành", "không hoàn thành") if page.has_ended else ("hoàn thành sớm", "khó hoàn thành")
    parts = [
        f"{counts[StateGroup.DONE]} {done}",
        *([f"{counts[StateGroup.IN_PROGRESS]} đang thực hiện"] if counts[StateGroup.IN_PROGRESS] else []),
        f"{counts[StateGroup.HARD]} {hard}",
        *([f"{counts[StateGroup.UNKNOWN]} chưa hoặc không đánh giá"] if counts[StateGroup.UNKNOWN] else []),
    ]
    ended = f"Kế hoạch đã kết thúc {plan.ends_on:%d/%m/%Y}. " if page.has_ended else ""
    blocks: list[Block] = [
        PaperText(f"{ended}{len(page.targets)} mục tiêu: {', '.join(parts)}."),
        table_of(_PLAN, ((one.spec.code, _target_cells(one)) for one in page.of_group(None))),
        *([PaperText(plan.extent.vi, TextKind.NOTE)] if plan.extent.vi else []),
        PaperText(f"Nguồn: {plan.source}.", TextKind.NOTE),
    ]
    return Paper(
        file_name=f"{plan.code}-{page.moment.on:%Y-%m-%d}",
        letterhead=head_of(page.unit),
        title="TÌNH HÌNH THỰC HIỆN MỤC TIÊU",
        subtitle=f"{plan.title.vi}, đánh giá ngày {page.moment.on:%d/%m/%Y}",
        made_at=trust.now(),
        marks=(ILLUSTRATIVE,) if plan.illustrative else (),
        blocks=tuple(blocks),
        landscape=True,
    )


def _target_cells(one: TargetStanding) -> list[PaperCell | str]:
    period = one.judged.period.short_label("vi") if one.judged.period else ""
    value = f"{one.value_words('vi')} ({period})" if period else one.value_words("vi")
    words = [one.reason("vi"), one.back_on_track("vi")]
    if one.opinion is not None:
        words.append(f"theo ý kiến; số tính được: {STATES[one.judged.state]}")
    expected = one.expected_words("vi") if one.group in (StateGroup.IN_PROGRESS, StateGroup.HARD) else ""
    return [
        one.spec.number, one.name("vi"), value, f"{one.bound_words('vi')} đến {one.spec.due_on:%d/%m/%Y}", expected,
        STATES[one.state], "; ".join(filter(None, words)),
    ]  # fmt: skip


def _opinion(one: TargetStanding) -> str:
    said = one.opinion.reason if one.opinion else ""
    return f"Theo ý kiến của người có thẩm quyền: {said} Số tính được: {STATES[one.judged.state]}."


def target_paper(page: TargetPage) -> Paper:
    """Return a target: its state and reason, its way period by period, the units that make the gap."""
    one, plan = page.standing, page.plan
    decimals, back = one.definition.decimals, one.back_on_track("vi")
    facts = [
        ("Trạng thái", STATES[one.state]),
        ("Thực hiện", one.value_words("vi")),
        ("Yêu cầu", f"{one.bound_words('vi')}, đến {one.spec.due_on:%d/%m/%Y}"),
        *([("Dự kiến", one.expected_words("vi"))] if one.judged.forecast else []),
        ("Nguồn", one.spec.source),
    ]
    rows = (
        (row.period.code, [row.period.short_label("vi"), *(
            "" if value is None else format_number(value, "vi", decimals)
            for value in (row.value, row.required, row.expected))])
        for row in page.rows
    )  # fmt: skip
    gap = (
        (unit.unit.code, [unit.unit.name("vi"), one.wording.value(unit.value, "vi"),
                          f"{format_number(unit.share, 'vi', 1)}%"])
        for unit in page.gap
    )  # fmt: skip
    gap_heads = (("unit", "Đơn vị", 30, "left"), ("value", "Thực hiện", 16, "right"),
                 ("share", "Phần của khoảng thiếu", 20, "right"))  # fmt: skip
    blocks: list[Block] = [
        PaperText(f"{one.reason('vi')[:1].upper()}{one.reason('vi')[1:]}."),
        *([PaperText(f"Để kịp: {back}.")] if back else []),
        *([PaperText(_opinion(one))] if one.opinion else []),
        table_of(_WAY, rows, "Lộ trình và thực hiện"),
        *([table_of(gap_heads, gap, "Nơi làm nên khoảng thiếu")] if page.gap else []),
    ]
    return Paper(
        file_name=f"{plan.code}-{one.spec.code}",
        letterhead=head_of(page.unit),
        title=f"{one.spec.number}. {one.name('vi')}".upper(),
        subtitle=f"{plan.title.vi}, đánh giá ngày {one.moment.on:%d/%m/%Y}",
        made_at=trust.now(),
        marks=(ILLUSTRATIVE,) if plan.illustrative else (),
        facts=tuple(facts),
        blocks=tuple(blocks),
    )
