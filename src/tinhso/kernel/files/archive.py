"""Files in one zip whose bytes depend on the files alone, never on when it was made."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

# Cut off, locked, packed in a way that is not known, or with offsets and names that point outside the file.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, LookupError)
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can say."""


class NotAnArchive(ValueError):
    """No zip, one that is damaged or locked, or one that holds more than is wanted."""


def files_of_zip(content: bytes, most_files: int, most_bytes: int) -> dict[str, bytes]:
    """Return the files of an archive by name; sizes are counted while reading, never believed.

    Args:
        most_bytes: of all files together, unpacked.

    Raises:
        NotAnArchive
    """
    found: dict[str, bytes] = {}
    left = most_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [one for one in archive.infolist() if not one.is_dir()]
            if len(parts) > most_files:
                raise NotAnArchive("too many files")
            for one in parts:
                with archive.open(one) as stream:
                    found[one.filename] = stream.read(left + 1)
                left -= len(found[one.filename])
                if left < 0:
                    raise NotAnArchive("unpacks to too much")
    except NotAnArchive:
        raise
    except BROKEN_ARCHIVE as error:
        raise NotAnArchive(type(error).__name__) from error
    return found


def zip_of(files: Mapping[str, str | bytes], folder: str) -> bytes:
    """Return the files, in their order, under one folder of an archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{path}", EARLIEST), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
