"""Judging an uploaded file before a single cell is parsed.

1. What kind of file it is, by its bytes and not by its name.
2. The archive: number of parts, unpacked size, ratio, repeated names, encryption.
3. Macros, embedded objects, links to other files: refused, never cleaned.
4. XML with a document type (entities) and XML that is not UTF-8: refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from tinhso.kernel.workbooks.errors import (
    ActiveContent,
    DamagedWorkbook,
    EncryptedWorkbook,
    ExternalLinks,
    NotAWorkbook,
    SuspiciousArchive,
    WorkbookError,
    WorkbookTooLarge,
)
from tinhso.kernel.workbooks.limits import MEGABYTE, Limits

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:[A-Za-z]\w*:)?c[\s>/]")
_TARGET = re.compile(rb'Target="([^"]{1,300})"')
_ALLOWED_COMPRESSION = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Path prefix or ending (lower case) of parts that act by themselves, with their names for people.
_ACTIVE = (
    ("vbaproject.bin", "macro (VBA)", "macros (VBA)"),
    ("vbadata.xml", "macro (VBA)", "macros (VBA)"),
    ("xl/macrosheets/", "macro Excel 4", "Excel 4 macros"),
    ("xl/dialogsheets/", "trang hộp thoại", "a dialog sheet"),
    ("xl/activex/", "điều khiển ActiveX", "ActiveX controls"),
    ("xl/embeddings/", "đối tượng nhúng", "embedded objects"),
    ("xl/ctrlprops/", "nút điều khiển", "form controls"),
)
_LINKED = (
    ("xl/externallinks/externallink", "tệp khác"),
    ("xl/connections.xml", "nguồn dữ liệu ngoài (connections)"),
    ("xl/querytables/", "nguồn dữ liệu ngoài (query table)"),
)
_OTHER_ARCHIVES = (
    ("xl/workbook.bin", "bảng tính nhị phân .xlsb", "a binary workbook (.xlsb)"),
    ("word/document.xml", "văn bản Word .docx", "a Word document (.docx)"),
    ("ppt/presentation.xml", "bản trình chiếu .pptx", "a presentation (.pptx)"),
    ("content.xml", "tệp LibreOffice .ods/.odt", "an OpenDocument file (.ods/.odt)"),
)


def inspect_package(data: bytes, limits: Limits) -> None:
    """Refuse everything but a plain .xlsx within its limits.

    Raises:
        NotAWorkbook (KER-080), EncryptedWorkbook (KER-081), WorkbookTooLarge (KER-082), SuspiciousArchive (KER-083),
        ActiveContent (KER-084), ExternalLinks (KER-085), DamagedWorkbook (KER-086).
    """
    if len(data) > limits.file_bytes:
        raise _too_large("dung lượng", "a size of", _megabytes(len(data)), _megabytes(limits.file_bytes))
    if not data.startswith(b"PK"):
        raise _other_kind(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _judge_archive(parts, limits)
            _judge_names(archive, {part.filename.replace("\\", "/").lower(): part.filename for part in parts})
            _judge_parts(archive, parts, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, LookupError) as error:
        # ValueError, LookupError: offsets and names in the archive's own tables that point outside it.
        raise DamagedWorkbook(detail=type(error).__name__) from error


def _other_kind(data: bytes) -> WorkbookError:
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            return EncryptedWorkbook()
        return NotAWorkbook(found_vi="tệp Excel kiểu cũ (.xls)", found_en="an old Excel file (.xls)")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not data:
        return NotAWorkbook(found_vi="tệp rỗng", found_en="empty")
    if head.startswith(b"%pdf"):
        return NotAWorkbook(found_vi="tệp PDF", found_en="a PDF")
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return NotAWorkbook(found_vi="trang web hoặc XML đổi đuôi", found_en="a web page or XML under another name")
    if b"\x00" not in data[:4096] and any(mark in head for mark in (b",", b";", b"\t")):
        return NotAWorkbook(found_vi="tệp chữ (.csv)", found_en="a text file (.csv)")
    return NotAWorkbook(found_vi="tệp không nhận ra được", found_en="of an unknown kind")


def _judge_archive(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise _too_large("số phần", "a number of parts of", str(len(parts)), str(limits.parts))
    if (total := sum(part.file_size for part in parts)) > limits.unpacked_bytes:
        raise _too_large("dung lượng sau khi mở", "an unpacked size of", _megabytes(total),
                         _megabytes(limits.unpacked_bytes))  # fmt: skip
    seen: set[str] = set()
    for part in parts:
        name = part.filename
        if name.lower() in seen:
            raise SuspiciousArchive(part=name, why_vi="xuất hiện hai lần", why_en="stands twice")
        seen.add(name.lower())
        if part.flag_bits & 0x1:
            raise EncryptedWorkbook()
        if part.compress_type not in _ALLOWED_COMPRESSION:
            raise SuspiciousArchive(part=name, why_vi="nén theo cách lạ", why_en="is packed in an unusual way")
        if part.file_size > MEGABYTE and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise SuspiciousArchive(
                part=name, why_vi="nở ra quá nhiều khi mở", why_en="grows far too much when it is unpacked"
            )


def _judge_names(archive: zipfile.ZipFile, names: dict[str, str]) -> None:
    """Refuse by the names of the parts; `names` are in lower case, with what stands in the archive."""
    for other, found_vi, found_en in _OTHER_ARCHIVES:
        if other in names and "xl/workbook.xml" not in names:
            raise NotAWorkbook(found_vi=found_vi, found_en=found_en)
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise NotAWorkbook(found_vi="tệp nén (.zip) khác", found_en="another kind of archive (.zip)")
    for name in names:
        for mark, what_vi, what_en in _ACTIVE:
            if name.startswith(mark) or name.endswith(mark):
                raise ActiveContent(what_vi=what_vi, what_en=what_en, part=names[name])
        for mark, target in _LINKED:
            if name.startswith(mark):
                raise ExternalLinks(target=_link_target(archive, names, name) or target)
    kinds = archive.read(names["[content_types].xml"])
    if b"macroEnabled" in kinds:
        raise ActiveContent(what_vi="kiểu tệp cho phép macro", what_en="a macro-enabled file type", part=".xlsm")


def _link_target(archive: zipfile.ZipFile, names: dict[str, str], name: str) -> str:
    folder, _, file = name.rpartition("/")
    rels = names.get(f"{folder}/_rels/{file}.rels")
    found = _TARGET.search(archive.read(rels)) if rels else None
    return found[1].decode("utf-8", "replace") if found else ""


def _judge_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Look once into every XML part."""
    cells = 0
    for part in parts:
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        content = archive.read(part)
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
            raise SuspiciousArchive(part=part.filename, why_vi="không phải UTF-8", why_en="is not UTF-8")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise SuspiciousArchive(part=part.filename, why_vi="khai báo thực thể XML", why_en="declares XML entities")
        if b"purl.oclc.org/ooxml" in content:
            raise NotAWorkbook(found_vi="kiểu “Strict Open XML”", found_en="of the kind “Strict Open XML”")
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            cells += len(_CELL.findall(content))
            if cells > limits.cells:
                raise _too_large("số ô", "a number of cells above", str(limits.cells), str(limits.cells))


def _too_large(what_vi: str, what_en: str, found: str, limit: str) -> WorkbookTooLarge:
    return WorkbookTooLarge(what_vi=what_vi, what_en=what_en, found=found, limit=limit)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB"
