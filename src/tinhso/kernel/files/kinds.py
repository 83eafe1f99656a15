"""What a file is, told by its content and never by its name: pictures, PDF, Word and Excel without macros."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from tinhso.kernel.vietnamese import clean_text


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be kept as evidence."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileKind("application/pdf", (".pdf",))
JPEG = FileKind("image/jpeg", (".jpg", ".jpeg"))
PNG = FileKind("image/png", (".png",))
WEBP = FileKind("image/webp", (".webp",))
WORD = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
EXCEL = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
KINDS = (PDF, JPEG, PNG, WEBP, WORD, EXCEL)
_MOST_PARTS = 2_000


def kind_of_content(content: bytes) -> FileKind | None:
    """Return what the bytes are, None for anything that is not kept (pages, drawings, macros, programs)."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else None


def _office_kind(content: bytes) -> FileKind | None:
    """Word and Excel are zips; only the list of parts is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {info.filename for info in archive.infolist()[: _MOST_PARTS + 1]}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if len(names) > _MOST_PARTS or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return WORD
    return EXCEL if "xl/workbook.xml" in names else None


def shown_name(name: str, kind: FileKind, longest: int = 150) -> str:
    """Return the last part of a file's own name, with an ending that fits what the file is."""
    last = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1])[-longest:]
    return last if last.lower().endswith(kind.endings) else (last or "tep") + kind.endings[0]
