"""The consolidation as a table of texts: one row a unit, one column a form row, the chosen column with its comparisons.

A table of a hundred units by twenty rows with year to date, last year and growth for each would be eighty columns
wide: one column at a time carries its comparisons, and every heading chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tinhso.engines.indicators.contracts import Status
from tinhso.engines.reporting.contracts import (
    ColumnKind,
    ConsolidationColumn,
    ConsolidationRow,
    ConsolidationView,
    Punctuality,
    Quantity,
    TaskState,
)
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.restated import RestatedMark, period_beside, year_mark_of
from tinhso.engines.reporting.web.restated import mark_of as restated_mark_of
from tinhso.kernel.periods import Period
from tinhso.kernel.vietnamese import fold
from tinhso.web_kit.display import language, show_percent

RETURNABLE = frozenset({TaskState.SUBMITTED, TaskState.ACCEPTED})
NOT_SENT = frozenset(
    {TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.DRAFTING, TaskState.AWAITING_APPROVAL, TaskState.RETURNED}
)


MOST_CELLS = 3_000
"""A table of more cells shows the chosen row of the form only: a page must stay light."""
PAGE = 200
"""Units on one page of the table."""
ORDERS = ("ky-nay", "ky-truoc", "so-ky-truoc", "so-cung-ky", "tinh-trang")


@dataclass(frozen=True, slots=True)
class ColumnOnScreen:
    """A column of the table. `is_chosen` carries its comparisons beside it."""

    no: str
    name: str
    unit: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CellOfUnit:
    """One figure of one unit. `url` opens its panel; keyboard users reach it from the unit's name."""

    text: str
    url: str
    css_class: str
    is_chosen: bool
    previous: str = ""
    previous_growth: str = ""
    year_to_date: str = ""
    last_year: str = ""
    growth: str = ""
    previous_mark: RestatedMark | None = None
    last_year_mark: RestatedMark | None = None
    year_mark: RestatedMark | None = None


@dataclass(frozen=True, slots=True)
class UnitOnScreen:
    """One row of the table."""

    assignment_id: int
    code: str
    name: str
    url: str
    is_open: bool
    can_accept: bool
    can_choose: bool
    cells: tuple[CellOfUnit, ...]
    mark_code: str
    mark_text: str
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for: a filter, words to find, an order, a column with comparisons, an open row or cell."""

    show: str = ""
    column: str = ""
    unit: str = ""
    row_no: str = ""
    search: str = ""
    order: str = ""
    page: str = ""
    followed: frozenset[int] = frozenset()

    def url(self, **changed: str) -> str:
        """The address with some parts changed; `unit` and `row_no` together are `o=24373:4`."""
        names = ("show", "column", "unit", "row_no", "search", "order", "page")
        parts = {name: getattr(self, name) for name in names} | changed
        opened = f"{parts['unit']}:{parts['row_no']}" if parts["row_no"] else parts["unit"]
        query = {
            "loc": parts["show"],
            "tim": parts["search"],
            "xep": parts["order"],
            "cot": parts["column"],
            "trang": parts["page"],
            "o": opened,
        }
        return "?" + urlencode({name: value for name, value in query.items() if value})


def read_choice(query: Mapping[str, str], followed: frozenset[int] = frozenset()) -> Choice:
    """Read the address; anything unknown is harmless and shows nothing.

    Args:
        followed: the units that the reader follows.
    """
    unit, _colon, row_no = query.get("o", "").partition(":")
    order = query.get("xep", "")
    return Choice(
        query.get("loc", ""),
        query.get("cot", ""),
        unit,
        row_no,
        query.get("tim", "").strip()[:100],
        order if order.removeprefix("-") in ORDERS else "",
        query.get("trang", ""),
        followed,
    )


def ordered_columns(view: ConsolidationView, choice: Choice) -> list[ConsolidationColumn]:
    """The chosen column first, beside the units' standing; the others in the form's order."""
    chosen = chosen_column(view, choice)
    columns = sorted(view.columns, key=lambda column: column is not chosen)
    return columns if len(columns) * len(view.rows) <= MOST_CELLS else columns[:1]


def columns_of(view: ConsolidationView, choice: Choice) -> list[ColumnOnScreen]:
    """The headings."""
    chosen = chosen_column(view, choice)
    return [
        ColumnOnScreen(
            no=column.row.no,
            name=name_of(column),
            unit=quantities.unit_name(column.definition),
            url=choice.url(column=column.row.no),
            is_chosen=column is chosen,
        )
        for column in ordered_columns(view, choice)
    ]


def chosen_column(view: ConsolidationView, choice: Choice) -> ConsolidationColumn | None:
    """The column asked for; else one with a doubt, else the first one that units type, else the first."""
    asked = {column.row.no: column for column in view.columns}
    if choice.column in asked:
        return asked[choice.column]
    doubted = next((finding.row_no for row in view.rows for finding in row.findings), "")
    if doubted in asked:
        return asked[doubted]
    known = frozenset.intersection(*(row.known_rows for row in view.rows)) if view.rows else frozenset()
    typed = (one for one in view.columns if one.row.no not in known and not one.definition.formula)
    return next(typed, next(iter(view.columns), None))


def rows_left(view: ConsolidationView, choice: Choice) -> list[ConsolidationRow]:
    """The units that the filter and the search leave, in the order asked for."""
    words = fold(choice.search).split()
    left = [row for row in view.rows if is_shown(row, choice.show, choice.followed) and _is_found(row, words)]
    return _ordered(left, choice, chosen_column(view, choice))


def units_of(
    view: ConsolidationView, choice: Choice, rows: Sequence[ConsolidationRow] | None = None
) -> list[UnitOnScreen]:
    """The rows of the table, all that are left or those of a page."""
    columns, chosen = ordered_columns(view, choice), chosen_column(view, choice)
    shown = rows_left(view, choice) if rows is None else rows
    return [_unit(row, columns, choice, chosen, view.request.period) for row in shown]


def _is_found(row: ConsolidationRow, words: Sequence[str]) -> bool:
    """Whether each word stands in the unit's name, tones or not, or its code."""
    told = f"{fold(row.unit.name_vi)} {row.unit.name_en.lower()} {row.unit.code}"
    return all(word in told for word in words)


def _ordered(
    rows: Sequence[ConsolidationRow], choice: Choice, chosen: ConsolidationColumn | None
) -> list[ConsolidationRow]:
    """Sort by what a heading says; units without a figure stand last in either direction."""
    by, no = choice.order.removeprefix("-"), chosen.row.no if chosen else ""
    if not by or not no:
        return list(rows)
    down = choice.order.startswith("-")
    if by == "tinh-trang":
        return sorted(rows, key=lambda row: _STANDINGS.index(mark_of(row)[0]), reverse=down)
    values = {row.assignment_id: _sorted_by(row, by, no) for row in rows}
    known = [row for row in rows if values[row.assignment_id] is not None]
    known.sort(key=lambda row: values[row.assignment_id] or Decimal(0), reverse=down)
    return known + [row for row in rows if values[row.assignment_id] is None]


# What asks for a look or a step first.
_STANDINGS = ("doubted", "submitted", "returned", "late", "extension", "not_sent", "corrected", "accepted",
              "consolidated", "locked", "cancelled")  # fmt: skip


def _sorted_by(row: ConsolidationRow, by: str, no: str) -> Decimal | None:
    match by:
        case "ky-nay":
            return row.figures[no].value
        case "ky-truoc":
            return row.previous[no].value
        case "so-ky-truoc":
            return quantities.percent_of(row.figures[no], row.previous[no], 3)
        case _:
            return quantities.percent_of(row.figures[no], row.same_period_last_year[no], 3)


def heads_of(choice: Choice) -> dict[str, dict[str, str]]:
    """For each heading that sorts: where it leads and which way it is sorted now (`aria-sort`)."""
    found = {}
    for by in ORDERS:
        first, other = (by, f"-{by}") if by == "tinh-trang" else (f"-{by}", by)
        sort = {by: "ascending", f"-{by}": "descending"}.get(choice.order, "")
        url = choice.url(order=other if choice.order == first else first, page="")
        found[by.replace("-", "_")] = {"url": url, "sort": sort}
    return found


def is_shown(row: ConsolidationRow, show: str, followed: frozenset[int] = frozenset()) -> bool:
    """Whether the filter leaves a unit in the table."""
    match show:
        case "chua-gui":
            return row.state in NOT_SENT and not row.correcting
        case "moi-gui":
            return row.state is TaskState.SUBMITTED
        case "tra-lai":
            return row.state is TaskState.RETURNED
        case "xac-minh":
            return row.needs_checking
        case "theo-doi":
            return row.unit.id in followed
        case "da-nhan":
            return row.state in (TaskState.ACCEPTED, TaskState.CONSOLIDATED)
        case _:
            return True


def filters_of(view: ConsolidationView, choice: Choice) -> list[dict[str, object]]:
    """The filter chips with their counts."""
    names = [
        ("", _("tất cả")),
        ("chua-gui", _("chưa gửi")),
        ("moi-gui", _("mới gửi")),
        ("xac-minh", _("cần xác minh")),
        ("tra-lai", _("trả lại")),
        ("da-nhan", _("đã tiếp nhận")),
    ]
    if choice.followed:
        names.append(("theo-doi", _("đơn vị tôi theo dõi")))
    return [
        {
            "label": label,
            "url": choice.url(show=show, unit="", row_no="", page=""),
            "count": sum(is_shown(row, show, choice.followed) for row in view.rows),
            "current": choice.show == show,
        }
        for show, label in names
    ]


def ready_to_accept(view: ConsolidationView) -> list[int]:
    """Reports that were sent and raise no question."""
    return [row.assignment_id for row in view.rows if awaits_acceptance(row) and not row.needs_checking]


def awaits_acceptance(row: ConsolidationRow) -> bool:
    """Whether a report was sent and not accepted; after the lock that is a supplement whose figures are provisional."""
    if row.state is not TaskState.LOCKED or row.correcting:
        return row.state is TaskState.SUBMITTED
    own = (figure for no, figure in row.figures.items() if no not in row.known_rows)
    return row.first_submitted_at is not None and any(figure.status is Status.PROVISIONAL for figure in own)


def _unit(
    row: ConsolidationRow,
    columns: Sequence[ConsolidationColumn],
    choice: Choice,
    chosen: ConsolidationColumn | None,
    period: Period,
) -> UnitOnScreen:
    mark_code, mark_text = mark_of(row)
    doubted = {finding.row_no for finding in row.findings}
    return UnitOnScreen(
        assignment_id=row.assignment_id,
        code=row.unit.code,
        name=row.unit.name(language()),
        url=choice.url(unit=row.unit.code, row_no=""),
        is_open=choice.unit == row.unit.code,
        can_accept=awaits_acceptance(row),
        can_choose=awaits_acceptance(row) or row.state in RETURNABLE,
        cells=tuple(_cell(row, column, choice, doubted, period if column is chosen else None) for column in columns),
        mark_code=mark_code,
        mark_text=mark_text,
        is_corrected=bool(row.corrections),
    )


def _cell(
    row: ConsolidationRow, column: ConsolidationColumn, choice: Choice, doubted: set[str], period: Period | None
) -> CellOfUnit:
    """One figure of one unit. `period`: of the request, for the chosen column alone: it carries its comparisons."""
    is_chosen = period is not None
    no, decimals = column.row.no, column.definition.decimals
    now = row.figures[no]
    classes = ["num"]
    if no in row.known_rows:
        classes.append("is-known")
    if no in doubted or no.partition("|")[0] in row.asked_rows:
        classes.append("is-doubted")
    if (choice.unit, choice.row_no) == (row.unit.code, no):
        classes.append("is-open")
    plain = CellOfUnit(
        text=quantities.shown(now, decimals) if now.is_answered else "",
        url=choice.url(unit=row.unit.code, row_no=no) if now.is_answered else "",
        css_class=" ".join(classes),
        is_chosen=is_chosen,
    )
    if not is_chosen:
        return plain
    before = row.same_period_last_year[no]
    return replace(
        plain,
        previous=quantities.shown(row.previous[no], decimals),
        previous_growth=show_percent(quantities.percent_of(now, row.previous[no], 0), 0),
        year_to_date=quantities.shown(row.year_to_date[no], decimals),
        year_mark=year_mark_of(row.year_to_date[no]),
        last_year=quantities.shown(before, decimals),
        growth=show_percent(quantities.percent_of(now, before, 0), 0),
        previous_mark=_mark(row, column, row.previous[no], ColumnKind.PREVIOUS, period),
        last_year_mark=_mark(row, column, before, ColumnKind.SAME_PERIOD_LAST_YEAR, period),
    )


def _mark(
    row: ConsolidationRow, column: ConsolidationColumn, figure: Quantity, kind: ColumnKind, period: Period | None
) -> RestatedMark | None:
    earlier = period_beside(kind, period) if period else None
    return restated_mark_of(figure, column.definition.code, row.unit.code, earlier) if earlier else None


def mark_of(row: ConsolidationRow) -> tuple[str, str]:
    """(code, words) of a unit's standing: what must be looked at comes before what it is called."""
    if row.needs_checking and row.state is TaskState.SUBMITTED:
        return "doubted", ""
    if row.correcting:
        return "corrected", _("đang điều chỉnh")
    if row.state is TaskState.LOCKED and awaits_acceptance(row):
        return "submitted", _("chờ tiếp nhận")
    if row.state is TaskState.LOCKED and row.first_submitted_at is None:
        return "late", _("không gửi")
    if row.state is TaskState.RETURNED or row.state not in NOT_SENT:
        return str(row.state), ""
    if row.punctuality is Punctuality.LATE:
        return "late", _("chưa gửi, quá hạn")
    if row.punctuality is Punctuality.EXTENDED:
        return "extension", _("được gia hạn")
    return "not_sent", ""


def unit_named(view: ConsolidationView, code: str) -> ConsolidationRow | None:
    """The row of a unit's code."""
    return next((row for row in view.rows if row.unit.code == code), None)


def column_named(view: ConsolidationView, row_no: str) -> ConsolidationColumn | None:
    """The column of a form row's number."""
    return next((column for column in view.columns if column.row.no == row_no), None)


def name_of(column: ConsolidationColumn) -> str:
    """A column's name in the reader's language."""
    return column.full_name(language())


def names_of(columns: Sequence[ConsolidationColumn]) -> list[tuple[str, str]]:
    """(form row number, name) of each column, for a list to choose from."""
    return [(column.row.no, name_of(column)) for column in columns]
