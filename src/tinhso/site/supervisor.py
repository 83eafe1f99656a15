"""Keeps the product's processes alive: starts each, restarts the one that dies, stops all together.

1. Every role is a child process of its own (`tinhso run ROLE`), so that one can be killed without the others.
2. A child that ends is started again after a pause that grows to ten seconds.
3. SIGTERM or SIGINT stops the children in turn and waits for them.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from tinhso.site.start import start_django

log = logging.getLogger(__name__)
LONGEST_PAUSE_SECONDS = 10.0
SEAL_EVERY_SECONDS = 1.0
COMPACT_EVERY_SECONDS = 15.0
DELIVER_EVERY_SECONDS = 1.0


def run_web() -> int:
    """Replace this process by the web server: WSGI, one worker a core, few threads (more only adds waiting)."""
    from django.conf import settings

    workers = settings.TINHSO_WEB_WORKERS or min(os.cpu_count() or 1, 8)
    os.execv(
        sys.executable,
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.TINHSO_BIND,
            "--port", str(settings.TINHSO_PORT), "--workers", str(workers), "--blocking-threads", "4",
            "--respawn-failed-workers", "--log-level", "warning", "tinhso.site.wsgi:application",
        ],
    )  # fmt: skip


def _seal() -> None:
    from tinhso.engines.trust import api as trust

    trust.seal_all()


def _compact() -> None:
    from tinhso.engines.cube import api as cube

    cube.compact()


def _deliver() -> None:
    from tinhso.engines.trust import api as trust

    trust.deliver(limit=100)


def repeat(name: str, act: Callable[[], None], every_seconds: float) -> int:
    """Run `act` again and again until the process is told to stop; a failure is logged and tried again."""
    from django.db import close_old_connections

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failures = 0
    while not stop.is_set():
        try:
            close_old_connections()
            act()
            failures = 0
        except Exception:
            failures += 1
            log.exception("%s: failed %d times in a row, will try again", name, failures)
        stop.wait(min(every_seconds * 2 ** min(failures, 5), max(every_seconds, LONGEST_PAUSE_SECONDS)))
    return 0


ROLES: dict[str, Callable[[], int]] = {
    "web": run_web,
    "sealer": lambda: repeat("sealer", _seal, SEAL_EVERY_SECONDS),
    "compactor": lambda: repeat("compactor", _compact, COMPACT_EVERY_SECONDS),
    "worker": lambda: repeat("worker", _deliver, DELIVER_EVERY_SECONDS),
}


def run_role(role: str) -> int:
    """Run one role in this process until it is told to stop."""
    # The web server's workers start Django themselves; this process only needs the settings.
    if role != "web":
        start_django()
    return ROLES[role]()


class Child:
    """One supervised process: when it was started, how often it fell, when it may start again."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.falls = 0
        self.start_again_at = 0.0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tinhso.site.command_line", "run", self.role])
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Start the process again when it has ended and its pause is over."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.start_again_at:
            self.falls = 0 if now - self.started_at > 60 else self.falls + 1
            pause = min(0.5 * 2**self.falls, LONGEST_PAUSE_SECONDS)
            self.start_again_at = now + pause
            log.warning("%s ended with %s, starts again in %.1f s", self.role, self.process.returncode, pause)
        elif now >= self.start_again_at:
            self.start_again_at = 0.0
            self.start()


def _answers() -> bool:
    """Say whether the web server takes connections yet."""
    from django.conf import settings

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", settings.TINHSO_PORT)) == 0


def supervise() -> int:
    """Run every role until SIGTERM or SIGINT, then stop them all."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [Child("web")]
    waiting, begun = [role for role in ROLES if role != "web"], time.monotonic()
    while not stop.wait(0.2):
        if waiting and (_answers() or time.monotonic() - begun > LONGEST_PAUSE_SECONDS):
            # The page somebody waits for comes first; sealing, compacting and delivering can begin a moment later.
            children += [Child(role) for role in waiting]
            waiting = []
        for child in children:
            child.look_after()
    for child in children:
        child.process.terminate()
    for child in children:
        try:
            child.process.wait(10)
        except subprocess.TimeoutExpired:
            child.process.kill()
    return 0
