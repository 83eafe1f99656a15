"""Files in one zip whose bytes depend on the files alone, never on when it was made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can say."""


def zip_of(files: Mapping[str, str | bytes], folder: str) -> bytes:
    """Return the files, in their order, under one folder of an archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{path}", EARLIEST), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
