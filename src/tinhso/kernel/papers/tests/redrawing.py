"""The same page drawn letter by letter in another order, as other programs draw it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence

from pdfminer.layout import LTChar
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from tinhso.kernel.papers.painting import PaintedPage, painted_pages
from tinhso.kernel.papers.reading import PdfWord, words_of_pdf


def redrawn(content: bytes, *, last_are_marked: bool, ink: Mapping[str, str] = {}) -> bytes:
    """Return a PDF that looks the same: letters with marks after all others, or everything from the end on.

    Args:
        ink: words that are drawn by an operator of their own, such as `1 g` (white).
    """
    writer = PdfFileWriter()
    for page in list(painted_pages(content)):
        letters = [char for char in page.letters if not char.get_text().isspace()]
        letters = sorted(letters, key=_is_marked) if last_are_marked else letters[::-1]
        _draw(writer, page, letters, [(word, ink[word.text]) for word in words_of_pdf(content) if word.text in ink])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _is_marked(char: LTChar) -> bool:
    return len(unicodedata.normalize("NFD", char.get_text())) > 1 or char.get_text() in "đĐ"


def _draw(
    writer: PdfFileWriter, page: PaintedPage, letters: list[LTChar], inked: Sequence[tuple[PdfWord, str]]
) -> None:
    """One letter a code: a font of at most 255 letters with what each means and how wide it is in thousandths."""
    codes = {text: code for code, text in enumerate(sorted({char.get_text() for char in letters}), start=1)}
    lines = ["BT"]
    for char in letters:
        place = f"{char.size:.3f} 0 0 {char.size:.3f} {char.x0:.3f} {char.matrix[5]:.3f} Tm"
        ink = next((one for word, one in inked if _within(char, word)), "")
        lines.append(f"0 g 0 Tr {ink} /F 1 Tf {place} <{codes[char.get_text()]:02x}> Tj")
    lines.append("ET")
    widths = {codes[char.get_text()]: round(1000 * (char.x1 - char.x0) / char.size) for char in letters}
    drawn = writer.add_object(generic.StreamObject(stream_data="\n".join(lines).encode()))
    made = PageObject(contents=drawn, media_box=(0, 0, round(page.width), round(page.height)))
    made[pdf_name("/Resources")] = generic.DictionaryObject(
        {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F"): _font(writer, codes, widths)})}
    )
    writer.insert_page(made)


def _within(char: LTChar, word: PdfWord) -> bool:
    return word.x0 <= char.x0 and char.x1 <= word.x1 and word.y0 <= char.y0 and char.y1 <= word.y1


def painted_over(content: bytes, drawn: str) -> bytes:
    """Return a PDF with something drawn over its first page, by the page's own content."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    while "/Kids" in page:
        page = page["/Kids"][0]
    before, after = (
        writer.add_object(generic.StreamObject(stream_data=text.encode("latin-1"))) for text in ("q\n", f"\nQ\n{drawn}")
    )
    own = page.raw_get("/Contents")
    page[pdf_name("/Contents")] = generic.ArrayObject([before, *(own if isinstance(own, list) else [own]), after])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _font(writer: PdfFileWriter, codes: dict[str, int], widths: dict[int, int]) -> generic.IndirectObject:
    means = "\n".join(f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for text, code in codes.items())
    span = "1 begincodespacerange\n<00> <ff>\nendcodespacerange"
    cmap = f"begincmap\n{span}\n{len(codes)} beginbfchar\n{means}\nendbfchar\nendcmap"
    stream = writer.add_object(generic.StreamObject(stream_data=cmap.encode()))
    number = generic.NumberObject
    font = {
        "/Type": pdf_name("/Font"), "/Subtype": pdf_name("/TrueType"), "/BaseFont": pdf_name("/AnyFace"),
        "/FirstChar": number(1), "/LastChar": number(len(codes)), "/ToUnicode": stream,
        "/Widths": generic.ArrayObject(number(widths[code]) for code in sorted(widths)),
    }  # fmt: skip
    return writer.add_object(generic.DictionaryObject({pdf_name(key): value for key, value in font.items()}))
