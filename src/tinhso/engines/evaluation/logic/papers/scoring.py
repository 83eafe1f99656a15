"""A unit's scoring sheet as a paper and as CSV: what it answers, claims and was given, with documents and reasons."""

from __future__ import annotations

from collections.abc import Callable

from tinhso.engines.evaluation.contracts.rounds import AnswerView, ScoringPage
from tinhso.engines.evaluation.logic.papers.layout import ILLUSTRATIVE, head_of, points_cell, table_of
from tinhso.engines.evaluation.logic.rounds.appraising import DECIMALS
from tinhso.engines.evaluation.logic.rounds.life import STATE_NAMES
from tinhso.engines.evaluation.logic.rounds.pages import appraisal_queue
from tinhso.engines.evaluation.logic.targets.reasons import named
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.papers import Paper, PaperCell, PaperText, SignatureBlock
from tinhso.kernel.quantities import plain_text, round_half_up

_SHEET = (
    ("component", "Tiêu chí", 36, "left"), ("most", "Điểm tối đa", 10, "right"), ("answer", "Trả lời", 18, "left"),
    ("own", "Tự chấm", 10, "right"), ("given", "Thẩm định", 10, "right"), ("difference", "Chênh lệch", 10, "right"),
    ("evidence", "Minh chứng", 28, "left"), ("reason", "Ghi chú, lý do", 24, "left"),
)  # fmt: skip
HEAD = ("component", "name", "points", "state", "answer", "absence", "note", "own", "appraised", "difference", "reason",
        "appraiser", "documents")  # fmt: skip
Words = Callable[[AnswerView], str]


def scoring_paper(page: ScoringPage, answer_words: Words) -> Paper:
    """Return a unit's sheet.

    Args:
        answer_words: how an answer is said.
    """
    card, decimals = page.round.card, page.round.card.decimals
    above = orgs.unit_by_code(card.unit, page.round.opened_on)

    def cells(one: AnswerView) -> list[PaperCell | str]:
        return [
            f"{one.component.code} {one.component.name.vi}", points_cell(one.component.points, 2), answer_words(one),
            points_cell(one.own, decimals), points_cell(one.appraised, decimals),
            points_cell(one.difference, decimals) if one.difference else "", _documents(one),
            "; ".join(filter(None, (one.note, one.reason))),
        ]  # fmt: skip

    total = page.score.share * card.points
    said = (
        f"{STATE_NAMES[page.state][0].capitalize()}; tự chấm {plain(page.own_total)}, "
        f"điểm {plain(total)} trên {plain(card.points)}{' (tạm tính)' if page.score.is_provisional else ''}."
    )
    return Paper(
        file_name=f"phieu-cham-{page.round.number}-{page.unit.code}",
        letterhead=head_of(page.unit, above),
        title="PHIẾU CHẤM ĐIỂM",
        subtitle=f"{page.unit.name('vi')}: {card.title.vi}, {named(page.round.period, 'vi')}",
        made_at=trust.now(),
        marks=(ILLUSTRATIVE,) if card.illustrative or card.status.vi else (),
        blocks=(PaperText(said), table_of(_SHEET, ((one.component.code, cells(one)) for one in page.answers))),
        signatures=(SignatureBlock(office="NGƯỜI CHẤM"), SignatureBlock(office="LÃNH ĐẠO ĐƠN VỊ")),
        landscape=True,
    )


def plain(value: object) -> str:
    """Points as machines and papers without columns write them, at most two decimals."""
    text = plain_text(round_half_up(value, 2))  # type: ignore[arg-type]
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _documents(one: AnswerView) -> str:
    return "; ".join(" ".join(filter(None, (item.number, item.title))) for item in one.evidence)


def queue_csv(rights: Rights) -> str:
    """Return what waits for an appraiser, as the queue has it."""
    rows: list[list[object]] = [["round", "unit", "name", "state", "sent_at", "left", "in_charge", "due_on"]]
    rows += [
        [one.round.number, one.unit.code, one.unit.name("vi"), str(one.state),
         one.sent_at.isoformat() if one.sent_at else "", one.left, one.in_charge, one.due_on.isoformat()]
        for one in appraisal_queue(rights)
    ]  # fmt: skip
    return csv_text(rows)


def scoring_csv(page: ScoringPage) -> str:
    """Return a unit's sheet for machines: exact answers, points to four decimals."""
    rows: list[list[object]] = [list(HEAD)]
    for one in page.answers:
        answer = one.answer
        exact = "" if answer is None or answer.absence else answer.grade or answer.value
        rows.append(
            [one.component.code, one.component.name.vi, plain_text(round_half_up(one.component.points, DECIMALS)),
             str(one.state), exact, answer.absence or "" if answer else "", one.note,
             *("" if value is None else plain_text(round_half_up(value, DECIMALS))
               for value in (one.own, one.appraised, one.difference)),
             one.reason, one.appraiser, _documents(one)]
        )  # fmt: skip
    return csv_text(rows)
