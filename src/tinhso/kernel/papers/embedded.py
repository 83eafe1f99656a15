"""Files that a PDF carries inside: found wherever a file is named, listed for the reader or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import decode_text

from tinhso.kernel.papers.accepting import dictionaries_in, objects_of
from tinhso.kernel.papers.errors import NotAPdf, PdfTooLarge
from tinhso.kernel.papers.unfolding import open_pdf

_LONGEST = 120  # a name is written by whoever made the file


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside a PDF: the name it is given there, and what it holds."""

    name: str
    content: bytes


def embedded_files(content: bytes) -> tuple[EmbeddedFile, ...]:
    """Return the files inside a PDF that was found safe to read (`refuse_unsafe`), each once.

    Raises:
        NotAPdf (KER-120): one of them cannot be unfolded. PdfTooLarge (KER-121): one unfolds too far.
    """
    document = open_pdf(content)
    found: dict[EmbeddedFile, None] = {}
    for one in objects_of(document):
        for thing in dictionaries_in(one):
            for stream in _streams_named_by(thing):
                found[EmbeddedFile(_text(thing.get("UF") or thing.get("F")), _unfolded(stream))] = None
    return tuple(found)


def _streams_named_by(thing: dict[str, Any]) -> list[PDFStream]:
    """The streams of a file's description; none of any other dictionary."""
    held = resolve1(thing.get("EF"))
    streams = map(resolve1, held.values()) if isinstance(held, dict) else ()
    return [stream for stream in streams if isinstance(stream, PDFStream)]


def _unfolded(stream: PDFStream) -> bytes:
    try:
        return bytes(stream.get_data())
    except PdfTooLarge:
        raise
    except Exception as problem:
        # The reader raises whatever a broken stream leads it to.
        raise NotAPdf() from problem


def _text(value: Any) -> str:
    value = resolve1(value)
    text = decode_text(value) if isinstance(value, bytes) else str(value or "")
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST]
