"""A million cells of a pivot sent as CSV while they are read: first byte, whole, memory, and how soon leaving stops it.

    python bench/stream.py [--figures 1000000]

The figures of `background_file.py`, which are public, asked for over HTTP by somebody without an account. Memory is the
most that any process of the product held, beside what it held before; after leaving, its processor time is watched.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench")]
CHUNK, WATCHED_SECONDS = 1 << 16, 6


def main() -> None:
    from bench.empty_database import empty_database

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=1_000_000, help="how many cells the file has")
    options = parser.parse_args()
    with empty_database():
        measure(options.figures)


def measure(figures: int) -> None:
    """Read the file whole, then once more and leave in the middle."""
    import scale
    from cells_to_explore import cells_to_explore

    codes, query = cells_to_explore(figures)
    with scale.served() as address:
        small = f"{address}/khai-thac/tep/csv?chi-tieu={codes[0]}&cap=commune&tu=nd09:2026-12&den=nd09:2026-12"
        urllib.request.urlopen(small, timeout=120).read()
        whole(f"{address}/khai-thac/tep/csv?{query}")
        left(f"{address}/khai-thac/tep/csv?{query}")


def whole(address: str) -> None:
    """Print when the first byte came and the last, and what it took."""
    before, used, start = most_memory(), processor_seconds(), time.perf_counter()
    with urllib.request.urlopen(address, timeout=600) as answer:
        answer.read(1)
        first, size, lines, parts = time.perf_counter() - start, 1, 0, 0
        while part := answer.read1(CHUNK):
            size, lines, parts = size + len(part), lines + part.count(b"\n"), parts + 1
    took = time.perf_counter() - start
    print(
        f"whole: first byte after {first:.2f} s, all {lines - 1:,} rows ({size / 2**20:.1f} MB, {parts} parts read) "
        f"after {took:.1f} s, processor {processor_seconds() - used:.1f} s, "
        f"memory at most {most_memory()} MB ({most_memory() - before} MB more than before)",
        flush=True,
    )


def left(address: str) -> None:
    """Leave after the first megabyte; print what the product still works, second by second."""
    with urllib.request.urlopen(address, timeout=600) as answer:
        answer.read(1 << 20)
    seconds = []
    for _ in range(WATCHED_SECONDS):
        used = processor_seconds()
        time.sleep(1)
        seconds.append(f"{processor_seconds() - used:.2f}")
    print(f"left after the first megabyte: processor in each second since: {', '.join(seconds)} s", flush=True)


def processes() -> list[int]:
    """The product's processes: all that came from this one."""
    found, waiting = list[int](), [os.getpid()]
    while waiting:
        one = waiting.pop()
        try:
            below = [int(word) for word in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except FileNotFoundError:
            continue  # it ended meanwhile
        found, waiting = found + below, waiting + below
    return found


def processor_seconds() -> float:
    ticks = 0
    for one in processes():
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def most_memory() -> int:
    """The most that any one of them held so far, in MB."""
    peaks = [Path(f"/proc/{one}/status").read_text().partition("VmHWM:")[2].split()[:1] for one in processes()]
    return max(int(kilobytes[0]) for kilobytes in peaks if kilobytes) // 1024


if __name__ == "__main__":
    main()
