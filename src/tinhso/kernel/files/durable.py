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
