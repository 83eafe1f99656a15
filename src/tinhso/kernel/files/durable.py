"""What must be on the disk before somebody is told that it is kept."""

from __future__ import annotations

import os
from pathlib import Path


def synchronise(path: Path) -> None:
    """Make sure that a file, or a folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(draft: Path, file: Path) -> None:
    """Give a written draft its name, in place of what bore it: on the disk when the call returns, and at once.

    Whoever reads meanwhile, or after a kill at any moment, finds the file before or the whole new one.
    """
    synchronise(draft)
    draft.replace(file)
    synchronise(file.parent)
