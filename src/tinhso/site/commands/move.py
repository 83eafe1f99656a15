"""`tinhso move-to-postgres`: every row of SQLite into an empty database of PostgreSQL."""

from __future__ import annotations

import argparse
import sys

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser(
        "move-to-postgres", help="copy everything from SQLite into an empty PostgreSQL database"
    )
    parser.add_argument(
        "address", metavar="URL", help="postgresql://user:password@host:port/name of the empty database"
    )
    parser.set_defaults(run=move)


def move(options: argparse.Namespace) -> int:
    start_django()
    from django.conf import settings

    from tinhso.engines.operation import api as operation
    from tinhso.site.settings.database import database_settings

    vi = options.lang == "vi"
    moved = operation.move_to(options.address, database_settings(options.address, settings.TINHSO_HOME))
    if moved.problem:
        print(moved.problem, file=sys.stderr)
        return 1
    print(
        f"Đã chuyển {moved.rows} dòng của {moved.tables} bảng, sổ nguyên vẹn. Đặt DATABASE_URL rồi khởi động lại."
        if vi
        else f"Moved {moved.rows} rows of {moved.tables} tables; the ledger is intact. Set DATABASE_URL and start."
    )
    return 0
