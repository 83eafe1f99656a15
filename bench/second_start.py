"""The second start of the demonstration: from the command until the first page (the board) is answered, and the next.

Usage: python bench/second_start.py [STARTS]. Builds the demonstration first in a folder of its own, which takes some
minutes, unless TINHSO_HOME names one that stands. Elapsed seconds say little beside other work; processor seconds of
all its processes are what a start costs.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

LONGEST_SECONDS = 120
MEASURED = ("until the first page", "the next page", "processor, all processes")
COMMAND = [sys.executable, "-m", "tinhso.site.command_line", "demo"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str) -> None:
    """Ask until somebody answers."""
    until = time.monotonic() + LONGEST_SECONDS
    while True:
        try:
            with urlopen(address, timeout=LONGEST_SECONDS) as page:
                page.read()
            return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def start(environment: dict[str, str]) -> tuple[float, float, float]:
    """Start, ask for the first page and once more, stop; return both elapsed times and the processor time of all."""
    port = free_port()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(COMMAND, env=environment | {"PORT": str(port)}, stdout=subprocess.DEVNULL)
    answer(f"http://127.0.0.1:{port}/")
    first = time.perf_counter() - began
    answer(f"http://127.0.0.1:{port}/dieu-hanh")
    second = time.perf_counter() - began - first
    process.send_signal(signal.SIGTERM)
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return first, second, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(starts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ)
        environment.setdefault("TINHSO_HOME", folder)
        # Without compiled files every start would compile a thousand modules again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([*COMMAND, "--build-only"], env=environment, stdout=subprocess.DEVNULL, check=True)
        start(environment)  # statements that are kept between starts are compiled here, if they were not yet
        times = [start(environment) for _ in range(starts)]
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, column in zip(MEASURED, zip(*times, strict=True), strict=True):
        print(f"{name:26} median {median(column):5.2f} s   all: {', '.join(f'{one:.2f}' for one in column)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
