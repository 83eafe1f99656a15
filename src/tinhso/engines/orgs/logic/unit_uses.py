"""What the engines above know to rest on units: each tells it by a function that it registers at start."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tinhso.engines.orgs.contracts import UnitsInQuestion, UnitUse

UseSource = Callable[[UnitsInQuestion], Sequence[UnitUse]]
_sources: dict[str, UseSource] = {}


def register_unit_uses(name: str, source: UseSource) -> None:
    """Let an engine say what of its own rests on units; called in `apps.ready()`."""
    known = _sources.setdefault(name, source)
    if known is not source:
        raise ValueError(f"unit uses {name!r} are already registered")


def registered_uses(asked: UnitsInQuestion) -> list[UnitUse]:
    """What every engine says."""
    return [use for name in sorted(_sources) for use in _sources[name](asked)]
