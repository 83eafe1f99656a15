"""Characters of Vietnamese: one form of Unicode, one kind of space, letters apart from their tones.

NFD takes every mark off its letter except the stroke of đ, which Unicode treats as part of the letter: no database and
no library folds it, so it is done here for everybody.
"""

from __future__ import annotations

import unicodedata

# Invisible characters that web pages and Word leave inside names: soft hyphen, zero-width space and joiners, BOM.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_STROKE = str.maketrans("đĐ", "dD")
# The deprecated tone marks U+0340 and U+0341 become the current ones under NFD by themselves.
TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries


def clean_text(text: str) -> str:
    """Return text as it should be stored: NFC, plain single spaces, nothing invisible, nothing around.

    >>> clean_text("\\u00a0Đắk\\u00a0 Lắk\\u200b")
    'Đắk Lắk'
    """
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def fold(text: str) -> str:
    """Return text in lower case without tones and other marks; đ becomes d.

    >>> fold("Đắk Lắk"), fold("Thủ tục HÀNH CHÍNH")
    ('dak lak', 'thu tuc hanh chinh')
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", clean_text(text)) if not unicodedata.combining(mark))
    return bare.translate(_STROKE).casefold()


def split_tone(word: str) -> tuple[str, int]:
    """Take the tone off one word: (lower-case NFC letters with their hats and hooks, tone).

    The tone is 0 for thanh ngang and 1 to 5 for huyền, hỏi, ngã, sắc, nặng. Where the mark stands does not matter:
    hòa and hoà are one word.

    >>> split_tone("hoà") == split_tone("hòa") == ("hoa", 1)
    True
    """
    letters: list[str] = []
    tone = 0
    for mark in unicodedata.normalize("NFD", word.lower()):
        if (position := TONE_MARKS.find(mark)) >= 0:
            tone = position + 1
        else:
            letters.append(mark)
    return unicodedata.normalize("NFC", "".join(letters)), tone
