"""A plan, and a target of it, as papers: the sentence, the table, the reasons; in Vietnamese, whoever reads."""

from __future__ import annotations

from decimal import Decimal

from tinhso.engines.evaluation.contracts import StateGroup, TargetState
from tinhso.engines.evaluation.logic.papers.layout import ILLUSTRATIVE, head_of, table_of
from tinhso.engines.evaluation.logic.plans.pages import PlanPage, TargetPage
from tinhso.engines.evaluation.logic.plans.shared_gap import HeldAgainst, SharedGap
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
_GAP = (
    ("unit", "Đơn vị", 30, "left"), ("value", "Thực hiện", 16, "right"), ("distance", "Cách mức yêu cầu", 20, "right"),
    ("share", "Phần của khoảng thiếu", 20, "right"),
)  # fmt: skip
_SHARED_GAP = (
    ("unit", "Đơn vị", 26, "left"), ("before", "Cùng kỳ năm trước", 16, "right"), ("required", "Phải có", 16, "right"),
    ("value", "Thực hiện", 16, "right"), ("missing", "Phần của khoảng thiếu", 18, "right"),
)  # fmt: skip
_BELOW_SHOWN = 10
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
    blocks: list[Block] = [
        PaperText(f"{one.reason('vi')[:1].upper()}{one.reason('vi')[1:]}."),
        *([PaperText(f"Để kịp: {back}.")] if back else []),
        *([PaperText(_opinion(one))] if one.opinion else []),
        table_of(_WAY, rows, "Lộ trình và thực hiện"),
        *_gap_blocks(page),
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


def _gap_blocks(page: TargetPage) -> list[Block]:
    """The units that make the gap: of a ratio those farthest below, of a sum every one with its part."""
    if page.shared_gap is not None:
        return _shared_gap_blocks(page, page.shared_gap)
    wording = page.standing.wording
    rows = (
        (unit.unit.code, [unit.unit.name("vi"), wording.value(unit.value, "vi"),
                          f"{'cao hơn' if unit.is_above else 'thiếu'} {wording.difference(unit.distance, 'vi')}",
                          f"{format_number(unit.share, 'vi', 1)}%"])
        for unit in page.gap[:_BELOW_SHOWN]
    )  # fmt: skip
    return [table_of(_GAP, rows, "Nơi làm nên khoảng thiếu")] if page.gap else []


def _shared_gap_blocks(page: TargetPage, shared: SharedGap) -> list[Block]:
    decimals = page.standing.definition.decimals

    def said(value: Decimal | None) -> str:
        return "" if value is None else format_number(value, "vi", decimals)

    what = "lộ trình" if shared.held_against is HeldAgainst.PATH else "mục tiêu"
    missing = page.standing.wording.value(shared.missing, "vi")
    whole = PaperText(f"Khoảng cách đến {what} tính đến {shared.last.short_label('vi')}: {missing}.")
    if not shared.parts:
        return [whole, PaperText("Chưa có số cùng kỳ năm trước của các đơn vị để chia.", TextKind.NOTE)]
    rows = [
        (one.unit.code, [one.unit.name("vi"), said(one.before), said(one.required), said(one.value), said(one.missing)])
        for one in shared.parts
    ]
    if shared.outside:
        outside = said(shared.outside)
        rows.append(("outside", ["Ngoài các đơn vị", "", outside, outside, said(Decimal(0))]))
    rows.append(("whole", ["Tổng", "", said(shared.required), said(shared.value), said(shared.missing)]))
    rule = "Mức phải có chia theo phần của từng đơn vị trong số cùng kỳ năm trước; số âm là làm hơn phần của mình."
    named = [
        f"{words}: {', '.join(one.unit.name('vi') for one in parts)}."
        for words, parts in (
            ("Không có số (chưa báo cáo hoặc không áp dụng)", shared.silent),
            ("Không có đủ số cùng kỳ năm trước, mức phải có lấy bằng số đã làm", shared.not_compared),
        )
        if parts
    ]
    return [
        whole,
        table_of(_SHARED_GAP, rows, "Nơi làm nên khoảng thiếu"),
        *(PaperText(text, TextKind.NOTE) for text in (rule, *named)),
    ]
