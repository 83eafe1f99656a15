"""Compiled statements, kept in files between starts: compiling a board's takes far longer than running them.

A statement is found under its step, the step's flags and everything that could change it: the files of the cube, of the
codes and of the kernel as they lie here, and the version of Ibis. The folder is a cache: it may be deleted at any time,
a file that does not hold what its name says is compiled again, and a folder that cannot be written is done without.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

import tinhso

_FOLDER = "statements"
_SOURCES = ("engines/cube/logic", "engines/cube/contracts.py", "engines/indicators/contracts", "kernel")


def kept(name: str, compile_it: Callable[[], str]) -> str:
    """Return the statement of a name, compiled once for all processes and starts.

    Args:
        name: the step and its flags, written out; one that speaks of an object in memory is not kept.
    """
    if " at 0x" in name:
        return compile_it()
    place = _folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.json"
    found = _read(place, name)
    if found is None:
        found = compile_it()
        _write(place, name, found)
    return found


def _read(place: Path, name: str) -> str | None:
    try:
        told = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(told, dict) or told.get("name") != name or told.get("sha256") != _digest(told.get("sql")):
        return None
    return str(told["sql"])


def _write(place: Path, name: str, sql: str) -> None:
    beside = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"name": name, "sql": sql, "sha256": _digest(sql)}), encoding="utf-8")
        beside.replace(place)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _digest(sql: object) -> str:
    return hashlib.sha256(str(sql).encode()).hexdigest()


def _folder() -> Path:
    return Path(settings.TINHSO_HOME) / _FOLDER / _edition()


@cache
def _edition() -> str:
    """What the compiled text depends on: sources as they lie here (size and time), and the compiler."""
    told = [version("ibis-framework"), version("sqlglot"), *sorted(_sources())]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:20]


def _sources() -> Iterator[str]:
    root = Path(tinhso.__file__).parent
    for source in _SOURCES:
        files = [root / source] if source.endswith(".py") else (root / source).rglob("*.py")
        for file in files:
            about = file.stat()
            yield f"{file.relative_to(root)} {about.st_size} {about.st_mtime_ns}"
