"""The figures of a form as a paper prints them: the same reading as the screen, one text and one exact value a cell."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tinhso.engines.indicators.contracts import DefinitionView, Missing
from tinhso.engines.reporting.contracts import Column, ColumnKind, FormDefinition, Quantity, RowView, TaskView
from tinhso.engines.reporting.logic.restating import legend
from tinhso.kernel.papers import EMPTY_CELL, PaperCell, PaperColumn, PaperRow, PaperTable, RowKind, number_cell
from tinhso.kernel.quantities import Operator, format_number, round_half_up, unit_heading

_ABSENT = {Missing.NOT_APPLICABLE: "không áp dụng", Missing.REFUSED: "không cung cấp"}
_FIGURES = (ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE)
OF_WHICH = "Trong đó: "


def absent_words(missing: Missing) -> str:
    """Why there is no figure, as a paper says it; nothing where nobody reported one yet."""
    return _ABSENT.get(missing, "")


def quantity_cell(quantity: Quantity, decimals: int | None = None, *, is_percent: bool = False) -> PaperCell:
    """Return a figure as printed; blank where nobody reported one, never a zero."""
    value = quantity.value
    if value is None:
        return PaperCell(absent_words(quantity.missing))
    shown = decimals if decimals is not None else max(0, -int(value.as_tuple().exponent))
    if quantity.operator is Operator.EQUAL:
        return number_cell(round_half_up(value, shown), shown, is_percent=is_percent)
    return PaperCell(f"{quantity.operator.symbol} {format_number(value, 'vi', shown)}")


def percent_cell(part: Quantity, whole: Quantity) -> PaperCell:
    """Return a figure in percent of another, one decimal; blank when either is missing or the other is zero."""
    if part.value is None or not whole.value:
        return EMPTY_CELL
    share = round_half_up(Fraction(part.value) * 100 / Fraction(whole.value), 1)
    return number_cell(share, 1, is_percent=True)


def unit_text(definition: DefinitionView | None) -> str:
    """The measure unit as a form prints it: its sign where it has one (%), else its name."""
    return "" if definition is None else unit_heading(definition.measure_unit)


def form_table(task: TaskView) -> PaperTable:
    """Return the table of a unit's report: number, name, measure unit, then the form's columns in their order."""
    columns = (*stub_columns(task.form), *figure_columns(task.form))
    rows = tuple(_row(view, task.form.columns) for view in task.rows)
    beside = [figure for view in task.rows for figure in (view.previous, view.same_period_last_year, view.year_to_date)]
    return PaperTable(columns=columns, rows=rows, notes=legend(beside))


def stub_columns(form: FormDefinition) -> tuple[PaperColumn, ...]:
    """The columns before the figures."""
    signs = [*form.number_line, "A", "B", "C"][:3] if form.number_line else ["A", "B", "C"]
    return (
        PaperColumn("no", ("TT",), signs[0], 6, "center"),
        PaperColumn("name", ("Chỉ tiêu",), signs[1], 40, "left"),
        PaperColumn("measure_unit", ("Đơn vị tính",), signs[2], 10, "center"),
    )


def row_name(view: RowView) -> str:
    """The name of a row as printed, with “trong đó” where it is a part of the row above."""
    name = view.name("vi")
    return f"{OF_WHICH}{name[:1].lower()}{name[1:]}" if view.row.of_which else name


def column_cell(view: RowView, column: Column) -> PaperCell:
    """What stands in a column of a row."""
    decimals = view.definition.decimals if view.definition else None
    if view.definition is None:
        return EMPTY_CELL
    if column.code in view.formulas:
        result, as_percent = view.formulas[column.code]
        return quantity_cell(result, column.decimals, is_percent=as_percent)
    if column.kind is ColumnKind.NOTE:
        return PaperCell(_note(view))
    if column.kind in _FIGURES:
        cell = view.cells.get(column.code)
        if cell is None and column.kind is ColumnKind.PLAN and not column.entered:
            return quantity_cell(view.plan, decimals)
        return quantity_cell(cell.quantity, decimals) if cell else EMPTY_CELL
    return _compared(view, column.kind, decimals)


def _compared(view: RowView, kind: ColumnKind, decimals: int | None) -> PaperCell:
    now = view.cell.quantity if view.cell else Quantity(None)
    if kind is ColumnKind.CHANGE:
        return percent_cell(now, view.same_period_last_year)
    if kind is ColumnKind.PLAN_SHARE:
        return percent_cell(view.year_to_date, view.plan)
    figures = {
        ColumnKind.PREVIOUS: view.previous,
        ColumnKind.SAME_PERIOD_LAST_YEAR: view.same_period_last_year,
        ColumnKind.YEAR_TO_DATE: view.year_to_date,
    }
    return quantity_cell(figures.get(kind, Quantity(None)), decimals)


def _note(view: RowView) -> str:
    return "; ".join(dict.fromkeys(cell.note for cell in view.cells.values() if cell.note))


def figure_columns(form: FormDefinition) -> tuple[PaperColumn, ...]:
    """The form's own columns with all their headings."""
    numbered = any(column.number for column in form.columns)
    return tuple(
        PaperColumn(
            column.code,
            (*column.groups_vi, column.name_vi),
            column.number if numbered else str(place),
            22 if column.kind is ColumnKind.NOTE else 12,
            "left" if column.kind is ColumnKind.NOTE else "right",
        )
        for place, column in enumerate(form.columns, start=1)
    )


def _row(view: RowView, columns: tuple[Column, ...]) -> PaperRow:
    cells = (
        PaperCell(view.row.printed_no),
        PaperCell(row_name(view)),
        PaperCell(unit_text(view.definition)),
        *(column_cell(view, column) for column in columns),
    )
    kind = RowKind.HEADING if view.row.is_heading else RowKind.ROW
    return PaperRow(view.row.no, cells, view.row.indent, kind)


def signed_cell(value: Decimal | None, decimals: int) -> PaperCell:
    """A difference or an adjustment: a number with its own sign."""
    return number_cell(value, decimals)
