"""A zip whose bytes depend on its content only. Word and Excel files are zips, which remember when they were made."""

from __future__ import annotations

import io
import zipfile

from tinhso.kernel.files.archive import EARLIEST


def steady_zip(content: bytes) -> bytes:
    """Return the same archive with every member at one fixed moment, in the order it had."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(member))
    return out.getvalue()
