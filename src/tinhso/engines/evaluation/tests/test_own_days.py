"""A component may be due before its round: as opening it or the scorecard says; who is late with it is marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.engines.evaluation import api, round_testing
from tinhso.engines.evaluation.contracts import PackageFileRefused, Text
from tinhso.engines.evaluation.contracts.round_errors import RoundNotUsable
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, AppraisalInput, OwnDays, ScoringPage
from tinhso.engines.evaluation.contracts.scorecards import Component, Shape
from tinhso.engines.evaluation.logic.packages.scorecard_files import read_scorecard, scorecard_of
from tinhso.engines.evaluation.logic.rounds.rescoring import same_rule
from tinhso.engines.evaluation.round_testing import (
    CARD_TEXT,
    EA_KAR,
    NOW,
    TABLE,
    TODAY,
    load_round_card,
    open_small_round,
    send_unit,
)
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
DAYS = {"1": OwnDays(date(2026, 11, 18)), "1.2": OwnDays(None, date(2026, 11, 25))}
DUE_TABLE = "\n".join(
    line + end
    for line, end in zip(
        TABLE.splitlines(),
        (",self_days_before,appraise_days_before", ",2,", ",,", ",,10", ",,", ",,", ",,"),
        strict=True,
    )
)


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 3, 0, tzinfo=UTC)


def who(login: str) -> Rights:
    return rights_as(login, TODAY)


@standing_on("evaluation_world")
def number(world: Territory) -> int:
    """The first pillar is due on 18/11, its second component to be appraised by 25/11; the round on 20/11, 10/12."""
    with trust.use_clock(NOW):
        load_round_card()
        return open_small_round(days=DAYS)


def page_of(number: int) -> ScoringPage:
    return api.read_unit(number, EA_KAR, who("eakar.nhap"))


def late_with(number: int) -> list[str]:
    return [one.component.code for one in page_of(number).answers if one.is_late]


def test_the_nearest_day_given_counts_and_the_round_s_otherwise(number: int) -> None:
    found = {one.component.code: (one.answer_by, one.appraise_by) for one in page_of(number).answers}
    assert found == {
        "1.1": (date(2026, 11, 18), date(2026, 12, 10)),
        "1.2": (date(2026, 11, 18), date(2026, 11, 25)),
        "2.1": (date(2026, 11, 20), date(2026, 12, 10)),
        "2.2": (date(2026, 11, 20), date(2026, 12, 10)),
    }


def test_the_first_answer_decides_whether_a_component_is_late(number: int) -> None:
    drafter = who("eakar.nhap")
    with trust.use_clock(at(18)):
        api.save_answers(number, EA_KAR, [AnswerInput("1.1", "75")], rights=drafter)
        assert late_with(number) == [], "the day itself still counts"
    with trust.use_clock(at(19)):
        assert late_with(number) == ["1.2"]
        api.save_answers(number, EA_KAR, [AnswerInput("1.1", "80"), AnswerInput("1.2", "1")], rights=drafter)
        assert late_with(number) == ["1.2"], "an answer changed later was still given in time"
        (line,) = [one for one in api.read_round(number, who("chutich")).lines if one.unit.code == EA_KAR]
        assert (line.late_answers, line.is_late) == (1, False)
        others = [one.late_answers for one in api.read_round(number, who("chutich")).lines if one.unit.code != EA_KAR]
        assert others == [2, 2, 2]
    with trust.use_clock(at(20)):
        api.save_answers(number, EA_KAR, [AnswerInput("2.2", "1")], rights=drafter)
        send_unit(number, EA_KAR, fill=False)
        assert not page_of(number).is_late, "the unit itself sent by the round's day"


def test_the_queue_is_by_the_first_day_of_what_is_left(number: int, browser: Callable[..., Client]) -> None:
    send_unit(number, EA_KAR)
    (line,) = api.appraisal_queue(who("skhcn.tonghop"))
    assert (line.left, line.due_on, line.is_late) == (2, date(2026, 11, 25), False)
    assert [one.due_on for one in api.appraisal_queue(who("vp.khoa"))] == [date(2026, 12, 10)]
    with trust.use_clock(at(26)):
        (line,) = api.appraisal_queue(who("skhcn.tonghop"))
        assert line.is_late
        shown = browser("skhcn.tonghop").get(reverse("evaluation:appraisal_queue")).content.decode()
        assert "25/11/2026" in shown
        assert "muộn" in shown
        rows = browser("skhcn.tonghop").get(reverse("evaluation:appraisal_queue_csv")).content.decode()
        assert [row["due_on"] for row in csv.DictReader(io.StringIO(rows))] == ["2026-11-25"]
        api.appraise(number, EA_KAR, [AppraisalInput("1.2", "20")], rights=who("skhcn.tonghop"))
        (line,) = api.appraisal_queue(who("skhcn.tonghop"))
        assert (line.left, line.due_on, line.is_late) == (1, date(2026, 12, 10), False)
        assert [one.component.code for one in page_of(number).answers if one.appraised_late] == ["1.2"]


@pytest.mark.parametrize(
    "days",
    [
        {"1": OwnDays(date(2026, 11, 21))},
        {"1": OwnDays(date(2026, 11, 16))},
        {"2.2": OwnDays(None, date(2026, 12, 11))},
        {"2.2": OwnDays(None, date(2026, 11, 19))},
        {"2.1": OwnDays(date(2026, 11, 18))},
        {"9": OwnDays(date(2026, 11, 18))},
    ],
    ids=["after the round", "in the past", "appraised after", "appraised before it is due", "a figure's", "unknown"],
)
def test_days_that_cannot_be_are_refused_by_name(world: Territory, days: dict[str, OwnDays]) -> None:
    load_round_card()
    with pytest.raises(RoundNotUsable) as refused:
        open_small_round(days=days)
    (code,) = days
    assert code in refused.value.message("vi")
    assert code in refused.value.message("en")


def test_own_days_are_asked_on_screen_and_shown_to_everybody(world: Territory, browser: Callable[..., Client]) -> None:
    load_round_card()
    office = browser("vp.giaobaocao")
    address = reverse("evaluation:round_open", args=["dot-thu"])
    assert 'name="han-cham-1.2"' in office.get(address).content.decode()
    form = {
        "ky": "2026", "tu_cham": "2026-11-20", "tham_dinh": "2026-12-10", "dong": "2026-12-31", "tham-dinh-1": "H15.15",
        "tham-dinh-2": "H15.01", "han-cham-1": "2026-11-18", "han-tham-dinh-1.2": "2026-11-25", "han-cham-2": "",
    }  # fmt: skip
    refused = office.post(address, form | {"han-cham-1": "2026-11-30"})
    assert refused.status_code == 422
    assert 'value="2026-11-30"' in refused.content.decode()
    opened = office.post(address, form)
    assert opened.status_code == 302, opened.content.decode()
    shown = office.get(opened.headers["Location"]).content.decode()
    assert "2 tiêu chí có hạn riêng" in shown
    with trust.use_clock(at(19)):
        commune = browser("eakar.nhap")
        unit = commune.get(f"{opened.headers['Location']}/{EA_KAR}").content.decode()
        assert "hạn riêng 18/11/2026" in unit
        commune.cookies["django_language"] = "en"
        assert "due on its own by" in commune.get(f"{opened.headers['Location']}/{EA_KAR}").content.decode()


def test_a_scorecard_says_how_many_days_before_the_round_a_component_is_due(
    world: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_testing, "TABLE", DUE_TABLE)
    load_round_card()
    number = open_small_round(days={"1.1": OwnDays(date(2026, 11, 19))})
    found = {one.component.code: (one.answer_by, one.appraise_by) for one in page_of(number).answers}
    assert found["1.1"] == (date(2026, 11, 19), date(2026, 12, 10)), "what opening gives goes before the scorecard"
    assert found["1.2"] == (date(2026, 11, 18), date(2026, 11, 30))
    assert found["2.2"] == (date(2026, 11, 20), date(2026, 12, 10))


@pytest.mark.parametrize(("good", "bad"), [(",2,", ",0,"), (",,10", ",,400"), (",,10", ",,mai")])
def test_days_of_a_scorecard_that_cannot_be_are_refused(good: str, bad: str, tmp_path: Path) -> None:
    (tmp_path / "dot-thu.yaml").write_text(CARD_TEXT, encoding="utf-8")
    table = tmp_path / "dot-thu.csv"
    table.write_text(DUE_TABLE, encoding="utf-8")
    card = scorecard_of(read_scorecard(tmp_path / "dot-thu.yaml"))
    assert {one.code: one.self_days_before for one in card.components_of_people} == {"1.1": 2, "1.2": 2, "2.2": 0}
    assert good in DUE_TABLE
    table.write_text(DUE_TABLE.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(PackageFileRefused) as refused:
        read_scorecard(tmp_path / "dot-thu.yaml")
    assert refused.value.where.field in ("self_days_before", "appraise_days_before")


def test_nobody_is_asked_for_a_day_of_what_a_figure_answers(tmp_path: Path) -> None:
    (tmp_path / "dot-thu.yaml").write_text(CARD_TEXT, encoding="utf-8")
    (tmp_path / "dot-thu.csv").write_text(DUE_TABLE.replace("signed_share,,", "signed_share,3,"), encoding="utf-8")
    with pytest.raises(PackageFileRefused) as refused:
        read_scorecard(tmp_path / "dot-thu.yaml")
    assert (refused.value.where.field, refused.value.where.line) == ("self_days_before", 6)


def test_other_days_are_no_other_rule_for_the_bridge_between_versions() -> None:
    one = Component("1.1", "1", Text("", ""), Fraction(10), Shape.RATIO)
    assert same_rule(one, replace(one, self_days_before=5, appraise_days_before=2))
    assert not same_rule(one, replace(one, shape=Shape.YES_NO))
