"""Files that a PDF carries inside: found wherever a file is named, listed for the reader or not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.utils import decode_text

from tinhso.kernel.papers.accepting import objects_of

_LONGEST = 120  # a name is written by whoever made the file


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside a PDF: the name it is given there, and what it holds."""

    name: str
    content: bytes


def embedded_files(content: bytes) -> tuple[EmbeddedFile, ...]:
    """Return the files inside a PDF that was found safe to read (`refuse_unsafe`), each once."""
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    found: dict[EmbeddedFile, None] = {}
    for one in objects_of(document):
        for name, stream in _named_streams(one):
            found[EmbeddedFile(name, stream.get_data())] = None
    return tuple(found)


def _named_streams(one: Any) -> Iterator[tuple[str, PDFStream]]:
    """The streams to which a file's description in an object leads, descriptions inside it too."""
    waiting = [one]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, PDFStream):
            waiting.append(thing.attrs)
        elif isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            waiting.extend(value for value in thing.values() if not isinstance(value, PDFObjRef))
            held = resolve1(thing.get("EF"))
            for stream in held.values() if isinstance(held, dict) else ():
                if isinstance(stream := resolve1(stream), PDFStream):
                    yield _text(thing.get("UF") or thing.get("F")), stream


def _text(value: Any) -> str:
    value = resolve1(value)
    text = decode_text(value) if isinstance(value, bytes) else str(value or "")
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST]
