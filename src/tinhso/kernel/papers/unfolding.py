"""A PDF opened so that nothing in it unfolds far, however often and in whatever way it is packed.

All readers open a PDF here. Every stream of one opening shares `LIMIT_UNFOLDED_BYTES`; each coding of a chain counts.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_CCITTFAX_DECODE,
    LITERALS_DCT_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_JBIG2_DECODE,
    LITERALS_JPX_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
    int_value,
    resolve1,
)
from pdfminer.psparser import PSKeyword

from tinhso.kernel.papers.errors import NotAPdf, PdfTooLarge

LIMIT_UNFOLDED_BYTES = 60_000_000
# Codings of long ago: they swell like the usual one, and their readers cannot be told to stop.
_SWELLING = (*LITERALS_LZW_DECODE, *LITERALS_RUNLENGTH_DECODE)
_PICTURES = (*LITERALS_CCITTFAX_DECODE, *LITERALS_DCT_DECODE, *LITERALS_JBIG2_DECODE, *LITERALS_JPX_DECODE)
_ROWS = (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8))
_STEP = 1_000_000
# No packing of the usual kind unfolds further than this many times.
_MOST_TIMES = 1_040


def open_pdf(content: bytes) -> PDFDocument:
    """Open a PDF whose streams together unfold to at most `LIMIT_UNFOLDED_BYTES`.

    Reading one further raises PdfTooLarge (KER-121); one packed in a way nobody packs any more, NotAPdf (KER-120).
    """
    return PDFDocument(_Parser(io.BytesIO(content)))


def megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB"


def too_far() -> PdfTooLarge:
    """Make the refusal of what unfolds beyond the limit."""
    return PdfTooLarge(found=f"> {megabytes(LIMIT_UNFOLDED_BYTES)}", limit=megabytes(LIMIT_UNFOLDED_BYTES))


class _Budget:
    """How many bytes may still be unfolded."""

    def __init__(self) -> None:
        self.left = LIMIT_UNFOLDED_BYTES

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise too_far()


class _Parser(PDFParser):  # type: ignore[misc]
    """The reader's parser, whose streams know what they may still unfold."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self._budget = _Budget()

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        super().do_keyword(pos, token)
        if token is self.KEYWORD_STREAM and self.curstack and isinstance(self.curstack[-1][1], PDFStream):
            place, stream = self.curstack.pop()
            assert stream.rawdata is not None
            self.curstack.append((place, _Stream(stream, self._budget)))


class _Stream(PDFStream):  # type: ignore[misc]
    """A stream that unfolds coding after coding, and stops."""

    def __init__(self, plain: PDFStream, budget: _Budget) -> None:
        super().__init__(plain.attrs, plain.rawdata or b"", plain.decipher)
        self._budget = budget

    def decode(self) -> None:
        data: bytes = self.get_rawdata() or b""
        if self.decipher:
            assert self.objid is not None
            assert self.genno is not None
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for coding, told in self.get_filters():
            data = self._unfolded(data, coding, resolve1(told) or {})
        self.data, self.rawdata = data, None

    def _unfolded(self, data: bytes, coding: Any, told: dict[str, Any]) -> bytes:
        if coding in _SWELLING or _row_bytes(told) > len(data) * _MOST_TIMES:
            raise NotAPdf()
        if coding in _PICTURES:
            return data  # no figure is read from a picture, and one may be said to be huge
        if coding in LITERALS_FLATE_DECODE:
            self._budget.spend(_unfolded_size(data, self._budget.left))
        return bytes(PDFStream({"Filter": coding, "DecodeParms": told}, data).get_data())


def _unfolded_size(data: bytes, most: int) -> int:
    """How far packed data unfolds, looking little further than `most`; broken data as far as the reader gets."""
    reader, waiting, size = zlib.decompressobj(), data, 0
    while waiting and size <= most and not reader.eof:
        try:
            size += len(reader.decompress(waiting, _STEP))
        except zlib.error:
            return size + _STEP
        waiting = reader.unconsumed_tail
    return size


def _row_bytes(told: dict[str, Any]) -> int:
    """The length of a row that a packer says it subtracted from the next: whoever unfolds it sets that much aside."""
    colours, columns, bits = (int_value(told.get(key, usual)) for key, usual in _ROWS)
    return int(colours * columns * bits // 8)
