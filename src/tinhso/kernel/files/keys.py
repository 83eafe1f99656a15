"""One key of a YAML file of a package: what reads it, what documents it, and what refuses a wrong value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

MOST_VERSIONS = 32_767


class Key(NamedTuple):
    """One key of a file: what it holds, what it means, which values fit."""

    name: str
    holds: str
    meaning_vi: str
    meaning_en: str
    fits: Callable[[Any], bool]
    required: bool = True


def is_version(value: Any) -> bool:
    """A whole number from 1 that a small integer of the database holds."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_VERSIONS
