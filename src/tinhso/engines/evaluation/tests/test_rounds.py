"""A round from opening to sending: who may do what, what is refused, what an answer becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import (
    AnswersIncomplete,
    EvidenceNotKept,
    NotInCharge,
    OwnUnit,
    PointsNotUsable,
    RoundNotFinished,
    RoundNotUsable,
    RoundReasonNeeded,
    SameHand,
    UnknownRound,
    WrongRoundState,
)
from tinhso.engines.evaluation.contracts.rounds import (
    AnswerInput,
    AppraisalInput,
    ComponentState,
    EvidenceInput,
    RoundState,
    RoundVerb,
    ScoringState,
)
from tinhso.engines.evaluation.errors import AnswerNotUsable
from tinhso.engines.evaluation.logic.rounds.life import ROUND_TABLE, STATE_NAMES, UNIT_TABLE
from tinhso.engines.evaluation.round_testing import (
    EA_KAR,
    NOW,
    TODAY,
    fill_unit,
    load_round_card,
    open_small_round,
    send_unit,
)
from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[5] / "docs/reference"


def who(login: str):  # type: ignore[no-untyped-def]
    return rights_as(login, TODAY)


@standing_on("evaluation_world")
def number(world: Territory) -> int:
    with trust.use_clock(NOW):
        load_round_card()
        return open_small_round()


def test_the_life_of_a_round_is_written_down() -> None:
    text = (DOCS / "round-life.md").read_text(encoding="utf-8")
    for state, (vi, en) in STATE_NAMES.items():
        assert f"| `{state}` | {vi} | {en} |" in text
    for rule in (*UNIT_TABLE.values(), *ROUND_TABLE.values()):
        states = [state for state in STATE_NAMES if state in rule.from_states]
        before = "every state" if len(states) == len(ScoringState) else " ".join(f"`{one}`" for one in states) or "–"
        after = f"`{rule.to_state}`" if rule.to_state else "as it stands or as told below"
        line = (
            f"| `{rule.verb}` | {rule.name_vi} | {before} | {after} | `{rule.action}` | {rule.whose} | "
            f"{'yes' if rule.needs_reason else 'no'} | `{rule.event_kind}` |"
        )
        assert line in text, line


def test_only_the_assigning_office_opens_a_round_and_only_once(world: Territory) -> None:
    load_round_card()
    for login in ("vp.khoa", "chutich", "skhcn.tonghop", "eakar.nhap", "eakar.lanhdao"):
        with pytest.raises(NoRight):
            open_small_round(login)
    number = open_small_round()
    view = api.list_rounds(who("chutich"))[0]
    assert (view.number, view.total, view.state) == (number, 4, RoundState.OPEN)
    assert [one.total for one in api.list_rounds(who("eakar.nhap"))] == [1]
    assert api.list_rounds(orgs.anonymous_rights()) == []
    with pytest.raises(RoundNotUsable):
        open_small_round()


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "2026-11"},
        {"period": "abc"},
        {"self_due_on": date(2026, 11, 16)},
        {"appraise_due_on": date(2026, 11, 18)},
        {"charges": {"1": "H15.15"}},
        {"charges": {"1": "H15.15", "2": "H99.99"}},
    ],
)
def test_a_round_that_cannot_be_is_refused(world: Territory, asked: dict[str, object]) -> None:
    load_round_card()
    with pytest.raises(RoundNotUsable):
        open_small_round(**asked)  # type: ignore[arg-type]
    assert api.list_rounds(who("chutich")) == []


def test_answers_are_kept_exactly_or_not_at_all(number: int) -> None:
    drafter = who("eakar.nhap")
    good = AnswerInput("1.1", "45/52")
    for wrong, error in (
        (AnswerInput("1.2", "2"), AnswerNotUsable),
        (AnswerInput("1.1", "không rõ"), AnswerNotUsable),
        (AnswerInput("1.1", "1/0"), AnswerNotUsable),
        (AnswerInput("2.1", "50"), NotInCharge),  # a figure answers it
        (AnswerInput("9.9", "1"), NotInCharge),
        (AnswerInput("1.2", "", "not_applicable", "không"), RoundReasonNeeded),
        (AnswerInput("1.2", "", "not_due", "chưa đến kỳ báo cáo"), AnswerNotUsable),
    ):
        with pytest.raises(error):
            api.save_answers(number, EA_KAR, [good, wrong], rights=drafter)
        assert api.read_unit(number, EA_KAR, drafter).open_count == 3
    assert api.save_answers(number, EA_KAR, [good], rights=drafter) == 1
    assert api.save_answers(number, EA_KAR, [good], rights=drafter) == 0
    page = api.read_unit(number, EA_KAR, drafter)
    first = page.answers[0]
    assert (first.typed, first.own, page.state) == ("45/52", Fraction(45, 52) * 40, ScoringState.SCORING)
    for login in ("eakar.lanhdao", "skhcn.tonghop", "vp.khoa", "chutich", "bmt.nhap"):
        with pytest.raises((NoRight, UnknownRound)):
            api.save_answers(number, EA_KAR, [AnswerInput("1.2", "1")], rights=who(login))
    assert api.read_unit(number, EA_KAR, who("skhcn.tonghop")).answers[0].own is None  # not sent: nobody else's to see


def test_a_component_with_an_indicator_scores_itself_by_the_year_so_far(number: int) -> None:
    page = api.read_unit(number, EA_KAR, who("eakar.nhap"))
    fed = next(one for one in page.answers if one.component.code == "2.1")
    assert fed.by_figure
    assert fed.figure_period == parse_period("nd09:2026-11")
    assert fed.own == Fraction(8, 10) * 20  # 80 of 100 documents signed


def test_evidence_is_what_it_says_and_belongs_to_the_unit(number: int) -> None:
    drafter = who("eakar.nhap")
    pdf = EvidenceInput("1.2", "Quyết định thành lập tổ", "12/QĐ-UBND", date(2026, 5, 4), "qd.pdf", b"%PDF-1.7 ...")
    kept = api.keep_evidence(number, EA_KAR, pdf, rights=drafter)
    item, path = api.evidence_file(kept, rights=drafter)
    assert (item.name, path.read_bytes()) == ("qd.pdf", pdf.content)
    for wrong in (
        EvidenceInput("1.2", "Bản quét", name="quet.pdf", content=b"<html>not a pdf"),
        EvidenceInput("1.2", "Một PDF gọi là Word", name="quyet-dinh.docx", content=b"%PDF-1.7 ..."),
        EvidenceInput("1.2", " "),
        EvidenceInput("1.2", "Quá lớn", name="a.pdf", content=b"%PDF-" + b"0" * 10 * 1024 * 1024),
    ):
        with pytest.raises(EvidenceNotKept):
            api.keep_evidence(number, EA_KAR, wrong, rights=drafter)
    assert len(api.read_unit(number, EA_KAR, drafter).answers[1].evidence) == 1
    api.drop_evidence(kept, rights=drafter)
    assert api.read_unit(number, EA_KAR, drafter).answers[1].evidence == ()


def test_who_scored_never_sends_and_an_open_question_is_named(number: int) -> None:
    drafter, leader = who("eakar.nhap"), who("eakar.lanhdao")
    api.save_answers(number, EA_KAR, [AnswerInput("1.1", "87,5")], rights=drafter)
    with pytest.raises(AnswersIncomplete) as refused:
        api.submit(number, EA_KAR, rights=drafter)
    assert refused.value.message("vi").startswith("Còn 2 tiêu chí")
    fill_unit(number, EA_KAR, "eakar.nhap")
    api.submit(number, EA_KAR, rights=drafter)
    with pytest.raises(WrongRoundState):
        api.save_answers(number, EA_KAR, [AnswerInput("1.1", "1")], rights=drafter)
    with pytest.raises(NoRight):
        api.send(number, EA_KAR, rights=drafter)
    api.give_back(number, EA_KAR, rights=leader, reason="Xem lại tiêu chí 1.1 giúp tôi.")
    assert api.read_unit(number, EA_KAR, drafter).state is ScoringState.SCORING
    # One person with both roles still is one person.
    orgs.grant_role("eakar.nhap", Role.APPROVER, leader.held[0].unit_id, actor="system:test", valid_from=TODAY)
    both = who("eakar.nhap")
    api.submit(number, EA_KAR, rights=both)
    with pytest.raises(SameHand):
        api.send(number, EA_KAR, rights=both)
    api.send(number, EA_KAR, rights=leader)
    page = api.read_unit(number, EA_KAR, who("skhcn.tonghop"))
    assert (page.state, page.is_late, page.answers[0].own) == (ScoringState.SENT, False, Fraction(30))


def test_appraisers_give_points_with_a_reason_for_every_difference(number: int) -> None:
    send_unit(number, EA_KAR)
    mine, other = who("skhcn.tonghop"), who("vp.khoa")
    page = api.read_unit(number, EA_KAR, mine)
    assert page.in_charge == {"1.1", "1.2"}
    assert api.read_unit(number, EA_KAR, other).in_charge == {"2.2"}
    for wrong, error in (
        (AppraisalInput("1.1", "41"), PointsNotUsable),
        (AppraisalInput("1.1", "-1"), PointsNotUsable),
        (AppraisalInput("1.1", "1,23456"), PointsNotUsable),
        (AppraisalInput("1.1", "25"), RoundReasonNeeded),
        (AppraisalInput("1.1", left_out=True), RoundReasonNeeded),
        (AppraisalInput("2.2", "5"), NotInCharge),
    ):
        with pytest.raises(error):
            api.appraise(number, EA_KAR, [AppraisalInput("1.2", "20"), wrong], rights=mine)
    given = [AppraisalInput("1.1", "25", reason="Chỉ có minh chứng của 5/8 chỉ số."), AppraisalInput("1.2", "20")]
    assert api.appraise(number, EA_KAR, given, rights=mine) == 2
    page = api.read_unit(number, EA_KAR, mine)
    assert (page.answers[0].difference, page.answers[1].difference) == (Fraction(-5), Fraction(0))
    assert page.state is ScoringState.APPRAISING
    with pytest.raises(OwnUnit):
        api.appraise(number, EA_KAR, given, rights=who("eakar.nhap"))
    with pytest.raises(NoRight):
        api.appraise(number, EA_KAR, given, rights=who("chutich"))
    api.appraise(number, EA_KAR, [AppraisalInput("2.2", "20", reason="Có thêm mô hình được nhân rộng.")], rights=other)
    page = api.read_unit(number, EA_KAR, mine)
    assert page.state is ScoringState.APPRAISED
    assert page.answers[-1].difference == Fraction(10)  # a difference goes either way
    # 25 + 20 + 16 (by its figure) + 20 of 100 points
    assert page.score.share == Fraction(81, 100)


def test_a_returned_unit_answers_again_and_is_looked_at_again(number: int) -> None:
    send_unit(number, EA_KAR)
    mine = who("skhcn.tonghop")
    api.appraise(number, EA_KAR, [AppraisalInput("1.2", "20")], rights=mine)
    with pytest.raises(RoundReasonNeeded):
        api.return_unit(number, EA_KAR, rights=mine, reason="xem")
    api.return_unit(number, EA_KAR, rights=mine, reason="Bổ sung minh chứng của 1.1.")
    api.remark(number, EA_KAR, "1.1", "Chúng tôi gửi thêm biên bản.", rights=who("eakar.nhap"))
    api.save_answers(number, EA_KAR, [AnswerInput("1.2", "0")], rights=who("eakar.nhap"))
    send_unit(number, EA_KAR, fill=False)
    page = api.read_unit(number, EA_KAR, mine)
    assert not page.answers[1].is_appraised
    assert page.answers[0].remarks[0].text == "Chúng tôi gửi thêm biên bản."
    assert [one.verb for one in page.steps] == [
        "save",
        "submit",
        "send",
        "appraise",
        "return",
        "save",
        "submit",
        "send",
    ]
    assert not page.is_late  # the first sending decides


def test_each_component_says_how_far_it_is_and_when_documents_are_wanted(number: int) -> None:
    drafter, mine = who("eakar.nhap"), who("skhcn.tonghop")

    def states() -> dict[str, str]:
        return {one.component.code: str(one.state) for one in api.read_unit(number, EA_KAR, drafter).answers}

    assert states() == {"1.1": "not_done", "1.2": "not_done", "2.1": "done", "2.2": "not_done"}
    send_unit(number, EA_KAR)
    assert states() == {"1.1": "in_progress", "1.2": "in_progress", "2.1": "done", "2.2": "in_progress"}
    api.appraise(number, EA_KAR, [AppraisalInput("1.2", "20")], rights=mine)
    api.remark(number, EA_KAR, "1.1", "Thiếu biên bản của hai thôn.", rights=mine)
    assert states()["1.1"] == "in_progress", "a word alone asks for nothing yet"
    api.return_unit(number, EA_KAR, rights=mine, reason="Bổ sung minh chứng của 1.1.")
    assert states() == {"1.1": "evidence_needed", "1.2": "done", "2.1": "done", "2.2": "in_progress"}
    asked = next(one for one in api.read_unit(number, EA_KAR, drafter).answers if one.component.code == "2.2")
    wanted = replace(asked, component=replace(asked.component, evidence="Quyết định công nhận"))
    assert wanted.state is ComponentState.EVIDENCE_NEEDED
    assert replace(wanted, own=Fraction(0)).state is ComponentState.IN_PROGRESS, "who claims nothing proves nothing"


def test_several_appraisers_discuss_a_component_that_one_of_them_gives_points_to(number: int) -> None:
    send_unit(number, EA_KAR)
    department, office = who("skhcn.tonghop"), who("vp.khoa")
    api.remark(number, EA_KAR, "1.1", "Số này lấy từ báo cáo nào?", rights=department)
    api.remark(number, EA_KAR, "1.1", "Văn phòng đã đối chiếu, đúng báo cáo tháng 10.", rights=office)
    page = api.read_unit(number, EA_KAR, who("eakar.nhap"))
    assert [one.text[:8] for one in page.answers[0].remarks] == ["Số này l", "Văn phòn"]
    assert len({one.title for one in page.answers[0].remarks}) == 2
    with pytest.raises(NotInCharge):
        api.appraise(number, EA_KAR, [AppraisalInput("1.1", "30")], rights=office)
    with pytest.raises(NoRight):
        api.remark(number, EA_KAR, "1.1", "Tôi cũng có ý kiến.", rights=who("chutich"))


def test_nobody_appraises_their_own_unit_whatever_else_they_are(number: int) -> None:
    send_unit(number, EA_KAR)
    department = who("skhcn.tonghop").held[0].unit_id
    orgs.grant_role("eakar.lanhdao", Role.CONSOLIDATOR, department, actor="system:test", valid_from=TODAY)
    with pytest.raises(OwnUnit):
        api.appraise(number, EA_KAR, [AppraisalInput("1.2", "20")], rights=who("eakar.lanhdao"))


def appraise_all(number: int, unit: str) -> None:
    api.appraise(number, unit, [AppraisalInput("1.1", "30"), AppraisalInput("1.2", "20")], rights=who("skhcn.tonghop"))
    api.appraise(number, unit, [AppraisalInput("2.2", "10")], rights=who("vp.khoa"))


def test_closing_makes_scores_figures_that_a_proof_walks_back(number: int) -> None:
    send_unit(number, EA_KAR)
    office = who("vp.khoa")
    with pytest.raises(RoundNotFinished):
        api.change_round(number, RoundVerb.CLOSE, rights=office)
    appraise_all(number, EA_KAR)
    for login in ("vp.giaobaocao", "skhcn.tonghop", "eakar.lanhdao", "chutich"):
        with pytest.raises(NoRight):
            api.change_round(number, RoundVerb.CLOSE, rights=who(login))
    event = api.change_round(number, RoundVerb.CLOSE, rights=office)
    assert score_of(EA_KAR) == Decimal("76.00")
    entries = indicators.entries_of(event)
    assert len(entries) == 4 * 3  # four communes: total and two pillars
    with pytest.raises(WrongRoundState):
        api.return_unit(number, EA_KAR, rights=who("skhcn.tonghop"), reason="Bổ sung minh chứng.")
    api.change_round(number, RoundVerb.LOCK, rights=office)
    with pytest.raises(RoundReasonNeeded):
        api.change_round(number, RoundVerb.REOPEN, rights=office)
    api.change_round(number, RoundVerb.REOPEN, rights=office, reason="Kiến nghị của xã được chấp nhận.")
    better = [AppraisalInput("2.2", "15", reason="Đã có đủ minh chứng bổ sung.")]
    api.appraise(number, EA_KAR, better, rights=office)
    api.change_round(number, RoundVerb.CLOSE, rights=office)
    assert score_of(EA_KAR) == Decimal("81.00")
    trust.seal_all()
    assert trust.verify_log() == []


def score_of(unit: str) -> Decimal:
    view = indicators.definition("thu_tong")
    period = indicators.period_id(parse_period("2026"))
    territory_unit = orgs.unit_by_code(unit, TODAY)
    state = indicators.current_states([view.indicator_id], [period], [territory_unit.id])
    return Decimal(next(iter(state.values())).value or 0).scaleb(-view.decimals)
