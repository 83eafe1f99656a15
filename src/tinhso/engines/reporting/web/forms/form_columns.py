"""The columns of a form as paper has them: in the form's order, under their groups, with the line `A B 1 2 3=2/1`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts import Column, ColumnKind, FormDefinition, RowView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.entry.form_rows import compare_text
from tinhso.web_kit.display import language


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of the head of a table."""

    text: str
    columns: int = 1
    rows: int = 1
    is_number: bool = False
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A column as its heading says: groups above it (outermost first), its name, its number."""

    name: str
    groups: tuple[str, ...] = ()
    number: str = ""
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """The whole head: its lines, and the line of numbers where the form has one."""

    lines: tuple[tuple[HeadCell, ...], ...]
    numbers: tuple[str, ...] = ()


def shown_columns(form: FormDefinition) -> list[Column]:
    """The columns that hold figures, in the form's order."""
    return [column for column in form.columns if column.kind is not ColumnKind.NOTE]


def title_of(column: Column) -> Title:
    """The heading of a column in the reader's language."""
    return Title(column.name(language()), column.groups(language()), column.number)


def head_of(titles: Sequence[Title]) -> Head:
    """Merge the groups of neighbours into cells, the way a merged Excel heading looks."""
    depth = max((len(title.groups) for title in titles), default=0)
    lines: list[list[HeadCell]] = [[] for _line in range(depth + 1)]
    for level in range(depth + 1):
        before: tuple[str, ...] | None = None
        for title in titles:
            if level < len(title.groups):
                path = title.groups[: level + 1]
                if path == before:
                    last = lines[level].pop()
                    lines[level].append(HeadCell(last.text, last.columns + 1, is_number=True, is_group=True))
                else:
                    lines[level].append(HeadCell(path[-1], is_number=True, is_group=True))
                before = path
            else:
                before = None
                if level == len(title.groups):
                    lines[level].append(HeadCell(title.name, rows=depth + 1 - level, is_number=title.is_number))
    numbers = tuple(title.number for title in titles)
    return Head(tuple(map(tuple, lines)), numbers if any(numbers) else ())


def cell_text(view: RowView, column: Column) -> str:
    """What stands in a column of a row, to read; empty where the row has no such cell."""
    if view.definition is None:
        return ""
    if column.code in view.formulas or column.kind not in _FIGURES:
        return compare_text(view, column.code if column.code in view.formulas else str(column.kind))
    cell = view.cells.get(column.code)
    if cell is None:
        shows_plan = column.kind is ColumnKind.PLAN and not column.entered and view.definition is not None
        return compare_text(view, str(column.kind)) if shows_plan else ""
    return quantities.shown(cell.quantity, view.definition.decimals if view.definition else None)


def stub_titles(form: FormDefinition) -> list[Title]:
    """The columns before the figures on paper: number, name, measure unit."""
    numbers = [*form.number_line, "", "", ""]
    names = (_("STT"), _("Chỉ tiêu"), _("Đơn vị tính"))
    return [Title(name, (), number, is_number=False) for name, number in zip(names, numbers, strict=False)]


_FIGURES = {ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE}
