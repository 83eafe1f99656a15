"""Who uses this installation: services share it, an upgrade or a way back has it alone.

A lock of the operating system on a small file: it goes with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tinhso.engines.operation.contracts import InUse
from tinhso.engines.operation.logic.places import home, state_folder
from tinhso.engines.operation.logic.server_sessions import others_after_waiting

_held: list[int] = []


def share_installation() -> None:
    """Say that a service runs here, until this process and its forks end; a second call does nothing.

    Raises:
        InUse (OPE-010): an upgrade or a way back is at work.
    """
    if not _held and (descriptor := _open()) is not None:
        _held.append(_lock(descriptor, fcntl.LOCK_SH))


@contextmanager
def alone() -> Iterator[None]:
    """Have the installation alone for the block.

    Raises:
        InUse (OPE-010): a service runs, or somebody with this program's account works at the server of PostgreSQL.
    """
    descriptor = _open()
    if descriptor is None:
        raise InUse(place=str(home()))
    try:
        _lock(descriptor, fcntl.LOCK_EX)
        if connection.vendor == "postgresql" and others_after_waiting(connection, idle_too=False):
            raise InUse(place=str(connection.settings_dict["NAME"]))
        yield
    finally:
        os.close(descriptor)


def _open() -> int | None:
    """The file of the lock; None on a disk that may not be written, where a service still answers what it can."""
    try:
        state_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(state_folder() / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _lock(descriptor: int, how: int) -> int:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        raise InUse(place=str(home())) from problem
    return descriptor
