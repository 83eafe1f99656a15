"""The list of units proposed for commendation, as an official letter with its table."""

from __future__ import annotations

from fractions import Fraction

from tinhso.engines.evaluation.contracts.scorecards import Cluster
from tinhso.engines.evaluation.logic.rounds.results import ResultLine, ResultPage, compute_result, require_closed
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
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
    number_cell,
)
from tinhso.kernel.quantities import format_percent, round_half_up

MOST_DECIMALS = 6

_COLUMNS = (
    PaperColumn("no", ("TT",), "A", weight=5, align="center"),
    PaperColumn("unit", ("Đơn vị",), "B", 40, "left"),
    PaperColumn("score", ("Điểm",), "1", 15, "right"),
    PaperColumn("rank", ("Hạng trong khối",), "2", 15, "center"),
    PaperColumn("whole", ("Hạng toàn tỉnh",), "3", 15, "center"),
)


def commendation_letter(number: int, rights: Rights) -> Paper:
    """Return the letter that proposes the units, without a number, which the clerk gives.

    Raises:
        UnknownRound (EVA-013), FiguresOutOfReach (EVA-027), WrongRoundState (EVA-015): the round is not closed
    """
    page = compute_result(number, rights)
    require_closed(page.round, "đề nghị khen thưởng", "propose for commendation")
    card = page.round.card
    above = orgs.unit_by_code(card.unit, page.round.opened_on)
    return build_letter(
        file_name=f"de-nghi-khen-thuong-{number}",
        letterhead=Letterhead(
            parent="",
            issuer=f"UBND {above.name('vi')}".upper(),
            number="",
            symbol="/TTr",
            about=f"V/v đề nghị khen thưởng theo kết quả {card.title.vi}",
            place=above.short_name,
            on=None,
            year=in_vietnam(trust.now()).year,
        ),
        addressees=["Hội đồng Thi đua – Khen thưởng tỉnh"],
        body=[
            f"Kết quả chấm {card.title.vi}, {page.round.period.label('vi')}: "
            f"{page.sent}/{len(page.lines)} đơn vị đã gửi phần tự chấm.",
            rule_words(page),
            *(f"{one.title.vi}: {_count_words(page.proposed(one))}." for one in card.clusters),
        ],
        closing=["Đề nghị Hội đồng xem xét./."],
        tables=[_table(one, page) for one in card.clusters if page.proposed(one)],
        signature=SignatureBlock(office="CHỦ TỊCH", capacity=""),
        recipients=("Như trên;", "Lưu: VT."),
        marks=("Số liệu minh họa",) if card.illustrative or card.status.vi else (),
        made_at=trust.now(),
    )


def rule_words(page: ResultPage, language: str = "vi") -> str:
    """The card's rule in words."""
    rule, english = page.round.card.commendation, language.startswith("en")
    if rule is None:
        return "The scorecard has no rule of commendation." if english else "Bộ chỉ số không có quy tắc khen thưởng."
    least = _percent(rule.least_share, "en" if english else "vi")
    if english:
        on_time = ", sent on time" if rule.on_time else ""
        return (
            f"Rule of the scorecard: the first {rule.per_cluster} places of each cluster, at least {least} of "
            f"the points that could be had{on_time}; ranks before rounding, equal scores share a place."
        )
    on_time = ", gửi đúng hạn" if rule.on_time else ""
    return (
        f"Quy tắc của bộ chỉ số: {rule.per_cluster} hạng đầu mỗi khối, đạt từ {least} số điểm có thể đạt{on_time}; "
        "xếp hạng trên điểm chưa làm tròn, bằng điểm thì cùng hạng."
    )


def _percent(share: Fraction, language: str) -> str:
    """A share with as many decimals as it has: 62,5% is no rule of 63%."""
    percent = share * 100
    decimals = next(
        count for count in range(MOST_DECIMALS + 1) if count == MOST_DECIMALS or not percent * 10**count % 1
    )
    return format_percent(round_half_up(percent, decimals), language, decimals)


def _count_words(found: list[ResultLine]) -> str:
    return f"{len(found)} đơn vị" if found else "không có đơn vị nào đạt"


def _table(cluster: Cluster, page: ResultPage) -> PaperTable:
    card = page.round.card
    rows = tuple(
        PaperRow(
            one.line.unit.code,
            (
                PaperCell(str(number)),
                PaperCell(one.line.unit.name("vi")),
                number_cell(round_half_up(one.score.share * card.points, card.decimals), card.decimals),
                PaperCell(str(one.cluster_rank)),
                PaperCell(str(one.score.rank)),
            ),
        )
        for number, one in enumerate(page.proposed(cluster), start=1)
    )
    return PaperTable(columns=_COLUMNS, rows=rows)
