"""What would be left if the machine were gone: last backup, last tested restore, the second medium."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.operation.contracts import Finding, HealthState
from tinhso.engines.operation.logic.backing_up import STATE as BACKUP_STATE
from tinhso.engines.operation.logic.drilling import last_drill
from tinhso.engines.operation.logic.durable_files import read_json
from tinhso.engines.operation.logic.journal.shipping import STATE as MEDIUM_STATE
from tinhso.engines.operation.logic.leaving import last_left
from tinhso.engines.operation.logic.places import home, state_folder
from tinhso.engines.operation.logic.second_medium import receivers_and_lag
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import SystemClock
from tinhso.web_kit.display import show_datetime, show_duration, show_number

_BACKUP_OLD, _BACKUP_TOO_OLD = timedelta(hours=26), timedelta(days=3)
_COSIGNED_OLD = timedelta(days=3)
_DRILL_OLD = timedelta(days=8)
STATED_LAG, _LAG_TOO_LONG = timedelta(seconds=5), timedelta(minutes=1)


def check_backup() -> Finding:
    """When the last backup was made, and whether it is still where it was put."""
    name, kept = _("Sao lưu"), read_json(state_folder() / BACKUP_STATE)
    todo = _("Chạy tinhso backup THƯ-MỤC, và cho chạy hằng đêm (tinhso-backup.timer).")
    if kept is None:
        return Finding("backup", name, HealthState.BAD, _("chưa có bản sao lưu nào"), todo)
    made_at, folder = datetime.fromisoformat(kept["made_at"]), Path(kept["folder"])
    age = SystemClock().now() - made_at
    said = _("bản gần nhất cách đây %(age)s, tại %(folder)s") % {"age": show_duration(age), "folder": folder}
    if not folder.exists():
        gone = _("bản gần nhất không còn ở %(folder)s") % {"folder": folder}
        return Finding("backup", name, HealthState.WARN, gone, todo, made_at)
    state = HealthState.GOOD
    if age > _BACKUP_OLD:
        state = HealthState.BAD if age > _BACKUP_TOO_OLD else HealthState.WARN
    return Finding("backup", name, state, said, "" if state is HealthState.GOOD else todo, made_at)


def check_drill() -> Finding:
    """When a backup was last brought back, and how long that took."""
    name, done = _("Diễn tập khôi phục"), last_drill()
    if done is None:
        return Finding("drill", name, HealthState.WARN, _("chưa diễn tập lần nào"), _("Chạy tinhso drill."))
    if not done.succeeded:
        said = _("không đạt: %(problem)s") % {"problem": done.problem[:200]}
        todo = _("Sao lưu lại ngay, rồi chạy tinhso drill; giữ bản sao lưu cũ cho tới khi bản mới đạt.")
        return Finding("drill", name, HealthState.BAD, said, todo, done.drilled_at)
    said = _("đạt lúc %(at)s, mất %(seconds)s giây") % {
        "at": show_datetime(done.drilled_at), "seconds": show_number(round(done.seconds)),
    }  # fmt: skip
    if SystemClock().now() - done.drilled_at > _DRILL_OLD:
        return Finding("drill", name, HealthState.WARN, said, _("Đã quá tám ngày: chạy tinhso drill."), done.drilled_at)
    return Finding("drill", name, HealthState.GOOD, said, "", done.drilled_at)


def check_checkpoints() -> Finding:
    """When a checkpoint last left this machine: what is elsewhere cannot be rewritten here."""
    name, left = _("Mốc niêm phong gửi ra ngoài"), last_left()
    todo = _("Đặt TINHSO_CHECKPOINTS là thư mục hoặc hộp thư của cơ quan khác; mỗi ngày một mốc được gửi đi.")
    if left is None:
        return Finding("checkpoints", name, HealthState.WARN, _("chưa gửi lần nào"), todo)
    age = SystemClock().now() - left.at
    said = _("gần nhất cách đây %(age)s, %(size)s việc") % {
        "age": show_duration(age), "size": show_number(left.tree_size),
    }  # fmt: skip
    state = HealthState.WARN if age > _BACKUP_OLD else HealthState.GOOD
    return Finding("checkpoints", name, state, said, "" if state is HealthState.GOOD else todo, left.at)


def check_witnesses() -> Finding:
    """Whether other agencies have signed what is sealed: they see a rewritten history by themselves."""
    name, witnesses = _("Nhân chứng của sổ"), trust.known_witnesses()
    if not witnesses:
        return Finding("witnesses", name, HealthState.GOOD, _("chưa khai báo cơ quan làm chứng nào"))
    last = {witness.name: trust.latest_cosignature(witness) for witness in witnesses}
    silent = [one for one, found in last.items() if found is None or trust.now() - found.at > _COSIGNED_OLD]
    newest = max((found.at for found in last.values() if found), default=None)
    if silent:
        said = _("%(names)s chưa ký mốc nào trong ba ngày qua") % {"names": ", ".join(silent)}
        todo = _("Hỏi cơ quan ấy; tinhso ledger ask-witness in ra yêu cầu, keep-cosignature nhận lại chữ ký.")
        return Finding("witnesses", name, HealthState.WARN, said, todo, newest)
    said = ngettext("%(count)s cơ quan đã ký mốc mới", "%(count)s cơ quan đã ký mốc mới", len(witnesses)) % {
        "count": show_number(len(witnesses))
    }
    return Finding("witnesses", name, HealthState.GOOD, said, "", newest)


def check_second_medium() -> Finding:
    """How far the second medium is behind."""
    if connection.vendor == "postgresql":
        return _check_receiver()
    name, medium = _("Ổ đĩa thứ hai"), settings.TINHSO_SECOND_MEDIUM
    if medium is None:
        todo = _("Đặt TINHSO_SECOND_MEDIUM là thư mục trên ổ đĩa khác; khi đó hỏng máy chỉ mất tối đa 5 giây.")
        said = _("chưa có: hỏng máy thì mất mọi việc sau bản sao lưu gần nhất")
        return Finding("second_medium", name, HealthState.WARN, said, todo)
    kept = read_json(state_folder() / MEDIUM_STATE)
    todo = _("Xem ổ đĩa đã gắn và còn chỗ chưa, tiến trình shipper có chạy không.")
    if not kept or not kept.get("covered_at"):
        said = (kept or {}).get("problem") or _("chưa chép được gì")
        return Finding("second_medium", name, HealthState.BAD, said, todo)
    covered_at = datetime.fromisoformat(kept["covered_at"])
    return _judged(name, SystemClock().now() - covered_at, covered_at, kept["problem"], todo, _is_other_disk(medium))


def _judged(name: str, lag: timedelta, at: datetime, problem: str, todo: str, other_disk: bool) -> Finding:
    tenths = max(lag // timedelta(milliseconds=100), 0)
    said = _("chậm %(seconds)s giây") % {"seconds": show_number(Fraction(tenths, 10), 1)}
    if problem:
        said = f"{said}; {problem}"
    if lag > STATED_LAG or problem:
        state = HealthState.BAD if lag > _LAG_TOO_LONG else HealthState.WARN
        return Finding("second_medium", name, state, said, todo, at)
    if not other_disk:
        same = _("%(said)s, nhưng nằm trên cùng một ổ đĩa với dữ liệu") % {"said": said}
        todo = _("Chuyển TINHSO_SECOND_MEDIUM sang ổ đĩa hoặc máy khác.")
        return Finding("second_medium", name, HealthState.WARN, same, todo, at)
    return Finding("second_medium", name, HealthState.GOOD, said, "", at)


def _is_other_disk(medium: Path) -> bool:
    return medium.exists() and os.stat(medium).st_dev != os.stat(home()).st_dev


def _check_receiver() -> Finding:
    """PostgreSQL: whether somebody receives the log, and how far behind (a role that may not see it is told so)."""
    name = _("Máy nhận nhật ký PostgreSQL")
    todo = _(
        "Chạy pg_receivewal trên máy thứ hai (docs/howto/operate.md); tài khoản cần quyền pg_monitor để xem độ trễ."
    )
    receivers, lag = receivers_and_lag()
    if not receivers:
        return Finding("second_medium", name, HealthState.WARN, _("chưa có máy nào nhận"), todo)
    return _judged(name, timedelta(seconds=lag), datetime.now(UTC), "", todo, True)
