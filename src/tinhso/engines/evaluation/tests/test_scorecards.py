"""A scorecard that answers itself: ranking, unit page, a bundle that a stranger recomputes, what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import PackageFileRefused
from tinhso.engines.evaluation.errors import NothingToScore
from tinhso.engines.evaluation.logic.packages.scorecard_files import read_scorecard
from tinhso.engines.evaluation.logic.scorecards.recompute import computed
from tinhso.engines.evaluation.round_testing import NOW
from tinhso.engines.evaluation.testing import ACTOR, load_scorecard, recompute
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.formulas import Known, evaluate, parse_formula
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

PACKAGES = Path(__file__).resolve().parents[5] / "packages"
SCORECARDS = PACKAGES / "scorecards-dti"
CODE, TODAY, PERIOD = "dti-xa-tu-tinh", date(2026, 11, 17), "nd09:2026-11"
PARTS = {
    "dossiers_received": (1000, 1000, 1000, 0), "dossiers_online": (780, 620, 810, 0),
    "dossiers_resolved": (900, 900, 900, 0), "dossiers_on_time": (880, 870, 820, 0),
    "documents_outgoing": (100, 100, 100, 10), "documents_signed": (96, 99, 85, 8),
    "villages": (10, 12, 9, 8), "villages_with_fibre": (9, 12, 5, 8),
}  # fmt: skip
UNITS = ("24133", "24373", "22015", "22045")


@standing_on("evaluation_world")
def scored(world: Territory) -> Territory:
    """Four communes with figures of kỳ 11/2026; the last has no dossier at all."""
    with trust.use_clock(NOW):
        indicators.load_package(PACKAGES / "digital-government", ACTOR)
        indicators.load_package(SCORECARDS, ACTOR)
        api.load_scorecards(SCORECARDS, ACTOR)
        period = indicators.period_id(parse_period(PERIOD))
        views = {view.code: view.indicator_id for view in indicators.definition_versions(list(PARTS))}
        writes = [
            FigureWrite(FigureKey(views[code], world.communes[unit].id, period), FigureState(value))
            for code, values in PARTS.items()
            for unit, value in zip(UNITS, values, strict=True)
        ]
        indicators.write_batches([BatchSpec("indicators.imported", "indicators.import:score", ACTOR, writes)])
        return world


@pytest.mark.django_db
def test_communes_are_ranked_from_their_figures_with_how_sure_each_place_is(
    scored: Territory, browser: Callable[..., Client]
) -> None:
    page = api.compute_ranking(CODE, "", TODAY, rights_as("chutich", TODAY))
    assert [one.unit.code for one in page.lines] == ["24133", "24373", "22015", "22045"]
    assert all(one.range.low <= one.range.median <= one.range.high for one in page.lines)
    reader = browser("chutich")
    shown = reader.get(f"/danh-gia/{CODE}").content.decode()
    assert "đứng đầu với" in shown
    unit = reader.get(f"/danh-gia/{CODE}/don-vi/24373").content.decode()
    assert "Hạng 2/4" in unit
    assert reader.get(f"/danh-gia/{CODE}/don-vi/99999").status_code == 404
    assert reader.get("/danh-gia/dti-xa-2025").content.decode().count('data-label="Cách chấm"') == 62 + 7
    assert reader.get("/danh-gia").status_code == 200
    assert reader.get("/danh-gia/khong-co").status_code == 404


@pytest.mark.django_db
def test_a_ranking_is_never_made_of_half_of_the_figures(scored: Territory) -> None:
    load_scorecard("documents_outgoing")
    with pytest.raises(NothingToScore):
        api.compute_ranking("dti-xa-2025", "", TODAY, rights_as("chutich", TODAY))
    with pytest.raises(NothingToScore):
        api.compute_ranking("diem-thu", "", TODAY, rights_as("eakar.nhap", TODAY))
    assert len(api.compute_ranking("diem-thu", "", TODAY, rights_as("chutich", TODAY)).lines) == 4


@pytest.mark.django_db
def test_a_stranger_recomputes_the_published_table_from_the_bundle_alone(
    scored: Territory, browser: Callable[..., Client], tmp_path: Path
) -> None:
    reader = browser("chutich")
    content = reader.get(f"/danh-gia/{CODE}/goi").content
    assert content == reader.get(f"/danh-gia/{CODE}/goi").content
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    folder = tmp_path / CODE
    assert (folder / "table.csv").read_bytes() == reader.get(f"/danh-gia/{CODE}/csv").content
    assert recompute(folder)[0] == 0
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["version"], manifest["period"]) == (1, PERIOD)
    answers = folder / "answers.csv"
    answers.write_text(answers.read_text(encoding="utf-8").replace("24133", "24373", 1), encoding="utf-8")
    assert recompute(folder)[0] == 1


def test_the_script_imports_nothing_of_the_product() -> None:
    script = Path(__file__).resolve().parents[1] / "logic" / "scorecards" / "recompute.py"
    assert "tinhso" not in script.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_one_figure_answers_every_component_that_names_it_each_in_its_own_way(
    scored: Territory, tmp_path: Path
) -> None:
    cards = tmp_path / "two" / "scorecards"
    cards.mkdir(parents=True)
    stated = (SCORECARDS / "scorecards" / f"{CODE}.yaml").read_text(encoding="utf-8").replace(CODE, "hai-cach")
    (cards / "hai-cach.yaml").write_text(re.sub(r'points: "[0-9]+"', 'points: "30"', stated), encoding="utf-8")
    (cards / "hai-cach.csv").write_text(
        "code,name_vi,name_en,points,shape,low,high,grades,indicator\n"
        "1,Tỷ lệ,Share,10,ratio,,,,signed_share\n2,Mục tiêu,Target,20,to_target,,98,,signed_share\n",
        encoding="utf-8",
    )
    api.load_scorecards(cards.parent, ACTOR)
    page = api.compute_ranking("hai-cach", "", TODAY, rights_as("chutich", TODAY))
    assert page.line("24133").score.shares == {"1": Fraction(96, 100), "2": Fraction(96, 98)}  # type: ignore[union-attr]


FORMULA_TABLE = (
    "code,name_vi,name_en,points,shape,low,high,grades,indicator,formula\n"
    "1,Tỷ lệ,Share,10,ratio,,,,signed_share,\n"
    '2,Hồ sơ và văn bản,Dossiers and documents,20,formula,,,,,"{formula}"\n'
)


def load_formula_card(tmp_path: Path, formula: str) -> None:
    cards = tmp_path / "cong-thuc" / "scorecards"
    cards.mkdir(parents=True)
    stated = (SCORECARDS / "scorecards" / f"{CODE}.yaml").read_text(encoding="utf-8").replace(CODE, "cong-thuc")
    (cards / "cong-thuc.yaml").write_text(re.sub(r'points: "[0-9]+"', 'points: "30"', stated), encoding="utf-8")
    (cards / "cong-thuc.csv").write_text(FORMULA_TABLE.format(formula=formula), encoding="utf-8")
    api.load_scorecards(cards.parent, ACTOR)


@pytest.mark.django_db
def test_a_formula_over_figures_scores_exactly_and_the_bundle_computes_it_again(
    scored: Territory, browser: Callable[..., Client], tmp_path: Path
) -> None:
    # A fifth each for a hundred documents going out, the rest for dossiers answered on time.
    load_formula_card(tmp_path, "documents_outgoing / 5 + 0.8 * share(dossiers_on_time, dossiers_resolved)")
    page = api.compute_ranking("cong-thuc", "", TODAY, rights_as("chutich", TODAY))
    by_unit = {one.unit.code: one.score.shares["2"] for one in page.lines}
    assert by_unit["24133"] == Fraction(20, 100) + Fraction(8, 10) * Fraction(880, 900)
    assert by_unit["24373"] == Fraction(20, 100) + Fraction(8, 10) * Fraction(870, 900)
    assert by_unit["22045"] is None, "no dossier at all: it does not apply"
    reader = browser("chutich")
    shown = reader.get("/danh-gia/cong-thuc").content.decode()
    assert "theo công thức" in shown
    zipfile.ZipFile(io.BytesIO(reader.get("/danh-gia/cong-thuc/goi").content)).extractall(tmp_path)
    folder = tmp_path / "cong-thuc"
    assert recompute(folder)[0] == 0
    inputs = (folder / "inputs.csv").read_text(encoding="utf-8")
    assert "24133,2,dossiers_on_time,880,\n" in inputs
    line = "24133,2,dossiers_on_time,880,\n"
    changed = {
        "24133, 2: ": inputs.replace(line, line.replace("880", "881")),
        "asks for dossiers_on_time": inputs.replace(line, ""),
        "are not told": inputs.partition("\n")[0] + "\n",
    }
    for fault, text in changed.items():
        rewrite(folder, "inputs.csv", text)
        status, said = recompute(folder)
        assert (status, said.count("\n")) == (1, 1), said
        assert fault in said
    rewrite(folder, "inputs.csv", inputs)
    assert recompute(folder)[0] == 0


def rewrite(folder: Path, name: str, text: str) -> None:
    """Change a file of a bundle and its hash, as somebody would who knows of it."""
    (folder / name).write_text(text, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"][name] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


COMPUTED = (
    "a + b - c", "a - b - c", "a / b / c", "a * b + c / 4", "(a + b) * c - 2.5", "share(a, b) - -3", "growth(a, c)",
    "min(a, b, c) + max(a, b, 0.1)", "sum(a, b, c) / (a - a)", "a - b * (c - (a + 1) / 3)", "a × b ÷ c", "share(a, z)",
)  # fmt: skip


@pytest.mark.parametrize("text", COMPUTED)
def test_the_script_reads_a_formula_as_the_product_does(text: str) -> None:
    figures = {"a": Fraction(880), "b": Fraction(7, 3), "c": Fraction(-12), "z": Fraction(0)}
    product = evaluate(parse_formula(text), lambda reference: Known.of(figures[reference.code]))
    inputs = [{"indicator": code, "value": str(value), "absence": ""} for code, value in figures.items()]
    expected = (str(product.value), "") if isinstance(product, Known) else ("", "not_applicable")
    assert computed(text, inputs) == expected


FORMULAS = {
    "no formula": "",
    "a formula that cannot be read": "documents_outgoing +",
    "a condition": "documents_outgoing > 5",
    "another period": "growth(documents_outgoing, previous_period(documents_outgoing))",
    "a selection": "dossiers_received[channel=online]",
    "no indicator": "1 + 2",
    "an indicator that nobody defined": "share(nothing_known, documents_outgoing)",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_cannot_score_is_refused_with_its_line(name: str, scored: Territory, tmp_path: Path) -> None:
    with pytest.raises(PackageFileRefused) as refused:
        load_formula_card(tmp_path, FORMULAS[name])
    assert (refused.value.where.field, refused.value.where.line) == ("formula", 3)


SPOILT = {
    "points that do not sum": ("yaml", 'points: "960"', 'points: "961"', "points"),
    "a component without a rule": ("csv", ",10,ratio,", ",10,,", "shape"),
    "a rule nobody knows": ("csv", ",10,ratio,", ",10,magic,", "shape"),
    "points that are none": ("csv", ",10,ratio,", ",ten,ratio,", "points"),
    "bounds that are missing": ("csv", ",10,ratio,", ",10,goalposts,", "low"),
    "grades that are missing": ("csv", ",10,ratio,", ",10,graded,", "grades"),
    "a code twice": ("csv", "\n1.2,", "\n1.1,", "code"),
    "another column": ("csv", "code,name_vi", "id,name_vi", "code"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_scorecard_that_cannot_be_scored_is_refused(name: str, tmp_path: Path) -> None:
    kind, good, bad, field = SPOILT[name]
    for ending in ("yaml", "csv"):
        shutil.copy(SCORECARDS / "scorecards" / f"dti-xa-2025.{ending}", tmp_path)
    path = tmp_path / f"dti-xa-2025.{kind}"
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(PackageFileRefused) as refused:
        read_scorecard(tmp_path / "dti-xa-2025.yaml")
    assert refused.value.where.field == field
    assert refused.value.where.line


WEIGHTS = {
    "weights that are not what is stated": ((",0.4,", ",0.5,"),),
    "weights that are stated not to sum to one": ((",0.4,", ",0.5,"), ('points: "1"', 'points: "1.1"')),
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_of_an_index_sum_to_one(name: str, tmp_path: Path) -> None:
    for ending in ("yaml", "csv"):
        path = tmp_path / f"dti-tinh-2020.{ending}"
        text = (SCORECARDS / "scorecards" / path.name).read_text(encoding="utf-8")
        for good, bad in WEIGHTS[name]:
            text = text.replace(good, bad)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(PackageFileRefused) as refused:
        read_scorecard(tmp_path / "dti-tinh-2020.yaml")
    assert refused.value.where.field == "points"
    assert "1.1" in refused.value.message("vi")
