"""The key that search compares: folded words in one spelling.

1. Fold: no tones, no marks, đ is d, lower case; a word is a run of letters and digits.
2. Write abbreviations out (CĐS is “chuyen doi so”), so that either form finds the other.
3. Take names apart that are written together (EaKar), and choose one of the usual spellings (Đắc Lắc, Đắk Lắk).
4. Write a closing y after a consonant as i (kỹ, kĩ).

A text matches when its key contains the key of the question (`LIKE '%key%'`).
"""

from __future__ import annotations

import re

from tinhso.kernel.vietnamese.characters import fold
from tinhso.kernel.vietnamese.spellings import ABBREVIATIONS, GLUED_PREFIXES, PAIRS, SYLLABLES, WHOLE_WORDS

_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
_CLOSING_Y = re.compile(r"([bcdghklmnpqrstvx]*|qu)y")
_GLUED = re.compile(rf"({'|'.join(GLUED_PREFIXES)})([b-df-hj-np-tv-z][a-z]*)")


def search_key(text: str) -> str:
    """Return the key to store beside a text, and to make of a question before comparing.

    >>> search_key("UBND tỉnh Đắc Lắc") == search_key("Uỷ ban nhân dân tỉnh ĐắkLắk")
    True
    >>> search_key("kĩ năng CĐS")
    'ki nang chuyen doi so'
    """
    syllables: list[str] = []
    for word in words_of(text):
        syllables += _spell(word)
    for position in range(len(syllables) - 1):
        pair = (syllables[position], syllables[position + 1])
        syllables[position : position + 2] = PAIRS.get(pair, pair)
    return " ".join(_CLOSING_Y.sub(r"\1i", one) if _CLOSING_Y.fullmatch(one) else one for one in syllables)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order (M’Gar is one word).

    >>> words_of("Cư M’gar – 24/7")
    ['cu', 'mgar', '24', '7']
    """
    return _WORD.findall(fold(_APOSTROPHES.sub("", text)))


def _spell(word: str) -> list[str]:
    """Write one folded word in the chosen spelling; it may become several."""
    if written_out := ABBREVIATIONS.get(word) or WHOLE_WORDS.get(word):
        return written_out.split()
    glued = _GLUED.fullmatch(word)
    parts = list(glued.groups()) if glued else [word]
    return [SYLLABLES.get(part, part) for part in parts]
