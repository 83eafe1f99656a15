"""An agency's own file of list lines: mapped once, doubtful cells named, taken whole, known the next time."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.list_files import ListMapping
from tinhso.engines.reporting.contracts.mapping_errors import UnknownUpload
from tinhso.engines.reporting.testing import NOVEMBER, World, at, load_package, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.lists.test_list_supplement import FORM, REGIME
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing_on

HEAD: list[list[Any]] = [["SỔ THEO DÕI WIFI CỦA XÃ"], [], ["Số", "Địa điểm lắp đặt", "Ghi chú", "Lượt trong tháng"]]
LINES: list[list[Any]] = [[1, "Nhà văn hóa", "", 300], [2, "Chợ", "mới", "1.100"]]


def book(*rows: list[Any]) -> bytes:
    made, kept = Workbook(), io.BytesIO()
    for row in (*HEAD, *rows):
        made.active.append(row)  # type: ignore[union-attr]
    made.save(kept)
    return kept.getvalue()


def upload(desk: Desk, task: int, data: bytes, **fields: Any) -> Any:
    sent = {"count": "0", "act": "save", "tep": SimpleUploadedFile("so-wifi.xlsx", data)}
    return desk.send(f"/viec/{task}/danh-sach", **(sent | fields))


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    for code in ("wifi_places", "wifi_uses"):
        make_definition(code, scheme="nd09.month")
    load_package({"forms/b.yaml": FORM, "regimes/b.yaml": REGIME})
    with at("2026-11-02 08:00"):
        return api.create_request("internet-thang", parse_period(NOVEMBER), rights=now_rights("vp.giaobaocao"))


@pytest.fixture
def task(request_: RequestView) -> int:
    return task_of(request_, "24373")


def lines_of(task: int) -> list[tuple[Any, ...]]:
    return list(api.report_list(task, rights=now_rights("eakar.nhap")).lines)


def test_a_file_with_headings_of_its_own_is_mapped_once_and_then_known(
    task: int,
    request_: RequestView,
    seat: type[Desk],
) -> None:
    with at("2026-11-16 09:00"):
        desk = seat("eakar.nhap")
        asked = upload(desk, task, book(*LINES), cot_c1=["Bến xe"], cot_c2=["7"])
        assert asked.url.startswith(f"/viec/{task}/danh-sach/tep/")
        assert lines_of(task) == [("Bến xe", 7)], "what was typed beside the file is kept"
        # What the headings suggest is chosen, what they do not is left to a person.
        assert (asked.value("cot_c1"), asked.value("dong_dau")) == ("B", "4")
        chosen = {"trang_tinh": "Sheet", "dong_dau": "4", "cot_c1": "B", "cot_c2": "D"}
        looked = desk.send(asked.url, **chosen, act="look")
        assert "Đọc được 2 dòng" in looked
        assert len(lines_of(task)) == 1
        taken = desk.send(asked.url, **chosen, act="take")
        assert "Đã ghi 2 dòng từ tệp." in taken
        assert lines_of(task) == [("Bến xe", 7), ("Nhà văn hóa", 300), ("Chợ", 1100)]
        # The next file of this layout, columns moved, needs no mapping.
        HEAD_MOVED = [["Lượt trong tháng", "Địa điểm lắp đặt"], [5, "Trạm y tế"]]
        made, kept = Workbook(), io.BytesIO()
        for row in HEAD_MOVED:
            made.active.append(row)  # type: ignore[union-attr]
        made.save(kept)
        again = upload(desk, task, kept.getvalue(), count="3", seen="")
        assert "Đã lưu danh sách:" in again
        assert ("Trạm y tế", 5) in lines_of(task)
        # Another unit of the same form is asked itself.
        other = task_of(request_, "24133")
        assert "/danh-sach/tep/" in upload(seat("bmt.nhap"), other, book(*LINES)).url


def test_doubtful_cells_are_named_and_nothing_is_kept(task: int, seat: type[Desk]) -> None:
    with at("2026-11-16 09:00"):
        desk, rights = seat("eakar.nhap"), now_rights("eakar.nhap")
        asked = upload(desk, task, book([1, "", "", 300], [2, "Chợ", "", "nhiều"], [3, "Bến xe", "", 1.5]))
        chosen = {"trang_tinh": "Sheet", "dong_dau": "4", "cot_c1": "B", "cot_c2": "D"}
        refused = desk.send(asked.url, **chosen, act="take")
        assert refused.status == 422
        for address in ("B4", "D5", "D6"):
            assert address in refused
        assert lines_of(task) == []
        unchosen = desk.send(asked.url, **(chosen | {"cot_c1": ""}), act="take")
        assert (unchosen.status, "Địa điểm" in unchosen) == (422, True)
        number = int(asked.url.rsplit("/", 1)[1])
        with pytest.raises(UnknownUpload):  # another commune's file
            api.list_file(
                task_of_other(task), number, ListMapping("Sheet", 4, columns={"c1": "B"}), rights=now_rights("bmt.nhap")
            )
        # Up to a row, in the place of what stands.
        api.take_list_file(
            task, number, ListMapping("Sheet", 5, 5, {"c1": "B"}), rights=rights, replaces=True
        )  # fmt: skip
        assert lines_of(task) == [("Chợ", None)]


def task_of_other(task: int) -> int:
    from tinhso.engines.reporting.models import Assignment

    row = Assignment.objects.get(pk=task)
    return Assignment.objects.get(request_id=row.request_id, subject_unit__code="24133").pk


def test_what_is_sent_is_no_longer_read_from_files(task: int, world: World, seat: type[Desk]) -> None:
    with at("2026-11-16 09:00"):
        desk = seat("eakar.nhap")
        asked = upload(desk, task, book(*LINES))
        chosen = {"trang_tinh": "Sheet", "dong_dau": "4", "cot_c1": "B", "cot_c2": "D"}
        desk.send(asked.url, **chosen, act="take")
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        assert desk.send(asked.url, **chosen, act="take").status == 409
        assert seat("bmt.nhap").open(asked.url).status == 404
