"""Errors: codes, languages, places, problem details."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tinhso.kernel import errors
from tinhso.kernel.errors import TinhSoError, Where, registered_errors


@pytest.fixture(autouse=True)
def registry_is_left_as_found() -> Iterator[None]:
    before = dict(errors._REGISTRY)
    yield
    errors._REGISTRY.clear()
    errors._REGISTRY.update(before)


def make_error(
    name: str = "Sample", *, code: str = "TST-001", base: type[TinhSoError] = TinhSoError, **more: object
) -> type[TinhSoError]:
    texts = {
        "title_vi": "Sai",
        "title_en": "Wrong",
        "message_vi": "“{text}” không đọc được.",
        "message_en": "“{text}” cannot be read.",
    }
    return type(name, (base,), {"code": code, "__module__": __name__, **texts, **more})


class PlainFamily(TinhSoError):
    """An abstract family."""


def test_message_speaks_the_language_asked_for() -> None:
    error = make_error()(text="1.637")
    assert error.message("vi") == "“1.637” không đọc được."
    assert error.message("en") == error.message("en-gb") == "“1.637” cannot be read."
    assert error.message() == error.message("vi")


def test_a_number_that_is_one_has_words_of_its_own() -> None:
    error = make_error(
        message_vi="{count} chỗ cần xem: {text}.", message_en="{count:place needs|places need} a look: {text}."
    )
    assert error(count=1, text="x").message("en") == "1 place needs a look: x."
    assert error(count=3, text="x").message("en") == "3 places need a look: x."
    assert error(count=1, text="x").message("vi") == "1 chỗ cần xem: x."


def test_place_is_taken_from_the_details_and_told_apart_from_the_message() -> None:
    error = make_error()(text="x", row=12, column="value", where=Where(file="a.csv", row=1))
    assert error.where == Where(file="a.csv", row=12, column="value")
    assert error.message("vi") == "“x” không đọc được."
    assert error.located_message("vi") == "tệp a.csv, dòng 12, cột value: “x” không đọc được."
    assert str(error) == "TST-001 file a.csv, row 12, column value: “x” cannot be read."


def test_at_adds_a_place_and_keeps_what_was_known() -> None:
    error = make_error()(text="x", row=12).at(file="a.csv")
    assert error.where == Where(file="a.csv", row=12)
    assert error.details["text"] == "x"
    assert make_error()(text="x", row=12).at(row=13).where == Where(row=13)


def test_problem_is_rfc_9457() -> None:
    assert make_error(status=409)(text="x", row=3).problem("en") == {
        "type": "urn:tinhso:error:TST-001",
        "title": "Wrong",
        "status": 409,
        "detail": "“x” cannot be read.",
        "code": "TST-001",
        "where": {"row": 3},
    }
    assert "where" not in make_error()(text="x").problem("vi")


def test_missing_detail_is_refused_at_construction() -> None:
    with pytest.raises(TypeError, match="needs the details text"):
        make_error()()


def test_family_without_code_is_not_registered_and_cannot_be_raised() -> None:
    assert PlainFamily not in registered_errors().values()
    with pytest.raises(TypeError, match="has no code"):
        PlainFamily()
    assert issubclass(make_error(base=PlainFamily), PlainFamily)


def test_second_class_with_the_same_code_is_refused() -> None:
    first = make_error("First")
    with pytest.raises(TypeError, match="already used by First"):
        make_error("Second")
    assert registered_errors()["TST-001"] is first


@pytest.mark.parametrize("code", ["TST-1", "tst-001", "TST-0001", "TEST-001"])
def test_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(TypeError, match="must look like"):
        make_error(code=code)


def test_inherited_code_and_missing_text_are_refused() -> None:
    parent = make_error()
    with pytest.raises(TypeError, match="must state its own code"):
        type("Child", (parent,), {})
    with pytest.raises(TypeError, match="message_en"):
        make_error(code="TST-002", message_en="")


def test_registry_is_sorted_by_code() -> None:
    make_error("B", code="TST-002")
    make_error("A", code="TST-001")
    codes = list(registered_errors())
    assert codes == sorted(codes)
    assert codes.index("TST-002") == codes.index("TST-001") + 1
