"""Which cells of a form are parts of a selection of dimensions: `a[sex=F]` of rows that are split by sex and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tinhso.engines.indicators.contracts import DefinitionView, is_part
from tinhso.engines.reporting.contracts import Column, ColumnKind, Row
from tinhso.engines.reporting.logic.sheet import Sheet, applies, joined_dims
from tinhso.kernel.formulas import Reference

Cells = Mapping[tuple[str, str], tuple[Row, Column]]


def cells_by_figure(sheet: Sheet) -> Cells:
    """Return the cell of this period's figure by (indicator, dimensions); computed rows are not among them."""
    columns = [column for column in sheet.form.columns if column.kind is ColumnKind.VALUE]
    rows = [row for row in sheet.form.rows if sheet.definition(row) is not None and not sheet.is_computed(row)]
    return {
        (row.indicator, joined_dims(row.dims, column.dims)): (row, column)
        for row in rows
        for column in columns
        if applies(column, row, sheet.definitions[row.indicator])
    }


def parts_of_selection(
    cells: Cells, reference: Reference, versions: Sequence[DefinitionView]
) -> dict[str, tuple[Row, Column]]:
    """Return the cells of a form that are parts of a selection, by their dimensions.

    Args:
        versions: those of the selection's indicator.
    """
    if not any(one.dimensions for one in versions):
        return {}
    return {
        dims: cell
        for (code, dims), cell in cells.items()
        if code == reference.code and is_part(dims, reference.dims, versions)
    }
