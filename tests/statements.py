"""The cube's compiled statements, shared by all test processes: compiling takes longer than most questions.

Their folder is named by the sources they were compiled from (`cube.logic.engine.statements`): an old one is never
read.
"""

from __future__ import annotations

import shutil
from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent / "var" / "test-statements"
EDITIONS = 5


def share_statements(home: Path) -> None:
    """Let a home folder find what other processes compiled."""
    SHARED.mkdir(parents=True, exist_ok=True)
    (home / "statements").symlink_to(SHARED, target_is_directory=True)


def forget_old_editions() -> None:
    """Throw away what earlier states of the sources left."""
    editions = sorted(SHARED.glob("*"), key=lambda one: one.stat().st_mtime)
    for edition in editions[:-EDITIONS]:
        shutil.rmtree(edition, ignore_errors=True)
