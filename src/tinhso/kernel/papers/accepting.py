"""Whether a PDF from outside may be read at all: size, shape, nothing that runs, nothing that swells.

1. Size and first bytes. 2. Nothing that unfolds beyond a limit, however often it is packed. 3. Not encrypted. 4. Walk
over every object: no script, no launching, no submitting, no forms of the kind that compute. 5. Notes that lie over
figures are refused too: only links and signature fields may lie on a page.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral

from tinhso.kernel.papers.errors import NotAPdf, PdfEncrypted, PdfTooLarge, PdfWithActions
from tinhso.kernel.papers.unfolding import LIMIT_UNFOLDED_BYTES, megabytes, open_pdf, too_far

LIMIT_BYTES = 10_000_000
LIMIT_OBJECTS = 100_000
_ACTIVE = frozenset({"JS", "JavaScript", "Launch", "RichMedia", "XFA", "SubmitForm", "ImportData", "AA", "GoToR"})
# Text, stamps or whiteout laid over a page would show other figures than those that are compared.
_ALLOWED_NOTES = frozenset({"Link", "Widget", "Popup"})
_STREAM = re.compile(rb"stream\r?\n")


def refuse_unsafe(content: bytes) -> None:
    """Refuse a PDF that must not be opened.

    Raises:
        PdfTooLarge (KER-121), NotAPdf (KER-120), PdfEncrypted (KER-123), PdfWithActions (KER-122).
    """
    if len(content) > LIMIT_BYTES:
        raise PdfTooLarge(found=megabytes(len(content)), limit=megabytes(LIMIT_BYTES))
    if b"%PDF-" not in content[:1024]:
        raise NotAPdf()
    _refuse_swelling(content)
    try:
        document = open_pdf(content)
        objects = list(objects_of(document))
    except (NotAPdf, PdfTooLarge):
        raise
    except Exception as problem:
        # The reader raises whatever a broken file leads it to; for us they all mean the same.
        if "ncrypt" in f"{type(problem).__name__} {problem}" or "Password" in type(problem).__name__:
            raise PdfEncrypted() from problem
        raise NotAPdf() from problem
    if document.encryption is not None:
        raise PdfEncrypted()
    for one in objects:
        for thing in dictionaries_in(one):
            _refuse_active(thing)


def _refuse_swelling(content: bytes) -> None:
    """Refuse a file whose streams unfold beyond the limit, before any reader unfolds them."""
    unfolded = 0
    for found in _STREAM.finditer(content):
        reader = zlib.decompressobj()
        try:
            part = reader.decompress(content[found.end() :], LIMIT_UNFOLDED_BYTES + 1 - unfolded)
        except zlib.error:
            continue
        unfolded += len(part)
        if unfolded > LIMIT_UNFOLDED_BYTES:
            raise too_far()


def objects_of(document: PDFDocument) -> Iterator[Any]:
    """Every object of a document as it stands now, its catalogue first; at most `LIMIT_OBJECTS` (PdfTooLarge)."""
    yield document.catalog
    seen = 0
    for xref in document.xrefs:
        for number in xref.get_objids():
            seen += 1
            if seen > LIMIT_OBJECTS:
                raise PdfTooLarge(found=f"> {LIMIT_OBJECTS}", limit=str(LIMIT_OBJECTS))
            if number:
                yield document.getobj(number)


def dictionaries_in(one: Any) -> Iterator[dict[str, Any]]:
    """Every dictionary written in an object (not behind references: those are objects too)."""
    waiting = [one]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, PDFStream):
            waiting.append(thing.attrs)
        elif isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.extend(value for value in thing.values() if not isinstance(value, PDFObjRef))


def _refuse_active(thing: dict[str, Any]) -> None:
    for key in thing:
        if key in _ACTIVE:
            raise PdfWithActions(kind=key)
    action = _name(thing.get("S"))
    if action in _ACTIVE:
        raise PdfWithActions(kind=action)
    note = _name(thing.get("Subtype"))
    lies_on_page = _name(thing.get("Type")) == "Annot" or ("Rect" in thing and bool(note))
    if lies_on_page and note not in _ALLOWED_NOTES:
        raise PdfWithActions(kind=note)


def _name(value: Any) -> str:
    if isinstance(value, PSLiteral):
        return value.name if isinstance(value.name, str) else value.name.decode("latin-1")
    return ""
