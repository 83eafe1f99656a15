"""Start modules of Python as processes that are forked from one that has imported the product (`fork_server.py`)."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
PLACES_OF_MODULES = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
# What a fork reads from its environment by itself; everything else, Python's own among it, was read by the server.
READ_LATER = ("TINHSO_", "DJANGO_", "DATABASE_URL", "PORT", "PYTEST_")


@dataclass(frozen=True)
class Forked:
    """A process that runs on, with what tests ask of one."""

    server: ForkServer
    pid: int

    def poll(self) -> int | None:
        """The code with which it ended, if it has."""
        return self.server.code_of(self.pid, 0)

    @property
    def returncode(self) -> int | None:
        """As `poll`."""
        return self.poll()

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended and return its code."""
        code = self.server.code_of(self.pid, timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"fork {self.pid}", timeout or 0)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


class ForkServer:
    """One server for a test process; it ends with it."""

    def __init__(self) -> None:
        self.home = tempfile.TemporaryDirectory(prefix="tinhso-fork-server-")
        self.line, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        self.taken = Lock()
        self.ended: dict[int, int] = {}
        environment = _own_part(os.environ) | {
            "TINHSO_HOME": self.home.name,
            "DJANGO_SETTINGS_MODULE": "tinhso.site.settings",
            "PYTHONPATH": PLACES_OF_MODULES,
        }
        self.read_at_start = _own_part(environment)
        with far:
            command = [sys.executable, "-m", "tests.fork_server", str(far.fileno())]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[far.fileno()])
        atexit.register(self.end)

    def can_start(self, environment: Mapping[str, str]) -> bool:
        """Whether a fork would read all in which its environment differs from the server's."""
        return _own_part(environment) == self.read_at_start

    def begin(
        self, module: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], files: Sequence[int]
    ) -> Forked:
        """Begin what `python -m` does, with three files for its input, output and complaints."""
        asked = {
            "module": module, "arguments": arguments, "folder": str(folder), "environment": dict(environment)
        }  # fmt: skip
        with self.taken:
            socket.send_fds(self.line, [json.dumps(asked).encode()], list(files))
            while not (begun := self._hear()):
                pass
            return Forked(self, begun)

    def run(
        self, module: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], said: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a module to its end, as `subprocess.run` does with `python -m`."""
        with _file() as given, _file() as output, _file() as errors:
            given.write(said)
            given.seek(0)
            files = [file.fileno() for file in (given, output, errors)]
            code = self.begin(module, arguments, folder, environment, files).wait()
            for file in (output, errors):
                file.seek(0)
            return subprocess.CompletedProcess([module, *arguments], code, output.read(), errors.read())

    def code_of(self, pid: int, seconds: float | None = None) -> int | None:
        """The code with which a process ended; None if it has not within so many seconds."""
        until = None if seconds is None else time.monotonic() + seconds
        with self.taken:
            while pid not in self.ended:
                left = None if until is None else max(0.0, until - time.monotonic())
                if not select.select([self.line], [], [], left)[0]:
                    return None
                self._hear()
            return self.ended[pid]

    def _hear(self) -> int:
        """Hear one message: the number of a process that began (returned), or of one that ended and its code (kept)."""
        words = self.line.recv(64).decode().split()
        if not words:
            raise RuntimeError(f"the fork server ended with {self.process.wait()}")
        if len(words) == 1:
            return int(words[0])
        self.ended[int(words[0])] = int(words[1])
        return 0

    def end(self) -> None:
        """End the server: it waits for the line to close."""
        self.line.close()
        self.process.wait()
        self.home.cleanup()


def run_module(
    module: str, *arguments: str, folder: Path, environment: Mapping[str, str], said: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE …` to its end; `said` is its standard input."""
    if fork_server().can_start(environment):
        return fork_server().run(module, arguments, folder, environment, said)
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder, env=environment, input=said, capture_output=True, text=True, check=False,
    )  # fmt: skip


def begin_module(
    module: str, *arguments: str, folder: Path, environment: Mapping[str, str], output: BinaryIO
) -> subprocess.Popen[bytes] | Forked:
    """Begin `python -m MODULE …`, which runs on; what it prints and complains of goes to one file."""
    if fork_server().can_start(environment):
        with open(os.devnull, "rb") as nothing:
            files = [nothing.fileno(), output.fileno(), output.fileno()]
            return fork_server().begin(module, arguments, folder, environment, files)
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
    )  # fmt: skip


@cache
def fork_server() -> ForkServer:
    """The server of this test process, started when first asked for."""
    return ForkServer()


def _own_part(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith(READ_LATER)}


def _file() -> tempfile._TemporaryFileWrapper[str]:
    return tempfile.TemporaryFile("w+")
