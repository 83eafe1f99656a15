"""What a supplement or an adjustment changes against the version before it, told by the paper itself.

Whoever receives the paper reads there exactly the rows that differ, without holding the earlier one beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tinhso.engines.reporting.contracts import Cause, Difference, TotalDifference, VersionComparison
from tinhso.engines.reporting.models import ConsolidationVersion
from tinhso.engines.reporting.queries.versions import version_views
from tinhso.kernel.papers import EMPTY_CELL, PaperCell, PaperColumn, PaperRow, PaperTable, RowKind, number_cell

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


def changes_of(comparison: VersionComparison, last: ConsolidationVersion) -> dict[str, Any]:
    """Return what differs from the last version as plain data, for the frozen content."""
    return {
        "since": {"number": last.number, "name_vi": version_views([last])[0].name("vi")},
        "figures": [_figure(one) for one in comparison.differences],
        "totals": [_total(one) for one in comparison.totals],
    }


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


def _both(one: Difference | TotalDifference) -> dict[str, str]:
    said = {"before": one.before, "after": one.after}
    return {name: format(value, "f") for name, value in said.items() if value is not None}


def _figure_rows(figures: list[Content]) -> Iterator[PaperRow]:
    for place, one in enumerate(figures, 1):
        why = Cause(one["cause"]).label_vi
        told = f"{why}: {one['reason']}" if one["reason"] else why
        cells = (PaperCell(str(place)), PaperCell(one["subject"]), PaperCell(one["name_vi"]), *_numbers(one))
        yield PaperRow(str(place), (*cells, PaperCell(told)))


def _total_rows(totals: list[Content]) -> Iterator[PaperRow]:
    for one in totals:
        label = PaperCell(f"Tổng, {one['received']}/{one['expected']} đơn vị")
        cells = (EMPTY_CELL, label, PaperCell(one["name_vi"]), *_numbers(one), EMPTY_CELL)
        yield PaperRow(f"tong-{one['row_no']}", cells, kind=RowKind.TOTAL)


def _numbers(one: Content) -> tuple[PaperCell, PaperCell, PaperCell]:
    decimals = one["decimals"]
    before, after = (Decimal(one[name]) if name in one else None for name in ("before", "after"))
    # A figure that was not there, or is not any more, is no difference of numbers.
    change = EMPTY_CELL if before is None or after is None else number_cell(after - before, decimals)
    return number_cell(before, decimals), number_cell(after, decimals), change
