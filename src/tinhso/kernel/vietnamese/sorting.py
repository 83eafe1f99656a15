"""Vietnamese order as plain digits, so that any database sorts it alike under any collation.

1. Letters first, over the whole text: a ă â b c d đ e ê … o ô ơ … u ư …; space and signs, digits, then letters.
2. Where all letters are equal, tones in the order ngang, huyền, hỏi, ngã, sắc, nặng.
Case does not matter. Source: the Vietnamese tailoring of the Unicode collation (CLDR `vi`), two levels of it.
"""

from __future__ import annotations

import unicodedata

from tinhso.kernel.vietnamese.characters import TONE_MARKS, clean_text

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHTS = (
    {" ": "01"}
    | {digit: f"{10 + place}" for place, digit in enumerate("0123456789")}
    | {letter: f"{30 + place}" for place, letter in enumerate(_ALPHABET)}
)
_SIGN = "02"
_FOREIGN = "99"
_LEVEL = "00"
# Keys stand in indexed columns: three digits a letter, and nobody sorts by the 121st.
_LETTERS_COMPARED = 120


def sort_key(text: str) -> str:
    """Return digits that sort like the text does in Vietnamese.

    >>> sorted(["Đắk Lắk", "dục", "Dạ", "Dã"], key=sort_key)
    ['Dã', 'Dạ', 'dục', 'Đắk Lắk']
    """
    letters: list[str] = []
    tones: list[str] = []
    for letter, tone in _letters_and_tones(clean_text(text).lower())[:_LETTERS_COMPARED]:
        letters.append(_weight(letter))
        tones.append(str(tone))
    return "".join(letters) + _LEVEL + "".join(tones).rstrip("0")


def _letters_and_tones(text: str) -> list[tuple[str, int]]:
    """Split into base letters (with breve, hat, horn, stroke) and the tone each carries."""
    found: list[tuple[str, int]] = []
    for mark in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(mark):
            found.append((mark, 0))
        elif found:
            letter, tone = found[-1]
            # A mark that makes no Vietnamese letter (ç, ñ with its tilde as ngã) leaves the letter as it is.
            composed = unicodedata.normalize("NFC", letter + mark)
            if mark in TONE_MARKS:
                found[-1] = (letter, TONE_MARKS.index(mark) + 1)
            elif composed in _WEIGHTS:
                found[-1] = (composed, tone)
    return found


def _weight(letter: str) -> str:
    if known := _WEIGHTS.get(letter):
        return known
    return f"{_FOREIGN}{ord(letter):07d}" if letter.isalnum() else _SIGN
