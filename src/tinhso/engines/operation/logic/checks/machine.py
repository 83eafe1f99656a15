"""The machine under the product: room on the disk, permission to write, the clock."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from fractions import Fraction

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import Finding, HealthState
from tinhso.engines.operation.logic.places import home, state_folder
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import SystemClock
from tinhso.web_kit.display import show_datetime, show_number, show_percent

GIB = 2**30
_LEAST_FREE_BYTES, _LEAST_FREE_PERCENT, _LITTLE_FREE_PERCENT = GIB, 5, 15
_SLACK = timedelta(seconds=5)


def check_disk() -> Finding:
    """Room on the disk of the home folder."""
    found = shutil.disk_usage(home())
    percent = found.free * 100 // found.total
    state = HealthState.GOOD
    if percent < _LITTLE_FREE_PERCENT:
        state = HealthState.WARN
    if percent < _LEAST_FREE_PERCENT or found.free < _LEAST_FREE_BYTES:
        state = HealthState.BAD
    said = _("còn %(free)s GB (%(percent)s)") % {
        "free": show_number(Fraction(found.free, GIB), 1),
        "percent": show_percent(percent, 0),
    }
    todo = _("Dọn hoặc nới ổ đĩa chứa %(folder)s; hết chỗ thì không lưu được nữa.") % {"folder": home()}
    return Finding("disk", _("Chỗ trống trên ổ đĩa"), state, said, "" if state is HealthState.GOOD else todo)


def check_writing() -> Finding:
    """Whether files can be written where the product keeps them."""
    name, probe = _("Quyền ghi"), state_folder() / f".probe-{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_text("ok", encoding="ascii")
        probe.unlink()
    except OSError as problem:
        said = _("không ghi được vào %(folder)s: %(problem)s") % {
            "folder": state_folder(), "problem": problem.strerror or problem,
        }  # fmt: skip
        todo = _("Xem ổ đĩa có bị gắn chỉ đọc không, và thư mục có thuộc người dùng chạy dịch vụ không.")
        return Finding("writing", name, HealthState.BAD, said, todo)
    return Finding("writing", name, HealthState.GOOD, _("ghi được"))


def check_clock() -> Finding:
    """Whether the clock stands behind what was sealed already: then nothing is sealed."""
    name, last = _("Đồng hồ"), trust.latest_checkpoint()
    now = trust.now()
    if last and now < last.sealed_at:
        said = _("đồng hồ chỉ %(now)s, sớm hơn mốc niêm phong gần nhất %(last)s") % {
            "now": show_datetime(now), "last": show_datetime(last.sealed_at),
        }  # fmt: skip
        todo = _(
            "Chỉnh đồng hồ máy (chrony, timedatectl); số liệu vẫn nhận, niêm phong chờ tới khi đúng giờ (TRU-010)."
        )
        return Finding("clock", name, HealthState.BAD, said, todo)
    if settings.TINHSO_NOW:
        return Finding("clock", name, HealthState.GOOD, _("giờ của bản minh họa"))
    newest = _newest_file_time()
    if newest > SystemClock().now().timestamp() + _SLACK.total_seconds():
        said = _("có tệp mang giờ ở tương lai: đồng hồ máy đã bị lùi")
        return Finding("clock", name, HealthState.WARN, said, _("Chỉnh đồng hồ máy (chrony, timedatectl)."))
    return Finding("clock", name, HealthState.GOOD, _("không chạy lùi"))


def _newest_file_time() -> float:
    times = [entry.stat().st_mtime for entry in state_folder().glob("*.json")] if state_folder().is_dir() else []
    return max(times, default=0.0)
