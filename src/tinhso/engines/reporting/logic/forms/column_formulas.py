"""Formula columns of a form: `3 = 2 / 1` over the figures that stand beside in the same row."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from tinhso.engines.reporting.contracts import NO_QUANTITY, Column, ColumnKind, FormDefinition, Quantity, RowView
from tinhso.kernel import formulas
from tinhso.kernel.quantities import Operator, round_half_up

_BESIDE: dict[ColumnKind, Callable[[RowView], Quantity]] = {
    ColumnKind.PREVIOUS: lambda view: view.previous,
    ColumnKind.SAME_PERIOD_LAST_YEAR: lambda view: view.same_period_last_year,
    ColumnKind.YEAR_TO_DATE: lambda view: view.year_to_date,
    ColumnKind.CHANGE: lambda view: _percent(_cell(view, "value"), view.same_period_last_year),
    ColumnKind.PLAN_SHARE: lambda view: _percent(view.year_to_date, view.plan),
}


def formula_values(form: FormDefinition, view: RowView) -> dict[str, tuple[Quantity, bool]]:
    """Return the result of every formula column for one row, and whether it is a percentage.

    A result is missing where a part of it is, or where it divides by zero.
    """
    columns = {column.code: column for column in form.columns}

    def look_up(reference: formulas.Reference) -> formulas.Known | formulas.Missing:
        found = beside(columns[reference.code], view)
        if found.value is None:
            return formulas.Missing.because(found.missing.code, reference)
        return formulas.Known.of(found.value, found.operator)

    return {
        column.code: (_result(column, look_up), column.as_percent)
        for column in form.columns
        if column.kind is ColumnKind.FORMULA
    }


def beside(column: Column, view: RowView) -> Quantity:
    """The figure of a column in a row."""
    if column.kind is ColumnKind.PLAN and column.code not in view.cells:
        return view.plan
    return _BESIDE[column.kind](view) if column.kind in _BESIDE else _cell(view, column.code)


def _result(column: Column, look_up: formulas.Lookup) -> Quantity:
    answer = formulas.evaluate(formulas.from_json(column.formula), look_up)
    if isinstance(answer, formulas.Missing):
        return NO_QUANTITY
    times = 100 if column.as_percent else 1
    exact = answer.value * times
    return Quantity(round_half_up(exact, column.decimals), Operator(answer.operator))


def _cell(view: RowView, code: str) -> Quantity:
    cell = view.cells.get(code)
    return cell.quantity if cell else NO_QUANTITY


def _percent(part: Quantity, whole: Quantity) -> Quantity:
    if part.value is None or not whole.value:
        return NO_QUANTITY
    return Quantity(round_half_up(Fraction(part.value) / Fraction(whole.value) * 100, 1))
