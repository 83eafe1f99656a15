"""Worlds that many tests share: made once in a transaction that stays open, each test in a savepoint of its own.

Making a small province takes longer than most tests that look at it. A standing world is made when the first test asks
for it and undone when a test comes that does not, so no other test ever meets its rows:

    standing_world = standing("reporting.standing_world", make_world)      # in a conftest

    @pytest.fixture
    def world(standing_world: World) -> World: ...

What the tests of a file do first in that world may stand too, in a savepoint above it, while tests ask for it:

    @standing_on("reporting.standing_world")
    def request_(world: World) -> RequestView: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from inspect import signature
from typing import Any

import pytest
from django.db import transaction


@dataclass(frozen=True)
class Standing:
    """How something is made that may stand: a world by nothing, what is above it by what is below."""

    name: str
    make: Callable[..., Any]
    ground: str = ""


MADE_SO: dict[str, Standing] = {}
"""Every world by the name of its fixture, every layer by its module and the name of its fixture."""


def standing(name: str, make: Callable[[], Any]) -> Any:
    """Declare a standing world and return its fixture.

    Args:
        name: name of the fixture, the only one so called among all floors.
        make: makes the world by the product's own verbs and returns what tests hold of it; nobody may change that.
    """
    declared = MADE_SO[name] = Standing(name, make)

    @pytest.fixture(name=name)
    def fixture(db: None) -> Any:
        return GROUND.made(declared) if GROUND.holds(declared) else make()

    return fixture


def standing_on(ground: str) -> Callable[[Callable[[Any], Any]], Any]:
    """Declare a fixture that tests of its file (of its folder, in a conftest) share: it writes, given the world.

    Args:
        ground: name of the world it is made in, or of another such fixture; what that returns is given to
            the function, whose argument names the fixture that leads there. What it returns nobody may change.
    """

    def declare(make: Callable[[Any], Any]) -> Any:
        name = f"{make.__module__}:{make.__name__}"
        declared = MADE_SO[name] = Standing(name, make, ground)

        def shared(**below: Any) -> Any:
            return GROUND.made(declared) if GROUND.holds(declared) else make(*below.values())

        shared.__doc__, shared.__signature__ = make.__doc__, signature(make)  # type: ignore[attr-defined]
        return pytest.fixture(name=make.__name__)(shared)

    return declare


def worlds_of(item: pytest.Item) -> tuple[Standing, ...]:
    """What a test asks to stand, the world first; nothing where the test commits by itself and makes its own."""
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return ()
    asked = [_down_to_the_ground(item, name) for name in getattr(item, "fixturenames", ())]
    return max(asked, key=len, default=())


def _down_to_the_ground(item: pytest.Item, name: str) -> tuple[Standing, ...]:
    module = getattr(getattr(item, "module", None), "__name__", "")
    folder = f"{module.rpartition('.')[0]}.conftest"
    found = MADE_SO.get(f"{module}:{name}") or MADE_SO.get(f"{folder}:{name}") or MADE_SO.get(name)
    if found is None:
        return ()
    return (*_down_to_the_ground(item, found.ground), found) if found.ground else (found,)


class Ground:
    """What stands now, the world first, each with the open transaction or savepoint that holds it."""

    def __init__(self) -> None:
        self._layers: list[tuple[Standing, Any, ExitStack]] = []

    @property
    def standing(self) -> tuple[Standing, ...]:
        """What stands, the world first."""
        return tuple(declared for declared, _, _ in self._layers)

    def holds(self, declared: Standing) -> bool:
        """Say whether this stands now."""
        return declared in self.standing

    def made(self, declared: Standing) -> Any:
        """What its maker returned."""
        return next(made for one, made, _ in self._layers if one == declared)

    def clear(self, but: tuple[Standing, ...] = ()) -> None:
        """Undo, from above, everything that stands but this."""
        while self.standing != but[: len(self._layers)]:
            self._layers.pop()[2].close()

    def change_to(self, wanted: tuple[Standing, ...], blocker: Any) -> None:
        """Let exactly this stand."""
        self.clear(but=wanted)
        for declared in wanted[len(self._layers) :]:
            self._layers.append(self._raise(declared, blocker))

    def _raise(self, declared: Standing, blocker: Any) -> tuple[Standing, Any, ExitStack]:
        below = [self._layers[-1][1]] if declared.ground else []
        with ExitStack() as held:
            held.enter_context(blocker.unblock())
            held.enter_context(_never_committed())
            made = declared.make(*below)
            return declared, made, held.pop_all()


@contextmanager
def _never_committed() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


GROUND = Ground()
