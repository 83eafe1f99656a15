"""`tinhso upgrade` and `tinhso rollback`: to the tables of this version, and back to those of the one before."""

from __future__ import annotations

import argparse
import sys

from tinhso.site.named_places import FolderToWrite
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    upgrade_act = subjects.add_parser("upgrade", help="backup, migrate, check everything; the service must be stopped")
    upgrade_act.add_argument("folder", type=FolderToWrite, metavar="FOLDER", help="where the backup goes")
    upgrade_act.set_defaults(run=upgrade)
    back_act = subjects.add_parser("rollback", help="return to the database from before the last upgrade")
    back_act.add_argument(
        "--leave-behind", action="store_true",
        help="also when something was written since; it stays in a backup that is made first",
    )  # fmt: skip
    back_act.set_defaults(run=rollback)


def upgrade(options: argparse.Namespace) -> int:
    start_django()
    from django.utils import translation

    from tinhso.engines.operation import api as operation

    vi = options.lang == "vi"
    with translation.override(options.lang):
        done = operation.upgrade(options.folder, options.lang)
    for problem in done.problems:
        print(problem, file=sys.stderr)
    if done.problems:
        print(
            f"Nâng cấp KHÔNG đạt. Để quay lại {done.from_version}: chạy tinhso rollback, rồi sh install.sh /opt/tinhso "
            f"--use {done.from_version}. Bản sao lưu trước khi nâng cấp: {done.backup}"
            if vi
            else f"The upgrade FAILED. To return to {done.from_version}: run tinhso rollback, then sh install.sh "
            f"/opt/tinhso --use {done.from_version}. The backup from before: {done.backup}",
            file=sys.stderr,
        )
        return 1
    print(
        f"Đã nâng cấp {done.from_version} → {done.to_version} trong {done.seconds:.1f} giây; sổ nguyên vẹn. "
        f"Bản sao lưu trước đó: {done.backup}"
        if vi
        else f"Upgraded {done.from_version} → {done.to_version} in {done.seconds:.1f} s; the ledger is intact. "
        f"The backup from before: {done.backup}"
    )
    return 0


def rollback(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    vi = options.lang == "vi"
    done = operation.roll_back(leave_behind=options.leave_behind)
    left = ", ".join(f"{table} +{count}" for table, count in done.left_behind.items()) or "0"
    print(
        f"Đã quay lại cơ sở dữ liệu của phiên bản {done.version} trong {done.seconds:.1f} giây (bỏ lại: {left}; còn "
        f"trong {done.kept}). Trước khi chạy dịch vụ: sh install.sh /opt/tinhso --use {done.version}"
        if vi
        else f"Returned to the database of version {done.version} in {done.seconds:.1f} s (left behind: {left}; kept "
        f"in {done.kept}). Before starting the service: sh install.sh /opt/tinhso --use {done.version}"
    )
    return 0
