"""Canonical JSON: one value, one byte string."""

from __future__ import annotations

import json
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.canonical import NotCanonical, canonical_json

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda text: normalize("NFC", text))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_without_spaces_and_letters_stay_letters() -> None:
    assert canonical_json({"b": [1, -2], "a": {"đ": "Đắk Lắk", "z": None}, "c": True}) == (
        '{"a":{"z":null,"đ":"Đắk Lắk"},"b":[1,-2],"c":true}'.encode()
    )


def test_two_compositions_of_one_text_have_the_same_bytes() -> None:
    composed, decomposed = normalize("NFC", "Hoà Bình"), normalize("NFD", "Hoà Bình")
    assert composed != decomposed
    assert canonical_json({decomposed: [decomposed]}) == canonical_json({composed: [composed]})


def test_whole_numbers_of_any_size_are_exact() -> None:
    assert canonical_json(2**70) == b"1180591620717411303424"


@pytest.mark.parametrize("value", [1.5, 1.0, Decimal("1.5"), float("nan"), b"a", {1, 2}, object()])
def test_value_with_several_spellings_is_refused_with_its_path(value: object) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical_json({"figures": [1, {"value": value}]})
    assert refusal.value.details["path"] == "$.figures[1].value"


def test_key_that_is_not_text_or_that_meets_another_is_refused() -> None:
    for wrong in ({1: "a"}, {normalize("NFC", "à"): 1, normalize("NFD", "à"): 2}, {"a": "\ud800"}):
        with pytest.raises(NotCanonical):
            canonical_json(wrong)


@settings(max_examples=100)
@given(values)
def test_reading_the_bytes_gives_the_value_back(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@settings(max_examples=100)
@given(st.dictionaries(texts, values, max_size=6), st.randoms())
def test_order_of_insertion_changes_nothing(value: dict[str, object], shuffle) -> None:  # type: ignore[no-untyped-def]
    items = list(value.items())
    shuffle.shuffle(items)
    assert canonical_json(dict(items)) == canonical_json(value)
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical_json(value) == plain.encode()
