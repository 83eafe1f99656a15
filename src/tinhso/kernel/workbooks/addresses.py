"""Addresses of cells as people read them: row 12, column 5 is E12."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1_024)
def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1; 0 for what is not one.

    >>> column_number("AB"), column_number("a"), column_number("1")
    (28, 1, 0)
    """
    number = 0
    for letter in letters.strip().upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell.

    >>> cell_address(12, 5)
    'E12'
    """
    return f"{column_letters(column)}{row}"
