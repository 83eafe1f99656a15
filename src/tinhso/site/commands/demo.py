"""`tinhso demo`: a province at work, built on the first start, then served.

1. Set the demonstration's mode and clock before Django reads its settings.
2. Bring the database up to date; build the province, or find it built (half built: start over with a sentence).
3. Say where it is and what to look at first, then run all processes.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from tinhso.site.named_places import FileToRead
from tinhso.site.start import start_django

DEMO_NOW = "2026-11-17T13:42+07:00"
WELCOME = """
Tỉnh Số, bản trình diễn: tỉnh Đắk Lắk (mọi số liệu là minh họa)
  Địa chỉ:  http://localhost:{port}
  Bây giờ là {now}, {deadline} (TINHSO_NOW).

Nên xem trước:
  1. Trang điều hành   http://localhost:{port}/dieu-hanh
     91/102 xã, phường đã gửi; bấm một con số để xem nguồn gốc và tải phiếu xác thực.
  2. Vào vai           http://localhost:{port}/vao-vai
     eakar.nhap: 14 ô hệ thống đã biết, 3 ô giữ như kỳ trước, 3 ô phải nhập; eakar.pct phê duyệt thay Chủ tịch.
  3. skhcn.tonghop: tiếp nhận 62 báo cáo, trả lại báo cáo gấp 10 lần tháng trước.
  4. Lượt dùng kiốt    http://localhost:{port}/so-lieu/public_kiosk_visits
     ngay khi mở, hệ thống một cửa gửi nốt ba xã qua HTTP: 99/102 thành 102/102.
  5. vp.khoa, thanhtra: khóa kỳ, kiểm tra nhật ký niêm phong.
Dừng: Ctrl+C. Làm lại từ đầu: xóa thư mục {home}.
"""


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("demo", help="build an illustrative province on the first start, then serve it")
    parser.add_argument("--build-only", action="store_true", help="build and stop, for tests")
    parser.add_argument("--boundaries", type=FileToRead, help="GeoJSON or TopoJSON of communes; else maps draw points")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if os.environ.get("TINHSO_MODE") == "production":
        print("TINHSO_MODE=production: bản trình diễn không chạy trên hệ thống thật. Bỏ TINHSO_MODE rồi chạy lại.")
        return 1
    os.environ["TINHSO_MODE"] = "demo"
    os.environ.setdefault("TINHSO_NOW", DEMO_NOW)
    start_django()
    from django.conf import settings

    if not options.build_only and _is_taken(settings.TINHSO_PORT):
        print(f"Cổng {settings.TINHSO_PORT} đang có chương trình khác dùng. Chạy lại với PORT=8001.")
        return 1
    from tinhso.engines.trust import api as trust
    from tinhso.kernel.clock import in_vietnam
    from tinhso.site.supervisor import run_aside, supervise

    # A build leaves threads of the cube behind, which no fork may inherit: it has a process of its own.
    if not _is_ready() and (refused := run_aside(_prepare, options.boundaries)):
        return refused
    if options.build_only:
        return 0
    now = in_vietnam(trust.now())
    told = {"now": now.strftime("%H:%M ngày %d/%m/%Y"), "deadline": deadline_words(now)}
    print(WELCOME.format(port=settings.TINHSO_PORT, home=settings.TINHSO_HOME, **told), flush=True)
    _let_one_stop_send(settings.TINHSO_PORT)
    return supervise()


def deadline_words(now: datetime) -> str:
    """How the demonstration's moment stands to the communes' deadline: its clock goes on from start to start."""
    from tinhso.site.demo.anchors import PERIODS
    from tinhso.site.demo.clock import Timeline

    due = Timeline(PERIODS[-1]).commune_due_at
    if now >= due:
        return f"đã qua hạn gửi của xã, phường ({due:%H:%M ngày %d/%m})"
    hours, minutes = divmod((due - now) // timedelta(minutes=1), 60)
    return f"còn {hours} giờ {minutes} phút đến hạn gửi của xã, phường"


def _let_one_stop_send(port: int) -> None:
    """Let the simulated one-stop system send what its desks finished late, once, while people look."""
    from tinhso.site.one_stop import send_waiting, waiting_file
    from tinhso.site.supervisor import fork

    if waiting_file().exists():
        fork(send_waiting, f"http://localhost:{port}", _say_beside)


def _say_beside(said: str) -> None:
    print(f"  {said}", flush=True)


def _is_ready() -> bool:
    """Say whether nothing has to be made before the demonstration can be served."""
    from tinhso.engines.operation import api as operation
    from tinhso.site.demo.standing import Standing, standing

    return operation.is_migrated() and standing() is Standing.BUILT


def _prepare(boundaries: Path | None) -> int:
    """Make the demonstration ready; 1 when the database is not its own."""
    from django.core.management import call_command

    from tinhso.engines.operation import api as operation
    from tinhso.site.demo.build import build_demo
    from tinhso.site.demo.standing import Standing, standing, start_over

    if not operation.is_migrated():
        call_command("migrate", verbosity=0)
    found = standing()
    if found is Standing.BUILT:
        return 0
    if found is Standing.FOREIGN:
        print("Cơ sở dữ liệu này đang có dữ liệu khác. Đặt TINHSO_HOME (hoặc DATABASE_URL) ở nơi khác rồi chạy lại.")
        return 1
    if found is Standing.HALF_BUILT:
        print("Lần trước dựng dở dang: xóa phần dở và dựng lại từ đầu.")
        start_over()
    print("Dựng tỉnh trình diễn lần đầu, khoảng một phút:")
    began = time.monotonic()
    seconds = build_demo(lambda said: _say(said, began), boundaries)
    print(f"  Xong sau {seconds:.0f} giây.")
    return 0


def _say(said: str, began: float) -> None:
    print(f"  [{time.monotonic() - began:4.0f} s] {said}", flush=True, file=sys.stdout)


def _is_taken(port: int) -> bool:
    """Say whether something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
