"""Notes about a cell: asked by the receiver, answered by the unit, settled; seen by both, logged, counted."""

from __future__ import annotations

import pytest

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.cell_notes import NoOpenQuestion
from tinhso.engines.reporting.contracts.errors import ReasonNeeded, UnknownRow
from tinhso.engines.reporting.models import CellNote
from tinhso.engines.reporting.testing import World, ask, at, know, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.usefixtures("seat")
EA_KAR = "24373"


def test_a_question_is_asked_answered_and_settled_and_counts_until_then(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
        know(world, EA_KAR)
    task = task_of(request, EA_KAR)
    with at("2026-11-16 09:00"):
        send(world, task, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    with at("2026-11-17 09:00"):
        department, address = seat("skhcn.tonghop"), f"/tong-hop/{request.id}"
        before = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop"))
        back = f"{address}/hoi-o?loc=xac-minh&o={EA_KAR}%3A2"
        asked = department.send(back, chon=str(task), row="2", text="Vì sao tăng?")
        assert f"o={EA_KAR}%3A2" in asked.url
        assert "Vì sao tăng?" in asked
        view = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop"))
        row = next(one for one in view.rows if one.assignment_id == task)
        assert (row.needs_checking, set(row.asked_rows)) == (True, {"2"})
        doubted = {one.assignment_id for one in before.rows if one.needs_checking} | {task}
        assert view.counts.needs_checking == len(doubted)
        assert row.figures["2"].value == 405
        unit = seat("eakar.nhap")
        assert "Nơi nhận hỏi về dòng 2" in unit.open("/viec")
        assert "Vì sao tăng?" in unit.open(f"/viec/{task}")
        page = unit.open(f"/viec/{task}/o/2")
        assert "Vì sao tăng?" in page
        assert unit.send(page.url, text=" ").status == 422
        assert "Tập huấn hai đợt." in unit.send(page.url, text="Tập huấn hai đợt.")
        assert "Tập huấn hai đợt." in department.open(f"{address}?loc=xac-minh&o={EA_KAR}:2")
        department.send(f"{address}/da-ro", chon=str(task), row="2")
        view = api.consolidation_view(request.id, rights=now_rights("skhcn.tonghop"))
        assert next(one for one in view.rows if one.assignment_id == task).asked_rows == {}
        (thread,) = api.cell_threads(task, rights=now_rights("eakar.lanhdao"))
        assert [str(one.kind) for one in thread.notes] == ["asked", "answered", "settled"]
        with pytest.raises(NoOpenQuestion):
            api.answer_about_cell(task, "2", "Còn gì nữa?", rights=now_rights("eakar.nhap"))
        trust.seal_all()
        assert trust.verify_log() == []


def test_only_the_receiver_asks_and_only_the_unit_answers(world: World) -> None:
    with at("2026-11-02 08:00"):
        task = task_of(ask(world), EA_KAR)
    with at("2026-11-16 09:00"):
        department = now_rights("skhcn.tonghop")
        for login in ("eakar.nhap", "vp.khoa"):
            with pytest.raises(NoRight):
                api.ask_about_cell(task, "2", "Vì sao?", rights=now_rights(login))
        with pytest.raises(UnknownRow):
            api.ask_about_cell(task, "A", "Vì sao?", rights=department)
        with pytest.raises(ReasonNeeded):
            api.ask_about_cell(task, "2", "  ", rights=department)
        with pytest.raises(NoOpenQuestion):
            api.settle_cell(task, "2", rights=department)
        api.ask_about_cell(task, "2", "Vì sao?", rights=department)
        with pytest.raises(NoRight):
            api.answer_about_cell(task, "2", "Vì thế.", rights=department)
        assert CellNote.objects.count() == 1
