"""How steps are written for Spark: Ibis' own PySpark backend, with whole numbers as wide as DuckDB adds them up.

DuckDB adds 64-bit numbers up in 128 bits and goes on with them. Spark would stay in 64. So every sum becomes a decimal
of 38 digits without a fraction: exact up to 10³⁸, and beyond that an error (ANSI), never a rounded number. What Spark
has no word for follows from that and is written out here:

* shifting right and masking (fields packed into one sum) are division and remainder by a power of two;
* `divide` is the exact quotient, NULL by zero as in DuckDB;
* `gcd` is Euclid's algorithm, as a fold: 190 steps are enough for any two numbers of 38 digits.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.common.exceptions import UnsupportedOperationError

DIGITS = 38
WIDE = dt.Decimal(DIGITS, 0)
_STEPS_OF_EUCLID = 190


class WideCompiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis' compiler for Spark, whose sums never run over unnoticed."""

    __slots__ = ()

    def visit_Sum(self, op: ops.Sum, *, arg: Any, where: Any) -> Any:
        """Add up in 38 digits."""
        if op.arg.dtype.is_boolean():
            arg = self.cast(arg, dt.int32)
        return self.agg.sum(self.cast(arg, WIDE), where=where)

    def visit_BitwiseRightShift(self, op: ops.Value, *, left: Any, right: Any) -> Any:
        """Take away the low bits, then divide: the quotient is whole."""
        size = sge.convert(1 << _literal(op.right))
        return self._quotient(left - self.f.anon.pmod(left, size), size)

    def visit_BitwiseAnd(self, op: ops.Value, *, left: Any, right: Any) -> Any:
        """Keep the low bits."""
        size = _literal(op.right) + 1
        if size & (size - 1):
            raise UnsupportedOperationError(f"{size - 1} does not mask low bits")
        return self.f.anon.pmod(left, sge.convert(size))

    def visit_ScalarUDF(self, op: ops.ScalarUDF, **parts: Any) -> Any:
        """Write the functions of `whole_numbers`, which are DuckDB's own."""
        name = self.__sql_name__(op)
        if name not in ("divide", "gcd"):
            raise UnsupportedOperationError(f"{name} is not written for Spark")
        one, other = parts.values()
        return self._quotient(one, other) if name == "divide" else self._gcd(one, other)

    def _quotient(self, above: Any, below: Any) -> Any:
        quotient = sge.Div(this=sge.paren(above), expression=self.f.nullif(below, 0))
        return self.cast(quotient, WIDE)

    def _gcd(self, one: Any, other: Any) -> Any:
        a, b = (self.cast(self.f.abs(part), WIDE).sql(self.dialect) for part in (one, other))
        step = f"IF(s.b = 0, s, named_struct('a', s.b, 'b', CAST(s.a % s.b AS DECIMAL({DIGITS}, 0))))"
        start = f"sequence(1, {_STEPS_OF_EUCLID}), named_struct('a', {a}, 'b', {b})"
        return sg.parse_one(f"aggregate({start}, (s, i) -> {step}, s -> s.a)", read=self.dialect)


def _literal(value: ops.Value) -> int:
    if not isinstance(value, ops.Literal):
        raise UnsupportedOperationError("bits are shifted and masked by constants only")
    return int(value.value)


def statement(expression: Any) -> str:
    """Return an expression over names of the catalogue as a statement of Spark."""
    compiler = WideCompiler()
    return str(compiler.to_sqlglot(expression.unbind()).sql(dialect=compiler.dialect))
