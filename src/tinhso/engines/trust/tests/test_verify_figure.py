"""The offline verifier: accepts what the engine proves, refuses anything altered, runs without the product."""

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.trust import api, verify_figure
from tinhso.engines.trust.testing import seal_now
from tinhso.engines.trust.tests.altering import accepted_alterations, changed, is_refused, places, value_at
from tinhso.engines.trust.tests.proven_figures import Json, contributions, figure, leaf, prove_figure, province, submit

pytestmark = pytest.mark.django_db

SCRIPT = Path(verify_figure.__file__)


@pytest.fixture
def proof() -> Json:
    return province()


def key() -> verify_figure.Key:
    return verify_figure.read_key(api.verifier_key().text())


def reason(document: Json, lang: str = "en") -> str:
    """Why the verifier refuses, empty when it accepts."""
    try:
        verify_figure.verify(verify_figure.load_json(json.dumps(document)), key())
    except verify_figure.Refused as refused:
        return refused.reasons[lang]
    return ""


def prove(events: list[list[bytes]], **changes: Any) -> Json:
    return prove_figure(figure(**changes), contributions(submit(*events), events))


def of_first_format(proof: Json, **stated: Any) -> Json:
    """The same proof as it was written before definitions and units were part of it, with what it then stated."""
    used = {one["event"] for one in proof["contributions"]}
    said = {name: value for name, value in proof["figure"].items() if name != "unit_from"}
    return {
        "format": verify_figure.FIRST_FORMAT,
        "figure": said | stated,
        "events": {name: event for name, event in proof["events"].items() if name in used},
        "contributions": proof["contributions"],
        "checkpoint": proof["checkpoint"],
    }


# --- acceptance ---


def test_a_total_of_three_communes_holds(proof: Json) -> None:
    assert reason(proof) == ""
    verdict = verify_figure.verify(proof, key())
    assert (len(verdict.terms), verdict.events, verdict.checkpoint.tree_size) == (3, 4, 4)


def test_a_total_of_102_communes_holds_and_stays_small() -> None:
    events = [[leaf(str(24000 + number), "5")] for number in range(102)]
    document = prove(events, value="510")
    assert reason(document) == ""
    assert len(json.dumps(document)) < 200_000


def test_a_ratio_of_sums_is_divided_once_and_rounded_half_up() -> None:
    top = [leaf("24121", "1"), leaf("24133", "2")]
    bottom = [leaf("24121", "3", indicator="TTHC.TONG"), leaf("24133", "5", indicator="TTHC.TONG")]
    ids = submit(top, bottom)
    shown = {
        "indicator": "TTHC.TY_LE",
        "rule": "ratio_of_sums",
        "value": "37.5",
        "decimals": 1,
        "multiplier": "100",
    }
    parts = contributions(ids[:1], [top]) + contributions(ids[1:], [bottom], role="denominator")
    proof = prove_figure(figure(**shown), parts)
    assert reason(proof) == ""
    half = figure(**(shown | {"value": "38", "decimals": 0}))
    assert reason(prove_figure(half, parts)) == ""
    wrong = figure(**(shown | {"value": "37.4"}))
    assert "37.5" in reason(prove_figure(wrong, parts))
    assert reason(of_first_format(proof, numerator="300", denominator="8")) == ""
    assert "Numerator" in reason(of_first_format(proof, numerator="300", denominator="9"))


@pytest.mark.parametrize(("rule", "value"), [("sum", "7.00"), ("mean", "1.75"), ("min", "-0.50"), ("max", "4.25")])
def test_each_rule_that_the_verifier_knows(rule: str, value: str) -> None:
    texts = ["1.25", "-0.50", "4.25", "2.00"]
    leaves = [leaf(str(number), text, decimals=2) for number, text in enumerate(texts)]
    assert reason(prove([leaves], rule=rule, value=value, decimals=2)) == ""
    assert "does not know" in reason(prove([leaves], rule="weighted_mean", value=value, decimals=2))


def test_an_adjustment_line_is_taken_off_and_a_divided_unit_counts_in_part() -> None:
    events = [[leaf("24121", "10")], [leaf("66", "3", line="phong-tthc")], [leaf("24133", "9")]]
    ids = submit(*events)
    parts = contributions(ids[:1], events[:1]) + contributions(ids[1:2], events[1:2], sign=-1)
    parts += contributions(ids[2:], events[2:], weight_billionths=333_333_333)
    untied = prove_figure(figure(value="9.999999997", decimals=9), parts)
    assert "no weights" in reason(untied)
    document = of_first_format(untied)
    assert reason(document) == ""
    document["contributions"][2]["weight_billionths"] = 10**9 + 1
    assert "above 1" in reason(document)


def test_an_indicator_that_cannot_be_combined_shows_one_figure() -> None:
    assert reason(prove([[leaf("1", "7")]], rule="none", value="7")) == ""
    assert "cannot be combined" in reason(prove([[leaf("1", "7"), leaf("2", "1")]], rule="none", value="8"))


def test_the_parts_of_a_divided_unit_may_meet_again_but_never_exceed_the_whole() -> None:
    events = [[leaf("24121", "10")]]
    ids = submit(*events)
    halves = contributions(ids, events, weight_billionths=400_000_000)
    halves += contributions(ids, events, weight_billionths=600_000_000)
    assert reason(prove_figure(figure(value="10"), halves)) == ""
    assert "no weights" in reason(prove_figure(figure(value="4"), halves[:1]))
    more = prove_figure(figure(value="16"), [*halves, halves[1]])
    assert "no weights" in reason(more)
    assert "counted twice" in reason(of_first_format(more))


@pytest.mark.parametrize(
    ("operators", "combined"),
    [(["=", "="], "="), (["=", ">"], "≥"), (["≤", "="], "≤"), ([">", "<"], "≈"), (["≈", "="], "≈"), ([">"], ">")],
)
def test_operators_combine_as_figures_do(operators: list[str], combined: str) -> None:
    leaves = [leaf(str(number), "1", operator=operator) for number, operator in enumerate(operators)]
    document = prove([leaves], value=str(len(leaves)), operator=combined)
    assert reason(document) == ""
    document["figure"]["operator"] = "<"
    assert "operator" in reason(document)


def test_a_missing_figure_adds_nothing_and_only_not_applicable_counts_as_an_answer() -> None:
    leaves = [
        leaf("1", "5"),
        leaf("2", None, missing="not_applicable"),
        leaf("3", None, missing="not_reported"),
    ]
    proof = prove([leaves], value="5")
    assert reason(proof) == ""
    assert reason(of_first_format(proof, expected=3, received=2)) == ""
    assert "records of 2" in reason(of_first_format(proof, expected=3, received=3))
    assert "expected" in reason(of_first_format(proof, expected=1, received=2))


def test_no_value_at_all_is_published_as_no_value() -> None:
    leaves = [leaf("1", None, missing="not_reported")]
    assert reason(prove([leaves], value=None)) == ""
    assert "give None" in reason(prove([leaves], value="0"))


# --- refusal ---


def test_a_figure_that_counts_twice_is_refused(proof: Json) -> None:
    proof["contributions"].append(proof["contributions"][0])
    proof["figure"]["value"] = "70"
    assert "counted twice" in reason(proof)


def test_two_states_of_one_figure_are_refused_even_from_different_events() -> None:
    events = [[leaf("24121", "10")], [leaf("24121", "15", entry_no=2)]]
    assert "counted twice" in reason(prove(events, value="25"))


def test_a_state_that_was_moved_out_of_its_status_is_refused() -> None:
    assert "readable" in reason(prove([[leaf("1", None, missing="moved")]], value=None))


@pytest.mark.parametrize(
    ("changes", "claim", "why"),
    [
        ({"indicator": "KHAC"}, {}, "another indicator"),
        ({"scenario": "plan"}, {}, "another scenario"),
        ({"dims": "gioi=nam"}, {"dims": "gioi=nu"}, "dimension"),
    ],
)
def test_a_figure_that_speaks_of_something_else_is_refused(
    changes: dict[str, Any], claim: dict[str, Any], why: str
) -> None:
    assert why in reason(prove([[leaf("1", "1", **changes)]], value="1", **claim))


def test_a_figure_of_the_asked_scenario_dimension_and_status_is_accepted() -> None:
    said = {"scenario": "plan", "dims": "gioi=nu;tuoi=tre", "status": "official"}
    proof = prove([[leaf("1", "1", **said)]], value="1", scenario="plan", dims="gioi=nu")
    assert reason(proof) == ""
    assert reason(of_first_format(proof, status="official")) == ""
    provisional = prove([[leaf("1", "1")]], value="1")
    assert "not official" in reason(of_first_format(provisional, status="official"))


def test_another_key_is_refused(proof: Json) -> None:
    other = "tinhso.local/log+" + api.verifier_key().text().split("+", 1)[1]
    assert verify_figure.read_key(other) == key()
    stranger = verify_figure.Key(key().name, key().key_id, bytes(32))
    with pytest.raises(verify_figure.Refused):
        verify_figure.verify(proof, stranger)
    with pytest.raises(verify_figure.Refused, match="not signed by this key"):
        verify_figure.verify(proof, verify_figure.Key("other.example", key().key_id, key().key))


def test_an_event_nobody_uses_and_a_part_nobody_checks_are_refused(proof: Json) -> None:
    extra = copy.deepcopy(proof)
    extra["contributions"] = extra["contributions"][:2]
    extra["figure"]["value"] = "30"
    assert "not used" in reason(extra)
    places_of_claims = [proof, proof["figure"], proof["contributions"][0], next(iter(proof["events"].values()))]
    for place in [*places_of_claims, proof["definition"], proof["units"][0], proof["units"][0]["columns"]]:
        place["claim"] = "also true"
        assert "malformed" in reason(proof)
        del place["claim"]
    assert reason(proof) == ""


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_character_of_a_proof_can_be_altered(data: st.DataObject) -> None:
    document = _once(province)
    path = data.draw(st.sampled_from(list(places(document))))
    value = value_at(document, path)
    if isinstance(value, str):
        at = data.draw(st.integers(0, max(len(value) - 1, 0)))
        other = data.draw(
            st.sampled_from(["~", "0", "1", "a", "F", " ", "\n", ""]).filter(lambda c: c != value[at : at + 1])
        )
        altered: Any = value[:at] + other + value[at + 1 :]
    else:
        altered = data.draw(st.integers(-2, 70).filter(lambda number: number != value))
    assert is_refused(changed(document, path, altered), key()), f"accepted {path} = {altered!r}"


_made: dict[str, Any] = {}


def _once(make: Callable[[], Json]) -> Json:
    """The proof of this test's one transaction: hypothesis runs many examples in it."""
    latest = api.latest_checkpoint()
    if latest is None or _made.get("note") != latest.note:
        _made["document"] = make()
        _made["note"] = seal_now().note
    document: Json = _made["document"]
    return document


def test_every_single_character_of_one_small_proof_matters() -> None:
    document = prove([[leaf("1", "7")]], value="7")
    for path in places(document):
        value = value_at(document, path)
        if not isinstance(value, str):
            continue
        for at, character in enumerate(value):
            altered = changed(document, path, value[:at] + ("~" if character != "~" else "-") + value[at + 1 :])
            assert is_refused(altered, key()), f"{path} at {at}"


def test_no_value_of_a_proof_may_be_another_one(proof: Json) -> None:
    assert len(list(places(proof))) > 60
    assert accepted_alterations(proof, key()) == []


@pytest.mark.parametrize(
    "claim",
    [
        {"unit": "24121"},
        {"unit_from": "2020-01-01"},
        {"period": "nd09:2026-12"},
        {"period": "nd09:2026-Q1"},
        {"period": "2026-11"},
        {"scenario": "plan"},
        {"dims": "gioi=nu"},
        {"decimals": 1, "value": "60.0"},
        {"rule": "record"},
        {"rule": "max", "value": "30"},
        {"line": "phong-tthc"},
        {"multiplier": "1"},
        {"expected": 3},
        {"received": 3},
        {"name_vi": "Tên khác"},
    ],
    ids=str,
)
def test_another_claim_about_the_same_records_is_refused(proof: Json, claim: dict[str, Any]) -> None:
    proof["figure"] |= claim
    assert reason(proof) != ""


def test_a_definition_and_a_register_from_elsewhere_are_refused(proof: Json) -> None:
    other = copy.deepcopy(proof)
    other["definition"]["content"] = other["definition"]["content"].replace("Files settled", "Files received")
    assert "definition" in reason(other)
    assert "family" in reason(changed(proof, ("definition", "event"), proof["contributions"][0]["event"]))
    for number, row in enumerate(proof["units"]):
        less = copy.deepcopy(proof)
        del less["units"][number]
        assert reason(less) != "", row
    assert "belongs" in reason(proof | {"units": []})


def test_a_way_goes_along_decisions_in_one_direction_only() -> None:
    known = {"i1": ("s1", "d"), "i2": ("s2", "d"), "i3": ("s3", "d")}
    onward = [("i1", "i2")]
    assert verify_figure.leads_to(("s1", "d"), ("s2", "d"), known, onward)
    assert not verify_figure.leads_to(("s2", "d"), ("s1", "d"), known, onward)
    assert not verify_figure.leads_to(("s1", "d"), ("s3", "d"), known, onward)


@pytest.mark.parametrize(
    ("part", "whole", "within"),
    [
        ("nd09:2026-11", "nd09:2026-Q4", True),
        ("nd09:2026-11", "nd09:2026-Q3", False),
        ("nd09:2026-09", "nd09:2026-9M", True),
        ("nd09:2026-10", "nd09:2026-9M", False),
        ("2026-06", "2026-H1", True),
        ("2026-07", "2026-H1", False),
        ("2026-02-D3", "2026-02", True),
        ("2026-Q2", "2026", True),
        ("2026", "2026-Q2", False),
        ("2026-11", "nd09:2026-Q4", False),
        ("span:2026-03-02..2026-03-08", "span:2026-03-01..2026-03-31", True),
        ("span:2026-02-28..2026-03-08", "span:2026-03-01..2026-03-31", False),
        ("2026-11", "năm nay", False),
    ],
)
def test_a_period_lies_within_another_of_its_family(part: str, whole: str, within: bool) -> None:
    assert verify_figure.lies_within(part, whole) is within


def test_a_total_of_several_periods_holds_only_where_they_add_up_and_lie_within() -> None:
    leaves = [leaf("66", "1", period=f"nd09:2026-{month}") for month in ("07", "08", "09")]
    proof = prove([leaves], value="3", period="nd09:2026-Q3")
    assert reason(proof) == ""
    assert "period" in reason(prove([leaves], value="3", period="nd09:2026-Q4"))


def test_a_year_named_over_one_month_is_told_by_the_month_that_was_seen() -> None:
    proof = prove([[leaf("66", "1", period="nd09:2026-07")]], value="1", period="nd09:2026")
    verdict = verify_figure.verify(verify_figure.load_json(json.dumps(proof)), key())
    assert "period nd09:2026: 1" in verify_figure.describe(verdict, "en")
    assert "on 1 records of 1 units" in verify_figure.describe(verdict, "en")
    assert "periods nd09:2026-07;" in verify_figure.describe(verdict, "en")


def test_the_last_state_of_a_stock_is_that_of_the_whole_period() -> None:
    assert verify_figure.is_end_of("nd09:2026-09", "nd09:2026-Q3")
    assert not verify_figure.is_end_of("nd09:2026-08", "nd09:2026-Q3")
    assert not verify_figure.is_end_of("2026-09", "nd09:2026-Q3")


def test_a_record_is_told_as_it_stands_with_its_line_and_its_unit() -> None:
    own = {"rule": "record", "value": "7", "unit": "24121"}
    assert reason(prove([[leaf("24121", "7")]], **own)) == ""
    assert "told" in reason(prove([[leaf("24121", "7")]], **own | {"unit": "66"}))
    line = leaf("66", "7", line="phong-tthc")
    assert reason(prove([[line]], **own | {"unit": "66", "line": "phong-tthc"})) == ""
    assert "told" in reason(prove([[line]], **own | {"unit": "66"}))


@pytest.mark.parametrize(
    ("rule", "operators", "combined"),
    [
        ("max", ["=", "=", "="], "="),
        ("max", [">", "=", "="], "≥"),
        ("max", ["<", "=", "="], "="),
        ("max", ["=", "=", "<"], "≤"),
        ("min", ["=", "<", "="], "≤"),
        ("min", [">", "=", "="], "≥"),
        ("min", ["=", "≈", "="], "≤"),
    ],
)
def test_extremes_state_their_operator(rule: str, operators: list[str], combined: str) -> None:
    leaves = [leaf(str(n), str(n + 1), operator=operator) for n, operator in enumerate(operators)]
    value = "3" if rule == "max" else "1"
    proof = prove([leaves], rule=rule, value=value, operator=combined)
    assert reason(proof) == ""
    proof["figure"]["operator"] = "<"
    assert "operator" in reason(proof)


def test_a_proof_of_the_first_format_still_holds_and_says_what_it_only_states() -> None:
    golden = Path(__file__).with_name("golden")
    code, said = run(golden / "proof-1.json", "--key", (golden / "proof-1.key").read_text(encoding="utf-8").strip())
    assert code == 0
    assert "chỉ là lời của tệp" in said


# --- the program ---


def run(file: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    assert done.stderr == b"" or done.returncode == 2
    return done.returncode, done.stdout.decode()


def test_the_program_runs_alone_and_answers_in_both_languages(proof: Json, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    code, said = run(file, "--key", api.verifier_key().text())
    assert (code, said[:5]) == (0, "ĐÚNG.")
    assert "không chứng minh" in said
    code, said = run(file, "--key", api.verifier_key().text(), "--lang", "en")
    assert (code, said[:6]) == (0, "HOLDS.")
    proof["figure"]["value"] = "61"
    file.write_text(json.dumps(proof), encoding="utf-8")
    code, said = run(file, "--key", api.verifier_key().text())
    assert code == 1
    assert said == "SAI. Các bản ghi cho 60, tệp công bố 61.\n"


def test_a_question_that_cannot_be_asked_answers_2(proof: Json, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), encoding="utf-8")
    assert run(file, "--key", "nonsense")[0] == 2
    assert run(tmp_path / "absent.json", "--key", api.verifier_key().text())[0] == 2
    assert run(file)[0] == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1.5}', '{"a": 1, "a": 2}', "NaN", "nonsense", "[" * 5000])
def test_a_file_that_is_no_proof_does_not_hold(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "proof.json"
    file.write_text(text, encoding="utf-8")
    assert verify_figure.main([str(file), "--key", api.verifier_key().text()]) == 1
    assert capsys.readouterr().out.startswith("SAI.")


def test_the_program_imports_the_standard_library_only() -> None:
    imports = list(ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8"))))
    named = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert len(named) > 5
    assert named <= sys.stdlib_module_names
