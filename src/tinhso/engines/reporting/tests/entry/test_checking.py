"""When a figure is doubted against its own past, by the rules of the shipped package: pure cases, no database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tinhso.engines.reporting.contracts.rules import THIS
from tinhso.engines.reporting.logic.rules.rule_book import about
from tinhso.engines.reporting.logic.rules.rule_examples import Example, figures_of
from tinhso.engines.reporting.logic.rules.rule_files import read_rule
from tinhso.engines.reporting.logic.rules.rule_kinds import checks_of
from tinhso.engines.reporting.logic.rules.rule_words import Said, say
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Code, Missing
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.one_database
NOVEMBER = parse_period("nd09:2026-11")
PACKAGES = Path(__file__).parents[6] / "packages"


def doubt(value: str, past: list[int], decimals: int = 0) -> Said | None:
    """What slip, and jump where slip is silent, say about a figure."""
    answers = figures_of(Example("", {THIS: value}, [str(one) for one in past], "broken"))

    def look_up(reference: formulas.Reference) -> formulas.Known | Missing:
        return answers.get(reference.key) or Missing.because("not_reported", reference)

    for name in ("slip", "jump"):
        written = read_rule(PACKAGES / "figure-checks" / "rules" / f"{name}.yaml")
        for check in checks_of(written.code, written.definition):
            if formulas.evaluate_rule(check.condition, look_up) is False:
                return say(check, look_up, decimals, NOVEMBER)
    return None


@pytest.mark.parametrize(
    ("value", "message", "suggestion"),
    [
        ("4120", "Gấp 10 lần tháng trước. Có thừa một chữ số 0 không?", 412),
        ("41200", "Gấp 100 lần tháng trước. Có thừa hai chữ số 0 không?", 412),
        ("412000", "Gấp 1.000 lần tháng trước. Có thừa ba chữ số 0 không?", 412),
        ("41", "Chỉ bằng 1/10 tháng trước. Có thiếu một chữ số 0 không?", 410),
        ("4125", "Gấp 10 lần tháng trước. Hãy xem lại.", None),
        ("1300", "Ngoài khoảng 371–430 của 12 kỳ gần nhất. Đúng thì ghi lý do.", None),
        ("0", "Ngoài khoảng 371–430 của 12 kỳ gần nhất. Đúng thì ghi lý do.", None),
    ],
)
def test_a_slip_or_a_jump_is_asked_about(value: str, message: str, suggestion: int | None) -> None:
    said = doubt(value, [371, 380, 395, 402, 410, 398, 405, 430, 387, 390, 401, 412])
    assert said is not None
    assert (said.vi, said.repair) == (message, suggestion)


@pytest.mark.parametrize(
    ("value", "past"),
    [
        ("405", [371, 430, 412]),
        ("860", [371, 430, 412]),  # twice the highest is still usual
        ("186", [371, 430, 412]),
        ("6", [1, 2, 1]),  # small numbers jump by nature
        ("4120", [412, 405]),  # too short a past says nothing
        ("5000", [-3, 4, 5]),
        ("0", [0, 0, 0]),
    ],
)
def test_usual_figures_are_left_alone(value: str, past: list[int]) -> None:
    assert doubt(value, past) is None


def test_the_suggestion_keeps_the_declared_decimals() -> None:
    for decimals, suggestion in ((2, Decimal("61.55")), (1, None)):
        said = doubt("615.5", [61, 62, 61], decimals)
        assert said is not None
        assert said.repair == suggestion


@pytest.mark.parametrize(
    "file", sorted(PACKAGES.glob("*/rules/*.yaml")), ids=lambda file: f"{file.parts[-3]}: {file.stem}"
)
def test_every_rule_of_every_package_reads_and_its_examples_come_out(file: Path) -> None:
    written = read_rule(file)
    assert written.definition["examples"]
    for check in checks_of(written.code, written.definition):
        # What several checks share is a part of each: leaving it out changes no answer.
        turned = about(check, Code("villages"))
        assert THIS not in formulas.codes(turned.condition)
        assert check.guard is None or set(formulas.references(check.guard)) <= set(formulas.references(check.condition))
