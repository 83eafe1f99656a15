"""The result of a round on one A4 page: sentence, pillars, every unit with its place, who is proposed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tinhso.engines.evaluation.contracts.rounds import RoundState
from tinhso.engines.evaluation.logic.rounds.closing import whole_of
from tinhso.engines.evaluation.logic.rounds.commendation import rule_words
from tinhso.engines.evaluation.logic.rounds.profile import PillarProfile, pillar_profiles
from tinhso.engines.evaluation.logic.rounds.results import ResultLine, ResultPage
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.papers import PaperFile
from tinhso.kernel.papers.sheets import MOST_LINES, Sheet, SheetBar, SheetLine, set_sheet
from tinhso.kernel.quantities import format_number, format_percent, round_half_up


def result_sheet(page: ResultPage, language: str, address: str) -> PaperFile:
    """Return a result as a PDF of one page, in one language.

    Args:
        address: of the result on the system, for whoever holds the paper.
    """
    spoken = "en" if language.startswith("en") else "vi"
    card, now = page.round.card, in_vietnam(trust.now())
    said = _SAID[spoken]
    marks = [said["illustrative"]] if card.illustrative or card.status.vi else []
    marks += [said["provisional"]] if page.round.state is RoundState.OPEN else []
    beyond = len(page.lines) - MOST_LINES
    sheet = Sheet(
        file_name=f"ket-qua-{page.round.number}",
        language=spoken,
        title=f"{card.title.in_language(spoken)}, {page.round.period.label(spoken)}",
        sentence=result_sentence(page, spoken),
        made_at=trust.now(),
        marks=marks,
        bars_title=said["pillars"],
        bars=[_bar(one, spoken) for one in pillar_profiles(page)],
        list_title=said["ranking"],
        lines=[_line(one, whole_of(card), spoken) for one in page.lines],
        sections=[
            (
                f"{said['proposed']}: {cluster.title.in_language(spoken)}",
                ["; ".join(one.line.unit.name(spoken) for one in page.proposed(cluster)) or said["none"]],
            )
            for cluster in card.clusters
        ],
        notes=[
            said["ranks"],
            *([rule_words(page, spoken)] if card.commendation else []),
            *([said["beyond"].format(count=beyond)] if beyond > 0 else []),
        ],
        foot=said["foot"].format(at=f"{now:%H:%M %d/%m/%Y}", version=card.version),
        address=address,
    )
    return set_sheet(sheet)


_SAID = {
    "vi": {
        "illustrative": "Số liệu minh họa.",
        "provisional": "Đợt chưa đóng: thứ hạng là tạm tính.",
        "pillars": "Từng nhóm: bình quân phần điểm đạt được (thấp nhất – cao nhất)",
        "ranking": "Xếp hạng",
        "proposed": "Đề nghị khen thưởng",
        "none": "chưa có đơn vị nào đạt",
        "ranks": "Xếp hạng trên điểm chưa làm tròn; bằng điểm thì cùng hạng.",
        "beyond": "Và {count} đơn vị nữa, có trong tệp CSV của đợt.",
        "foot": "Lập lúc {at}, theo phiên bản {version} của bộ chỉ số. Quét mã để mở kết quả trên hệ thống.",
    },
    "en": {
        "illustrative": "Illustrative figures.",
        "provisional": "The round is not closed: places are provisional.",
        "pillars": "Every pillar: mean share of its points (lowest – highest)",
        "ranking": "Ranking",
        "proposed": "Proposed for commendation",
        "none": "no unit qualifies yet",
        "ranks": "Ranks are made before rounding; equal scores share a place.",
        "beyond": "And {count} more units, in the round's CSV file.",
        "foot": "Made at {at}, by version {version} of the scorecard. Scan the code to open the result on the system.",
    },
}


def result_sentence(page: ResultPage, spoken: str) -> str:
    """What a person would say of a result: who is first, the mean, how many have sent."""
    if not page.lines:
        return _SAID[spoken]["none"]
    first = [one for one in page.lines if one.score.rank == 1]
    names = ", ".join(one.line.unit.name(spoken) for one in first[:3])
    mean = sum((one.score.share for one in page.lines), Fraction(0)) / len(page.lines)
    best, middle = _share(first[0].score.share, spoken), _share(mean, spoken)
    if spoken == "en":
        return (
            f"{names} first with {best} of the points; the mean of {len(page.lines)} units is {middle}; "
            f"{page.sent} have sent."
        )
    return (
        f"{names} đứng đầu với {best} số điểm; bình quân {len(page.lines)} đơn vị đạt {middle}; "
        f"{page.sent} đơn vị đã gửi."
    )


def _share(share: Fraction, spoken: str) -> str:
    return format_percent(round_half_up(share * 100, 1), spoken, 1)


def _bar(one: PillarProfile, spoken: str) -> SheetBar:
    label = f"{one.code}. {one.name.in_language(spoken)}"
    if one.mean is None or one.low is None or one.high is None:
        return SheetBar(label, Decimal(0), "–")
    text = f"{_share(one.mean, spoken)} ({_share(one.low, spoken)} – {_share(one.high, spoken)})"
    return SheetBar(label, round_half_up(one.mean, 4), text)


def _line(one: ResultLine, whole: Fraction, spoken: str) -> SheetLine:
    score = one.score.share * whole
    return SheetLine(str(one.score.rank), one.line.unit.name(spoken), format_number(score, spoken, 2))
