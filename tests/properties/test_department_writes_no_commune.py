"""Story 5: a department never writes a commune's cell, on whatever route: screens, verbs, machine face, CSV, Excel.

Screens are found in the table of routes: one that is added later is asked as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from tests.properties.small_province import EA_KAR, NOVEMBER, NOW, Province, build
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.models import Entry
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import CellInput
from tinhso.engines.reporting.contracts.errors import ReportingError
from tinhso.engines.reporting.models import Assignment, Cell, CellChange, Transition
from tinhso.engines.reporting.routes import urlpatterns
from tinhso.engines.reporting.testing import ACTOR, at, now_rights, task_of
from tinhso.engines.trust import api as trust

DEPARTMENT = ("skhcn.tonghop", "skhcn.lanhdao")
REFUSED = {401, 403, 404, 405}
TYPED = {"c3": "999", "act": "save", "reason": "sửa hộ", "row": "2", "value": "999"}


def stands(province: Province) -> tuple[Any, ...]:
    """Everything that a commune's cell could be changed through."""
    units = Assignment.objects.filter(kind="unit").order_by("id")
    return (
        list(Cell.objects.order_by("id").values_list("id", "value", "missing", "kind", "version")),
        CellChange.objects.count(),
        Entry.objects.filter(line="").count(),
        Transition.objects.filter(assignment__kind="unit").count(),
        list(units.values_list("id", "state", "submissions_made")),
        trust.events(limit=1)[0].id,
    )


def acts_on_a_task() -> list[str]:
    """The addresses that act on one report, by name; reading them is allowed and changes nothing."""
    routes = [one for one in urlpatterns if isinstance(one, URLPattern) and str(one.pattern).startswith("viec/<int")]
    return [str(one.pattern) for one in routes]


@pytest.mark.django_db
def test_a_department_writes_no_communes_cell_on_any_route(tmp_path: Path) -> None:
    province = build()
    with at(NOW):
        untouched = task_of(province.november, "22015")
        tasks = (province.ea_kar, province.bmt, untouched, province.locked_ea_kar)
        before = stands(province)
        for login in DEPARTMENT:
            assert _screens(login, tasks) == []
            assert _verbs(login, tasks) == []
            assert _machine(login) in (403, 422)
            assert not _imports(login, tmp_path)
        after = stands(province)
    # Keys of the machine face are made by events of their own; nothing else happened.
    assert after[:-1] == before[:-1]


def _screens(login: str, tasks: tuple[int, ...]) -> list[str]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(orgs.User.objects.get(username=login))
    done = []
    for pattern in acts_on_a_task():
        for task in tasks:
            url = "/" + pattern.replace("<int:task_id>", str(task)).replace("<int:number>", "1").replace(
                "<str:row_no>", "2"
            )
            workbook = SimpleUploadedFile("bieu.xlsx", b"PK")
            for act in ("save", "send", "approve", "send_back", "keep"):
                answer = client.post(url, TYPED | {"act": act, "tep": workbook})
                if answer.status_code not in REFUSED:
                    done.append(f"{url} {act}: {answer.status_code}")
    cells = {f"{task}/2/value": {"text": "999", "version": 0} for task in tasks}
    answer = client.post("/viec/bang/tu-luu", json.dumps({"cells": cells}), content_type="application/json")
    return done if answer.status_code in REFUSED else [*done, f"/viec/bang/tu-luu: {answer.status_code}"]


def _verbs(login: str, tasks: tuple[int, ...]) -> list[str]:
    rights = now_rights(login)
    verbs: dict[str, Callable[[int], object]] = {
        "save": lambda task: reporting.save_cells(task, [CellInput("2", "999")], rights=rights),
        "send": lambda task: reporting.send_for_approval(task, rights=rights),
        "approve": lambda task: reporting.approve(task, rights=rights),
        "withdraw": lambda task: reporting.withdraw(task, rights=rights, reason="sửa hộ"),
        "correct": lambda task: reporting.start_correction(task, rights=rights, reason="sửa hộ"),
    }
    done = []
    for name, act in verbs.items():
        for task in tasks:
            try:
                act(task)
            except (NoRight, ReportingError):
                continue
            done.append(f"{name} {task}")
    return done


def _machine(login: str) -> int:
    """The machine face with every action a key may name, and with a signed-in session."""
    row = {"indicator": "households_trained", "unit": EA_KAR, "period": NOVEMBER, "value": "999"}
    secret = orgs.create_token(
        login, f"thử {login}", scopes=list(Action), expires_on=orgs.today().replace(year=2030), actor=ACTOR
    )
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "thu"})
    answer = client.post("/api/v1/figures", {"figures": [row]}, content_type="application/json")
    if answer.status_code == 422:
        assert {one["code"] for one in answer.json()["rejections"]} == {"IND-020"}
    session = Client(SERVER_NAME="localhost", headers={"Idempotency-Key": "thu"})
    session.force_login(orgs.User.objects.get(username=login))
    assert session.post("/api/v1/figures", {"figures": [row]}, content_type="application/json").status_code in REFUSED
    return answer.status_code


def _imports(login: str, folder: Path) -> bool:
    """`tinhso figures import --as LOGIN`; True when anything was written."""
    file = folder / "figures.csv"
    file.write_text(
        f"indicator,unit,period,value,note\nhouseholds_trained,{EA_KAR},{NOVEMBER},999,sửa hộ\n"
        f"households_trained,22015,{NOVEMBER},999,sửa hộ\n",
        encoding="utf-8",
    )
    try:
        summary = indicators.import_csv(file, rights=now_rights(login), partial=True)
    except NoRight:
        return False
    assert {one.code for one in summary.rejections} == {"IND-020"}
    return bool(summary.accepted or summary.corrected)
