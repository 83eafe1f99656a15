"""What the engines above know to rest on units: each tells it by a function that it registers at start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tinhso.engines.orgs.contracts import StraddlingRules, UnitsInQuestion, UnitUse

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


LeftOutSource = Callable[[frozenset[int], date, StraddlingRules], Sequence[UnitUse]]
_left_out: dict[str, LeftOutSource] = {}


def register_left_out(name: str, source: LeftOutSource) -> None:
    """Let an engine say what of ended units would count no more in the periods a day falls into.

    The source takes the ended units, the first day of the change and the rules in force.
    """
    known = _left_out.setdefault(name, source)
    if known is not source:
        raise ValueError(f"left out {name!r} is already registered")


def registered_left_out(unit_ids: frozenset[int], on: date, rules: StraddlingRules) -> tuple[UnitUse, ...]:
    """What every engine says."""
    return tuple(use for name in sorted(_left_out) for use in _left_out[name](unit_ids, on, rules))


def in_words(uses: Sequence[UnitUse]) -> dict[str, Any]:
    """What rests on units, as messages name it."""
    return {"uses_vi": "; ".join(use.vi for use in uses), "uses_en": "; ".join(use.en for use in uses)}
