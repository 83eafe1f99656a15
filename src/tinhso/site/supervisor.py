"""Keeps the product's processes alive: starts each, restarts the one that dies, stops all together.

1. Every role is a process of its own, so that one can be killed without the others. It is a fork of this one, which has
   loaded the product: a thousand modules are read once, not once a process.
2. A fork takes neither threads nor open databases with it: this process has none when it forks.
3. A child that ends is started again after a pause that grows to ten seconds.
4. SIGTERM, SIGINT or the end of the terminal stops the children in turn and waits for them. Each is a group of its own
   with what it starts: Ctrl+C in a terminal reaches this process alone. Reaching the workers of the web server beside
   their own chief, it took one for fallen and started another, which was left behind and kept the port.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tinhso.site.roles import LONGEST_PAUSE_SECONDS, run_role, wanted_roles

log = logging.getLogger(__name__)
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_PATIENCE_SECONDS = 10
_FORK = multiprocessing.get_context("fork")


def fork(act: Callable[..., Any], *arguments: object) -> multiprocessing.process.BaseProcess:
    """Do something in a process of its own; what it returns is the process's exit code."""
    from django.db import connections

    # SQLite forbids to carry a connection through a fork, PostgreSQL would answer two at once.
    connections.close_all()
    process = _FORK.Process(target=_begin, args=[act, *arguments])
    process.start()
    return process


def run_aside(act: Callable[..., int], *arguments: object) -> int:
    """Do something in a process of its own, wait for it and return its exit code; who stops this one stops it too."""
    process = fork(act, *arguments)
    before = {number: signal.signal(number, lambda *_: process.terminate()) for number in _SIGNALS}
    process.join()
    for number, handler in before.items():
        signal.signal(number, handler)
    code = process.exitcode or 0
    return code if code >= 0 else 128 - code  # ended by a signal, as shells say it


def _begin(act: Callable[..., Any], *arguments: object) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    sys.exit(act(*arguments))


class Child:
    """One supervised process: when it was started, how often it fell, when it may start again."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.falls = 0
        self.start_again_at = 0.0
        self.start()

    def start(self) -> None:
        self.process = fork(_run_in_own_group, self.role)
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Start the process again when it has ended and its pause is over."""
        now = time.monotonic()
        if not self.start_again_at:
            if not self._has_ended():
                return
            self._end()
            self.falls = 0 if now - self.started_at > 60 else self.falls + 1
            pause = min(0.5 * 2**self.falls, LONGEST_PAUSE_SECONDS)
            self.start_again_at = now + pause
            log.warning("%s ended with %s, starts again in %.1f s", self.role, self.process.exitcode, pause)
        elif now >= self.start_again_at:
            self.start_again_at = 0.0
            self.start()

    def _has_ended(self) -> bool:
        """Say whether it has, and leave it to be waited for: until then its number is nobody else's."""
        try:
            return os.waitid(os.P_PID, self._number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True  # multiprocessing waited for it, while it began another one

    def _end(self) -> None:
        """End it, where it still runs, with whatever it started and left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._number, signal.SIGKILL)
        self.process.kill()
        self.process.join()

    @property
    def _number(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def stop_within(self, seconds: float) -> None:
        """Wait for it to end by itself, as it was told to."""
        if self.start_again_at:
            return  # it ended before, and waits to be started again
        until = time.monotonic() + seconds
        while not self._has_ended() and time.monotonic() < until:
            time.sleep(0.02)
        self._end()


def _run_in_own_group(role: str) -> int:
    os.setpgid(0, 0)
    return run_role(role)


def _answers() -> bool:
    """Say whether the web server takes connections yet."""
    from django.conf import settings

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", settings.TINHSO_PORT)) == 0


def supervise() -> int:
    """Run every role until told to stop, then stop them all; Django must be set up and no thread running."""
    stop = threading.Event()
    # Who started it with `nohup` wants it to outlive the terminal.
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    for number in _SIGNALS if outlives else (*_SIGNALS, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    # What is loaded stays for good: the children's collections need not walk it, and its pages stay shared.
    gc.freeze()
    children = [Child("web")]
    waiting, begun = [role for role in wanted_roles() if role != "web"], time.monotonic()
    while not stop.wait(0.2):
        if waiting and (_answers() or time.monotonic() - begun > LONGEST_PAUSE_SECONDS):
            # The page somebody waits for comes first; sealing, compacting and delivering can begin a moment later.
            children += [Child(role) for role in waiting]
            waiting = []
        for child in children:
            child.look_after()
    # The shipper last: it carries what the others commit while they stop.
    last = [child for child in children if child.role == "shipper"]
    for together in ([child for child in children if child not in last], last):
        _stop(together)
    return 0


def _stop(children: list[Child]) -> None:
    for child in children:
        child.process.terminate()
    for child in children:
        child.stop_within(_PATIENCE_SECONDS)
