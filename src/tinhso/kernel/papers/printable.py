"""What a paper can show: characters that its files may hold and, of a PDF, that its faces can draw.

People paste what no paper shows: a control character that Word and Excel may not hold, a mark that turns the direction
of a line round, a picture that no packaged face draws. None of them may keep a report from being printed or sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from tinhso.kernel.papers.document import Paper

UNSHOWN = "□"
# More strangers than a note ever has: beyond them nobody is asked any more.
MOST_ASKED = 100
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, marks without a form of their own, halves of characters, and what Unicode keeps out of texts for ever.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# What the packaged faces are known to draw: Latin with every mark of Vietnamese, and the punctuation of papers.
_USUAL = re.compile("[\t\n -~\u00a0-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a₫≈≠≤≥−×÷]*")


def writable(text: str) -> str:
    """Return a text that every file may hold: line breaks of one kind, nothing hidden.

    >>> writable("dòng\\x0bmột"), writable("a\\u202eb\\x1f")
    ('dòng\\nmột', 'ab')
    """
    if text.isprintable():
        return text
    return _HIDDEN.sub("", _BREAKS.sub("\n", text))


def shown(text: str) -> str:
    """Return a text as a PDF shows it: a sign that no packaged face draws is an empty square.

    >>> shown("đạt ✅"), shown("≥ 61,2%")
    ('đạt □', '≥ 61,2%')
    """
    text = writable(text)
    if _USUAL.fullmatch(text):
        return text
    whole = unicodedata.normalize("NFC", text)
    # A mark that is left without its letter is drawn, but cannot be read back.
    strangers = dict.fromkeys(one for one in whole if not _USUAL.fullmatch(one) and not unicodedata.combining(one))
    drawn = {one for one in list(strangers)[:MOST_ASKED] if _is_drawn(one)}
    return "".join(one if one in drawn or _USUAL.fullmatch(one) else UNSHOWN for one in whole)


def with_texts(paper: Paper, change: Callable[[str], str]) -> Paper:
    """Return a paper with every one of its texts changed."""
    changed: Paper = _changed(paper, change)
    return changed


def _changed(thing: Any, change: Callable[[str], str]) -> Any:
    if type(thing) is str:  # a code of an enumeration is no text
        return change(thing)
    if type(thing) is tuple:
        return tuple(_changed(one, change) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{one.name: _changed(getattr(thing, one.name), change) for one in fields(thing)})
    return thing


@lru_cache(maxsize=4_096)
def _is_drawn(sign: str) -> bool:
    """Ask the typesetter itself: it also falls back on faces of its own."""
    import typst

    from tinhso.kernel.papers.pdf import STANDARD, packaged_fonts

    source = b'#set text(font: "Paper Serif")\n#sys.inputs.sign'
    try:
        typst.compile(
            source, font_paths=packaged_fonts(), sys_inputs={"sign": sign}, pdf_standards=STANDARD, timestamp=0
        )
    except typst.TypstError:
        return False
    return True
