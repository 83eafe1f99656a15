"""Families as data, and the wall between families."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tinhso.kernel.periods import (
    FamilyAlreadyDefined,
    InexactConversion,
    InvalidFamily,
    MixedSchemes,
    NoPeriodOnDate,
    NoSequence,
    convert_period,
    family_from_dict,
    known_schemes,
    parse_period,
    period_of,
    register_family,
    schemes,
)

CLOSES_ON_THE_25TH: dict[str, Any] = {
    "code": "bc25",
    "name_vi": "Chốt ngày 25",
    "name_en": "Closing on the 25th",
    "cut_off_day": 25,
    "cut_off_exceptions": {12: 31},
    "frequencies": ["month", "quarter", "year"],
    "source": "test",
}


@pytest.fixture(autouse=True)
def families_are_left_as_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemes, "_FAMILIES", dict(schemes._FAMILIES))
    monkeypatch.setattr(schemes, "_SCHEMES", dict(schemes._SCHEMES))


def test_regime_that_closes_on_the_25th_and_in_december_on_the_31st_is_data() -> None:
    register_family(family_from_dict(CLOSES_ON_THE_25TH))
    november, december, january = (parse_period(f"bc25:{tail}") for tail in ("2026-11", "2026-12", "2027-01"))
    assert (november.start, november.end) == (date(2026, 10, 26), date(2026, 11, 25))
    assert (december.start, december.end) == (date(2026, 11, 26), date(2026, 12, 31))
    assert (january.start, january.end) == (date(2027, 1, 1), date(2027, 1, 25))
    assert parse_period("bc25:2026").days == 365
    assert period_of(date(2026, 12, 28), "bc25.month") == december
    assert january.label() == "Tháng 01/2027 (01/01–25/01)"
    assert "bc25.quarter" in known_schemes()


def test_cut_off_day_that_a_month_lacks_is_its_last_day() -> None:
    register_family(family_from_dict(CLOSES_ON_THE_25TH | {"code": "bc30", "cut_off_day": 30}))
    assert parse_period("bc30:2026-02").end == date(2026, 2, 28)
    assert parse_period("bc30:2026-03").start == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "BC 25"),
        ("code", "span"),
        ("code", None),
        ("name_vi", ""),
        ("name_en", 5),
        ("cut_off_day", 0),
        ("cut_off_day", 32),
        ("cut_off_day", "25"),
        ("cut_off_day", True),
        ("cut_off_exceptions", {13: 31}),
        ("cut_off_exceptions", {12: 0}),
        ("cut_off_exceptions", [31]),
        ("frequencies", []),
        ("frequencies", "month"),
        ("frequencies", ["week"]),
        ("frequencies", ["ten_day"]),
        ("cutoff", 25),
    ],
)
def test_wrong_definition_is_refused_naming_the_field(field: str, value: object) -> None:
    with pytest.raises(InvalidFamily) as refusal:
        family_from_dict(CLOSES_ON_THE_25TH | {field: value})
    assert refusal.value.details["field"] == field


def test_family_code_never_changes_its_meaning() -> None:
    family = family_from_dict(CLOSES_ON_THE_25TH)
    register_family(family)
    register_family(family)
    with pytest.raises(FamilyAlreadyDefined):
        register_family(family_from_dict(CLOSES_ON_THE_25TH | {"cut_off_day": 24}))


def test_families_are_not_compared_contained_or_mixed() -> None:
    decree, calendar = parse_period("nd09:2026-11"), parse_period("2026")
    mixtures: list[Callable[[], bool]] = [
        lambda: decree < calendar,
        lambda: decree <= calendar,
        lambda: decree > calendar,
        lambda: decree >= calendar,
        lambda: calendar.contains(decree),
        lambda: calendar.overlaps(decree),
    ]
    for mix in mixtures:
        with pytest.raises(MixedSchemes):
            mix()
    assert decree != parse_period("2026-11")
    with pytest.raises(TypeError):
        decree < date(2026, 11, 1)  # type: ignore[operator]  # noqa: B015


def test_frequencies_of_one_family_are_ordered_by_their_end() -> None:
    year, quarter, month = (parse_period(f"nd09:2026{tail}") for tail in ("", "-Q4", "-12"))
    assert sorted([month, quarter, year]) == [year, quarter, month]
    assert year.contains(quarter)
    assert quarter.contains(month)
    assert not month.contains(quarter)
    assert parse_period("nd09:2026-Q4").overlaps(parse_period("nd09:2026-10"))
    assert not parse_period("nd09:2026-Q4").overlaps(parse_period("nd09:2026-09"))


def test_conversion_that_is_not_exact_must_be_asked_for_and_shows_itself() -> None:
    decree = parse_period("nd09:2026-11")
    with pytest.raises(InexactConversion) as refusal:
        convert_period(decree, "calendar.month")
    assert refusal.value.details["nearest"] == "2026-11"
    conversion = convert_period(decree, "calendar.month", approximate=True)
    assert (conversion.target.code, conversion.shared_days) == ("2026-11", 14)
    assert (conversion.missed_days, conversion.foreign_days) == (17, 16)
    assert not conversion.is_exact
    assert (
        conversion.note("vi")
        == "≈ Tháng 11/2026 (15/10–14/11) xem gần đúng như Tháng 11/2026: thiếu 17 ngày, thừa 16 ngày"
    )
    assert "17 days missing, 16 days added" in conversion.note("en")


def test_span_of_a_whole_month_converts_exactly() -> None:
    conversion = convert_period(parse_period("span:2026-10-15..2026-11-14"), "nd09.month")
    assert (conversion.target.code, conversion.is_exact, conversion.note()) == ("nd09:2026-11", True, "")


def test_conversion_between_frequencies_takes_the_most_shared_days() -> None:
    assert convert_period(parse_period("nd09:2026-01"), "calendar.year", approximate=True).target.code == "2025"
    even = parse_period("span:2026-10-31..2026-11-01")
    assert convert_period(even, "calendar.month", approximate=True).target.code == "2026-10"
    autumn = parse_period("span:2026-09-20..2026-12-31")
    assert convert_period(autumn, "calendar.nine_month", approximate=True).target.code == "2026-9M"
    with pytest.raises(NoPeriodOnDate):
        convert_period(parse_period("span:2026-10-05..2026-10-06"), "calendar.nine_month", approximate=True)
    with pytest.raises(NoSequence):
        convert_period(autumn, "span")
