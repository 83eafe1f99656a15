"""Rules as packages write them (`rules/CODE.yaml`), turned into the plain data that is stored; examples are run here.

The keys are explained in docs/reference/report-keys.md. Whether an indicator exists is asked by `loading.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Final

from tinhso.engines.indicators.contracts import Kind, Nature
from tinhso.engines.reporting.contracts import Severity
from tinhso.engines.reporting.contracts.rules import THIS, RuleKind
from tinhso.engines.reporting.logic.forms.definition_files import Written
from tinhso.engines.reporting.logic.forms.yaml_keys import Keys, read_keys
from tinhso.engines.reporting.logic.rules.rule_examples import Example, run_example
from tinhso.engines.reporting.logic.rules.rule_kinds import ZEROS, checks_of
from tinhso.engines.reporting.logic.rules.rule_words import PLACE
from tinhso.kernel import formulas
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.formulas import Code, Node, from_json, parse_formula, to_json
from tinhso.kernel.quantities import parse_number, plain_text

EXPECTED: Final = ("kept", "broken", "undecided")


def read_rule(file: Path) -> Written:
    """Read one file of `rules/` and run its examples.

    Raises:
        BrokenDefinition (REP-001): with file, line and field; also where an example does not come out as it says.
    """
    keys = read_keys(file)
    code, version, valid_from = keys.text("code"), keys.integer("version", 1, 999), keys.day("valid_from")
    if code != file.stem:
        keys.refuse("code", code, f"phải trùng tên tệp “{file.stem}”", f"it must be the file's name, {file.stem}")
    kind = RuleKind(keys.choice("kind", list(RuleKind), RuleKind.CONDITION))
    definition: dict[str, Any] = {
        "kind": str(kind),
        "name_vi": keys.text("name_vi"),
        "name_en": keys.text("name_en"),
        "valid_to": keys.day("valid_to").isoformat() if keys.has("valid_to") else "",
        "severity": keys.choice("severity", list(Severity), Severity.WARNING),
        "yields_to": list(keys.texts("yields_to")),
        "source": keys.text("source"),
        "illustrative": keys.boolean("illustrative", False),
        "at": THIS if kind in _ABOUT_THIS else keys.text("at", THIS),
        "applies_to": _applies_to(keys.inner("applies_to")),
        **_READERS[kind](keys),
    }
    examples = [_example(one) for one in keys.each("examples")]
    keys.finish()
    _check_whole(keys, definition)
    written = Written(file.name, code, version, valid_from, definition | {"examples": [one.plain for one in examples]})
    _run_examples(keys, code, definition, examples)
    return written


def codes_in(written: Written) -> Collection[str]:
    """Return every indicator that a rule names."""
    found = {code for check in checks_of(written.code, written.definition) for code in formulas.codes(check.condition)}
    found |= {written.definition["at"], *written.definition["applies_to"]["indicators"]}
    shown = (one.formula for check in checks_of(written.code, written.definition) for one in check.shown)
    found |= {code for formula in shown for code in formulas.codes(formula)}
    return found - {THIS}


def _condition(keys: Keys) -> dict[str, Any]:
    repair = keys.plain("repair")
    return {
        "rule": _tree(keys, "rule", rule=True),
        "show": [_shown(one) for one in keys.each("show")],
        "repair": _tree(keys, "repair", rule=False) if repair is not None else None,
        "message_vi": keys.text("message_vi"),
        "message_en": keys.text("message_en"),
    }


def _shown(keys: Keys) -> dict[str, Any]:
    name = keys.text("name")
    if not PLACE.fullmatch(f"{{{name}}}"):
        keys.refuse("name", name, "tên viết bằng chữ thường, số, _", "a name of small letters, digits, _")
    decimals = keys.integer("decimals", 0, 9) if keys.has("decimals") else None
    shown = {"name": name, "formula": _tree(keys, "formula", rule=False), "decimals": decimals}
    keys.finish()
    return shown


def _ratio(keys: Keys) -> dict[str, Any]:
    given = {name: _code(keys, name) for name in ("ratio", "part")}
    given["whole"] = _code(keys, "whole") if keys.has("whole") else ""
    return {
        "parameters": given
        | {
            "limit": _number(keys, "limit", "100"),
            "tolerance_percent": _number(keys, "tolerance_percent", "1"),
        }
    }


def _slip(keys: Keys) -> dict[str, Any]:
    factors = list(keys.texts("factors")) or list(ZEROS)
    for factor in factors:
        if factor not in ZEROS:
            listed = ", ".join(ZEROS)
            keys.refuse("factors", factor, f"chọn trong: {listed}", f"choose among: {listed}")
    return {"parameters": _past(keys) | {"factors": factors}}


def _jump(keys: Keys) -> dict[str, Any]:
    return {"parameters": _past(keys) | {"far": _number(keys, "far", "3")}}


def _copied(keys: Keys) -> dict[str, Any]:
    return {
        "parameters": {"times": str(keys.integer("times", 1, 12, 2)), "small": _number(keys, "small", "10")},
    }


def _past(keys: Keys) -> dict[str, Any]:
    return {
        "look_back": str(keys.integer("look_back", 1, 36, 12)),
        "least_history": str(keys.integer("least_history", 1, 36, 3)),
        "usual": _number(keys, "usual", "2"),
        "small": _number(keys, "small", "10"),
    }


_READERS: Final[dict[RuleKind, Callable[[Keys], dict[str, Any]]]] = {
    RuleKind.CONDITION: _condition,
    RuleKind.RATIO: _ratio,
    RuleKind.SLIP: _slip,
    RuleKind.JUMP: _jump,
    RuleKind.COPIED: _copied,
}
_ABOUT_THIS: Final = frozenset({RuleKind.SLIP, RuleKind.JUMP, RuleKind.COPIED})


def _applies_to(keys: Keys | None) -> dict[str, list[str]]:
    if keys is None:
        return {"indicators": [], "kinds": [], "natures": []}
    chosen = {
        "indicators": list(keys.texts("indicators")),
        "kinds": _listed(keys, "kinds", [one.value for one in Kind]),
        "natures": _listed(keys, "natures", [one.value for one in Nature]),
    }
    keys.finish()
    return chosen


def _listed(keys: Keys, name: str, known: Collection[str]) -> list[str]:
    chosen = list(keys.texts(name))
    for one in chosen:
        if one not in known:
            listed = ", ".join(known)
            keys.refuse(name, one, f"phải là một trong: {listed}", f"must be one of: {listed}")
    return chosen


def _example(keys: Keys) -> Example:
    given = keys.plain("given") or {}
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        keys.refuse("given", given, "phải là các cặp mã: số", "must be pairs of code: figure")
    example = Example(
        title=keys.text("title"),
        given=dict(given),
        past=keys.texts("past"),
        expect=keys.choice("expect", EXPECTED),
        message_vi=keys.text("message_vi", ""),
        suggestion=keys.text("suggestion", ""),
    )
    keys.finish()
    return example


def _run_examples(keys: Keys, code: str, definition: dict[str, Any], examples: list[Example]) -> None:
    if not examples:
        keys.refuse("examples", "", "cần ít nhất một ví dụ", "needs at least one example")
    for place, example in enumerate(examples):
        try:
            problem = run_example(checks_of(code, definition), example)
        except TinhSoError as error:
            problem = error.message("vi"), error.message("en")
        if problem:
            keys.each("examples")[place].refuse("expect", example.title, *problem)


def _check_whole(keys: Keys, definition: dict[str, Any]) -> None:
    """Refuse what leaves open at which figure a rule speaks, or with which values."""
    about_this = any(code == THIS for node in _trees(definition) for code in formulas.codes(node))
    at = definition["at"]
    if definition["kind"] == RuleKind.RATIO and at == THIS:
        definition["at"] = definition["parameters"]["ratio"]
    elif definition["kind"] == RuleKind.CONDITION and about_this is not (at == THIS):
        keys.refuse(
            "at",
            at,
            "quy tắc nói về this thì không ghi at; quy tắc khác phải ghi at là chỉ tiêu nơi hiện thông báo",
            "a rule about this has no at; any other says by at at which indicator it is told",
        )
    if definition["kind"] == RuleKind.CONDITION:
        known = {one["name"] for one in definition["show"]} | {"before"}
        for name in ("message_vi", "message_en"):
            strange = next((place for place in PLACE.findall(definition[name]) if place not in known), None)
            if strange:
                listed = ", ".join(sorted(known))
                keys.refuse(
                    name,
                    strange,
                    f"chỉ dùng được {{{listed}}}; hãy khai báo trong show",
                    f"only {listed}; name it in show",
                )


def _trees(definition: dict[str, Any]) -> Iterator[Node]:
    if definition["kind"] != RuleKind.CONDITION:
        return
    yield from_json(definition["rule"], rule=True)
    yield from (from_json(one["formula"], in_rule=True) for one in definition["show"])
    if definition["repair"]:
        yield from_json(definition["repair"], in_rule=True)


def _tree(keys: Keys, name: str, *, rule: bool) -> Any:
    written = keys.plain(name)
    try:
        if isinstance(written, str):
            node = parse_formula(written, rule=rule, in_rule=True)
        else:
            node = from_json(written, rule=rule, in_rule=True)
    except TinhSoError as error:
        keys.refuse(name, written if written is not None else "", error.message("vi"), error.message("en"))
    if rule and not formulas.codes(node):
        keys.refuse(name, written, "phải so sánh ít nhất một chỉ tiêu", "must compare at least one indicator")
    return to_json(node)


def _code(keys: Keys, name: str) -> str:
    text = keys.text(name)
    try:
        Code(text)
    except TinhSoError as error:
        keys.refuse(name, text, error.message("vi"), error.message("en"))
    return text


def _number(keys: Keys, name: str, default: str) -> str:
    text = keys.text(name, default)
    try:
        number = parse_number(text)
    except TinhSoError as error:
        keys.refuse(name, text, error.message("vi"), error.message("en"))
    if number < 0:
        keys.refuse(name, text, "không được âm", "must not be negative")
    return plain_text(number)
