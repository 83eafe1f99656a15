"""Run a command with DATABASE_URL pointing at a private PostgreSQL cluster that is thrown away afterwards.

Usage: python tests/postgres.py COMMAND [ARG ...]. Exit code 69 when no PostgreSQL server is installed.
PostgreSQL refuses to run as root, so a root caller starts it as the user `postgres`.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

UNAVAILABLE = 69


def find_server() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian puts them."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.insert(0, Path(on_path).resolve().parent)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(command: list[str]) -> int:
    server = find_server()
    if server is None:
        return UNAVAILABLE
    folder = Path(tempfile.mkdtemp(prefix="tinhso-postgres-"))
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    def run(*arguments: str) -> None:
        subprocess.run(arguments, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL, **owner)  # type: ignore[call-overload]

    try:
        run(str(server / "initdb"), "-D", str(data), "-U", "tinhso", "-A", "trust", "-E", "UTF8", "--no-sync")
        # A throwaway cluster need not survive a power cut; durability is tested where it is the subject.
        # Worlds of tests are never committed: sweeping and compiling for large tables finds nothing to save.
        settings = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "jit=off", "autovacuum=off")
        told = " ".join(f"-c {setting}" for setting in settings)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {told}"
        run(str(server / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            url = f"postgresql://tinhso@127.0.0.1:{port}/postgres"
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        finally:
            run(str(server / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
