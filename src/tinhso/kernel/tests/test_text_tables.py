"""Tables of text: a cell too long to be one is refused with its line, and nobody else's reading changes by that."""

from __future__ import annotations

import csv

import pytest

from tinhso.kernel.workbooks import UnreadableText, read_text_table


def test_a_cell_longer_than_a_spreadsheet_holds_is_refused_with_its_line() -> None:
    before = csv.field_size_limit()
    longest = "x" * 32_767
    [sheet] = read_text_table(f"a;b\n{longest};1\n".encode()).sheets
    assert sheet.cells[2, 1].text == longest
    for much in (longest + "x", "x" * (before + 1)):
        with pytest.raises(UnreadableText):
            read_text_table(f"a;b\n{much};1\n".encode())
    with pytest.raises(UnreadableText) as refused:
        read_text_table(f"a;b\n{longest}x;1\nc;d\n".encode())
    assert "Dòng 2 " in refused.value.message("vi")
    assert csv.field_size_limit() == before
