"""Cutting the text of a formula into its smallest parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# The signs of a good keyboard and of a printed page mean the same.
_SPELLINGS: Final = {
    "×": "*",
    "·": "*",
    "÷": "/",
    ":": "/",
    "−": "-",
    "–": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "==": "=",
}
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:[.,][0-9]+)*)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)"
    r"|(?P<sign><=|>=|!=|==|[-+*/×·÷:−–()\[\],=<>≤≥≠])"
    r"|(?P<end>$)"
    r"|(?P<strange>.))",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One part: `sort` is number, word, sign, end or strange; `position` counts characters from 1."""

    sort: str
    text: str
    position: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut a text in NFC; the last token is always the end.

    >>> [token.text for token in tokens("a × 2")]
    ['a', '*', '2', '']
    """
    found: list[Token] = []
    place = 0
    while not found or found[-1].sort != "end":
        match = _TOKEN.match(text, place)
        assert match is not None  # “strange” takes whatever is left
        sort = match.lastgroup or "end"
        part = match[sort]
        found.append(Token(sort, _SPELLINGS.get(part, part), match.start(sort) + 1, match.end()))
        place = match.end()
    return found
