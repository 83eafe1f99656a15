"""CSV for people: nothing becomes a formula, nothing else changes."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.csv_text import csv_text, guarded
from tinhso.kernel.quantities import Operator

CELLS = st.text(st.sampled_from("=+-@\t\r\n\"',;019. aĐ"), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_is_read_back_is_the_text_itself_or_the_text_behind_an_apostrophe(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert [len(row) for row in read] == [len(row) for row in rows]
    for found, written in zip(read, rows, strict=True):
        texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in written]
        assert all(cell in (text, f"'{text}") for cell, text in zip(found, texts, strict=True))


@given(CELLS)
def test_no_cell_begins_like_a_formula_but_a_number_and_an_operator_alone(text: str) -> None:
    shown = guarded(text)
    assert shown == "=" or not shown.startswith(("=", "+", "@", "\t", "\r"))
    assert not shown.startswith("-") or Decimal(shown) <= 0


def test_an_operator_stands_as_itself_whoever_writes_the_table() -> None:
    assert csv_text([[operator.symbol for operator in Operator]]).strip().split(",") == [one.symbol for one in Operator]


def test_numbers_keep_their_sign_and_values_of_other_kinds_their_text() -> None:
    assert csv_text([["-12.5", "-12.5.1", -3, None]]) == "-12.5,'-12.5.1,-3,\n"
