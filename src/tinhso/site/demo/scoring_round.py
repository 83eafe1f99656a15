"""The demonstration's round of the commune set: opened in October, most communes sent, some appraised.

Made up for illustration, and loaded like the past: every act at its moment, as one event with its rows, set-wise.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.contracts.round_history import (
    HistoricAnswer,
    HistoricAppraisal,
    HistoricRound,
    HistoricUnit,
)
from tinhso.engines.evaluation.contracts.rounds import NewRound
from tinhso.engines.evaluation.contracts.scorecards import Component, Shape
from tinhso.site.demo.clock import moment
from tinhso.site.demo.numbers import draw, in_order
from tinhso.site.demo.people import approver_of, drafter_of
from tinhso.site.demo.places import Places

CARD: Final = "dti-xa-2025"
OPENED: Final = date(2026, 11, 2)
CHARGES: Final = {"1": "H15.15", "2": "H15.15", "3": "H15.15", "4": "H15.15", "5": "H15.15", "6": "H15.01"}
APPRAISERS: Final = {"H15.15": "skhcn.tonghop", "H15.01": "vp.khoa"}
DRAFTING, UNSENT, APPRAISED, HALF_APPRAISED = ("24373",), ("24607", "24217", "22045"), 34, 8
"""Ea Kar is being scored; three communes have not begun; the first 34 of those that sent are fully appraised."""
REASONS: Final = (
    "Minh chứng mới nêu kế hoạch, chưa có kết quả thực hiện.",
    "Số liệu đối chiếu với hệ thống thấp hơn số tự chấm.",
    "Văn bản ban hành sau thời hạn của tiêu chí.",
)
MORE: Final = "Có mô hình được tỉnh nhân rộng, xã chưa tính vào điểm tự chấm."


def load_scoring_round(places: Places) -> None:
    """Open the round and do what communes and appraisers did until Monday 16/11/2026."""
    components = evaluation.find_scorecard(CARD, OPENED)[0].components_of_people
    sent = [code for code in in_order(places.new, "dti") if code not in (*DRAFTING, *UNSENT)]
    units = [_sent(code, number, components) for number, code in enumerate(sent)]
    units += [_drafting(code, components) for code in DRAFTING]
    evaluation.load_round_history(
        HistoricRound(
            asked=NewRound(CARD, "2026", date(2026, 11, 20), date(2026, 12, 10), date(2026, 12, 31), CHARGES),
            opened_at=moment(OPENED, 8, 30),
            opener="vp.giaobaocao",
            appraisers=APPRAISERS,
            units=units,
        )
    )


def _sent(code: str, number: int, components: list[Component]) -> HistoricUnit:
    start = moment(date(2026, 11, 4 + number % 9), 8) + timedelta(minutes=draw(420, code, "dti"))
    answers = [_answer(one, code) for one in components]
    judged: list[HistoricAppraisal] = []
    if number < APPRAISED:
        judged = [_appraisal(one, answer, code) for one, answer in zip(components, answers, strict=True)]
    elif number < APPRAISED + HALF_APPRAISED:
        half = len(components) // 2
        pairs = list(zip(components, answers, strict=True))[:half]
        judged = [_appraisal(one, answer, code) for one, answer in pairs]
    return HistoricUnit(
        unit=code, drafter=drafter_of(code), leader=approver_of(code),
        answers=answers, answered_at=start, sent_at=start + timedelta(hours=3),
        appraisals=judged, appraised_at=moment(date(2026, 11, 16), 9) + timedelta(minutes=number) if judged else None,
    )  # fmt: skip


def _drafting(code: str, components: list[Component]) -> HistoricUnit:
    """A commune in the middle of it: the first two parts are answered."""
    begun = [one for one in components if one.code.split(".")[0] in ("1", "2")]
    when: datetime = moment(date(2026, 11, 16), 14)
    return HistoricUnit(
        unit=code, drafter=drafter_of(code), leader=approver_of(code),
        answers=[_answer(one, code) for one in begun], answered_at=when, sent_at=None, appraisals=[], appraised_at=None,
    )  # fmt: skip


def _answer(one: Component, code: str) -> HistoricAnswer:
    """What a commune claims: mostly done, better in some communes than in others."""
    level = 55 + draw(35, code, "level")
    if one.shape is Shape.RATIO:
        return HistoricAnswer(one.code, str(min(level + draw(20, code, one.code), 100)))
    if draw(200, code, one.code, "absent") == 0:
        return HistoricAnswer(one.code, "", "not_applicable", "Trên địa bàn không có đối tượng của tiêu chí này.")
    return HistoricAnswer(one.code, "1" if draw(100, code, one.code) < level + 8 else "0")


def _appraisal(one: Component, answer: HistoricAnswer, code: str) -> HistoricAppraisal:
    """Nine times in ten the claim stands; else it is cut, and now and then raised."""
    chance = draw(100, code, one.code, "appraised")
    if answer.absence or chance >= 10:
        return HistoricAppraisal(one.code)
    if answer.text == "0":
        return HistoricAppraisal(one.code, share_percent=50, reason=MORE) if chance < 2 else HistoricAppraisal(one.code)
    cut = 0 if one.shape is not Shape.RATIO else max(int(answer.text) - 15, 0)
    return HistoricAppraisal(one.code, share_percent=cut, reason=REASONS[draw(len(REASONS), code, one.code, "why")])
