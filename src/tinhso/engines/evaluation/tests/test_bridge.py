"""A closed round re-scored under a later version: what each component changes adds up exactly to the difference."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import Text
from tinhso.engines.evaluation.contracts.rounds import AppraisalInput, NotRescored, RoundVerb
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition, Shape
from tinhso.engines.evaluation.logic.rounds.bridge import brought
from tinhso.engines.evaluation.logic.rounds.rescoring import meant_by
from tinhso.engines.evaluation.logic.scorecards.scoring import score_shares, share_of
from tinhso.engines.evaluation.round_testing import (
    CARD,
    EA_KAR,
    TODAY,
    load_round_card,
    open_small_round,
    send_unit,
    write_signed,
)
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust

ROW = {"name_en": "", "low": "", "high": "", "grades": "", "indicator": ""}


def _closed() -> int:
    """Ea Kar with 30 of 40, 20 of 20, 16 of 20 by its figure, 10 of 20: 76 points."""
    number = open_small_round()
    send_unit(number, EA_KAR)
    agreed = [AppraisalInput("1.1", "30"), AppraisalInput("1.2", "20")]
    api.appraise(number, EA_KAR, agreed, rights=rights_as("skhcn.tonghop", TODAY))
    api.appraise(number, EA_KAR, [AppraisalInput("2.2", "10")], rights=rights_as("vp.khoa", TODAY))
    api.change_round(number, RoundVerb.CLOSE, rights=rights_as("vp.khoa", TODAY))
    return number


def _new_version(*more: dict[str, str]) -> None:
    """1.1 weighs 20 instead of 40; `more` are further components."""
    office = rights_as("vp.giaobaocao", TODAY)
    draft = api.draft_of(CARD, office)
    rows = [{**row, "points": "20"} if row["code"] == "1.1" else row for row in draft.rows]
    total = sum(int(row["points"] or 0) for row in (*rows, *more))
    api.publish_version(replace(draft, rows=[*rows, *more], points=str(total)), rights=office)


@pytest.mark.django_db
def test_each_component_says_what_it_changes_and_parts_add_up(world: Territory, browser: Callable[..., Client]) -> None:
    load_round_card()
    number = _closed()
    reader, here = browser("chutich"), f"/cham-diem/{number}/cau-noi"
    assert reader.get(here).status_code == 404  # there is no other version
    _new_version({"code": "2.3", "name_vi": "Tiêu chí mới", "points": "20", "shape": "yes_no", **ROW})
    page = api.compute_bridge(number, None, rights_as("chutich", TODAY))
    line = next(one for one in page.lines if one.unit.code == EA_KAR)
    # 15 + 20 + 16 + 10 of 80 points that the old round answers, carried to the 100 of the new version.
    assert (line.old, line.new) == (76, Fraction(61 * 100, 80))
    assert line.parts == {
        "1.1": Fraction(-45, 4), "1.2": Fraction(5), "2.1": Fraction(4), "2.2": Fraction(5, 2),
    }  # fmt: skip
    assert dict(page.unanswered) == {"2.3": {NotRescored.NEW: 4}}
    shown = reader.get(f"{here}?don-vi={EA_KAR}").content.decode()
    assert "Tiêu chí mới" in shown
    assert "−11,25" in shown
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{here}/csv").content.decode())))
    assert next(row["1.1"] for row in rows if row["unit"] == EA_KAR) == "-11.2500"
    assert reader.get(f"{here}?phien-ban=9").status_code == 404
    assert reader.get(f"{here}?phien-ban=x").status_code == 404
    assert browser("eakar.nhap").get(here).status_code == 403
    assert browser("chutich").get(f"/cham-diem/{number}/ket-qua").content.decode().count("cau-noi") == 1


@pytest.mark.django_db
def test_a_changed_rule_asks_the_figure_as_it_was_known_when_the_round_was_closed(world: Territory) -> None:
    load_round_card()
    number = _closed()
    trust.seal_all()
    _publish(lambda row: {**row, "shape": "to_target", "high": "160"} if row["code"] == "2.1" else row)
    write_signed(EA_KAR, 40)  # corrected afterwards: today it is 40 of 100
    trust.seal_all()
    page = api.compute_bridge(number, None, rights_as("chutich", TODAY))
    line = next(one for one in page.lines if one.unit.code == EA_KAR)
    # 80% of a target of 160 is half of the 20 points; today's 40% would be a quarter.
    assert line.parts == {"2.1": Fraction(-6)}
    assert page.unanswered == {}


@pytest.mark.django_db
def test_what_an_appraiser_cut_is_scored_again_where_it_means_one_answer(world: Territory) -> None:
    load_round_card()
    _publish(lambda row: {**row, "shape": "to_target", "high": "50"} if row["code"] == "1.1" else row)
    number = open_small_round()
    send_unit(number, EA_KAR)
    cut = [AppraisalInput("1.1", "20", reason="Minh chứng chỉ đủ một nửa."), AppraisalInput("1.2", "20")]
    api.appraise(number, EA_KAR, cut, rights=rights_as("skhcn.tonghop", TODAY))
    api.appraise(number, EA_KAR, [AppraisalInput("2.2", "10")], rights=rights_as("vp.khoa", TODAY))
    api.change_round(number, RoundVerb.CLOSE, rights=rights_as("vp.khoa", TODAY))
    _publish(lambda row: {**row, "high": "100"} if row["code"] == "1.1" else row)
    page = api.compute_bridge(number, None, rights_as("chutich", TODAY))
    line = next(one for one in page.lines if one.unit.code == EA_KAR)
    # Half of a target of 50 is 25, a quarter of the new target: 10 of 40 points. The others never answered.
    assert line.parts["1.1"] < 0
    assert page.unanswered == {"1.1": {NotRescored.NO_ANSWER: 3}}


def _publish(change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    office = rights_as("vp.giaobaocao", TODAY)
    draft = api.draft_of(CARD, office)
    api.publish_version(replace(draft, rows=[change(dict(row)) for row in draft.rows]), rights=office)


RULES = st.sampled_from(
    [
        Component("1", "", Text("", ""), Fraction(10), Shape.TO_TARGET, high=Decimal(160)),
        Component("1", "", Text("", ""), Fraction(10), Shape.GOALPOSTS, low=Decimal(20), high=Decimal(0)),
        Component(
            "1",
            "",
            Text("", ""),
            Fraction(10),
            Shape.GRADED,
            grades={"a": Fraction(1), "b": Fraction(1, 2), "c": Fraction(1, 2)},
        ),
    ]
)


@settings(max_examples=60, deadline=None)
@given(RULES, st.fractions(0, 1))
def test_what_a_share_means_gives_that_share_again(rule: Component, share: Fraction) -> None:
    answer = meant_by(rule, share)
    assert answer is None or share_of(rule, answer) == share
    assert (answer is None) == {
        Shape.TO_TARGET: share == 1,
        Shape.GOALPOSTS: share in (0, 1),
        Shape.GRADED: share != 1,
    }[rule.shape]


CODES = ("1.1", "1.2", "2.1")
shares = st.fixed_dictionaries({code: st.none() | st.fractions(0, 1) for code in CODES})


def card(points: list[int]) -> ScorecardDefinition:
    made = tuple(
        Component(code, code[0], Text(code, code), Fraction(most), Shape.RATIO)
        for code, most in zip(CODES, points, strict=True)
    )
    blank = Text("", "")
    return ScorecardDefinition(
        "c", 1, TODAY, blank, "commune", "66", "calendar.year", "points", 2, "", blank, True, (), made
    )


@settings(max_examples=60, deadline=None)
@given(shares, st.lists(st.integers(1, 60), min_size=3, max_size=3))
def test_what_components_bring_is_the_score_to_the_last_fraction(
    given_shares: dict[str, Fraction | None], points: list[int]
) -> None:
    one = card(points)
    score = score_shares(one, "u", given_shares, False)
    assert sum(brought(one, given_shares).values(), Fraction(0)) == score.share * one.points
