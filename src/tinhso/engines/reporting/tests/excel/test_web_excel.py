"""The Excel loop on screen, without JavaScript: download, upload, preview, choose, keep; and what is refused."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.engines.reporting import api
from tinhso.engines.reporting.testing import World, ask, at, fill, now_rights, report_past, task_of
from tinhso.engines.reporting.tests.desk import Desk, Page
from tinhso.engines.reporting.tests.excel.test_excel_form import PAST, Filled


def task_with_history(world: World) -> int:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", PAST)
        return task_of(ask(world), "24373")


def upload(desk: Desk, task: int, data: bytes, name: str = "bieu.xlsx") -> Page:
    return desk.send(f"/viec/{task}/nap-excel", act="preview", tep=SimpleUploadedFile(name, data))


def test_download_fill_upload_preview_keep(world: World, seat: type[Desk]) -> None:
    task = task_with_history(world)
    with at("2026-11-16 09:00"):
        desk = seat("eakar.nhap")
        assert "Điền bằng Excel" in desk.open(f"/viec/{task}")
        answer = desk.client.get(f"/viec/{task}/excel")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="bieu-01-cds-t_24373_nd09-2026-11.xlsx"'
        page = upload(desk, task, Filled(answer.content).write("2", 405).write("3", 38).bytes())
        assert page.status == 200
        assert "Tệp thay 2 ô; 2 ô không đổi." in page
        assert "4.395" in page
        kept = desk.send(f"/viec/{task}/nap-excel", act="keep", xem=page.value("xem"))
        assert kept.url == f"/viec/{task}"
        assert "Đã lưu 2 ô từ tệp Excel." in kept
        assert kept.value("c3") == "405"


def test_faults_name_their_cells_and_keep_nothing(world: World, seat: type[Desk]) -> None:
    task = task_with_history(world)
    with at("2026-11-16 09:00"):
        desk = seat("eakar.nhap")
        file = Filled(desk.client.get(f"/viec/{task}/excel").content).write("2", "405 hộ").write("3", 38)
        page = upload(desk, task, file.bytes())
        assert page.status == 422
        assert f"{file.cell('2').coordinate} :" in page
        assert "KER-096" in page
        assert page.value("xem") == "", "with a fault there is nothing to keep"
        english = upload(seat("eakar.nhap", english=True), task, b"MZ")
        assert english.status == 422
        assert "Not an .xlsx file" not in english
        assert "save it as “Excel Workbook (*.xlsx)”" in english
        assert desk.send(f"/viec/{task}/nap-excel", act="preview").status == 422
        assert api.task(task, rights=now_rights("eakar.nhap")).cells.left == 2


def test_a_conflict_waits_for_a_choice(world: World, seat: type[Desk]) -> None:
    task = task_with_history(world)
    with at("2026-11-16 09:00"):
        desk = seat("eakar.nhap")
        file = Filled(desk.client.get(f"/viec/{task}/excel").content).write("2", 405)
        fill(world, task, {"2": "412"})
        page = upload(desk, task, file.bytes())
        assert "1 ô phải chọn" in page
        assert "Giữ 412 (trên hệ thống)" in page
        field = f"chon-{file.cell('2').coordinate}"
        undecided = desk.send(f"/viec/{task}/nap-excel", act="keep", xem=page.value("xem"))
        assert (undecided.status, "REP-106" in undecided) == (422, True)
        kept = desk.send(f"/viec/{task}/nap-excel", act="keep", xem=page.value("xem"), **{field: "tep"})
        assert kept.value("c3") == "405"


def test_a_promise_is_for_one_person_one_task_and_unaltered(world: World, seat: type[Desk]) -> None:
    task = task_with_history(world)
    with at("2026-11-16 09:00"):
        desk = seat("eakar.nhap")
        data = Filled(desk.client.get(f"/viec/{task}/excel").content).write("2", 405).bytes()
        token = upload(desk, task, data).value("xem")
        for wrong in (token[:-2], "", "x"):
            assert desk.send(f"/viec/{task}/nap-excel", act="keep", xem=wrong).status == 409
        with_change = upload(desk, task, data).value("xem")
        fill(world, task, {"2": "412"})
        stale = desk.send(f"/viec/{task}/nap-excel", act="keep", xem=with_change)
        assert (stale.status, "412" in stale, "405" in stale) == (409, True, True)
