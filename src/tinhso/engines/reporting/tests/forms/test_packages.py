"""Forms, regimes and legal constants as packages: strict, all or nothing, versions immutable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.errors import (
    BrokenDefinition,
    DefinitionChanged,
    SecretReport,
    UnknownForm,
)
from tinhso.engines.reporting.logic.forms.definition_files import read_constants, read_form, read_regime
from tinhso.engines.reporting.logic.forms.yaml_keys import Keys
from tinhso.engines.reporting.logic.rules.rule_files import read_rule
from tinhso.engines.reporting.models import Form, FormVersion, RegimeVersion
from tinhso.engines.reporting.testing import FORM_FILE, LAW_FILE, REGIME_FILE, World, at, day, load_package
from tinhso.engines.reporting.tests.forms.test_outline import OUTLINE
from tinhso.engines.reporting.tests.forms.test_paper_form import PAPER_FORM_FILE

PAGE = Path(__file__).parents[6] / "docs/reference/report-keys.md"


def refusal(files: dict[str, str]) -> BrokenDefinition:
    with pytest.raises(BrokenDefinition) as refused:
        load_package(files)
    return refused.value


def form(**changes: str) -> str:
    """The small form with one piece of text exchanged for another."""
    text = FORM_FILE.replace("version: 1", "version: 2")
    for old, new in changes.items():
        assert OLD[old] in text
        text = text.replace(OLD[old], new)
    return text


OLD = {
    "dossiers": '{no: "1", indicator: dossiers_received}',
    "trained": '{no: "2", indicator: households_trained}',
    "columns": "  - {kind: previous}\n",
    "rule": "dossiers_online <= dossiers_received",
    "source": "source: thử nghiệm",
    "row": 'row: "5"',
}


def test_loading_the_same_again_changes_nothing(world: World) -> None:
    report = load_package({"legal/a.yaml": LAW_FILE, "forms/a.yaml": FORM_FILE, "regimes/a.yaml": REGIME_FILE})
    assert report.added == ()
    assert report.event_id is None
    assert set(report.unchanged) == {
        "bieu-01-cds-t@1",
        "cds-thang@1",
        "reporting.least_working_days_after_cut_off@2019-03-12",
        "reporting.seconds_per_cell@2019-03-12",
        "reporting.escalate_to_leader_working_hours@2019-03-12",
        "reporting.escalate_to_office_working_hours@2019-03-12",
    }


def test_a_loaded_version_cannot_change_a_new_one_can_come(world: World) -> None:
    changed = FORM_FILE.replace("Biểu 01/CĐS-T", "Biểu khác")
    with pytest.raises(DefinitionChanged):
        load_package({"forms/a.yaml": changed})
    later = changed.replace("version: 1", "version: 2").replace("2023-01-01", "2027-01-01")
    assert load_package({"forms/a.yaml": later}).added == ("bieu-01-cds-t@2",)
    with at("2026-11-17 09:00"):
        assert api.form("bieu-01-cds-t").version == 1
        assert api.form("bieu-01-cds-t", day("01/01/2027")).name_vi == "Biểu khác"
        with pytest.raises(UnknownForm):
            api.form("bieu-01-cds-t", day("01/01/2020"))
        assert [regime.code for regime in api.regimes()] == ["cds-thang"]


@pytest.mark.parametrize(
    ("changes", "field", "line"),
    [
        ({"dossiers": '{no: "1", indicator: no_such}'}, "rows.1.indicator", None),
        ({"dossiers": '{no: "1", indicator: dossiers_received, dims: {sex: F}}'}, "rows.1.dims", None),
        ({"trained": '{no: "1", indicator: households_trained}'}, "rows", 16),
        ({"trained": '{no: "2", indicator: dossiers_received}'}, "rows", 16),
        ({"trained": '{no: "2", indicatr: households_trained}'}, "rows[2].indicatr", 18),
        ({"trained": '{no: "2", indicator: households_trained, hue: red}'}, "rows[2].hue", 18),
        ({"trained": '{no: "2", indicator: households_trained, indent: nine}'}, "rows[2].indent", 18),
        ({"columns": "  - {kind: previous, entered: true}\n"}, "columns[1].entered", 11),
        ({"columns": "  - {kind: sideways}\n"}, "columns[1].kind", 11),
        ({"rule": "dossiers_online + dossiers_received"}, "rules[0].rule", None),
        ({"row": 'row: "77"'}, "rules[0].row", None),
        ({"source": "zource: thử nghiệm"}, "source", None),
    ],
)
def test_a_wrong_form_is_refused_with_its_place_and_nothing_is_loaded(
    world: World, changes: dict[str, str], field: str, line: int | None
) -> None:
    before = FormVersion.objects.count()
    good = FORM_FILE.replace("bieu-01-cds-t", "bieu-khac")
    error = refusal({"forms/a.yaml": good, "forms/b.yaml": form(**changes)})
    assert (error.where.file, error.where.field) == ("b.yaml", field)
    if line is not None:
        assert error.where.line == line
    assert error.message("vi")
    assert FormVersion.objects.count() == before
    assert not Form.objects.filter(code="bieu-khac").exists()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("form: bieu-01-cds-t", "form: no-such", "form"),
        ("scheme: nd09.month", "scheme: calendar.month", "scheme"),
        ("scheme: nd09.month", "scheme: lunar.month", "scheme"),
        ("kind: periodic", "kind: sometimes", "kind"),
        ('aggregate: "66"\n', "", "aggregate"),
        ("{level: commune}", "{level: commune, units: [x]}", "respondents[0].level"),
        ("after_cut_off: 2", "after_cut_off: soon", "deadlines[0].working_days_after_cut_off"),
        ("{level: agency, working_days_after_cut_off: 4}", "{level: agency, working_days_after_cut_off: 4, at: noon}",
         "deadlines[1].at"),
        ("valid_from: 2023-01-01", "valid_from: tomorrow", "valid_from"),
    ],
)  # fmt: skip
def test_a_wrong_regime_is_refused_with_its_place(world: World, old: str, new: str, field: str) -> None:
    before = RegimeVersion.objects.count()
    assert old in REGIME_FILE
    text = REGIME_FILE.replace("version: 1", "version: 2").replace(old, new)
    assert refusal({"regimes/b.yaml": text}).where.field == field
    assert RegimeVersion.objects.count() == before


def test_a_secret_report_is_refused_and_told_why(world: World) -> None:
    with pytest.raises(SecretReport) as refused:
        load_package({"regimes/b.yaml": REGIME_FILE.replace("version: 1", "version: 2") + "secret: true\n"})
    assert "09/2019" in refused.value.message()


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: [", "code: a\ncode: b\n"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    with pytest.raises(BrokenDefinition):
        read_form(file)


LIST_FORM_FILE = FORM_FILE.replace(
    '{no: "2", indicator: households_trained}', '{no: "2", indicator: households_trained, from_list: "sum:homes"}'
).replace(
    "rows:\n",
    """list:
  name_vi: Lớp tập huấn
  name_en: Classes
  columns:
    - {code: place, kind: text, name_vi: Địa điểm, name_en: Place, needed: true}
    - {code: homes, kind: number, name_vi: Số hộ, name_en: Households, decimals: 0}
rows:
""",
)


@pytest.mark.one_database
def test_every_key_is_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lists exactly the keys that the readers ask for."""
    asked: set[str] = set()
    finish = Keys.finish

    def noting(keys: Keys) -> None:
        path = re.sub(r"\[[0-9]+\]", "", keys._path)
        asked.update(f"{path}.{name}".strip(".") for name in keys._asked)
        finish(keys)

    monkeypatch.setattr(Keys, "finish", noting)
    for text, read in (
        (FORM_FILE, read_form),
        (PAPER_FORM_FILE, read_form),
        (FORM_FILE + OUTLINE, read_form),
        (LIST_FORM_FILE, read_form),
        (REGIME_FILE, read_regime),
        (LAW_FILE, read_constants),
    ):
        file = tmp_path / "one.yaml"
        file.write_text(text)
        read(file)
    checks, seeds = ("slip", "copied", "jump"), ("bank_accounts_above_all", "farm_households_pair")
    for rule in (*(f"figure-checks/rules/{one}" for one in checks), *(f"seed-documents/rules/{one}" for one in seeds)):
        read_rule(PAGE.parents[2] / "packages" / f"{rule}.yaml")
    documented = set(re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == asked
