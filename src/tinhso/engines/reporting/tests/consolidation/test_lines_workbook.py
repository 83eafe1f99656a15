"""A consolidation through Excel: out with every unit, the agency's lines filled, kept whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, LinesPreview, RequestView
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.lines_errors import (
    LineChangedMeanwhile,
    LineStandsAlready,
    NotAConsolidationFile,
)
from tinhso.engines.reporting.models import Adjustment, Cell
from tinhso.engines.reporting.testing import World, ask, at, more_communes, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.testing.standing import standing_on

LOGIN = "skhcn.tonghop"


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    """Kỳ 11/2026: Ea Kar sent 405, Buôn Ma Thuột 26.025: together the story's 26.430."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-16 09:00"):
        for code, login, value in (("24373", "eakar", "405"), ("24133", "bmt", "26025")):
            task = task_of(made, code)
            cells = [CellInput("2", value, note="đã kiểm tra"), CellInput("3", "38")]
            assert not api.save_cells(task, cells, rights=now_rights(f"{login}.nhap")).errors
            api.send_for_approval(task, rights=now_rights(f"{login}.nhap"))
            api.approve(task, rights=now_rights(f"{login}.lanhdao"))
    return made


class Filled:
    """A downloaded consolidation in somebody's hands."""

    def __init__(self, data: bytes) -> None:
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]

    def _find(self, text: str) -> Any:
        return next(cell for row in self.sheet.iter_rows() for cell in row if cell.value == text)

    def cell(self, key: str, column: str) -> Any:
        return self.sheet.cell(self._find(key).row, self._find(f"cot:{column}").column)

    def line(self, key: str, value: Any, title: str | None = None, reason: str | None = None, row: str = "2") -> Filled:
        for column, text in ((row, value), ("#ten", title), ("#lydo", reason)):
            if text is not None:
                self.cell(key, column).value = None if text == "" else text
        return self

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def download(request: RequestView) -> Filled:
    return Filled(api.lines_workbook(request.id, rights=now_rights(LOGIN)).content)


def preview(request: RequestView, file: Filled) -> LinesPreview:
    return api.preview_lines(request.id, file.bytes(), rights=now_rights(LOGIN))


def keep(request: RequestView, file: Filled) -> int:
    seen = preview(request, file)
    assert seen.may_be_kept, seen.faults
    return api.keep_lines(request.id, [one.input for one in seen.changes], rights=now_rights(LOGIN))


def total(request: RequestView) -> Decimal | None:
    return api.consolidation_view(request.id, rights=now_rights(LOGIN)).totals["2"].total.value


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = list(Adjustment.objects.values_list()), list(Cell.objects.values_list())
    yield
    assert (list(Adjustment.objects.values_list()), list(Cell.objects.values_list())) == before


def story_5(request: RequestView) -> Filled:
    file = download(request)
    file.line("dong:moi:1", 350, "Sở tự thực hiện", "Kế hoạch 12/KH-SKHCN")
    return file.line("dong:moi:2", "-120", "Loại trừ tính trùng", "Hộ tập huấn ở hai nơi")


def test_an_untouched_file_changes_nothing(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        seen = preview(request_, download(request_))
    assert (seen.changes, seen.faults, seen.remarks, seen.totals) == ((), (), (), ())


def test_the_lines_of_story_5_come_from_a_file(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        seen = preview(request_, story_5(request_))
        assert [(one.before.value, one.after.value, one.received, one.expected) for one in seen.totals] == [
            (Decimal(26430), Decimal(26660), 2, 4)
        ]
        assert keep(request_, story_5(request_)) == 2
        assert total(request_) == Decimal(26660)
        # The file that is taken now says what stands; clearing the −120 takes it back with a reason of its own.
        file = download(request_)
        assert preview(request_, file).changes == ()
        assert [str(one.error.code) for one in preview(request_, file.line("dong:loai-tru-tinh-trung", "")).faults] == [
            "REP-283"
        ]
        assert keep(request_, file.line("dong:loai-tru-tinh-trung", "", reason="Không trùng nữa")) == 1
        assert total(request_) == Decimal(26780)
        assert keep(request_, download(request_).line("dong:so-tu-thuc-hien", 360)) == 1
        assert total(request_) == Decimal(26790)
        lines = api.consolidation_view(request_.id, rights=now_rights(LOGIN)).totals["2"].adjustments
    assert [(one.line, one.value) for one in lines] == [("so-tu-thuc-hien-2", Decimal(360))]


def test_a_units_figure_is_never_changed_through_the_file(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        for wrong in (450, "không áp dụng", "khoảng 405", None):
            file = story_5(request_)
            file.cell("don-vi:24373", "2").value = wrong
            seen = preview(request_, file)
            assert [one.error.code for one in seen.faults] == ["REP-281"]
            assert not seen.may_be_kept


@pytest.mark.parametrize(
    ("figure", "title", "reason", "code"),
    [
        (350, None, "vì", "REP-282"),
        (350, "Sở tự thực hiện", None, "REP-283"),
        ("khoảng 350", "Sở", "vì", "REP-285"),
        ("không phát sinh", "Sở", "vì", "REP-285"),
        ("3.50", "Sở", "vì", "KER-052"),
        (350.5, "Sở", "vì", "KER-09"),
        ("=1+", "Sở", "vì", "KER-"),
    ],
)
def test_a_line_that_is_not_certain_is_refused_with_its_cell(
    request_: RequestView, figure: Any, title: str | None, reason: str | None, code: str
) -> None:
    with at("2026-11-17 09:00"), nothing_changes():
        file = download(request_).line("dong:moi:3", figure, title, reason)
        seen = preview(request_, file)
        wanted = file.cell("dong:moi:3", "2").coordinate
    assert [(one.address, one.error.code.startswith(code)) for one in seen.faults] == [(wanted, True)]


def test_moved_rows_and_columns_are_found_again_and_strange_rows_are_refused(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        file = story_5(request_)
        file.sheet.insert_rows(7)
        file.sheet.insert_cols(4)
        assert [one.after.value for one in preview(request_, file).totals] == [Decimal(26660)]
        row = file.cell("dong:moi:2", "2").row
        file.sheet.insert_rows(row)
        file.sheet.cell(row, file.cell("dong:moi:2", "2").column).value = 7
        assert [one.error.code for one in preview(request_, file).faults] == ["REP-286"]


def swapped_columns(file: Filled) -> None:
    """What people see of two columns changes places where no unit's figure gives it away."""
    first, second = (file._find(f"cot:{code}").column for code in ("2", "3"))
    mark = file._find("cot:2").row
    for row in range(1, file.sheet.max_row + 1):
        one, other = file.sheet.cell(row, first), file.sheet.cell(row, second)
        if row != mark and isinstance(one, SheetCell) and isinstance(other, SheetCell):
            one.value, other.value = other.value, one.value


def below_the_lines(file: Filled) -> None:
    row = file._find("Tổng cộng lúc tải về").row + 1
    file.sheet.cell(row, file._find("cot:2").column).value = 7


def above_the_lines(file: Filled) -> None:
    row = file._find("Cộng các đơn vị").row
    file.sheet.insert_rows(row)
    file.sheet.cell(row, file._find("cot:2").column).value = 7


def column_of_its_own(file: Filled) -> None:
    file.sheet.cell(file.cell("dong:moi:2", "2").row, file._find("cot:#lydo").column + 1).value = 7


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (swapped_columns, "REP-293"),
        (below_the_lines, "REP-286"),
        (above_the_lines, "REP-286"),
        (column_of_its_own, "REP-286"),
    ],
)
def test_what_would_be_left_out_or_go_elsewhere_is_refused(
    world: World, spoil: Callable[[Filled], None], code: str
) -> None:
    with at("2026-11-02 08:00"):
        made = ask(world)  # no unit has sent anything
        file = download(made).line("dong:moi:1", 350, "Sở tự thực hiện", "Kế hoạch 12")
        assert preview(made, file).may_be_kept
        spoil(file)
        assert {one.error.code for one in preview(made, file).faults} == {code}


def test_lines_that_change_places_without_their_identities_are_refused(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        keep(request_, story_5(request_))
        file = download(request_)
        for column in ("#ten", "2", "#lydo"):
            one, other = (file.cell(f"dong:{key}", column) for key in ("so-tu-thuc-hien", "loai-tru-tinh-trung"))
            one.value, other.value = other.value, one.value
        assert [one.error.code for one in preview(request_, file).faults] == ["REP-103", "REP-103"]


def test_the_same_file_kept_once_more_adds_nothing_twice(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        file = story_5(request_)
        inputs = [one.input for one in preview(request_, file).changes]
        keep(request_, file)
        with nothing_changes(), pytest.raises(LineStandsAlready):
            api.keep_lines(request_.id, inputs, rights=now_rights(LOGIN))
        file.line("dong:moi:3", 10, "Bổ sung", "Công văn 5")
        assert [one.input.title_vi for one in preview(request_, file).changes] == ["Bổ sung"]
        assert keep(request_, file) == 1
        assert total(request_) == Decimal(26670)
        other = preview(request_, file.line("dong:moi:1", 360))
        assert [one.error.code for one in other.faults] == ["REP-296"]


@pytest.mark.parametrize(("title", "reason"), [("a" * 201, "vì"), ("Sở", "a" * 2001), (True, "vì")])
def test_a_name_or_reason_is_not_cut_off(request_: RequestView, title: Any, reason: str) -> None:
    with at("2026-11-17 09:00"):
        seen = preview(request_, download(request_).line("dong:moi:1", 5, title, reason))
    assert [one.error.code for one in seen.faults] == ["REP-297"]


def test_a_total_of_a_formula_takes_no_line(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        file = download(request_).line("dong:moi:1", 0.5, "Sở", "vì", row="4")
        assert [one.error.code for one in preview(request_, file).faults] == ["REP-051"]


def test_a_line_that_somebody_changed_meanwhile_is_refused(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        keep(request_, story_5(request_))
        old = download(request_).line("dong:so-tu-thuc-hien", 300)
        seen = preview(request_, old)
        line = next(one for one in Adjustment.objects.all() if one.line == "so-tu-thuc-hien")
        api.withdraw_adjustment(line.pk, rights=now_rights(LOGIN), reason="nhầm")
        assert [one.error.code for one in preview(request_, old).faults] == ["REP-284"]
        with nothing_changes(), pytest.raises(LineChangedMeanwhile):
            api.keep_lines(request_.id, [one.input for one in seen.changes], rights=now_rights(LOGIN))


def test_only_the_departments_own_people_fill_its_lines(request_: RequestView) -> None:
    with at("2026-11-17 09:00"):
        data = story_5(request_).bytes()
        for login, error in (("eakar.nhap", UnknownRequest), ("vp.khoa", NoRight), ("thanhtra", NoRight)):
            with pytest.raises(error):
                api.lines_workbook(request_.id, rights=now_rights(login))
            with pytest.raises(error):
                api.preview_lines(request_.id, data, rights=now_rights(login))
        form = api.form_workbook(task_of(request_, "24373"), rights=now_rights("eakar.nhap")).content
        with pytest.raises(NotAConsolidationFile):
            api.preview_lines(request_.id, form, rights=now_rights(LOGIN))


def test_a_file_is_seen_first_and_kept_as_it_was_seen(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 09:00"):
        desk, address = seat(LOGIN), f"/tong-hop/{request_.id}/excel"
        file = SimpleUploadedFile("tong-hop.xlsx", story_5(request_).bytes())
        page = desk.send(address, act="preview", tep=file)
        assert "26.430 → 26.660" in page
        assert Adjustment.objects.count() == 0
        done = desk.send(address, act="keep", xem=page.value("xem"))
        assert "Đã lưu 2 số của dòng từ tệp Excel." in done
        assert "26.660" in done
        assert desk.send(address, act="keep", xem=page.value("xem")[:-1]).status == 409
    assert [one.made_by for one in Adjustment.objects.all()] == [f"user:{LOGIN}"] * 2


def test_the_number_of_queries_does_not_grow_with_units_or_lines(world: World) -> None:
    def spent(request: RequestView, lines: int) -> int:
        file = download(request)
        for number in range(1, lines + 1):
            file.line(f"dong:moi:{number}", number, f"Dòng {number}", "vì")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            keep(request, file)
        return len(seen)

    with at("2026-11-02 08:00"):
        few = ask(world)
    with at("2026-11-17 09:00"):
        least = spent(few, 1)
    with at("2026-11-02 08:00"):
        more_communes(world, 20)
        many = ask(world, period="nd09:2026-12")
    with at("2026-12-17 09:00"):
        assert spent(many, 12) == least


def test_the_lines_of_the_period_before_are_taken_over_once(
    request_: RequestView, seat: type[Desk], world: World
) -> None:
    with at("2026-11-17 09:00"):
        keep(request_, story_5(request_))
    with at("2026-12-02 08:00"):
        after = ask(world, "nd09:2026-12")
    with at("2026-12-15 09:00"):
        desk, address = seat(LOGIN), f"/tong-hop/{after.id}/chep-dong"
        assert "Đã chép 2 số từ kỳ trước." in desk.send(address)
        assert "Kỳ trước không có dòng nào để chép." in desk.send(address)
        lines = api.consolidation_view(after.id, rights=now_rights(LOGIN)).totals["2"].adjustments
        with pytest.raises(NoRight):
            api.copy_lines(after.id, rights=now_rights("vp.khoa"))
    assert [(one.line, one.value) for one in lines] == [
        ("so-tu-thuc-hien", Decimal(350)),
        ("loai-tru-tinh-trung", Decimal(-120)),
    ]
    assert all(one.reason.startswith("Như kỳ ") for one in lines)
