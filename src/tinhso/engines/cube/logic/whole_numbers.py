"""DuckDB's arithmetic of whole numbers in 128 bits, for Ibis, whose `/` and `//` go through floating point."""
# mypy: disable-error-code="empty-body, untyped-decorator"

from __future__ import annotations

import ibis


@ibis.udf.scalar.builtin(name="divide")
def whole_quotient(above: int, below: int) -> int:
    """Divide, cutting towards zero; callers divide only what divides exactly."""


@ibis.udf.scalar.builtin(name="gcd")
def common_divisor(one: int, other: int) -> int:
    """Return the greatest common divisor, never negative."""
