"""How the worlds under a board begin."""

from __future__ import annotations

from tinhso.engines.insight.testing import load_board
from tinhso.engines.reporting.testing import World, at, know, small_world


def under_a_board() -> World:
    """Four communes whose dossiers of kỳ 11/2026 a system has posted, and a board; nothing is assigned yet."""
    with at("2026-11-01 08:00"):
        made = small_world()
        for code in made.territory.communes:
            know(made, code)
        load_board()
    return made
