"""Changing, replacing and extending what was assigned: the units see what changed and why."""

from __future__ import annotations

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Respondent, TaskState
from tinhso.engines.reporting.contracts.errors import (
    DeadlineTooEarly,
    NotAWorkingDay,
    RepeatedRespondent,
    RequestHasFigures,
    UnknownAssignment,
)
from tinhso.engines.reporting.contracts.request_errors import ExtensionAsked, NothingChanged, UnknownAsk
from tinhso.engines.reporting.models import Assignment, Cell
from tinhso.engines.reporting.testing import (
    FORM_FILE,
    REGIME_FILE,
    World,
    ask,
    at,
    day,
    fill,
    load_package,
    now_rights,
    send,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period


def owed(as_of: int | None = None) -> int:
    """How many units owe the households trained of kỳ 11/2026."""
    trained = indicators.definition("households_trained").indicator_id
    period = indicators.period_id(parse_period("nd09:2026-11"))
    return len({unit for one in indicators.expectations([trained], [period], as_of) for unit in one.due_at})


def sealed() -> int:
    trust.seal_all()
    checkpoint = trust.latest_checkpoint()
    assert checkpoint is not None
    return checkpoint.tree_size


def test_a_moved_deadline_and_its_reason_stand_with_the_unit(world: World) -> None:
    with at("2026-11-16 08:00"):
        request, rights = ask(world), now_rights("vp.giaobaocao")
        with pytest.raises(NotAWorkingDay):
            api.change_request(request.id, rights=rights, reason="bão", due_on={"commune": day("22/11/2026")})
        with pytest.raises(DeadlineTooEarly):
            api.change_request(request.id, rights=rights, reason="bão", due_on={"commune": day("13/11/2026")})
        with pytest.raises(NothingChanged):
            api.change_request(request.id, rights=rights, reason="bão", due_on={"commune": day("17/11/2026")})
        with pytest.raises(NoRight):
            api.change_request(
                request.id, rights=now_rights("skhcn.tonghop"), reason="bão", due_on={"commune": day("18/11/2026")}
            )
        changed = api.change_request(request.id, rights=rights, reason="bão", due_on={"commune": day("26/11/2026")})
        assert changed.due_at("commune") >= request.lock_at  # type: ignore[operator]
        assert changed.lock_at > changed.due_at("commune")  # type: ignore[operator]
        task = api.task(task_of(request, "24373"), rights=now_rights("eakar.nhap"))
        assert task.card.due_at == changed.due_at("commune")
        assert not task.card.extended
        told = api.notices(now_rights("eakar.nhap"))
        assert [(one.kind, one.reason, one.is_new) for one in told] == [("changed", "bão", True)]
        api.see_notices(rights=now_rights("eakar.nhap"))
        assert not api.notices(now_rights("eakar.nhap"))[0].is_new
        assert api.notices(now_rights("eakar.lanhdao"))[0].is_new
        assert api.notices(now_rights("bmt.nhap"))[0].kind == "changed"
        # The log knows the move: nothing looks forged afterwards.
        trust.seal_all()
        assert [fault.table for fault in trust.verify_log() if fault.table.startswith("reporting")] == []


def test_units_are_added_and_taken_off_and_what_they_owe_follows(world: World) -> None:
    with at("2026-11-16 08:00"):
        rights, ids = now_rights("vp.giaobaocao"), [world.unit_id("24373"), world.unit_id("24133")]
        request = ask(world, respondents=[Respondent(one) for one in ids])
        before = sealed()
        other = Respondent(world.unit_id("22015"))
        with pytest.raises(RepeatedRespondent):
            api.change_request(request.id, rights=rights, reason="x", add=[Respondent(ids[0])])
        with pytest.raises(UnknownAssignment):
            api.change_request(request.id, rights=rights, reason="x", remove=[0])
        api.change_request(
            request.id, rights=rights, reason="giao nhầm", add=[other], remove=[task_of(request, "24133")]
        )
        assert owed() == 2
        assert owed(before) == 2
        after = sealed()
        states = Assignment.objects.filter(request_id=request.id, kind="unit").values_list("state", flat=True)
        assert sorted(states) == ["assigned", "assigned", "cancelled"]
        assert api.notices(now_rights("bmt.nhap"))[0].kind == "taken_off"
        assert api.tasks_of(now_rights("bmt.nhap")).new == ()
        send(world, task_of(request, "24373"), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        with pytest.raises(RequestHasFigures):
            api.change_request(request.id, rights=rights, reason="x", remove=[task_of(request, "24373")])
        api.change_request(request.id, rights=rights, reason="thôi", remove=[task_of(request, "22015")])
        assert (owed(), owed(after), owed(before)) == (1, 2, 2)


def test_a_replaced_report_keeps_what_was_typed_in_the_same_rows(world: World) -> None:
    with at("2026-11-16 08:00"):
        request, rights = ask(world), now_rights("vp.giaobaocao")
        fill(world, task_of(request, "24373"), {"2": "405", "3": "38"})
        form = FORM_FILE.replace("bieu-01-cds-t", "bieu-moi").replace('no: "2"', 'no: "7"')
        form = form.replace('  - {no: "3", indicator: villages, carry_over: true}\n', "")
        regime = REGIME_FILE.replace("code: cds-thang", "code: cds-moi").replace("bieu-01-cds-t", "bieu-moi")
        load_package({"forms/b.yaml": form, "regimes/b.yaml": regime})
        new = api.replace_request(request.id, "cds-moi", rights=rights, reason="biểu đổi")
        cells = Cell.objects.filter(assignment_id=task_of(new, "24373")).values_list("row_no", "value")
        assert list(cells) == [("7", 405)]
        assert api.request(request.id, rights=rights).state == "cancelled"
        told = api.notices(now_rights("eakar.nhap"))[0]
        assert (told.kind, told.reason) == ("replaced", "biểu đổi")
        assert told.facts["assignment_id"] == str(task_of(new, "24373"))
        send(world, task_of(new, "24373"), {"7": "406"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        with pytest.raises(RequestHasFigures):
            api.replace_request(new.id, "cds-thang", rights=rights, reason="lại đổi")


def test_a_unit_asks_and_the_office_answers(world: World, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        request = ask(world)
        ea_kar, bmt = task_of(request, "24373"), task_of(request, "24133")
        desk = seat("eakar.nhap")
        page = desk.send(f"/viec/{ea_kar}/xin-gia-han", due_on="2026-11-22", reason="mất điện")
        assert page.status == 422
        assert "hãy chọn 23/11/2026" in page
        page = desk.send(f"/viec/{ea_kar}/xin-gia-han", due_on="2026-11-23", reason="mất điện")
        assert "Đã xin gia hạn đến 23/11/2026" in page
        with pytest.raises(ExtensionAsked):
            api.ask_extension(ea_kar, day("24/11/2026").replace(day=25), rights=now_rights("eakar.nhap"), reason="x")
        asked = api.ask_extension(bmt, day("18/11/2026"), rights=now_rights("bmt.lanhdao"), reason="họp")
        assert not asked.after_consolidation
        with pytest.raises(NoRight):
            api.answer_extension(asked.id, rights=now_rights("skhcn.tonghop"), grant=True, reason="")
        office = seat("vp.giaobaocao")
        page = office.open(f"/giao/{request.id}")
        assert "Sau hạn của cơ quan tổng hợp" in page
        first = api.extension_asks(request.id, rights=now_rights("vp.giaobaocao"))[0]
        page = office.send(f"/giao/{request.id}", act="grant_ask", ask=str(first.id), reason="")
        assert "Đã gia hạn đến 23/11/2026 17:00." in page
        page = office.send(f"/giao/{request.id}", act="refuse_ask", ask=str(asked.id), reason=" ")
        assert page.status == 422
        page = office.send(f"/giao/{request.id}", act="refuse_ask", ask=str(asked.id), reason="còn kịp")
        assert "Đã từ chối và báo cho đơn vị." in page
        with pytest.raises(UnknownAsk):
            api.answer_extension(asked.id, rights=now_rights("vp.giaobaocao"), grant=True, reason="")
        assert "Được gia hạn đến 23/11/2026 17:00" in seat("eakar.nhap").open("/viec")
        page = seat("bmt.nhap").open("/viec")
        assert "Chưa đồng ý gia hạn đến 18/11/2026" in page
        assert "còn kịp" in page
        page = seat("bmt.nhap").send("/viec", act="seen")
        assert "Đã đọc" not in page


def test_the_page_changes_and_replaces(world: World, seat: type[Desk]) -> None:
    with at("2026-11-16 08:00"):
        request = ask(world)
        office, address = seat("vp.giaobaocao"), f"/giao/{request.id}/doi"
        assert 'value="2026-11-17"' in office.open(address).html
        page = office.send(address, act="change", reason="bão", han_commune="2026-11-18")
        assert "Đã đổi và báo cho các đơn vị liên quan." in page
        page = office.send(address, act="change", reason="", han_commune="2026-11-19")
        assert "REP-043" in page
        page = office.send(address, act="replace", reason="nhầm", che_do="cds-thang", ten="Báo cáo mới")
        assert "Báo cáo mới" in page
        assert api.task(task_of(request, "24373"), rights=now_rights("eakar.nhap")).card.state is TaskState.CANCELLED
        assert seat("skhcn.tonghop").open(address).status == 403
