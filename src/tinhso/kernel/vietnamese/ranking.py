"""How well a text answers a question: words with exactly these tones come before words that only fold to the same."""

from __future__ import annotations

import re
from enum import IntEnum

from tinhso.kernel.vietnamese.characters import clean_text, split_tone
from tinhso.kernel.vietnamese.searching import search_key

_WORD = re.compile(r"[^\W_]+")


class MatchRank(IntEnum):
    """Smaller is better, so that it can lead a sort key."""

    EXACT_TONES = 0
    WITHOUT_TONES = 1


def match_rank(text: str, question: str) -> MatchRank | None:
    """Say how a text answers a question, None when it does not.

    Args:
        text: the stored text, as it stands.
        question: what somebody typed; its last word may be unfinished.

    >>> match_rank("Hoà Bình", "hòa b"), match_rank("Hóa An", "hòa"), match_rank("Ea Kar", "hòa")
    (<MatchRank.EXACT_TONES: 0>, <MatchRank.WITHOUT_TONES: 1>, None)
    """
    asked = search_key(question)
    if not asked or asked not in search_key(text):
        return None
    return MatchRank.EXACT_TONES if _has_exact_tones(_words(text), _words(question)) else MatchRank.WITHOUT_TONES


def _has_exact_tones(words: list[str], asked: list[str]) -> bool:
    """Find the asked words one after another; the last may be the beginning of a word."""
    *finished, last = asked
    wanted = [split_tone(word) for word in finished]
    for start in range(len(words) - len(finished)):
        window = words[start : start + len(finished)]
        if [split_tone(word) for word in window] == wanted and _continues(words[start + len(finished)], last):
            return True
    return False


def _continues(word: str, beginning: str) -> bool:
    return split_tone(word) == split_tone(beginning) or word.startswith(beginning)


def _words(text: str) -> list[str]:
    return _WORD.findall(clean_text(text).lower())
