"""Holds drafts against their own history. A draft is no evidence until it is sent: its event then commits to it.

Before that, each change must begin where the one before it ended, and the cell must say what its last change says.
Whoever can rewrite both consistently is told of by nothing: docs/learn/ledger.md, “What is not evidence”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tinhso.engines.reporting.logic.cells import said_of
from tinhso.engines.reporting.models import CellChange
from tinhso.engines.reporting.queries.verifying import cells_of_drafts, drafts_in_pages, unsent_changes
from tinhso.engines.trust.contracts import Fault, Finding

_Said = dict[str, Any] | None


def check_drafts() -> Iterator[Finding]:
    """Follow the unsent changes of every open draft, and compare its cells with the last of them."""
    for page in drafts_in_pages():
        last: dict[tuple[int, str, str], CellChange] = {}
        for change in unsent_changes(page):
            place = (change.assignment_id, change.row_no, change.column)
            before = last.get(place)
            if before is not None and change.before != before.after:
                yield _broken(change)
            last[place] = change
        for cell in cells_of_drafts(page):
            latest = last.pop((cell.assignment_id, cell.row_no, cell.column), None)
            if latest is not None and said_of(cell) != _with_all(latest.after):
                yield Fault(
                    "reporting_cell",
                    str(cell.pk),
                    "ô khác với lần sửa cuối cùng trong lịch sử",
                    f"the cell differs from its last change: column {_differing(said_of(cell), latest.after)}",
                )
        for change in last.values():
            yield Fault(
                "reporting_cellchange",
                str(change.pk),
                "lịch sử nói về một ô không có",
                "the history speaks of a cell that is not there",
            )


def _with_all(said: _Said) -> _Said:
    return dict(sorted(said.items())) if said else said


def _differing(ours: dict[str, Any], theirs: _Said) -> str:
    told = theirs or {}
    return ", ".join(name for name in sorted({*ours, *told}) if ours.get(name) != told.get(name))


def _broken(change: CellChange) -> Fault:
    return Fault(
        "reporting_cellchange",
        str(change.pk),
        "lần sửa không bắt đầu từ chỗ lần trước kết thúc",
        "the change does not begin where the one before it ended",
    )
