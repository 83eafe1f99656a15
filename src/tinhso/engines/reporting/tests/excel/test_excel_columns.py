"""Columns of a form in Excel: moved whole they are found again, moved without their identity they are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tinhso.engines.reporting.testing import World, at, task_of
from tinhso.engines.reporting.tests.consolidation.test_split_columns import asked
from tinhso.engines.reporting.tests.excel.test_excel_form import Filled, download, preview

WOMEN, MEN = "value_sex_F", "value_sex_M"


@pytest.fixture
def task_id(world: World) -> int:
    """A form whose row asks for women and for men, side by side under one group."""
    with at("2026-11-17 08:00"):
        return task_of(asked(world), "24373")


def _swap(file: Filled, *, from_row: int) -> None:
    """Exchange the two columns from a row of the sheet down, as cutting and pasting cells does."""
    women, men = file.cell("1", WOMEN).column, file.cell("1", MEN).column
    for row in range(from_row, file.sheet.max_row + 1):
        one, other = file.sheet.cell(row, women), file.sheet.cell(row, men)
        if "MergedCell" not in (type(one).__name__, type(other).__name__):
            one.value, other.value = other.value, one.value


def _with_headings_only(file: Filled) -> None:
    """The visible part changes places: headings, numbers and figures; the hidden row of identities stays."""
    women, men = file._find("cot:" + WOMEN), file._find("cot:" + MEN)
    _swap(file, from_row=file._find("Nữ").row)
    women.value, men.value = men.value, women.value


def _heading_alone(file: Filled) -> None:
    women, men = file._find("Nữ"), file._find("Nam")
    women.value, men.value = men.value, women.value


def _heading_gone(file: Filled) -> None:
    file._find("Nam").value = "Nam giới từ 18 tuổi"


def test_women_and_men_moved_whole_keep_their_figures(task_id: int) -> None:
    with at("2026-11-17 09:00"):
        file = download(task_id).write("1", 30, WOMEN).write("1", 12, MEN)
        _swap(file, from_row=file._find("Nữ").row)
        seen = preview(task_id, file)
    assert seen.faults == ()
    assert {change.column: change.after.value for change in seen.changes} == {WOMEN: 30, MEN: 12}


@pytest.mark.parametrize("spoil", [_with_headings_only, _heading_alone, _heading_gone])
def test_a_column_under_another_heading_is_refused_with_its_cell(task_id: int, spoil: Callable[[Filled], None]) -> None:
    with at("2026-11-17 09:00"):
        file = download(task_id).write("1", 30, WOMEN).write("1", 12, MEN)
        spoil(file)
        seen = preview(task_id, file)
    assert {fault.error.code for fault in seen.faults} == {"REP-293"}
    assert all(fault.address in fault.error.located_message("vi") for fault in seen.faults)
    assert not seen.may_be_kept


@pytest.mark.parametrize("language", ["vi", "en"])
def test_headings_of_either_language_are_known(task_id: int, language: str) -> None:
    with at("2026-11-17 09:00"):
        assert preview(task_id, download(task_id, language=language).write("1", 30, WOMEN)).faults == ()
