"""Identifiers of agencies, codes of units, aliases."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.identifiers import (
    FORMS,
    AgencyIdentifier,
    Alias,
    AliasTable,
    AmbiguousAlias,
    InvalidAgencyIdentifier,
    InvalidUnitCode,
    UnknownAlias,
    check_unit_code,
)

agency_levels = st.tuples(
    st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
)


@pytest.mark.parametrize(
    ("specific_first", "general_first"),
    [
        ("000.05.15.H15", "H15.15.05"),
        ("001.05.15.H15", "H15.15.05.001"),
        ("000.00.15.H15", "H15.15"),
        ("000.00.00.H15", "H15"),
    ],
)
def test_two_forms_name_one_agency(specific_first: str, general_first: str) -> None:
    agency = AgencyIdentifier.parse(specific_first)
    assert agency == AgencyIdentifier.parse(general_first) == AgencyIdentifier.parse(f" {general_first.lower()} ")
    assert (agency.qcvn102, agency.qd20) == (specific_first, general_first)
    assert str(agency) == specific_first


@settings(max_examples=100)
@given(agency_levels)
def test_every_identifier_survives_both_forms(levels: tuple[str, str, str, str]) -> None:
    agency = AgencyIdentifier.parse(".".join(levels))
    assert len(agency.qcvn102) == 13
    assert AgencyIdentifier.parse(agency.qcvn102) == agency == AgencyIdentifier.parse(agency.qd20)
    assert agency.qcvn102 == ".".join(levels[::-1])


@pytest.mark.parametrize(
    "text", ["", "15", "H1", "H15.5", "H15.15.05.01", "05.15.H15", "000.05.15.015", "H15-15", "h15."]
)
def test_text_that_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(InvalidAgencyIdentifier):
        AgencyIdentifier.parse(text)


def test_parent_and_containment_follow_the_levels() -> None:
    department, province = AgencyIdentifier.parse("H15.15"), AgencyIdentifier.parse("H15")
    assert department.parent == province
    assert province.parent is None
    assert department.is_within(province)
    assert department.is_within(department)
    assert not province.is_within(department)
    assert not AgencyIdentifier.parse("H16.15").is_within(province)


def test_form_recalled_from_memory_is_marked_for_checking() -> None:
    assert FORMS["qcvn102"].is_verified
    assert (FORMS["qd20"].is_verified, FORMS["qd20"].note) == (False, "cần kiểm tra")
    assert AgencyIdentifier.parse(FORMS["qcvn102"].example) == AgencyIdentifier.parse(FORMS["qd20"].example)


@pytest.mark.parametrize(("text", "level"), [("01", "province"), ("001", "district"), ("00004", "commune")])
def test_unit_code_keeps_its_zeros(text: str, level: str) -> None:
    assert check_unit_code(text, level) == text


@pytest.mark.parametrize("text", ["4", "0004", "000004", "0000A", "٠٠٠٠٤", " 0004", "", 4, None])
def test_unit_code_of_another_shape_is_refused(text: object) -> None:
    with pytest.raises(InvalidUnitCode):
        check_unit_code(text, "commune")


def test_alias_depends_on_the_day() -> None:
    table = AliasTable(
        [
            Alias("H10", "binh-phuoc", valid_to=date(2025, 6, 30)),
            Alias("H10", "dong-nai", valid_from=date(2025, 7, 1)),
            Alias("Đắk  Lắk", "dak-lak"),
            Alias("đắk lắk", "dak-lak", valid_from=date(2025, 7, 1)),
        ]
    )
    assert table.resolve("H10", date(2025, 6, 30)) == "binh-phuoc"
    assert table.resolve("h10", date(2025, 7, 1)) == "dong-nai"
    assert table.resolve(" ĐẮK LẮK ", date(2000, 1, 1)) == "dak-lak"
    assert table.find("H99", date(2025, 1, 1)) is None
    with pytest.raises(UnknownAlias, match="H99"):
        table.resolve("H99", date(2025, 1, 1))


def test_alias_with_two_targets_on_one_day_is_refused() -> None:
    first = Alias("H10", "binh-phuoc", valid_to=date(2025, 7, 1))
    with pytest.raises(AmbiguousAlias):
        AliasTable([first, Alias("h10", "dong-nai", valid_from=date(2025, 7, 1))])
