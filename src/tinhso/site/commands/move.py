"""`tinhso move-to-postgres`: every row of SQLite into an empty database of PostgreSQL."""

from __future__ import annotations

import argparse
import socket
import sys
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from tinhso.kernel.files import unanswered
from tinhso.site.start import start_django

if TYPE_CHECKING:
    from tinhso.engines.operation.api import Moved

PORT = 5432
PATIENCE_SECONDS = 10


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
    vi = options.lang == "vi"
    moved = _moved(options.address)
    if moved.problem:
        print(moved.problem, file=sys.stderr)
        return 1
    print(
        f"Đã chuyển {moved.rows} dòng của {moved.tables} bảng, sổ nguyên vẹn. Đặt DATABASE_URL rồi khởi động lại."
        if vi
        else f"Moved {moved.rows} rows of {moved.tables} tables; the ledger is intact. Set DATABASE_URL and start."
    )
    return 0


def _moved(address: str) -> Moved:
    """Move; what cannot be one, and a server that does not let us in, are refused in words without the password."""
    from django.conf import settings
    from django.db import OperationalError

    from tinhso.engines.operation import api as operation
    from tinhso.engines.operation.contracts import MoveRefused
    from tinhso.site.settings.database import database_settings

    parts = urlsplit(address)
    try:
        port = parts.port or PORT
    except ValueError:
        raise MoveRefused(problem="port?") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise MoveRefused(problem=f"{parts.scheme or '?'}://")
    _call(parts, port)
    try:
        return operation.move_to(address, database_settings(address, settings.TINHSO_HOME))
    except OperationalError as problem:
        raise MoveRefused(problem=str(problem).splitlines()[0]) from problem


def _call(parts: SplitResult, port: int) -> None:
    """See whether something listens there: without a host it is a socket of this machine, which the driver knows."""
    if not parts.hostname:
        return
    try:
        socket.create_connection((parts.hostname, port), PATIENCE_SECONDS).close()
    except OSError as problem:
        raise unanswered(f"{parts.hostname}:{port}", problem) from problem
