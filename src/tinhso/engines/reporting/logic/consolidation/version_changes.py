"""What a supplement or an adjustment changes against the version before it, told by the paper itself.

Whoever receives the paper reads there exactly the rows that differ, without holding the earlier one beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.reporting.contracts import (
    Cause,
    Difference,
    ListDifference,
    Quantity,
    TotalDifference,
    VersionComparison,
)
from tinhso.engines.reporting.contracts.versions import change_of, told_quantity
from tinhso.engines.reporting.logic.lists.list_printing import printed
from tinhso.engines.reporting.logic.papers.paper_cells import quantity_cell
from tinhso.engines.reporting.models import ConsolidationVersion
from tinhso.engines.reporting.queries.versions import version_views
from tinhso.kernel.papers import EMPTY_CELL, PaperCell, PaperColumn, PaperRow, PaperTable, RowKind, number_cell
from tinhso.kernel.quantities import Operator

Content = Mapping[str, Any]
_COLUMNS = (
    PaperColumn("no", ("TT",), "A", 5, "center"),
    PaperColumn("subject", ("Đơn vị, dòng",), "B", 24, "left"),
    PaperColumn("name", ("Chỉ tiêu",), "C", 30, "left"),
    PaperColumn("before", ("Bản trước",), "1", 12),
    PaperColumn("after", ("Bản này",), "2", 12),
    PaperColumn("change", ("Chênh lệch",), "3=2-1", 12),
    PaperColumn("why", ("Vì sao",), "D", 30, "left"),
)

_LINES = (
    PaperColumn("no", ("TT",), "A", 5, "center"),
    PaperColumn("subject", ("Đơn vị",), "B", 20, "left"),
    PaperColumn("what", ("Thay đổi",), "C", 11, "left"),
    PaperColumn("before", ("Bản trước",), "D", 32, "left"),
    PaperColumn("after", ("Bản này",), "E", 32, "left"),
    PaperColumn("why", ("Vì sao",), "F", 24, "left"),
)


def changes_of(comparison: VersionComparison, last: ConsolidationVersion) -> dict[str, Any]:
    """Return what differs from the last version as plain data, for the frozen content."""
    return {
        "since": {"number": last.number, "name_vi": version_views([last])[0].name("vi")},
        **figures_of(comparison),
        **({"lines": [_line(one) for one in comparison.lines]} if comparison.lines else {}),
    }


def figures_of(comparison: VersionComparison) -> dict[str, Any]:
    """Return the changed figures and the totals that follow."""
    return {
        "figures": [_figure(one) for one in comparison.differences],
        "totals": [_total(one) for one in comparison.totals],
    }


def tables_of_changes(changes: Content | None) -> list[PaperTable]:
    """Return what a version changes as tables of its paper: figures with their totals, then lines of the list."""
    if not changes:
        return []
    figures = [table_of_changes(changes)] if changes["figures"] or changes["totals"] else []
    return [*figures, *([_table_of_lines(changes)] if changes.get("lines") else [])]


def table_of_changes(changes: Content) -> PaperTable:
    """Return the changed figures, then the totals that follow, as a table of the paper."""
    since = changes["since"]
    rows = [*_figure_rows(changes["figures"]), *_total_rows(changes["totals"])]
    return PaperTable(
        _COLUMNS, tuple(rows), caption=f"Số liệu thay đổi so với bản {since['number']} ({since['name_vi']})"
    )


def _figure(one: Difference) -> dict[str, Any]:
    return {
        "cause": str(one.cause), "unit": one.unit_code, "subject": one.subject, "row_no": one.row_no,
        "name_vi": one.name_vi, "decimals": one.decimals, "reason": one.reason, **_both(one),
    }  # fmt: skip


def _total(one: TotalDifference) -> dict[str, Any]:
    return {
        "row_no": one.row_no, "name_vi": one.name_vi, "decimals": one.decimals,
        "received": one.received_after, "expected": one.expected, **_both(one),
    }  # fmt: skip


def _line(one: ListDifference) -> dict[str, Any]:
    sides = {"before": one.before, "after": one.after}
    return {
        "cause": str(one.cause), "unit": one.unit_code, "subject": one.subject, "reason": one.reason,
        **{side: " · ".join(map(printed, values)) for side, values in sides.items() if values is not None},
    }  # fmt: skip


def _table_of_lines(changes: Content) -> PaperTable:
    since, rows = changes["since"], []
    for place, one in enumerate(changes["lines"], 1):
        what = "dòng thêm" if "before" not in one else "dòng bỏ" if "after" not in one else "dòng sửa"
        told = (str(place), one["subject"], what, one.get("before", ""), one.get("after", ""), _why(one))
        rows.append(PaperRow(str(place), tuple(PaperCell(text) for text in told)))
    caption = f"Dòng danh sách thay đổi so với bản {since['number']} ({since['name_vi']})"
    return PaperTable(_LINES, tuple(rows), caption=caption)


def _why(one: Content) -> str:
    cause = Cause(one["cause"]).label_vi
    return f"{cause}: {one['reason']}" if one["reason"] else cause


def _both(one: Difference | TotalDifference) -> dict[str, str]:
    """The figures of both sides; what is usual (“=”, nothing missing) is left out."""
    found = {}
    for side, quantity in (("before", one.was), ("after", one.now)):
        if quantity.value is not None:
            found[side] = format(quantity.value, "f")
        if quantity.operator is not Operator.EQUAL:
            found[f"{side}_operator"] = quantity.operator.symbol
        if quantity.missing not in (Missing.NONE, Missing.NOT_REPORTED):
            found[f"{side}_missing"] = quantity.missing.code
    return found


def _figure_rows(figures: list[Content]) -> Iterator[PaperRow]:
    for place, one in enumerate(figures, 1):
        cells = (PaperCell(str(place)), PaperCell(one["subject"]), PaperCell(one["name_vi"]), *_numbers(one))
        yield PaperRow(str(place), (*cells, PaperCell(_why(one))))


def _total_rows(totals: list[Content]) -> Iterator[PaperRow]:
    for one in totals:
        label = PaperCell(f"Tổng, {one['received']}/{one['expected']} đơn vị")
        cells = (EMPTY_CELL, label, PaperCell(one["name_vi"]), *_numbers(one), EMPTY_CELL)
        yield PaperRow(f"tong-{one['row_no']}", cells, kind=RowKind.TOTAL)


def _numbers(one: Content) -> tuple[PaperCell, PaperCell, PaperCell]:
    decimals = one["decimals"]
    was, now = (_side(one, side) for side in ("before", "after"))
    change = change_of(was, now)
    return (
        quantity_cell(was, decimals),
        quantity_cell(now, decimals),
        EMPTY_CELL if change is None else number_cell(change, decimals),
    )


def _side(one: Content, side: str) -> Quantity:
    said = {"value": one.get(side), "operator": one.get(f"{side}_operator"), "missing": one.get(f"{side}_missing")}
    return told_quantity({name: text for name, text in said.items() if text is not None})
