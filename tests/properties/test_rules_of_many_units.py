"""In the table of many units the browser decides every unit's rules by itself: the same findings, in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.browser_evaluator import FRONTEND, BrowserEvaluator, browser_evaluator
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView, Respondent
from tinhso.engines.reporting.testing import (
    ACTOR,
    ask,
    at,
    know,
    load_package,
    now_rights,
    report_past,
    small_world,
)
from tinhso.engines.reporting.web.entry.form_rules import packed, units_rules_block

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (FRONTEND / "node_modules").exists(), reason="the front end's tools are not installed"),
]
UNITS = ["24373", "24133", "22015", "22045"]
RULE = (
    "code: {code}\nversion: 1\nvalid_from: 2023-01-01\nname_vi: Thử\nname_en: Test\nat: households_trained\n"
    "rule: {rule}\nseverity: {severity}\nmessage_vi: Xem lại.\nmessage_en: Look again.\nsource: thử nghiệm\n"
    "examples: [{{title: chưa có số, expect: undecided}}]\n"
)
RULES = {
    "before": ("warning", "households_trained < previous_period(households_trained) + 5"),
    "year": ("error", "year_to_date(households_trained) <= 4200"),
    "pair": ("error", "villages <= households_trained"),
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserEvaluator]:
    with browser_evaluator(Path(tmp_path_factory.mktemp("evaluator"))) as evaluator:
        yield evaluator


@pytest.fixture
def request_for_all() -> RequestView:
    """A department enters for four communes: one with a past and known figures, one with half a past, two without."""
    world = small_world()
    load_package({f"rules/{code}.yaml": RULE.format(code=code, rule=rule, severity=severity)
                  for code, (severity, rule) in RULES.items()})  # fmt: skip
    with at("2026-11-02 08:00"):
        orgs.create_user("stc.nhap", actor=ACTOR, title_vi="Chuyên viên")
        orgs.grant_role("stc.nhap", Role.DRAFTER, world.unit_id("H15.16"), actor=ACTOR)
        report_past(world, UNITS[0], {f"nd09:2026-{month:02}": 371 + month for month in range(1, 11)})
        report_past(world, UNITS[1], {f"nd09:2026-{month:02}": 30 for month in range(7, 11)})
        know(world, UNITS[0])
        entered = [Respondent(world.unit_id("H15.16"), world.unit_id(code)) for code in UNITS]
        return ask(world, respondents=entered)


figures = st.one_of(st.none(), st.sampled_from([0, 31, 38, 300, 405, 412, 4_120, 41_200]), st.integers(0, 5_000))


def on_screen(block: Mapping[str, Any], typed: Mapping[str, int]) -> dict[str, Any]:
    """What the table's cells of one unit hold, as `grid-rules.ts` reads them."""
    given_rows = dict(block["given"])
    return given_rows | {row: {"value": str(value), "operator": 0, "typed": True} for row, value in typed.items()}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_unit_hears_from_the_browser_what_the_server_will_say(
    data: st.DataObject, request_for_all: RequestView, browser: BrowserEvaluator
) -> None:
    with at("2026-11-16 09:00"):
        rights = now_rights("stc.nhap")
        view = api.request_grid(request_for_all.id, rights=rights, with_rules=True)
        block = units_rules_block(view)
        assert len(block["units"]) == len(UNITS)
        typed = {
            line.task_id: {
                row: value
                for row in ("2", "3")
                if (value := data.draw(figures, label=f"{line.subject.code} {row}")) is not None
            }
            for line in view.lines
        }
        screens = {str(task): on_screen(block["units"][str(task)], rows) for task, rows in typed.items()}
        found = browser.check_units(block, screens)
        for task, rows in typed.items():
            inputs = [CellInput(row, str(value)) for row, value in rows.items()]
            answer, _years = api.preview_cells(task, inputs, rights=rights)
            server = [one for one in answer.findings if one.code not in ("missing", "source_changed")]
            assert sorted(
                (one["code"], one["row"], one["severity"], one["message"]) for one in found[str(task)]
            ) == sorted((one.code, one.row_no, str(one.severity), one.message_vi) for one in server)
            mended = {one["code"]: one["suggestion"] for one in found[str(task)] if one["suggestion"]}
            assert mended == {one.code: str(one.suggestion) for one in server if one.suggestion is not None}


def test_a_unit_gets_in_the_table_the_packet_of_its_own_form(request_for_all: RequestView) -> None:
    with at("2026-11-16 09:00"):
        rights = now_rights("stc.nhap")
        view = api.request_grid(request_for_all.id, rights=rights, with_rules=True)
        assert view.rules is not None
        for line in view.lines:
            assert view.rules.packets[line.task_id] == api.task_and_rules(line.task_id, rights=rights)[1]
        known = {line.subject.code: line.cells["1", "value"].view for line in view.lines}[UNITS[0]]
        assert packed(known.quantity)["value"] == "1260"
