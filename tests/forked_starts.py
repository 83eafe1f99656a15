"""Start modules of Python as processes that are forked from one that has imported the product (`fork_server.py`)."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parent.parent
PLACES_OF_MODULES = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
# What a fork reads from its environment by itself; everything else, Python's own among it, was read by the server.
READ_LATER = ("TINHSO_", "DJANGO_", "DATABASE_URL", "PORT", "PYTEST_")


class ForkServer:
    """One server for a test process; it ends with it."""

    def __init__(self) -> None:
        self.home = tempfile.TemporaryDirectory(prefix="tinhso-fork-server-")
        self.line, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        self.taken = Lock()
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

    def run(
        self, module: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], said: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a module to its end, as `subprocess.run` does with `python -m`."""
        with self.taken, _file() as given, _file() as output, _file() as errors:
            given.write(said)
            given.seek(0)
            asked = {
                "module": module, "arguments": arguments, "folder": str(folder), "environment": dict(environment)
            }  # fmt: skip
            files = [given.fileno(), output.fileno(), errors.fileno()]
            socket.send_fds(self.line, [json.dumps(asked).encode()], files)
            code = int(self.line.recv(16) or self.process.wait() or 1)
            for file in (output, errors):
                file.seek(0)
            return subprocess.CompletedProcess([module, *arguments], code, output.read(), errors.read())

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


@cache
def fork_server() -> ForkServer:
    """The server of this test process, started when first asked for."""
    return ForkServer()


def _own_part(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith(READ_LATER)}


def _file() -> tempfile._TemporaryFileWrapper[str]:
    return tempfile.TemporaryFile("w+")
