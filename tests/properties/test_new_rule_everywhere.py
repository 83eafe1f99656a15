"""A new rule in YAML is decided by the server, the browser and the cube at once, alike, without a line of code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.properties.browser_evaluator import FRONTEND, BrowserEvaluator, browser_evaluator
from tinhso.engines.cube.api import query
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.indicators.testing import make_definition, make_dimension, make_period, write_figure
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, TaskView
from tinhso.engines.reporting.testing import (
    FORM_FILE,
    World,
    ask,
    at,
    fill,
    know,
    load_package,
    now_rights,
    report_past,
    send,
    small_world,
    task_of,
)
from tinhso.kernel.periods import parse_period

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (FRONTEND / "node_modules").exists(), reason="the front end's tools are not installed"),
]
NOVEMBER = parse_period("nd09:2026-11")
RULES = {
    "identity": "dossiers_online <= dossiers_received - 500",
    "range": "between(villages, 1, 30)",
    "before": "households_trained < previous_period(households_trained) + 5",
    "year": "year_to_date(households_trained) <= 4000",
    "elsewhere": "households_trained <= households",
    "share": "online_share <= 50",
    "open": "households_trained < same_period_last_year(households_trained)",
}
AT = {"identity": "dossiers_online", "range": "villages", "share": "online_share", "half": "women_share"}
PAST = [371, 380, 395, 402, 410, 398, 405, 430, 387, 390, 401, 412]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserEvaluator]:
    with browser_evaluator(Path(tmp_path_factory.mktemp("evaluator"))) as evaluator:
        yield evaluator


def package(rules: Mapping[str, str] = RULES) -> dict[str, str]:
    return {
        f"rules/{code}.yaml": (
            f"code: {code}\nversion: 1\nvalid_from: 2023-01-01\nname_vi: Thử\nname_en: Test\n"
            f"at: {AT.get(code, 'households_trained')}\nrule: {rule}\nseverity: warning\nmessage_vi: Xem lại.\n"
            "message_en: Look again.\nsource: thử nghiệm\nexamples: [{title: chưa có số, expect: undecided}]\n"
        )
        for code, rule in rules.items()
    }


def test_a_new_rule_is_decided_alike_by_all_three(browser: BrowserEvaluator) -> None:
    world: World = small_world()
    households = make_definition("households")
    load_package(package())
    with at("2026-11-02 08:00"):
        request = ask(world)
    know(world, "24373")
    months = [f"nd09:2025-{month:02}" for month in (11, 12)] + [f"nd09:2026-{month:02}" for month in range(1, 11)]
    report_past(world, "24373", dict(zip(months[1:], PAST[1:], strict=True)))
    write_figure(households, world.unit_id("24373"), make_period("nd09:2026-11"), 400)
    task_id = task_of(request, "24373")
    with at("2026-11-16 09:00"):
        fill(world, task_id, {"2": "4.120", "3": "40"})
        rights = now_rights("eakar.nhap")
        task, packet = api.task_and_rules(task_id, rights=rights)
        assert packet is not None
        server = {(one.code, one.row_no): one for one in task.findings}

        typed: dict[str, Any] = {"2": "4120", "3": "40", "1": "1260", "5": "780"}
        values = {row: {"value": value, "operator": 0, "typed": row in "23"} for row, value in typed.items()}
        found, later = browser.check_form(packet.to_json(), values)
        assert later == []
        assert {(one["code"], one["row"]): one["message"] for one in found} == {
            place: one.message_vi for place, one in server.items()
        }
        assert {one["code"]: one["suggestion"] for one in found if one["suggestion"]} == {"slip": "412"}
        broken = {"rule:identity", "rule:range", "rule:before", "rule:year", "rule:elsewhere", "rule:share", "slip"}
        assert {code for code, _ in server} == broken
        assert [one.code for one in task.undecided] == ["rule:open"]

        for row, note in (("2", "đợt lớn"), ("3", "sáp nhập thôn"), ("5", "đã xem")):
            api.save_cells(task_id, [_note(row, typed[row], note)], rights=rights)
        send(world, task_id, {}, drafter="eakar.nhap", approver="eakar.lanhdao")
        survey = api.check_period(NOVEMBER, "commune", rights=now_rights("vp.khoa"))
        cube = {one.code: one for one in survey.findings if one.unit_code == "24373"}
        assert {code: one.message_vi for code, one in cube.items()} == {
            code: one.message_vi for (code, _), one in server.items()
        }
        assert cube["slip"].suggestion == 412
        assert cube["rule:elsewhere"].compared == {"households": "400/1", "households_trained": "4120/1"}
        # Units that have not sent, and what nobody reported a year ago, are undecided: neither kept nor broken.
        counts = {one.rule: one for one in survey.counts}
        assert (counts["open"].kept, counts["open"].broken, counts["open"].undecided) == (0, 0, 4)
        assert (counts["range"].kept, counts["range"].broken, counts["range"].undecided) == (0, 1, 3)
        by_unit = api.findings_of_request(request.id, rights=now_rights("skhcn.tonghop"))
        assert {one.code for one in by_unit[world.unit_id("24373")]} == broken


SPLIT_RULES = {
    "women": "trainees[sex=F] <= households_trained",
    "children": "trainees[age=child] <= 20",
    "all": "trainees <= 70",
    "men": "trainees[sex=M] <= 25",
    "fewer": "trainees[sex=F] <= previous_period(trainees[sex=F])",
    "half": "women_share <= 50",
}
PARTS = {"6": ("child", "F", "15"), "7": ("adult", "F", "30"), "8": ("child", "M", "4"), "9": ("adult", "M", "26")}


def split_package() -> dict[str, str]:
    """The small form with rows for each combination of two dimensions, and rules about one dimension alone."""
    rows = "".join(
        f'  - {{no: "{no}", indicator: trainees, dims: {{age: {age}, sex: {sex}}}}}\n'
        for no, (age, sex, _) in PARTS.items()
    )
    rows += '  - {no: "10", indicator: women_share}\n'
    form = FORM_FILE.replace("version: 1", "version: 2").replace("2023-01-01", "2024-01-01")
    return {"forms/b.yaml": form.replace("rules:\n", f"{rows}rules:\n")} | package(SPLIT_RULES)


def test_a_selection_of_a_split_figure_is_the_sum_of_its_parts_for_all_three(browser: BrowserEvaluator) -> None:
    world: World = small_world()
    make_dimension("age", "child", "adult")
    make_dimension("sex", "F", "M")
    trainees = make_definition("trainees", dimensions=["age", "sex"])
    women = {"code": "trainees", "where": {"sex": "F"}}
    make_definition(
        "women_share", kind="ratio", time_rule="ratio_of_sums", space_rule="ratio_of_sums", merge_rule="ratio_of_sums",
        measure_unit="percent", decimals=1, formula={"op": "share", "args": [women, {"code": "trainees"}]},
    )  # fmt: skip
    load_package(split_package())
    unit_id, october = world.unit_id("24373"), make_period("nd09:2026-10")
    for dims, value in (("age=child;sex=F", 20), ("age=adult;sex=F", 24), ("age=adult;sex=M", 1000)):
        write_figure(trainees, unit_id, october, value, key={"dims": dims})
    with at("2026-11-02 08:00"):
        request = ask(world)
    know(world, "24373")
    task_id = task_of(request, "24373")
    with at("2026-11-16 09:00"):
        rights = now_rights("eakar.nhap")
        typed = {"2": "40", "3": "40"} | {no: value for no, (_, _, value) in PARTS.items()}
        fill(world, task_id, {no: value for no, value in typed.items() if no != "7"})
        broken = {one.code for one in api.task(task_id, rights=rights).findings if one.code.startswith("rule:")}
        assert broken == {"rule:men"}, "of women one part is still open"
        assert _share_of_women(api.task(task_id, rights=rights)) == (None, None)
        fill(world, task_id, {"7": typed["7"]})
        task, packet = api.task_and_rules(task_id, rights=rights)
        assert packet is not None
        # 45 of 75; of the year so far, where October's parts stand in the ledger, 89 of 1,119.
        assert _share_of_women(task) == (Decimal("60.0"), Decimal("8.0"))
        server = {one.code: one.message_vi for one in task.findings if one.code.startswith("rule:")}
        assert server.keys() == {"rule:women", "rule:all", "rule:men", "rule:fewer", "rule:half"}

        values = {row: {"value": value, "operator": 0, "typed": True} for row, value in typed.items()}
        found, later = browser.check_form(packet.to_json(), values)
        assert later == []
        assert {one["code"]: one["message"] for one in found if one["code"].startswith("rule:")} == server

        api.save_cells(
            task_id, [CellInput(no, value, CellKind.TYPED, note="đã xem") for no, value in typed.items()], rights=rights
        )
        send(world, task_id, {}, drafter="eakar.nhap", approver="eakar.lanhdao")
        survey = api.check_period(NOVEMBER, "commune", rights=now_rights("vp.khoa"))
        cube = {one.code: one for one in survey.findings if one.unit_code == "24373" and one.code in server}
        assert {code: one.message_vi for code, one in cube.items()} == server
        assert cube["rule:women"].compared == {"trainees[sex=F]": "45/1", "households_trained": "40/1"}
        by_unit = api.findings_of_request(request.id, rights=now_rights("skhcn.tonghop"))
        assert server.keys() <= {one.code for one in by_unit[unit_id]}
        asked = FigureQuery(("women_share",), (NOVEMBER,), "commune", now_rights("vp.khoa"))
        [told] = [row for row in query(asked) if row.unit_id == unit_id]
        assert Fraction(told.numerator, told.denominator) == 60


def _share_of_women(task: TaskView) -> tuple[Decimal | None, Decimal | None]:
    """The computed row of a selection that has no row of its own: of the period and of the year so far."""
    [row] = [one for one in task.rows if one.row.no == "10"]
    return row.cells["value"].quantity.value, row.year_to_date.value


def _note(row: str, text: str, note: str) -> Any:
    kind = CellKind.KNOWN if row == "5" else CellKind.TYPED
    return CellInput(row, "" if row == "5" else text, kind, note=note)


def test_the_units_below_are_added_up_and_one_that_owes_leaves_it_open() -> None:
    world = small_world()
    declared = make_definition("trained_declared", collected_level="province")
    load_package(
        {
            "rules/parent.yaml": (
                "code: parent\nversion: 1\nvalid_from: 2023-01-01\nname_vi: Thử\nname_en: Test\nseverity: error\n"
                "at: trained_declared\nrule: trained_declared = children(households_trained)\nsource: thử nghiệm\n"
                "message_vi: Khác tổng các xã.\nmessage_en: Not the total of the communes.\n"
                "examples: [{title: chưa có số, expect: undecided}]\n"
            )
        }
    )
    period = make_period("nd09:2026-11")
    communes = [unit.id for unit in world.territory.communes.values()]
    with at("2026-11-20 08:00"):
        write_figure(declared, world.territory.province.id, period, 1000)
        for unit_id in communes[1:]:
            write_figure(world.definitions["households_trained"], unit_id, period, 200)
        rights = now_rights("vp.khoa")
        (count,) = [one for one in api.check_period(NOVEMBER, "province", rights=rights).counts if one.rule == "parent"]
        assert (count.kept, count.broken, count.undecided) == (0, 0, 1)
        write_figure(world.definitions["households_trained"], communes[0], period, 200)
        survey = api.check_period(NOVEMBER, "province", rights=rights)
        (finding,) = survey.findings
        total = str(200 * len(communes))
        assert finding.compared["households_trained~children"] == f"{total}/1"
        assert finding.message_vi.startswith("Khác tổng các xã.")
