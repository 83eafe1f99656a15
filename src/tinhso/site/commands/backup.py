"""`tinhso backup`, `restore`, `drill`: copies of everything while it runs, and the way back."""

from __future__ import annotations

import argparse
import sys

from tinhso.site.named_places import FolderToRead, FolderToWrite
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup_act = subjects.add_parser("backup", help="make a backup while everything runs: database, files, manifest")
    backup_act.add_argument(
        "folder", type=FolderToWrite, metavar="FOLDER", help="where backups go; each gets a folder there"
    )
    backup_act.add_argument("--with-keys", action="store_true", help="also the private keys; keep such a backup locked")
    backup_act.set_defaults(run=backup)
    restore_act = subjects.add_parser("restore", help="bring a backup back into an empty place and check it")
    restore_act.add_argument(
        "folder", type=FolderToRead, metavar="FOLDER", help="a backup, or a folder of them: the newest is taken"
    )
    restore_act.set_defaults(run=restore)
    drill_act = subjects.add_parser("drill", help="restore a backup in a temporary place, check and time it")
    drill_act.add_argument(
        "folder",
        type=FolderToRead,
        nargs="?",
        metavar="FOLDER",
        help="a backup or a folder of them; empty: the last one made",
    )
    drill_act.set_defaults(run=drill)


def backup(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    made = operation.back_up(options.folder, with_keys=options.with_keys)
    rows, files = sum(made.manifest.rows.values()), len(made.manifest.files) - 1
    print(
        f"Đã sao lưu vào {made.folder}: {rows} dòng, {files} tệp, {made.manifest.size} byte, {made.seconds:.1f} giây."
        if options.lang == "vi"
        else f"Backup made in {made.folder}: {rows} rows, {files} files, {made.manifest.size} bytes, "
        f"{made.seconds:.1f} s."
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    vi = options.lang == "vi"
    done = operation.restore(options.folder, options.lang)
    for fault in done.faults:
        print(fault, file=sys.stderr)
    if done.faults:
        print(
            "Bản khôi phục không nguyên vẹn: đừng dùng; hãy thử bản sao lưu khác."
            if vi
            else "What was restored is not intact: do not use it; try another backup.",
            file=sys.stderr,
        )
        return 1
    print(
        f"Đã khôi phục bản lúc {done.copied_at:%Y-%m-%dT%H:%M:%SZ}: {done.rows} dòng, {done.files} tệp, "
        f"{done.seconds:.1f} giây. Sổ nguyên vẹn."
        if vi
        else f"Restored the copy of {done.copied_at:%Y-%m-%dT%H:%M:%SZ}: {done.rows} rows, {done.files} files, "
        f"{done.seconds:.1f} s. The ledger is intact."
    )
    if done.misses_sealing_key:
        print(
            "Còn thiếu keys/sealer.key: đặt lại tệp này trước khi chạy, nếu không sẽ không niêm phong được."
            if vi
            else "keys/sealer.key is missing: put it back before starting, else nothing can be sealed."
        )
    return 0


def drill(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    vi = options.lang == "vi"
    done = operation.drill(options.folder)
    if not done.succeeded:
        print(done.problem, file=sys.stderr)
        print(f"Diễn tập KHÔNG đạt: {done.folder}" if vi else f"The drill FAILED: {done.folder}", file=sys.stderr)
        return 1
    print(
        f"Diễn tập đạt: {done.folder} khôi phục và kiểm tra xong trong {done.seconds:.1f} giây."
        if vi
        else f"The drill succeeded: {done.folder} was restored and checked in {done.seconds:.1f} s."
    )
    return 0
