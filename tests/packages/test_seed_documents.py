"""The 45 rows of documents and press articles: which become figures, and why each other one is refused."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.api import load_documents
from tinhso.engines.indicators.contracts import FigureKey, Missing, Scenario, SourceKind
from tinhso.engines.indicators.contracts.documents import DocumentsReport
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewUnit
from tinhso.engines.orgs.testing import everything_rights, known_levels
from tinhso.engines.reporting import api as reporting
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import Operator
from tinhso.site.command_line import main
from tinhso.site.demo.build import documents_in_words
from tinhso.site.package_loading import load_package

FOLDER = Path(__file__).parents[2] / "packages" / "seed-documents"
ACTOR = "system:test"
NOT_A_NUMBER, SEVERAL, MOMENT, NO_DATE, LOST = "IND-070", "IND-071", "IND-072", "IND-073", "IND-074"

LOADED = [*range(3, 21), 22, 33, 38, 40, 42, 43, 45]
REFUSED = {
    1: (SEVERAL,),
    2: (MOMENT,),
    21: (NOT_A_NUMBER,),
    23: (NO_DATE,),
    24: (NO_DATE,),
    25: (NO_DATE,),
    26: (NOT_A_NUMBER, NO_DATE),
    27: (NO_DATE,),
    28: (NO_DATE,),
    29: (NO_DATE,),
    30: (SEVERAL, NO_DATE),
    31: (NO_DATE,),
    32: (NO_DATE,),
    34: (NO_DATE,),
    35: (NO_DATE,),
    36: (NO_DATE,),
    37: (LOST, NO_DATE),
    39: (MOMENT,),
    41: (NOT_A_NUMBER,),
    44: (NOT_A_NUMBER,),
}


@pytest.fixture
def provinces(db: None) -> dict[str, int]:
    known_levels()
    made = orgs.create_units(
        [
            NewUnit(code, PLACE, "province", name, date(1900, 1, 1), valid_to=date(2025, 6, 30), type_vi="Tỉnh")
            for code, name in (("66", "Tỉnh Đắk Lắk"), ("34", "Tỉnh Thái Bình"), ("70", "Tỉnh Bình Phước"))
        ]
        + [NewUnit("66", PLACE, "province", "Tỉnh Đắk Lắk", date(2025, 7, 1), type_vi="Tỉnh")],
        actor=ACTOR,
    )
    return {f"{unit.code}@{unit.valid_from.year}": unit.id for unit in made}


@pytest.fixture
def load(provinces: dict[str, int]) -> Callable[[], DocumentsReport]:
    indicators.load_package(FOLDER, ACTOR)
    return lambda: load_documents(FOLDER, ACTOR)


def test_every_row_is_either_loaded_or_refused_with_its_reasons(load: Callable[[], DocumentsReport]) -> None:
    report = load()
    assert sorted({figure.row for figure in report.figures}) == LOADED
    assert {refused.row: refused.codes for refused in report.refused} == REFUSED
    assert len(LOADED) + len(REFUSED) == 45
    assert report.written == len(report.figures) == 27


def test_every_refused_row_is_told_with_its_words_and_each_reason_in_both_languages(
    load: Callable[[], DocumentsReport],
) -> None:
    report = load()
    told = {language: report.to_json(language) for language in ("vi", "en")}
    for said in told.values():
        assert (said["read"], said["figures"], said["written"], said["refused"]) == (45, 27, 27, 20)
        assert [(one["row"], one["code"]) for one in said["refusals"]] == [
            (row, code) for row, codes in REFUSED.items() for code in codes
        ]
        assert all(one["about"] and one["message"] for one in said["refusals"])
    vi, en = (
        {(one["row"], one["code"]): (one["as_written"], one["message"]) for one in said["refusals"]}
        for said in told.values()
    )
    assert vi[1, SEVERAL] == (
        "mức độ 3 và 4",
        "“3; 4” có nhiều số; hãy khai báo parts trong mapping.yaml nếu đó là tử số và mẫu số.",
    )
    assert en[2, MOMENT] == ("đến năm 2030", "“2030” is a point in time, not a figure of a period.")
    assert en[37, LOST][1] == "The document's table was lost in copying; no figure is left."
    assert vi[26, NOT_A_NUMBER][1].endswith("là nhận định, không có con số.")
    dates = {row: message for (row, code), (_, message) in vi.items() if code == NO_DATE}
    assert dates[23] == "Thời điểm “29/9 (năm không nêu)” không đủ năm (và tháng) để biết số liệu nói về kỳ nào."
    assert dates[37].startswith("Thời điểm “–” không đủ năm")
    assert all(message != en[row, NO_DATE][1] for row, message in dates.items())


def test_the_command_says_so_too_and_ends_with_one(
    provinces: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    indicators.load_package(FOLDER, ACTOR)
    assert main(["figures", "documents", str(FOLDER)]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["read"], said["written"], said["refused"]) == (45, 27, 20)
    assert {one["row"] for one in said["refusals"]} == REFUSED.keys()


def test_the_demonstration_says_of_which_rows_it_makes_no_figure(load: Callable[[], DocumentsReport]) -> None:
    words = documents_in_words(load())
    assert words.startswith("Số liệu theo văn bản: nhận 25 dòng, từ chối 20 dòng (")
    for reason in ("không phải là số: dòng 21, 26, 41, 44", "có nhiều số: dòng 1, 30", "bảng bị mất: dòng 37"):
        assert reason in words


def test_values_operators_periods_and_scenarios_are_what_the_documents_say(load: Callable[[], DocumentsReport]) -> None:
    said = {figure.indicator: figure for figure in load().figures}
    signed = said["press_documents_signed_share"]
    assert (signed.operator, signed.value, signed.unit, signed.period) == (Operator.GREATER, 96, "66", "2023-09")
    assert said["press_procedures_online"].value == 1637
    assert said["press_ecommerce_products"].period == "2023-06"
    budget = said["press_it_budget_goal"]
    assert (budget.operator, budget.value, budget.scenario) == (Operator.APPROXIMATE, 1, Scenario.PLAN)
    assert (said["press_dti_rank"].value, said["press_dti_ranked_provinces"].value) == (48, 63)
    assert (said["press_dti_rank"].unit, said["press_dti_rank"].period) == ("34", "2020")
    goal = said["press_digital_economy_goal_2025"]
    assert (goal.unit, goal.scenario, goal.value) == ("70", Scenario.PLAN, 20)
    targets, done, running, hard = (
        said[f"press_plan3330_{part}"].value for part in ("targets", "done_early", "in_progress", "hard")
    )
    assert targets == done + running + hard == 18


def test_a_share_above_one_hundred_is_kept_and_its_implied_base_is_said(load: Callable[[], DocumentsReport]) -> None:
    said = {figure.indicator: figure for figure in load().figures}
    share = said["press_bank_account_share"]
    assert share.value == Decimal("139.5")
    assert "mẫu số suy ra ≈ 1.401.323" in share.note
    assert "vượt 100%" in share.note
    assert "≈ 599.905" in said["press_farm_households_share"].note
    assert "vượt" not in said["press_farm_households_share"].note


def test_figures_stand_in_the_ledger_as_documents_of_the_old_province(
    load: Callable[[], DocumentsReport], provinces: dict[str, int]
) -> None:
    load()
    definition = indicators.definition("press_documents_signed_share")
    period = indicators.period_id(parse_period("2023-09"))
    (entry,) = indicators.history(FigureKey(definition.indicator_id, provinces["66@1900"], period))
    assert (entry.value, entry.operator, entry.missing) == (960, Operator.GREATER, Missing.NONE)
    assert entry.source is SourceKind.DOCUMENT
    texts = trust.texts(entry.event_id)
    assert texts["evidence"].endswith("dòng 6")
    assert "trên 96%" in texts["note:0"]


def test_the_two_numbers_of_a_ratio_are_two_figures_and_the_ratio_is_computed(
    load: Callable[[], DocumentsReport],
) -> None:
    points = [figure for figure in load().figures if figure.row == 17]
    assert [(figure.indicator, figure.value) for figure in points] == [
        ("press_postal_points_broadband", 188),
        ("press_postal_points", 188),
    ]
    assert indicators.definition("press_postal_broadband_share").formula is not None


def test_loading_again_writes_nothing(load: Callable[[], DocumentsReport]) -> None:
    first = load()
    again = load()
    assert (first.written, again.written) == (27, 0)
    assert again.figures == first.figures


def test_a_value_that_disagrees_with_the_wording_is_refused(
    load: Callable[[], DocumentsReport], tmp_path: Path
) -> None:
    rows = (FOLDER / "documents.csv").read_text(encoding="utf-8")
    (tmp_path / "documents.csv").write_text(
        rows.replace("1.637 thủ tục hành chính,1637", '1.637 thủ tục hành chính,"1,637"'), encoding="utf-8"
    )
    (tmp_path / "mapping.yaml").write_text((FOLDER / "mapping.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    refused = {row.row: row for row in load_documents(tmp_path, ACTOR).refused}
    assert refused[11].codes == ("IND-075",)
    assert refused[11].errors[0].where.row == 11


def test_a_row_nobody_mapped_is_refused(load: Callable[[], DocumentsReport], tmp_path: Path) -> None:
    mapping = (FOLDER / "mapping.yaml").read_text(encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(
        "\n".join(line for line in mapping.splitlines() if not line.startswith("  22:")), encoding="utf-8"
    )
    (tmp_path / "documents.csv").write_text((FOLDER / "documents.csv").read_text(encoding="utf-8"), encoding="utf-8")
    refused = {row.row: row.codes for row in load_documents(tmp_path, ACTOR).refused}
    assert refused[22] == ("IND-076",)


def test_the_two_doubtful_shares_ask_why_and_show_the_base_they_imply(provinces: dict[str, int]) -> None:
    load_package(FOLDER, ACTOR)
    load_documents(FOLDER, ACTOR)
    said = {
        finding.rule: finding.message_vi
        for period in ("2023-06", "2023-09")
        for finding in reporting.check_period(parse_period(period), "province", rights=everything_rights()).findings
    }
    assert said["bank_accounts_above_all"].startswith("139,5% vượt 100%. Mẫu số suy ra ≈ 1.401.323.")
    assert said["farm_households_pair"].startswith("257.959 hộ ứng với 43% suy ra có ≈ 599.905 hộ.")
