"""Examples of a rule: figures as an official would write them, and whether the rule holds for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from tinhso.engines.indicators.contracts import Missing as MissingCode
from tinhso.engines.reporting.contracts.rules import THIS, Check
from tinhso.engines.reporting.logic.rules.rule_words import say
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Missing, Reference
from tinhso.kernel.formulas.operations import MAX_LOOK_BACK
from tinhso.kernel.periods import period_of
from tinhso.kernel.quantities import parse_measured, plain_text

Answer = Known | Missing
_NOT_GIVEN: Final = "not_given"


@dataclass(frozen=True, slots=True)
class Example:
    """One example. `past` are the figures of the periods before, oldest first; `expect` kept, broken or undecided."""

    title: str
    given: Mapping[str, str]
    past: Sequence[str]
    expect: str
    message_vi: str = ""
    suggestion: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """Return it as data."""
        return asdict(self) | {"given": dict(self.given), "past": list(self.past)}


def run_example(checks: Sequence[Check], example: Example) -> tuple[str, str] | None:
    """Return what does not come out as an example says (Vietnamese, English), None when all does."""
    answers = figures_of(example)

    def look_up(reference: Reference) -> Answer:
        return answers.get(reference.key) or Missing.because(_NOT_GIVEN, reference)

    decided = [(check, formulas.evaluate_rule(check.condition, look_up)) for check in checks]
    broken = next((check for check, answer in decided if answer is False), None)
    found = "broken" if broken else "kept" if all(answer is True for _, answer in decided) else "undecided"
    if found != example.expect:
        return f"ví dụ cho kết quả {found}, không phải {example.expect}", f"it is {found}, not {example.expect}"
    if broken is None:
        return None
    month = period_of(date(2026, 11, 1), "calendar.month")
    said = say(broken, look_up, 0, month)
    repair = plain_text(said.repair) if said.repair is not None else ""
    for wanted, got in ((example.message_vi, said.vi), (example.suggestion, repair)):
        if wanted and wanted != got:
            return f"ví dụ nói “{got}”, không phải “{wanted}”", f"it says “{got}”, not “{wanted}”"
    return None


def figures_of(example: Example) -> dict[str, Answer]:
    """Return the values of an example by the key of their reference."""
    found: dict[str, Answer] = {}
    for text, figure in example.given.items():
        node = formulas.parse_formula(text, in_rule=True)
        if not node.kind.serves_as(formulas.Kind.SERIES):
            raise formulas.MalformedFormula(
                path=text, value=figure,
                expected_vi="một mã chỉ tiêu hoặc một phép về kỳ",
                expected_en="an indicator code or a function of periods",
            )  # fmt: skip
        reference = formulas.reference_of(node)
        found[reference.key] = read(figure, reference)
    return _of_past([read(one, Reference(THIS)) for one in example.past]) | found


def read(text: str, reference: Reference) -> Answer:
    """Read a figure (`> 96`) or why there is none (`not_reported`)."""
    if text in {one.code for one in MissingCode}:
        return Missing.because(text, reference)
    measured = parse_measured(text)
    return Known.of(measured.value, measured.operator)


def _of_past(past: Sequence[Answer]) -> dict[str, Answer]:
    """Return what rules may ask about the periods before: each, and the extremes of any number of them."""
    found: dict[str, Answer] = {}
    for place, answer in enumerate(reversed(past), start=1):
        found[Reference(THIS, periods_back=place).key] = answer
    for length in range(1, MAX_LOOK_BACK + 1) if past else ():
        for op in formulas.LOOKING_BACK:
            asked = formulas.looked_back(Reference(THIS), op, length)
            found[asked.key] = formulas.look_back(asked, past[-length:])
    return found
