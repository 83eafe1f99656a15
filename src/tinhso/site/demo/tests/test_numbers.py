"""Dividing totals exactly, the same every time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.site.demo.numbers import draw, in_order, part, share_out

pytestmark = pytest.mark.one_database
KEYS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 10**6), min_size=1, max_size=30)


@settings(max_examples=100)
@given(st.integers(0, 10**7), KEYS)
def test_shares_add_up_and_follow_their_weights(total, weights):
    shares = share_out(total, weights)
    assert sum(shares.values()) == total
    whole = sum(weights.values())
    assert all(abs(shares[key] - total * weight / whole) < 1 for key, weight in weights.items())


@settings(max_examples=100)
@given(KEYS, st.integers(0, 100))
def test_a_capped_share_never_exceeds_its_cap_and_nothing_is_lost(weights, per_cent):
    caps = {key: weight // 2 for key, weight in weights.items()}
    total = sum(caps.values()) * per_cent // 100
    shares = share_out(total, weights, caps)
    assert sum(shares.values()) == total
    assert all(0 <= shares[key] <= caps[key] for key in caps)


def test_a_total_that_the_caps_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="cannot be given"):
        share_out(11, {"a": 1, "b": 1}, {"a": 5, "b": 5})


def test_the_same_names_draw_the_same_number_and_others_another():
    assert draw(10**6, "24373", "fibre", 1) == draw(10**6, "24373", "fibre", 1)
    assert len({draw(10**9, "24373", "fibre", number) for number in range(100)}) == 100
    assert in_order("abcdef", "x") == in_order(reversed("abcdef"), "x") != in_order("abcdef", "y")


def test_thousandths_are_rounded_half_up():
    assert (part(118_402, 616), part(1, 500), part(1, 499)) == (72_936, 1, 0)
