"""Program: `tinhso move-to-postgres` killed at one moment after the other, then run to its end.

Usage: python -m tests.properties.move_lives SERVER TARGET. The moments are seen from another database of the server
(a look into the target itself would be somebody who works there). Prints what the target held after each end, as JSON:
{"lives": [{"moment", "held"}…], "code", "said"}.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import Any

import psycopg

STUCK_SECONDS = 300
ENOUGH_STATEMENTS = 30


class Watch:
    """What was seen of the statements in a database since a move began."""

    def __init__(self, server: psycopg.Connection[Any], target: str) -> None:
        self.server, self.name = server, target.rpartition("/")[2]
        self.statements: set[str] = set()
        self.running: set[int] = set()
        self.copying: set[int] = set()

    def look(self) -> None:
        rows = self.server.execute("SELECT pid, query FROM pg_stat_activity WHERE datname = %s", [self.name]).fetchall()
        self.running = {pid for pid, _ in rows}
        self.statements |= {query for _, query in rows}
        self.copying |= {pid for pid, query in rows if query.startswith("COPY ")}

    def is_there(self, moment: str) -> bool:
        """Whether it is in its migrations, in its copying, or between its one transaction and the check."""
        match moment:
            case "migrating":
                return len(self.statements) > ENOUGH_STATEMENTS
            case "copying":
                return bool(self.copying)
            case _:
                return bool(self.copying) and not self.copying & self.running


def kill_at(moment: str, server: psycopg.Connection[Any], target: str) -> None:
    """Begin the move and end it by SIGKILL once the moment is there."""
    watch, end = Watch(server, target), time.monotonic() + STUCK_SECONDS
    with subprocess.Popen(command(target), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while not watch.is_there(moment):
            if running.poll() is not None or time.monotonic() > end:
                running.kill()
                sys.exit(f"the move never came to this moment: {moment}")
            watch.look()
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)


def let_orphans_end(server: psycopg.Connection[Any], target: str) -> None:
    """Wait for what a killed move had begun in the target: its migrations go on without it."""
    watch, end = Watch(server, target), time.monotonic() + STUCK_SECONDS
    while time.monotonic() < end:
        watch.look()
        if not watch.running:
            return
        time.sleep(0.05)
    sys.exit("somebody never left the target")


def command(target: str) -> list[str]:
    return [sys.executable, "-m", "tinhso.site.command_line", "--lang", "en", "move-to-postgres", target]


def held(target: str) -> dict[str, int]:
    """How many rows of the log and of units the target has."""
    with psycopg.connect(target, autocommit=True) as connection:
        counts = {}
        for table in ("trust_event", "orgs_unit"):
            (is_there,) = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone() or (False,)
            counts[table] = 0
            if is_there:
                ((counts[table],),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
        return counts


def main(server: str, target: str) -> None:
    lives = []
    with psycopg.connect(server, autocommit=True) as beside:
        for moment in ("migrating", "copying", "copied"):
            kill_at(moment, beside, target)
            lives.append({"moment": moment, "held": held(target)})
            let_orphans_end(beside, target)
    done = subprocess.run(command(target), capture_output=True, text=True, check=False)
    sys.stdout.write(json.dumps({"lives": lives, "code": done.returncode, "said": done.stdout + done.stderr}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
