"""A form without figures, as it is printed: every heading, row and unit of measure, blanks where units write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.indicators import api as indicators
from tinhso.engines.reporting.contracts import Column, ColumnKind, FormDefinition
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.forms.form_columns import head_of, stub_titles, title_of
from tinhso.engines.reporting.web.forms.form_paper import paper_of
from tinhso.web_kit.display import language


@dataclass(frozen=True, slots=True)
class BlankRow:
    """A row of the printed form; `cells` say who fills each: `own` the unit, `known` the system."""

    no: str
    name: str
    indent: int
    unit: str
    is_heading: bool
    of_which: bool
    cells: tuple[tuple[str, str], ...]


def blank_page(form: FormDefinition) -> dict[str, Any]:
    """What `form_blank.html` shows of a form."""
    known = {one.code: one for one in indicators.definitions()}
    rows = []
    for row in form.rows:
        definition = known.get(row.indicator)
        name = (row.name_en or row.name_vi) if language().startswith("en") else row.name_vi
        computed = definition is not None and definition.formula is not None
        rows.append(
            BlankRow(
                row.printed_no,
                name or (definition.name(language()) if definition else ""),
                min(row.indent, 3),
                quantities.unit_name(definition),
                row.is_heading,
                row.of_which,
                tuple((column.name(language()), _filler(column, computed, row.from_list)) for column in form.columns),
            )
        )
    titles = [*stub_titles(form), *(title_of(column) for column in form.columns)]
    return {
        "paper": paper_of(form),
        "head": head_of(titles),
        "blank_rows": rows,
        "form_name": form.name(language()),
        "column_count": len(titles),
        "outline": form.outline,
        "blank_list": _blank_list(form),
        "rules": [(rule.row_no, rule.message(language()), rule.severity) for rule in form.rules],
    }


def _blank_list(form: FormDefinition) -> dict[str, Any] | None:
    if form.open_list is None:
        return None
    columns = [one.name(language()) for one in form.open_list.columns]
    return {"name": form.open_list.name(language()), "columns": columns}


def _filler(column: Column, computed: bool, from_list: str) -> str:
    if column.kind is ColumnKind.NOTE:
        return ""
    if from_list and column.entered:
        return _("danh sách")
    if computed or not column.entered:
        return _("hệ thống")
    return _("đơn vị nhập")
