"""Carries the files beside the database to the second medium, looking only into folders that changed."""

from __future__ import annotations

import os
from pathlib import Path

from tinhso.engines.operation.logic.durable_files import copy_durably
from tinhso.engines.operation.logic.journal.generations import FILES
from tinhso.engines.operation.logic.places import files_to_copy, home
from tinhso.kernel.files import synchronise

_Stamp = tuple[int, int]


class FollowedFiles:
    """What was already carried, by name, size and time."""

    def __init__(self, medium: Path) -> None:
        self._target = medium / FILES
        self._carried: dict[str, _Stamp] = {}
        self._folders: dict[str, int] = {}

    def carry(self) -> None:
        """Copy what is new since the last time."""
        changed = {folder for folder in self._all_folders() if self._has_changed(folder)}
        if not changed:
            return
        for name in files_to_copy():
            self._carry_one(name)
        # Only now: a copy that failed is tried again.
        for folder in changed:
            self._folders[folder] = _time_of(folder)

    def _all_folders(self) -> list[str]:
        # Evidence lies in up to 256 folders: asking for their times costs less than listing them.
        return [str(home()), *(path for path, _, _ in os.walk(home() / "evidence"))]

    def _has_changed(self, folder: str) -> bool:
        return self._folders.get(folder) != _time_of(folder)

    def _carry_one(self, name: str) -> None:
        source, target = home() / name, self._target / name
        try:
            found = source.stat()
            stamp = (found.st_size, found.st_mtime_ns)
            if self._carried.get(name) == stamp:
                return
            if name not in self._carried and target.exists() and target.stat().st_size == found.st_size:
                self._carried[name] = stamp
                return
            draft = target.with_name(f"{target.name}.part")
            copy_durably(source, draft)
        except FileNotFoundError:
            return  # a temporary name that has gone
        draft.replace(target)
        synchronise(target.parent)
        self._carried[name] = stamp


def _time_of(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except FileNotFoundError:
        return 0
