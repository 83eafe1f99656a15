"""Rankings as papers: every unit with its place and how sure it is; one unit with its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tinhso.engines.evaluation.contracts.rounds import RoundState
from tinhso.engines.evaluation.contracts.scorecards import RankRange, ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.logic.papers.layout import ILLUSTRATIVE, head_of, points_cell, table_of
from tinhso.engines.evaluation.logic.papers.result_map import result_map
from tinhso.engines.evaluation.logic.rounds.closing import whole_of
from tinhso.engines.evaluation.logic.rounds.commendation import rule_words
from tinhso.engines.evaluation.logic.rounds.profile import PillarProfile, pillar_profiles
from tinhso.engines.evaluation.logic.rounds.results import ResultPage
from tinhso.engines.evaluation.logic.scorecards.answer_text import exact_text, text_of
from tinhso.engines.evaluation.logic.scorecards.pages import RankPage, unit_steps
from tinhso.engines.evaluation.logic.targets.reasons import named
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.trust import api as trust
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.papers import Letterhead, Paper, PaperCell, PaperTable, PaperText, TextKind
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import format_percent, round_half_up

_RANKS = (
    ("rank", "Hạng", 8, "center"), ("unit", "Đơn vị", 34, "left"), ("score", "Điểm", 14, "right"),
    ("median", "Hạng trung vị", 14, "center"), ("range", "Hạng khi cân nhắc khác đi", 18, "center"),
    ("apart", "Chưa phân biệt được với", 18, "center"),
)  # fmt: skip
_PILLARS = (
    ("pillar", "Nhóm", 34, "left"), ("most", "Điểm tối đa", 12, "right"), ("mean", "Bình quân", 12, "right"),
    ("low", "Thấp nhất", 12, "right"), ("high", "Cao nhất", 12, "right"), ("best", "Đơn vị đứng đầu", 26, "left"),
)  # fmt: skip
MOST_NAMED = 3
_POINTS = (
    ("component", "Tiêu chí", 50, "left"), ("most", "Điểm tối đa", 14, "right"), ("had", "Điểm đạt", 14, "right"),
    ("gain", "Còn có thể thêm", 16, "right"),
)  # fmt: skip
RANGES = (
    "Xếp hạng trên điểm chưa làm tròn; bằng điểm thì cùng hạng. Hạng khi cân nhắc khác đi: 10.000 lần tính lại với "
    "trọng số lệch đến một phần tư, cách chuẩn hóa và cách gộp khác nhau, lần lượt bỏ một tiêu chí; bỏ một phần hai "
    "mươi ở mỗi đầu."
)
Line = tuple[UnitView, UnitScore, RankRange, int]


def ranking_paper(page: RankPage) -> Paper:
    """Return the ranking of a scorecard that answers itself."""
    lines = [(one.unit, one.score, one.range, one.not_apart) for one in page.lines]
    return _paper(page.card, page.period, f"xep-hang-{page.card.code}", lines, ())


def result_paper(page: ResultPage) -> Paper:
    """Return the ranking of a round."""
    lines = [(one.line.unit, one.score, one.range, one.not_apart) for one in page.lines]
    notes = ["Đợt chưa đóng: thứ hạng là tạm tính."] if page.round.state is RoundState.OPEN else []
    notes.append(f"{page.sent}/{len(page.lines)} đơn vị đã gửi phần tự chấm.")
    notes += [rule_words(page)] if page.round.card.commendation else []
    for cluster in page.round.card.clusters:
        names = "; ".join(one.line.unit.name("vi") for one in page.proposed(cluster))
        notes.append(f"Đề nghị khen thưởng, {cluster.title.vi}: {names or 'chưa có đơn vị nào đạt'}.")
    paper = _paper(page.round.card, page.round.period, f"xep-hang-dot-{page.round.number}", lines, notes)
    return replace(paper, blocks=(_pillars(page), *result_map(page), *paper.blocks))


def _pillars(page: ResultPage) -> PaperTable:
    """Every pillar: how much of it was reached in the mean, at least and at best, and by whom."""
    names = {one.line.unit.code: one.line.unit.name("vi") for one in page.lines}

    def percent(share: Fraction | None) -> str:
        return "" if share is None else format_percent(round_half_up(share * 100, 1), "vi", 1)

    def best(codes: Sequence[str]) -> str:
        shown = ", ".join(names[code] for code in codes[:MOST_NAMED])
        more = len(codes) - MOST_NAMED
        return f"{shown} và {more} đơn vị nữa" if more > 0 else shown

    def cells(one: PillarProfile) -> list[PaperCell | str]:
        reached = [percent(share) for share in (one.mean, one.low, one.high)]
        return [f"{one.code}. {one.name.vi}", points_cell(one.points, 2), *reached, best(one.best)]

    rows = ((one.code, cells(one)) for one in pillar_profiles(page))
    return table_of(_PILLARS, rows, "Từng nhóm")


def _paper(card: ScorecardDefinition, period: Period, name: str, lines: Sequence[Line], notes: Sequence[str]) -> Paper:
    return Paper(
        file_name=name,
        letterhead=_head(card, period),
        title="BẢNG XẾP HẠNG",
        subtitle=f"{card.title.vi}, {named(period, 'vi')}",
        made_at=trust.now(),
        marks=_marks(card),
        blocks=(_table(card, lines), *(PaperText(one) for one in notes), PaperText(RANGES, TextKind.NOTE)),
    )


def _head(card: ScorecardDefinition, period: Period) -> Letterhead:
    return head_of(orgs.unit_by_code(card.unit, period.end))


def _marks(card: ScorecardDefinition) -> tuple[str, ...]:
    return (ILLUSTRATIVE,) if card.illustrative or card.status.vi else ()


def _table(card: ScorecardDefinition, lines: Sequence[Line]) -> PaperTable:
    whole = whole_of(card)
    return table_of(
        _RANKS,
        (
            (unit.code, [str(score.rank), unit.name("vi"), points_cell(score.share * whole, card.decimals),
                         str(sure.median), f"{sure.low}–{sure.high}", f"{apart} đơn vị"])
            for unit, score, sure, apart in lines
        ),
    )  # fmt: skip


def unit_ranking_csv(page: RankPage, unit: str) -> str | None:
    """Return a unit's answers and points by criterion for machines, None where it is not ranked."""
    line, card = page.line(unit), page.card
    if line is None:
        return None
    gains = {component.code: gain for component, gain in unit_steps(page, unit)}
    rows: list[list[object]] = [["component", "name", "points", "answer", "absence", "share", "gain"]]
    for one in card.components:
        answer, absence = text_of(page.answers[unit][one.code]) if one.code in page.answers[unit] else ("", "")
        share, gain = line.score.shares[one.code], gains.get(one.code)
        rows.append(
            [one.code, one.name.vi, exact_text(one.points), answer, absence, "" if share is None else exact_text(share),
             "" if gain is None else exact_text(gain)]
        )  # fmt: skip
    return csv_text(rows)


def unit_ranking_paper(page: RankPage, unit: str) -> Paper | None:
    """Return a unit's points by criterion with what would move it up, None where it is not ranked."""
    line, card = page.line(unit), page.card
    if line is None:
        return None
    whole = whole_of(card)
    gains = {component.code: gain for component, gain in unit_steps(page, unit)}

    def cells(code: str, name: str, most: Fraction) -> list[PaperCell | str]:
        share, gain = line.score.shares[code], gains.get(code)
        return [
            f"{code} {name}", points_cell(most, 2),
            "không tính" if share is None else points_cell(share * most, card.decimals),
            "" if gain is None else points_cell(gain * whole, card.decimals),
        ]  # fmt: skip

    rows = ((one.code, cells(one.code, one.name.vi, one.points)) for one in card.components)
    said = (
        f"Hạng {line.score.rank}/{len(page.lines)}; hạng trung vị {line.range.median}, khi cân nhắc khác đi từ hạng "
        f"{line.range.low} đến {line.range.high}."
    )
    return Paper(
        file_name=f"{card.code}-{unit}",
        letterhead=_head(card, page.period),
        title=line.unit.name("vi").upper(),
        subtitle=f"{card.title.vi}, {named(page.period, 'vi')}",
        made_at=trust.now(),
        marks=_marks(card),
        blocks=(PaperText(said), table_of(_POINTS, rows), PaperText(RANGES, TextKind.NOTE)),
    )
