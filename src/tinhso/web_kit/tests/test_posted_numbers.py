"""Numbers of forms and addresses: what is none, or nobody's, is not read, and no page fails over it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinhso.web_kit.posted_numbers import read_number, read_numbers

ENGINES = Path(__file__).resolve().parents[2] / "engines"
READS_BY_HAND = re.compile(r"\bint\(.*\.(isdecimal|isdigit|isnumeric)\(\)|\.(isdecimal|isdigit|isnumeric)\(\).*\bint\(")


@pytest.mark.parametrize("text", ["", None, "a", " 1", "-1", "1.0", "1 2", "٣", "²", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_the_database_is_not_read(text: str | None) -> None:
    assert read_number(text) is None
    assert read_number(text, 1) == 1


def test_numbers_are_read_once_each_in_their_order() -> None:
    assert read_number("012") == 12
    assert read_number("9" * 18) == 10**18 - 1 < 2**63
    assert read_numbers(["3", "x", "1", "3", "9" * 5000]) == [3, 1]


def test_no_page_reads_a_number_by_hand() -> None:
    """`int()` behind `isdecimal()` fails over five thousand digits, and the database over twenty."""
    faces = [*ENGINES.glob("*/web/**/*.py"), *ENGINES.glob("*/rest.py")]
    assert faces
    found = [
        f"{file.relative_to(ENGINES)}:{number}"
        for file in faces
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if READS_BY_HAND.search(line)
    ]
    assert found == []
