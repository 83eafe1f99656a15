"""A PostgreSQL server of a test's own, which may be stopped, starved and restored."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.postgres import find_server, free_port

_OWNER: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}


class OwnServer:
    """A cluster in a folder; PostgreSQL refuses to run as root, so a root caller runs it as `postgres`."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        found = find_server()
        assert found is not None
        self.programs, self.folder, self.data, self.port = found, folder, folder / "data", port or free_port()

    @property
    def url(self) -> str:
        """Address of its one database."""
        return f"postgresql://tinhso@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Make an empty cluster and start it."""
        self.make_folder(self.folder)
        self.run("initdb", "-D", self.data, "-U", "tinhso", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def make_folder(self, folder: Path) -> None:
        """Make a folder that its programs may write."""
        folder.mkdir()
        if _OWNER:
            shutil.chown(folder, "postgres")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c jit=off"
        self.run("pg_ctl", "-D", self.data, "-o", options, "-l", self.folder / "log", "-w", "start")

    def stop(self) -> None:
        """Stop it as a power cut does: every connection breaks."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def run(self, program: str, *words: object) -> None:
        """Run one of its programs to its end."""
        subprocess.run(
            [str(self.programs / program), *map(str, words)],
            check=True, cwd=self.folder, env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=subprocess.DEVNULL, **_OWNER,
        )  # fmt: skip

    def begin(self, program: str, *words: object) -> subprocess.Popen[bytes]:
        """Run one of its programs beside."""
        return subprocess.Popen(
            [str(self.programs / program), *map(str, words)], cwd=self.folder, stderr=subprocess.DEVNULL, **_OWNER
        )

    def take_in(self, url: str) -> None:
        """Copy another server's database into the empty one here."""
        dump = subprocess.run(
            [str(self.programs / "pg_dump"), "--no-owner", url], check=True, capture_output=True, env=os.environ
        )
        psql = [str(self.programs / "psql"), "-q", "-v", "ON_ERROR_STOP=1", self.url]
        subprocess.run(psql, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Make a server for the block. Not below the test run's folders: those are closed to every other user."""
    with tempfile.TemporaryDirectory(prefix="tinhso-server-") as place:
        Path(place).chmod(0o711)
        server = OwnServer(Path(place) / "server")
        server.make()
        try:
            yield server
        finally:
            for data in ("base", "data"):
                server.data = server.folder / data
                if (server.data / "postmaster.pid").exists():
                    server.stop()
