"""DuckDB's arithmetic of whole numbers in 128 bits, for Ibis, whose `/` and `//` go through floating point."""
# mypy: disable-error-code="empty-body, untyped-decorator"

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from tinhso.engines.cube.logic.engine.lazy_ibis import ibis


def whole_quotient(above: Any, below: Any) -> Any:
    """Divide, cutting towards zero; callers divide only what divides exactly."""
    return _divide()(above, below)


def common_divisor(one: Any, other: Any) -> Any:
    """Return the greatest common divisor, never negative."""
    return _gcd()(one, other)


# Made with the first step that is compiled: Ibis is not loaded before.
@cache
def _divide() -> Callable[..., Any]:
    @ibis.udf.scalar.builtin(name="divide")
    def divide(above: int, below: int) -> int: ...

    return divide  # type: ignore[no-any-return]


@cache
def _gcd() -> Callable[..., Any]:
    @ibis.udf.scalar.builtin(name="gcd")
    def gcd(one: int, other: int) -> int: ...

    return gcd  # type: ignore[no-any-return]
