"""The small reporting province that stands for every test which asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from tinhso.engines.reporting import api
from tinhso.engines.reporting.testing import World, ask, at, fill, know, now_rights, report_past, small_world, task_of
from tinhso.engines.reporting.tests.desk import Desk, pretend_to_be_built, use_own_frame
from tinhso.testing.standing import standing, standing_on


def _known_dossiers() -> World:
    with at("2026-11-01 08:00"):
        made = small_world()
        for code in made.territory.communes:
            know(made, code)
        return made


reporting_world = standing("reporting_world", _known_dossiers)


@pytest.fixture
def world(reporting_world: World) -> World:
    """Four communes whose dossiers of kỳ 11/2026 the one-stop system has posted; nothing is assigned yet."""
    return reporting_world


@pytest.fixture
def seat(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Desk]:
    """Where somebody sits down to work: `seat("eakar.nhap").open("/viec")`."""
    use_own_frame(settings)
    pretend_to_be_built(tmp_path / "dist", monkeypatch)
    return Desk


@standing_on("reporting_world")
def waiting(world: World) -> int:
    """Ea Kar's report, sent to its leader on 16/11."""
    with at("2026-11-02 08:00"):
        report_past(world, "24373", {"nd09:2026-10": 412})
        task = task_of(ask(world), "24373")
    with at("2026-11-16 09:00"):
        fill(world, task, {"2": "405", "3": "38"})
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
    return task
