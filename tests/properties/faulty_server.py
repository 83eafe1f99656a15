"""Program: a service at work while its PostgreSQL server is stopped and started, and while its log is received.

Usage: python -m tests.properties.faulty_server stopped|received FOLDER PORT. The server in FOLDER (`own_server.py`)
runs and holds the province that `faulty_disk build` makes. Prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.properties import faulty_disk
from tests.properties.own_server import OwnServer

PATIENCE_SECONDS = 30


def stopped(server: OwnServer) -> dict[str, Any]:
    """Save, lose the server in the middle, save, get it back, save: all in one process with its kept connection."""
    from django.test import Client

    saved = faulty_disk.save("5")
    server.stop()
    refused, pages = faulty_disk.save("6"), _pages(Client(SERVER_NAME="localhost", raise_request_exception=False))
    bad = faulty_disk.look()["bad"]
    server.start()
    again = faulty_disk.save("7")
    return {"saved": saved, "refused": refused, "pages": pages, "bad": bad, "again": again, **faulty_disk.told()}


def _pages(client: Any) -> dict[str, int]:
    return {path: client.get(path).status_code for path in ("/healthz", "/readyz", "/suc-khoe")}


def received(server: OwnServer) -> dict[str, Any]:
    """Record while a receiver keeps the server's log, is held, goes on, and is gone; then restore from what it kept."""
    wal, base = server.folder / "wal", server.folder / "base"
    there = ("-U", "tinhso", "-h", "127.0.0.1", "-p", server.port)
    server.make_folder(wal)
    states = {"none": _medium()}
    receives = ("--directory", wal, "--slot", "tinhso", *there)
    server.run("pg_receivewal", *receives, "--create-slot", "--if-not-exists")
    receiver = server.begin("pg_receivewal", *receives, "--synchronous")
    server.run("pg_basebackup", "-D", base, *there, "-X", "none", "-c", "fast")
    states["follows"] = _until(lambda found: found[0] == "good")
    os.kill(receiver.pid, signal.SIGSTOP)
    _record()
    states["held"] = _until(lambda found: found[0] != "good")
    os.kill(receiver.pid, signal.SIGCONT)
    last = _record()
    states["goes on"] = _until(lambda found: found[0] == "good")
    server.stop()
    receiver.terminate()
    receiver.wait()
    return {"states": states, "last": last, "restored": _restored(server, base, wal)}


def _record() -> int:
    from django.db import transaction

    from tinhso.engines.trust import api as trust

    with transaction.atomic():
        return trust.record(kind="test.done", subject="test.thing:1", actor="system:test")


def _medium() -> tuple[str, str]:
    from tinhso.engines.operation import api as operation

    found = next(one for one in operation.check_health().findings if one.key == "second_medium")
    return str(found.state), found.said


def _until(holds: Callable[[tuple[str, str]], bool]) -> tuple[str, str]:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds(found := _medium()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def _restored(server: OwnServer, base: Path, wal: Path) -> int:
    """Restore on an empty machine what the receiver kept, as docs/howto/operate.md says; return the last event."""
    from django.db import connection

    connection.close()
    for file in wal.glob("*.partial"):
        file.rename(file.with_suffix(""))
    server.data = base
    with (base / "postgresql.auto.conf").open("a") as out:
        out.write(f"restore_command = 'cp {wal}/%f %p'\n")
    (base / "recovery.signal").touch()
    server.start()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM trust_event")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    import django

    django.setup()
    act, folder, port = sys.argv[1:]
    found = {"stopped": stopped, "received": received}[act](OwnServer(Path(folder), int(port)))
    sys.stdout.write(json.dumps(found))
