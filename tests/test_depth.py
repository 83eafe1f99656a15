"""How many examples are drawn by chance: fewer in `make test`, never a handful, and as many as asked."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.testing import depth

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("asked", "examples"), [("1/3", 33), ("1/100", 25), ("1", 100), ("2", 200)])
def test_what_is_written_at_a_test_is_drawn_as_deep_as_asked(
    monkeypatch: pytest.MonkeyPatch, asked: str, examples: int
) -> None:
    monkeypatch.setattr(depth, "DEPTH", Fraction(asked))
    drawn, marks = list[int](), list[str]()

    @settings(max_examples=100, database=None)
    @given(st.integers())
    def a_test(number: int) -> None:
        drawn.append(number)

    # Two cases of one test are one function: it is not cut twice.
    items: Any = [SimpleNamespace(obj=a_test, add_marker=marks.append) for _case in range(2)]
    items.append(SimpleNamespace(obj=lambda: None))
    depth.draw_as_deep_as_asked(items)
    a_test()
    assert len(drawn) == examples
    assert marks == ["drawn", "drawn"]


def test_few_examples_stay_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depth, "DEPTH", Fraction(1, 3))
    assert [depth.drawn(written) for written in (3, 25, 60, 150)] == [3, 25, 25, 50]
    assert depth.drawn(30, least=10) == 10
