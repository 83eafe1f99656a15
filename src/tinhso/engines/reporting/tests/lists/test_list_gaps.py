"""An empty line in a list's file: lines below it are never lost without a word, signatures are no lines."""

from __future__ import annotations

from typing import Any

import pytest

from tinhso.engines.reporting.contracts.list_errors import LineBelowGap
from tinhso.engines.reporting.contracts.lists import ListColumn, ListColumnKind, OpenList
from tinhso.engines.reporting.logic.lists.list_files import ListMapping, read_mapped
from tinhso.engines.reporting.logic.lists.list_workbook import read_list_file
from tinhso.engines.reporting.tests.lists.test_lists import PLACES, _book
from tinhso.kernel.workbooks import read_workbook

HEAD = ["Địa điểm", "Lượt dùng", "Từ ngày"]
NAMES = OpenList(
    "Thôn", "Villages",
    (
        ListColumn("c1", ListColumnKind.TEXT, "Tên", "Name", needed=True),
        ListColumn("c2", ListColumnKind.TEXT, "Nơi", "Where"),
    ),
)  # fmt: skip
MAPPED = ListMapping("Sheet", 2, columns={"c1": "A", "c2": "B", "c3": "C"})


@pytest.mark.parametrize("below", [["Bến xe", 30, None], ["Bến xe", "34,5"], ["Bến xe", None, "01/11/2026"]])
@pytest.mark.parametrize("between", [[[]], [[], ["Ghi chú của cán bộ"], []]])
def test_a_line_below_a_gap_is_refused_with_its_cell(below: list[Any], between: list[list[Any]]) -> None:
    data = _book([HEAD, ["Chợ", 20, None], *between, below])
    cell = f"A{3 + len(between)}"
    with pytest.raises(LineBelowGap) as refused:
        read_list_file(data, PLACES, "vi")
    assert cell in refused.value.located_message("vi")
    lines, faults = read_mapped(read_workbook(data).sheets[0], MAPPED, PLACES, "vi")
    assert [(address, error.code) for address, error in faults] == [(cell, "REP-295")]
    assert len(lines) == 1


def test_a_gap_that_somebody_named_the_end_of_is_read_through() -> None:
    data = _book([HEAD, ["Chợ", 20, None], [], ["Bến xe", 30, None]])
    to_the_end = ListMapping("Sheet", 2, 4, columns=MAPPED.columns)
    lines, faults = read_mapped(read_workbook(data).sheets[0], to_the_end, PLACES, "vi")
    assert ([line["c1"] for line in lines], faults) == (["Chợ", "Bến xe"], [])


def test_signatures_and_remarks_below_end_the_list() -> None:
    foot = [["Người lập biểu", None, "Thủ trưởng đơn vị"], ["(Ký, họ tên)"], ["Ghi chú: 3 nơi đang sửa"]]
    assert len(read_list_file(_book([HEAD, ["Chợ", 20, None], [], *foot]), PLACES, "vi")) == 1


def test_a_list_of_words_alone_goes_on_where_every_column_is_filled() -> None:
    with pytest.raises(LineBelowGap):
        read_list_file(_book([["Tên", "Nơi"], ["Thôn 1", "Ea Kar"], [], ["Thôn 2", "Ea Kar"]]), NAMES, "vi")
    assert len(read_list_file(_book([["Tên", "Nơi"], ["Thôn 1", "Ea Kar"], [], ["Ghi chú"]]), NAMES, "vi")) == 1
