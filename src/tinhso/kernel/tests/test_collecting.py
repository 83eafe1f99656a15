"""The collector waits, and is on again whatever happens."""

import gc

import pytest

from tinhso.kernel.collecting import without_collecting


def fail_inside() -> None:
    with without_collecting():
        with without_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled(), "the outer block is not over"
        raise ValueError("x")


def test_the_collector_waits_and_comes_back_even_after_an_error() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"):
        fail_inside()
    assert gc.isenabled()
