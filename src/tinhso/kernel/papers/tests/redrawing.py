"""The same page drawn letter by letter in another order, as other programs draw it."""

from __future__ import annotations

import io
import unicodedata

from pdfminer.layout import LTChar, LTPage
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from tinhso.kernel.papers.reading import _chars, _pages


def redrawn(content: bytes, *, last_are_marked: bool) -> bytes:
    """Return a PDF that looks the same: letters with marks after all others, or everything from the end on."""
    writer = PdfFileWriter()
    for page in list(_pages(content)):
        letters = [char for char in _chars(page) if not char.get_text().isspace()]
        letters = sorted(letters, key=_is_marked) if last_are_marked else letters[::-1]
        _draw(writer, page, letters)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _is_marked(char: LTChar) -> bool:
    return len(unicodedata.normalize("NFD", char.get_text())) > 1 or char.get_text() in "đĐ"


def _draw(writer: PdfFileWriter, page: LTPage, letters: list[LTChar]) -> None:
    """One letter a code: a font of at most 255 letters with what each means and how wide it is in thousandths."""
    codes = {text: code for code, text in enumerate(sorted({char.get_text() for char in letters}), start=1)}
    lines = ["BT"]
    for char in letters:
        place = f"{char.size:.3f} 0 0 {char.size:.3f} {char.x0:.3f} {char.matrix[5]:.3f} Tm"
        lines.append(f"/F 1 Tf {place} <{codes[char.get_text()]:02x}> Tj")
    lines.append("ET")
    widths = {codes[char.get_text()]: round(1000 * (char.x1 - char.x0) / char.size) for char in letters}
    drawn = writer.add_object(generic.StreamObject(stream_data="\n".join(lines).encode()))
    made = PageObject(contents=drawn, media_box=(0, 0, round(page.width), round(page.height)))
    made[pdf_name("/Resources")] = generic.DictionaryObject(
        {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F"): _font(writer, codes, widths)})}
    )
    writer.insert_page(made)


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
