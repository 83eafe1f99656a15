"""Where files lie while they are made and afterwards: `TINHSO_HOME/pivot-files`."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.TINHSO_HOME) / "pivot-files"


def slices_of(file_id: int) -> Path:
    """The folder of what is made of a file so far."""
    return folder() / str(file_id)


def final_file(file_id: int, form: str) -> Path:
    return folder() / f"{file_id}.{form}"


def forget(file_id: int) -> None:
    """Remove everything of a file."""
    shutil.rmtree(slices_of(file_id), ignore_errors=True)
    for file in folder().glob(f"{file_id}.*"):
        file.unlink(missing_ok=True)
