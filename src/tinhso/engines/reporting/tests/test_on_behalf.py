"""A department enters for an agency outside the province's offices; without a consolidator the office accepts."""

from __future__ import annotations

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Status
from tinhso.engines.indicators.testing import make_definition, make_period
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import TaskState
from tinhso.engines.reporting.contracts.errors import NotReady, UnknownAssignment
from tinhso.engines.reporting.models import Assignment, Submission
from tinhso.engines.reporting.testing import (
    ACTOR,
    World,
    ask,
    at,
    fill,
    load_package,
    now_rights,
    send,
    standing,
    task_of,
    value_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period

_FORM = """
code: ktxh
version: 1
valid_from: 2023-01-01
name_vi: Biểu kinh tế
name_en: Economy
source: thử nghiệm
rows:
  - {no: "1", indicator: revenue}
"""
_REGIME = """
code: ktxh
version: 1
valid_from: 2023-01-01
name_vi: Báo cáo kinh tế
name_en: Economic report
kind: periodic
scheme: nd09.month
form: ktxh
assigner: H15.01
respondents:
  - {units: [H15.20], respondent: H15.16}
deadlines:
  - {level: agency, working_days_after_cut_off: 4}
source: thử nghiệm
"""


@pytest.fixture
def economy(world: World) -> World:
    with at("2026-11-01 08:00"):
        revenue = make_definition("revenue", collected_level="agency", decimals=1, measure_unit="billion_vnd")
        load_package({"forms/k.yaml": _FORM, "regimes/k.yaml": _REGIME})
        for login, role in (("stc.nhap", Role.DRAFTER), ("stc.lanhdao", Role.APPROVER)):
            orgs.create_user(login, actor=ACTOR, title_vi="Giám đốc Sở")
            orgs.grant_role(login, role, world.unit_id("H15.16"), actor=ACTOR)
    return World(world.territory, {**world.definitions, "revenue": revenue})


def test_who_enters_for_another_numbers_the_report(economy: World, seat: type[Desk]) -> None:
    with at("2026-11-16 10:00"):
        request = api.create_request("ktxh", parse_period("nd09:2026-11"), rights=now_rights("vp.giaobaocao"))
        task_id = task_of(request, "H15.20")
        address = f"/viec/{task_id}/so-van-ban"
        assert f'href="{address}"' in seat("stc.nhap").open(f"/viec/{task_id}").html
        assert 'name="number"' in seat("stc.nhap").open(address).html
        assert seat("stc.nhap").send(address, number="7/BC-STC").status == 200
        given = api.given_number(task_id, rights=now_rights("stc.nhap"))
    assert given is not None
    assert given.number == "7/BC-STC"


def test_a_department_enters_for_another_and_the_office_accepts(economy: World) -> None:
    with at("2026-11-16 09:00"):
        request = api.create_request("ktxh", parse_period("nd09:2026-11"), rights=now_rights("vp.giaobaocao"))
        task = task_of(request, "H15.20")
        assert not Assignment.objects.filter(request_id=request.id, kind="consolidation").exists()
        card = api.tasks_of(now_rights("stc.nhap")).new[0]
        assert (card.on_behalf, card.subject.code, card.consolidator.code) == (True, "H15.20", "H15.01")
        receipt = send(economy, task, {"1": "1.234,5"}, drafter="stc.nhap", approver="stc.lanhdao")
        assert receipt.subject.code == "H15.20"
        assert value_of(economy, "H15.20", "revenue") == 12_345
        with pytest.raises((NoRight, UnknownAssignment)):
            api.accept([task], rights=now_rights("skhcn.tonghop"))
        api.accept([task], rights=now_rights("vp.khoa"))
    accepted = standing(economy, "H15.20", "revenue")
    assert accepted is not None
    assert accepted.status == Status.OFFICIAL


def test_what_another_report_has_locked_is_named_and_leaves_no_trace(world: World) -> None:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        fill(world, ea_kar, {"2": "405", "3": "38"})
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        trained = world.definitions["households_trained"].indicator_id
        indicators.lock([trained], make_period("nd09:2026-11"), [world.unit_id("24373")], actor=ACTOR)
        with pytest.raises(NotReady):
            api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
    row = Assignment.objects.get(pk=ea_kar)
    assert (row.state, row.first_submitted_at) == (TaskState.AWAITING_APPROVAL, None)
    assert not Submission.objects.exists()
    assert value_of(world, "24373", "villages") is None
