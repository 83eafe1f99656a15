"""How deep tests dig that draw what they try by chance.

At each of them stands how many examples are enough by themselves. `make test` runs on every change and draws a third of
them, other ones every time; `make test-deep` draws twenty times as many as are written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import settings

VARIABLE = "TINHSO_TEST_DEPTH"
DEPTH = Fraction(os.environ.get(VARIABLE, "1/3"))
LEAST = 25
"""With fewer, faults put in on purpose were missed."""


def drawn(written: int, least: int = LEAST) -> int:
    """How many examples are drawn where so many are written.

    Args:
        written: the number at the test.
        least: how many are drawn in any case, where so many are written.
    """
    return max(round(written * DEPTH), min(written, least))


def draw_as_deep_as_asked(items: Iterable[pytest.Item]) -> None:
    """Mark every test for which Hypothesis draws examples, and let it draw its part of the number written at it."""
    found = [item for item in items if hasattr(getattr(item, "obj", None), "hypothesis")]
    for item in found:
        item.add_marker("drawn")
    for function in {item.obj for item in found}:  # type: ignore[attr-defined]
        # Hypothesis' own plugin for pytest changes a test's settings in the same way.
        asked = function._hypothesis_internal_use_settings
        function._hypothesis_internal_use_settings = settings(asked, max_examples=drawn(asked.max_examples))
