"""What each kind of rule means: its parameters turned into conditions of the one tree, with their words.

A rule of any kind is decided by the same three evaluators as a condition that a package writes out itself. Parameters
are texts of exact numbers; nothing here looks at figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from tinhso.engines.reporting.contracts.rules import THIS, AppliesTo, Check, RuleKind, Shown, Wording
from tinhso.engines.reporting.contracts.states import Severity
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.formulas import Node, from_json, parse_formula
from tinhso.kernel.quantities import format_number, parse_number

ZEROS: Final = {
    "10": ("một chữ số 0", "one zero"),
    "100": ("hai chữ số 0", "two zeros"),
    "1000": ("ba chữ số 0", "three zeros"),
}


def checks_of(code: str, definition: Mapping[str, Any]) -> tuple[Check, ...]:
    """Return the conditions of a stored definition; asked for often, made once."""
    return _checks(code, canonical_json(dict(definition)).decode())


def condition_check(
    rule: str, code: str, severity: str, tree: Any, wording: Wording, *, at: str = "", row_no: str = ""
) -> Check:
    """Make the check of a condition written out in a form."""
    return Check(rule, code, Severity(severity), from_json(tree, rule=True), (wording,), at=at, row_no=row_no)


@lru_cache(maxsize=2048)
def _checks(code: str, text: str) -> tuple[Check, ...]:
    definition = json.loads(text)
    return _KINDS[RuleKind(definition["kind"])](code, definition)


def _condition(code: str, definition: Mapping[str, Any]) -> tuple[Check, ...]:
    return (
        Check(
            code,
            f"rule:{code}",
            condition=from_json(definition["rule"], rule=True),
            wordings=(Wording(definition["message_vi"], definition["message_en"]),),
            shown=tuple(
                Shown(one["name"], from_json(one["formula"], in_rule=True), one["decimals"])
                for one in definition["show"]
            ),
            repair=from_json(definition["repair"], in_rule=True) if definition["repair"] else None,
            shows_compared=not definition["show"],
            **_common(definition),
        ),
    )


def _ratio(code: str, definition: Mapping[str, Any]) -> tuple[Check, ...]:
    """A share above its limit, and, where the whole is a figure too, a pair that does not fit it."""
    given = definition["parameters"]
    ratio, part, whole, limit = (given[name] for name in ("ratio", "part", "whole", "limit"))
    shown = (Shown("ratio", _number(ratio)), Shown("implied", _number(f"100 * {part} / {ratio}"), 0))
    above = Check(
        code,
        f"rule:{code}",
        condition=_rule(f"{ratio} <= {limit}"),
        wordings=(
            Wording(
                f"{{ratio}}% vượt {_vi(limit)}%. Mẫu số suy ra ≈ {{implied}}. "
                "Tử số có đếm đúng đối tượng của mẫu số không?",
                f"{{ratio}}% is above {_en(limit)}%. The implied denominator is about {{implied}}. "
                "Does the numerator count what the denominator counts?",
            ),
            Wording(
                f"{{ratio}}% vượt {_vi(limit)}%. Vì sao?",
                f"{{ratio}}% is above {_en(limit)}%. Why?",
            ),
        ),
        shown=shown,
        shows_compared=False,
        **_common(definition),
    )
    if not whole:
        return (above,)
    apart = _text(given["tolerance_percent"])
    pair = Check(
        code,
        f"rule:{code}",
        condition=_rule(
            f"between(100 * {part} / {ratio}, {whole} * (100 - {apart}) / 100, {whole} * (100 + {apart}) / 100)"
        ),
        wordings=(
            Wording(
                "{part} ứng với {ratio}% suy ra mẫu số ≈ {implied}, nhưng đang có {whole}. Số nào đúng?",
                "{part} as {ratio}% implies a denominator of about {implied}, but there is {whole}. Which is right?",
            ),
        ),
        shown=(*shown, Shown("part", _number(part)), Shown("whole", _number(whole))),
        shows_compared=False,
        **_common(definition),
    )
    return above, pair


def _slip(code: str, definition: Mapping[str, Any]) -> tuple[Check, ...]:
    guard = _rule(_unusual(definition["parameters"]))
    return tuple(
        _slipped(code, definition, factor, guard, too_large=too_large)
        for factor in definition["parameters"]["factors"]
        for too_large in (True, False)
    )


def _slipped(code: str, definition: Mapping[str, Any], factor: str, guard: Node, *, too_large: bool) -> Check:
    """Unusual, and usual once a zero (or two, three) is taken away or put behind."""
    given = definition["parameters"]
    low, high, usual = _past(given)
    mended = f"{THIS} / {factor}" if too_large else f"{THIS} * {factor}"
    usual_then = f"{THIS} > 0 and {mended} * {usual} >= {low} and {mended} <= {high} * {usual}"
    before = f"previous_period({THIS})"
    zeros_vi, zeros_en = ZEROS[factor]
    ask_vi = f" Có {'thừa' if too_large else 'thiếu'} {zeros_vi} không?"
    ask_en = f" Is there {zeros_en} {'too many' if too_large else 'missing'}?"
    if too_large:
        times, usually = ("Gấp {times} lần {before}.", "{times} times {before}."), (
            f"Gấp {_vi(factor)} lần thường kỳ.", f"{_en(factor)} times the usual.",
        )  # fmt: skip
    else:
        times, usually = ("Chỉ bằng 1/{times} {before}.", "Only 1/{times} of {before}."), (
            f"Chỉ bằng 1/{_vi(factor)} thường kỳ.", f"Only 1/{_en(factor)} of the usual.",
        )  # fmt: skip
    return Check(
        code,
        "slip",
        condition=_rule(f"not ({_unusual(given)} and {usual_then})"),
        wordings=tuple(
            Wording(said_vi + more_vi, said_en + more_en, with_repair)
            for said_vi, said_en in (times, usually)
            for more_vi, more_en, with_repair in ((ask_vi, ask_en, True), (" Hãy xem lại.", " Look again.", False))
        ),
        shown=(Shown("times", _number(f"{THIS} / {before}" if too_large else f"{before} / {THIS}"), 0),),
        repair=_number(mended),
        guard=guard,
        only_typed=True,
        shows_compared=False,
        **_common(definition),
    )


def _jump(code: str, definition: Mapping[str, Any]) -> tuple[Check, ...]:
    given = definition["parameters"]
    low, high, _usual = _past(given)
    far = _text(given["far"])
    inside = f"{low} <= {THIS} * {far} and {THIS} <= {high} * {far}"
    shown = (("low", low), ("high", high), ("count", f"answered({THIS}, {given['look_back']})"))
    return (
        Check(
            code,
            "jump",
            condition=_rule(f"not ({_unusual(given)}) or ({inside})"),
            wordings=(
                Wording(
                    "Ngoài khoảng {low}–{high} của {count} kỳ gần nhất. Đúng thì ghi lý do.",
                    "Outside {low}–{high} of the last {count} periods. If it is right, say why.",
                ),
            ),
            shown=tuple(Shown(name, _number(formula)) for name, formula in shown),
            guard=_rule(_unusual(given)),
            only_typed=True,
            shows_compared=False,
            **_common(definition),
        ),
    )


def _copied(code: str, definition: Mapping[str, Any]) -> tuple[Check, ...]:
    """The same as in so many periods before; small figures repeat by nature."""
    given = definition["parameters"]
    before, same = THIS, []
    for _ in range(int(given["times"])):
        before = f"previous_period({before})"
        same.append(f"{THIS} = {before}")
    return (
        Check(
            code,
            "copied",
            condition=_rule(f"not ({THIS} >= {_text(given['small'])} and {' and '.join(same)})"),
            wordings=(
                Wording(
                    f"Bằng đúng {{value}} của {given['times']} kỳ trước. Có chép lại số cũ không?",
                    f"Exactly the {{value}} of the {given['times']} periods before. Was an old figure copied?",
                ),
            ),
            shown=(Shown("value", _number(THIS)),),
            only_typed=True,
            shows_compared=False,
            **_common(definition),
        ),
    )


def _past(given: Mapping[str, Any]) -> tuple[str, str, str]:
    """Write the lowest and highest of the figure's own past, and how far from them is still usual."""
    look_back = given["look_back"]
    return f"lowest({THIS}, {look_back})", f"highest({THIS}, {look_back})", _text(given["usual"])


def _unusual(given: Mapping[str, Any]) -> str:
    """Write that a figure lies outside what its past makes usual; a short or negative past says nothing."""
    low, high, usual = _past(given)
    enough = f"answered({THIS}, {given['look_back']}) >= {given['least_history']}"
    tall = f"max({THIS}, {high}) >= {_text(given['small'])}"
    usual_now = f"({low} <= {THIS} * {usual} and {THIS} <= {high} * {usual})"
    return f"not {usual_now} and {enough} and {low} >= 0 and {THIS} >= 0 and {tall}"


def _common(definition: Mapping[str, Any]) -> dict[str, Any]:
    chosen = definition["applies_to"]
    return {
        "severity": Severity(definition["severity"]),
        "at": definition["at"],
        "yields_to": tuple(definition["yields_to"]),
        "applies_to": AppliesTo(*(tuple(chosen[name]) for name in ("indicators", "kinds", "natures"))),
    }


def _rule(text: str) -> Node:
    return parse_formula(text, rule=True)


def _number(text: str) -> Node:
    return parse_formula(text, in_rule=True)


def _text(number: str) -> str:
    """Write a parameter as formulas want it: three decimals would read as thousands."""
    return number + "0" if len(number.partition(".")[2]) == 3 else number


def _vi(number: str) -> str:
    return format_number(parse_number(_text(number)), "vi")


def _en(number: str) -> str:
    return format_number(parse_number(_text(number)), "en")


_KINDS: Final = {
    RuleKind.CONDITION: _condition,
    RuleKind.RATIO: _ratio,
    RuleKind.SLIP: _slip,
    RuleKind.JUMP: _jump,
    RuleKind.COPIED: _copied,
}
