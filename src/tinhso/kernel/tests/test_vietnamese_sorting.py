"""Vietnamese order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.vietnamese import sort_key

few = settings(max_examples=100, deadline=None)
# Sorted by ICU with the collation `vi`.
ICU_ORDER = [
    "a", "à", "ả", "ã", "á", "ạ", "an", "ăn", "Ân", "b", "d", "Dục", "đ", "Đắk Lắk", "hóa", "hòa ân", "Hoa Binh",
    "hòa bình", "hoa lan", "w", "y", "ỷ", "Z",
]  # fmt: skip
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
syllables = st.text(alphabet=LETTERS + "àảãáạừửữứựĐ ", max_size=8)


def sorted_from_behind(words: Iterable[str]) -> list[str]:
    """Sort from the opposite order, so that equal keys would show."""
    backwards = list(words)
    backwards.reverse()
    return sorted(backwards, key=sort_key)


def test_words_stand_as_icu_sorts_them() -> None:
    assert sorted_from_behind(ICU_ORDER) == ICU_ORDER


def test_the_alphabet_has_its_own_letters_in_their_places() -> None:
    assert sorted_from_behind(LETTERS) == list(LETTERS)


def test_tones_follow_the_dictionary() -> None:
    for letters in ("aàảãáạ", "ăằẳẵắặ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ"):
        assert sorted_from_behind(letters) == list(letters)


def test_all_letters_count_before_any_tone() -> None:
    assert sort_key("má an") < sort_key("ma âu")
    assert sort_key("hoa") < sort_key("hóa") < sort_key("hoa an")


def test_a_space_comes_before_signs_and_figures_before_letters() -> None:
    wards = ["Phường 1", "Phường 10", "Phường 2", "Phường An", "Phường-1"]
    assert sorted_from_behind(wards) == wards


def test_the_form_of_unicode_spaces_and_case_do_not_matter() -> None:
    assert sort_key("Đắk\u00a0 Lắk") == sort_key(unicodedata.normalize("NFD", "đắk lắk"))
    assert sort_key("ậ") == sort_key("a\u0302\u0323") == sort_key("a\u0323\u0302")


@few
@given(st.text(max_size=200))
def test_keys_are_digits_of_bounded_length(text: str) -> None:
    key = sort_key(text)
    assert key.isascii()
    assert key.isdecimal()


@few
@given(st.text(alphabet=LETTERS + "ảạ 1/–", max_size=400))
def test_keys_of_names_fit_an_indexed_column(name: str) -> None:
    assert len(sort_key(name)) <= 400


@few
@given(syllables, syllables, syllables)
def test_a_common_beginning_does_not_change_the_order_of_letters(start: str, first: str, second: str) -> None:
    bare = str.maketrans("àảãáạừửữứự", "aaaaaưưưưư")
    first, second, start = (word.translate(bare).strip() for word in (first, second, start))
    if first and second:
        assert (sort_key(first) < sort_key(second)) == (sort_key(f"{start}x{first}") < sort_key(f"{start}x{second}"))
