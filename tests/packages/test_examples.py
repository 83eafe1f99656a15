"""Every example of every package holds: the definition's own rules and formula, through the kernel's arithmetic."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from tinhso.kernel.formulas import Known, Missing, Reference, evaluate, parse_formula
from tinhso.kernel.quantities import Operator, combine_operators, parse_measured, plain_text, round_half_up

pytestmark = pytest.mark.one_database

PACKAGES = Path(__file__).parents[2] / "packages"
MISSING_WORDS = {"not_due", "not_reported", "not_applicable", "refused"}
Answer = Known | Missing


def definitions() -> dict[str, dict[str, Any]]:
    """The last version of every indicator shipped."""
    files = sorted(PACKAGES.glob("*/indicators/*.yaml"))
    return {file.stem: list(yaml.safe_load_all(file.read_text(encoding="utf-8")))[-1] for file in files}


DEFINITIONS = definitions()
EXAMPLES = [
    pytest.param(example, id=f"{file.parent.name}: {example['title']}")
    for file in sorted(PACKAGES.glob("*/examples.yaml"))
    for example in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def read(text: str) -> Answer:
    if text in MISSING_WORDS:
        return Missing.because(text)
    measured = parse_measured(text)
    return Known.of(measured.value, measured.operator)


def combine(rule: str, answers: list[Answer]) -> Answer:
    """Roll several answers up by a rule of a definition; one that is missing makes the total missing."""
    gap = next((answer for answer in answers if isinstance(answer, Missing)), None)
    if gap:
        return gap
    known = [answer for answer in answers if isinstance(answer, Known)]
    if len(known) == 1 or rule == "last":
        return known[-1]
    if rule == "sum":
        return Known.of(
            sum((one.value for one in known), Fraction()), combine_operators([one.operator for one in known])
        )
    assert rule in {"min", "max"}, rule
    return (min if rule == "min" else max)(known, key=lambda one: one.value)


def computed(example: dict[str, Any]) -> Answer:
    definition = DEFINITIONS[example["indicator"]]
    if "periods" in example:
        return combine(definition["time_rule"], [read(text) for text in example["periods"]])

    def total(code: str) -> Answer:
        return combine(DEFINITIONS[code]["space_rule"], [read(unit[code]) for unit in example["units"]])

    if "formula" not in definition:
        return total(definition["code"])

    def lookup(reference: Reference) -> Answer:
        return total(reference.code)

    return evaluate(parse_formula(definition["formula"]), lookup)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_a_package_holds(example: dict[str, Any]) -> None:
    answer = computed(example)
    if "missing" in example:
        assert isinstance(answer, Missing)
        assert example["missing"] in {cause.reason for cause in answer.causes}
        return
    assert isinstance(answer, Known)
    decimals = DEFINITIONS[example["indicator"]]["decimals"]
    assert plain_text(round_half_up(answer.value, decimals)) == example["expected"]
    assert answer.operator is Operator.from_symbol(example.get("operator", "="))


def test_every_package_of_indicators_has_examples_and_every_formula_is_shown() -> None:
    folders = {file.parents[1] for file in PACKAGES.glob("*/indicators/*.yaml")}
    assert len(folders) >= 3
    assert [folder.name for folder in folders if not (folder / "examples.yaml").exists()] == []
    shown = {example.values[0]["indicator"] for example in EXAMPLES}  # type: ignore[attr-defined]
    assert {code for code, definition in DEFINITIONS.items() if "formula" in definition} - shown == set()


def test_the_demonstration_offers_forty_two_indicators_eighteen_of_a_plan_and_seven_of_scores() -> None:
    own = [d for f, d in DEFINITIONS.items() if not f.startswith("press_")]
    assert len([one for one in own if one["code"].startswith("dti_xa_")]) == 7
    assert len(own) == 67
    assert all(definition["illustrative"] for definition in own)
    public = sorted(definition["code"] for definition in own if definition["publication"] == "public")
    assert public == [
        "dossiers_online",
        "dossiers_received",
        "fibre_share",
        "grdp_digital_share",
        "households_trained",
        "mobile_stations_5g",
        "on_time_share",
        "online_share",
        "signed_share",
    ]
