"""Worlds that many tests share: made once in a transaction that stays open, each test in a savepoint of its own.

Making a small province takes longer than most tests that look at it. A standing world is made when the first test asks
for it and undone when a test comes that does not, so no other test ever meets its rows:

    standing_world = standing("reporting.standing_world", make_world)      # in a conftest

    @pytest.fixture
    def world(standing_world: World) -> World: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import transaction

MAKERS: dict[str, Callable[[], Any]] = {}
"""How each standing world is made, by the name of its fixture."""


def standing(name: str, make: Callable[[], Any]) -> Any:
    """Declare a standing world and return its fixture.

    Args:
        name: name of the fixture, the only one so called among all floors.
        make: makes the world by the product's own verbs and returns what tests hold of it; nobody may change that.
    """
    MAKERS[name] = make

    @pytest.fixture(name=name)
    def fixture(db: None) -> Any:
        return GROUND.made if GROUND.name == name else make()

    return fixture


def world_of(item: pytest.Item) -> str:
    """The standing world a test asks for; none where the test commits by itself, which makes one of its own."""
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return ""
    return next((name for name in getattr(item, "fixturenames", ()) if name in MAKERS), "")


class Ground:
    """The world that stands now and the open transaction that holds it."""

    def __init__(self) -> None:
        self.name = ""
        self.made: Any = None
        self._held = ExitStack()

    def clear(self) -> None:
        """Undo the standing world, if there is one."""
        self._held.close()
        self.name, self.made = "", None

    def change_to(self, name: str, blocker: Any) -> None:
        """Let this world stand, or none."""
        if name == self.name:
            return
        self.clear()
        if name:
            self._held.enter_context(blocker.unblock())
            self._held.enter_context(_never_committed())
            self.made = MAKERS[name]()
            self.name = name


@contextmanager
def _never_committed() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


GROUND = Ground()
