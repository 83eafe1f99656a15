"""A plan that no rule could judge is refused with file, line and field, and nothing of its package is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import PackageFileRefused
from tinhso.engines.evaluation.logic.packages.plan_files import read_plan
from tinhso.engines.evaluation.models import PlanVersion
from tinhso.engines.evaluation.testing import ACTOR, PACKAGE, load_demo_plan
from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.testing import small_territory

SPOILT = {
    "a target without a direction": ("    direction: up\n", "", "targets[1].direction"),
    "a direction nobody knows": ("direction: up", "direction: sideways", "targets[1].direction"),
    "a target without a value": ('    value: "80"\n', "", "targets[1].value"),
    "a value that is not exact": ('value: "80"', "value: 80.5", "targets[1].value"),
    "a range without bounds": ("direction: up", "direction: range", "targets[1].low"),
    "a date before the beginning": ("due_on: 2025-12-31", "due_on: 2020-12-31", "targets[1].due_on"),
    "a line without a beginning": ('    base: "24"\n', "", "targets[1].base"),
    "milestones that are missing": ("path: linear", "path: milestones", "targets[1].milestones"),
    "a season of a level": ("path: linear", "path: seasonal", "targets[1].measure"),
    "a code twice": ("code: t02", "code: t01", "targets[2].code"),
    "a likelihood above one": ('hard_probability: "0.1"', 'hard_probability: "1.1"', "rules[1].hard_probability"),
    "rules that contradict": ('hard_probability: "0.1"', 'hard_probability: "0.6"', "rules[1].hard_probability"),
    "a key nobody knows": ("owner: H15.15", "boss: H15.15", "targets[1].owner"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_wrong_plan_is_refused_with_its_field_and_line(name: str, tmp_path: Path) -> None:
    good, bad, field = SPOILT[name]
    text = (PACKAGE / "targets" / "plan-3330.yaml").read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "plan-3330.yaml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(PackageFileRefused) as refused:
        read_plan(path)
    assert refused.value.where.field == field
    assert refused.value.where.line


@pytest.mark.django_db
def test_a_plan_needs_known_indicators_that_are_not_narrower_than_itself(tmp_path: Path) -> None:
    folder = tmp_path / "plan-3330"
    shutil.copytree(PACKAGE, folder)
    with pytest.raises(PackageFileRefused) as refused:
        api.load_plans(folder, ACTOR)
    assert refused.value.where.field == "targets[1].indicator"
    indicators.load_package(folder, ACTOR)
    plan = folder / "targets" / "plan-3330.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("publication: internal", "publication: public"))
    with pytest.raises(PackageFileRefused):
        api.load_plans(folder, ACTOR)
    assert not PlanVersion.objects.exists()


@pytest.mark.django_db
def test_a_running_sum_needs_an_indicator_that_is_added_over_periods(tmp_path: Path) -> None:
    folder = tmp_path / "plan-3330"
    shutil.copytree(PACKAGE, folder)
    indicators.load_package(folder, ACTOR)
    plan = folder / "targets" / "plan-3330.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(
        text.replace("    path: linear\n", "    path: linear\n    measure: cumulative\n", 1), encoding="utf-8"
    )
    with pytest.raises(PackageFileRefused) as refused:
        api.load_plans(folder, ACTOR)
    assert refused.value.where.field == "targets[1].measure"
    assert not PlanVersion.objects.exists()


@pytest.mark.django_db
def test_a_stored_version_never_changes_and_a_higher_one_stands_beside_it(tmp_path: Path) -> None:
    small_territory()
    load_demo_plan()
    assert api.load_plans(PACKAGE, ACTOR) == ()
    folder = tmp_path / "plan-3330"
    shutil.copytree(PACKAGE, folder)
    plan = folder / "targets" / "plan-3330.yaml"
    changed = plan.read_text(encoding="utf-8").replace('value: "80"', 'value: "85"', 1)
    plan.write_text(changed, encoding="utf-8")
    with pytest.raises(PackageFileRefused):
        api.load_plans(folder, ACTOR)
    plan.write_text(changed.replace("version: 1", "version: 2", 1), encoding="utf-8")
    assert api.load_plans(folder, ACTOR) == ("plan-3330",)
