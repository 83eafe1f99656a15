"""Results: places by exact shares, of pillars and of clusters; who is proposed; the letter; figures on other pages."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.round_errors import FiguresOutOfReach
from tinhso.engines.evaluation.contracts.rounds import AppraisalInput, RoundVerb
from tinhso.engines.evaluation.contracts.scorecards import UnitScore
from tinhso.engines.evaluation.logic.rounds.commendation import rule_words
from tinhso.engines.evaluation.logic.scorecards.scoring import cluster_ranks, rank_scores
from tinhso.engines.evaluation.round_testing import BMT, EA_KAR, NOW, TODAY, close_small_round
from tinhso.engines.evaluation.testing import recompute
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import render
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on


@standing_on("evaluation_world")
def closed(world: Territory) -> int:
    """Ea Kar with 76 points, Buôn Ma Thuột with 66, two wards that never sent with the 16 of their figures."""
    with trust.use_clock(NOW):
        return close_small_round()


@pytest.mark.django_db
def test_places_are_made_of_the_whole_of_pillars_and_of_clusters(closed: int) -> None:
    page = api.compute_result(closed, rights_as("chutich", TODAY))
    found = [(one.line.unit.code, one.score.rank, one.cluster_rank, one.pillar_ranks["2"]) for one in page.lines]
    assert found == [(EA_KAR, 1, 1, 1), (BMT, 2, 1, 1), ("22015", 3, 2, 3), ("22045", 3, 2, 3)]
    assert [one.score.share for one in page.lines][:2] == [Fraction(76, 100), Fraction(66, 100)]
    assert all(one.range.low <= one.range.median <= one.range.high for one in page.lines)
    assert [one.line.unit.code for one in page.lines if one.is_proposed] == [EA_KAR, BMT]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("least", "vietnamese", "english"),
    [("0.625", "62,5%", "62.5%"), ("0.5", "50%", "50%"), ("0.70005", "70,005%", "70.005%"), ("1", "100%", "100%")],
)
def test_the_rule_of_commendation_is_said_as_exactly_as_it_decides(
    closed: int, least: str, vietnamese: str, english: str
) -> None:
    page = api.compute_result(closed, rights_as("chutich", TODAY))
    card = page.round.card
    assert card.commendation is not None
    rule = replace(card.commendation, least_share=Fraction(least))
    asked = replace(page, round=replace(page.round, card=replace(card, commendation=rule)))
    assert f"đạt từ {vietnamese} số điểm" in rule_words(asked)
    assert f"at least {english} of the points" in rule_words(asked, "en")


@pytest.mark.django_db
def test_nobody_ranks_half_of_a_round(closed: int, browser: Callable[..., Client]) -> None:
    for login in ("eakar.nhap", "eakar.lanhdao"):
        with pytest.raises(FiguresOutOfReach):
            api.compute_result(closed, rights_as(login, TODAY))
    assert browser("eakar.nhap").get(f"/cham-diem/{closed}/ket-qua").status_code == 403


@pytest.mark.django_db
def test_the_result_is_a_page_a_csv_and_a_letter(closed: int, browser: Callable[..., Client]) -> None:
    reader, here = browser("chutich"), f"/cham-diem/{closed}/ket-qua"
    page = reader.get(here).content.decode()
    assert "Đề nghị khen thưởng" in page
    assert "76" in page
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{here}/csv").content.decode())))
    assert [(row["unit"], row["score"], row["proposed"]) for row in rows][:2] == [
        (EA_KAR, "76.0000", "1"), (BMT, "66.0000", "1"),
    ]  # fmt: skip
    assert reader.get(f"{here}/van-ban").content[:2] == b"PK"
    letter = api.commendation_letter(closed, rights_as("chutich", TODAY))
    assert render(letter, "docx").content == render(letter, "docx").content


@pytest.mark.django_db
def test_a_stranger_recomputes_the_result_of_a_round_from_its_bundle_alone(
    closed: int, browser: Callable[..., Client], tmp_path: Path
) -> None:
    reader, here = browser("chutich"), f"/cham-diem/{closed}/ket-qua"
    answer = reader.get(f"{here}/goi")
    assert answer.content == reader.get(f"{here}/goi").content
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / "dot-thu"
    code, words = recompute(folder)
    assert code == 0, words
    rows = list(csv.DictReader(io.StringIO((folder / "table.csv").read_text(encoding="utf-8"))))
    found = [(row["rank"], row["unit"], row["score"], row["cluster_rank"], row["rank_2"]) for row in rows]
    assert found[:2] == [("1", EA_KAR, "76.00", "1", "1"), ("2", BMT, "66.00", "1", "1")]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["round"], manifest["period"], manifest["version"]) == (closed, "2026", 1)
    answers = folder / "answers.csv"
    told = answers.read_text(encoding="utf-8")
    for line in (f"{BMT},1.1,3/4,,1/2,appraised", f"{EA_KAR},2.1,4/5,,4/5,figure"):
        assert line in told
    answers.write_text(told.replace(",1/2,", ",2/3,"), encoding="utf-8")
    assert recompute(folder)[0] == 1
    # Whoever changes a figure and the hashes with it is found out by the share that does not follow.
    answers.write_text(told.replace(f"{EA_KAR},2.1,4/5,", f"{EA_KAR},2.1,3/5,"), encoding="utf-8")
    manifest["sha256"]["answers.csv"] = hashlib.sha256(answers.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    code, words = recompute(folder)
    assert code == 1
    assert f"{EA_KAR}, 2.1: the share 4/5 does not follow from 3/5" in words
    office = rights_as("vp.khoa", TODAY)
    api.change_round(closed, RoundVerb.REOPEN, rights=office, reason="Kiến nghị của xã được chấp nhận.")
    assert reader.get(f"{here}/goi").status_code == 422


@pytest.mark.django_db
def test_a_score_is_a_figure_that_the_cube_answers_as_of_its_closing(closed: int) -> None:
    trust.seal_all()
    rights = rights_as("chutich", TODAY)
    asked = FigureQuery(("thu_tong", "thu_1"), (parse_period("2026"),), "commune", rights=rights)
    found = {(row.indicator, row.unit_code): row.value for row in cube.query(asked)}
    assert found["thu_tong", EA_KAR] == Decimal("76.00")
    assert found["thu_1", BMT] == Decimal("40.00")
    before = trust.latest_checkpoint()
    assert before is not None
    office = rights_as("vp.khoa", TODAY)
    api.change_round(closed, RoundVerb.REOPEN, rights=office, reason="Kiến nghị của xã được chấp nhận.")
    better = [AppraisalInput("2.2", "20", reason="Đã có đủ minh chứng bổ sung.")]
    api.appraise(closed, EA_KAR, better, rights=office)
    api.change_round(closed, RoundVerb.CLOSE, rights=office)
    trust.seal_all()
    now = {(row.indicator, row.unit_code): row.value for row in cube.query(asked)}
    then = {(row.indicator, row.unit_code): row.value for row in cube.query(replace(asked, as_of=before.tree_size))}
    assert (then["thu_tong", EA_KAR], now["thu_tong", EA_KAR]) == (Decimal("76.00"), Decimal("86.00"))


def score(unit: str, share: Fraction) -> UnitScore:
    return UnitScore(unit, share, {}, {}, False)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.fractions(0, 1)), min_size=1, max_size=9))
def test_a_place_in_a_cluster_is_one_more_than_how_many_of_it_are_better(units: list[tuple[str, Fraction]]) -> None:
    clusters = {f"u{no}": cluster for no, (cluster, _share) in enumerate(units)}
    scored = rank_scores(score(f"u{no}", share) for no, (_cluster, share) in enumerate(units))
    places = cluster_ranks(clusters, scored)
    for one in scored:
        better = [other for other in scored if clusters[other.unit] == clusters[one.unit] and other.share > one.share]
        assert places[one.unit] == len(better) + 1
    assert cluster_ranks(clusters, [replace(one) for one in reversed(scored)]) == places
