"""The small reporting province, made once for each test that asks for it."""

from __future__ import annotations

import pytest

from tinhso.engines.reporting.testing import World, at, know, small_world


@pytest.fixture
def world(db: None) -> World:
    """Four communes whose dossiers of kỳ 11/2026 the one-stop system has posted; nothing is assigned yet."""
    with at("2026-11-01 08:00"):
        made = small_world()
        for code in made.territory.communes:
            know(made, code)
        return made
