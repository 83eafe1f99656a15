"""What people read: numbers, dates, deadlines, time left, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from tinhso.kernel.quantities import Operator
from tinhso.web_kit import display

NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)  # 13:42 in Vietnam, a Tuesday


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert display.show_number(Decimal("1234.50")) == "1.234,50"
    assert display.show_number(Fraction(2, 3), 1) == "0,7"
    assert display.show_number("118402") == "118.402"


def test_an_english_reader_gets_english_numbers() -> None:
    with translation.override("en"):
        assert display.show_number(Decimal("1234.5")) == "1,234.5"
        assert display.show_percent("61.2") == "61.2%"


def test_no_figure_is_a_dash_and_zero_is_a_figure() -> None:
    assert display.show_number(None) == "–"
    assert display.show_percent("") == "–"
    assert display.show_number(0) == "0"


def test_an_operator_stands_in_front_of_the_number_and_equality_is_silent() -> None:
    assert display.show_percent(96, 0, ">") == ">\u00a096%"
    assert display.show_number(13, operator=Operator.APPROXIMATE) == "≈\u00a013"
    assert display.show_number(13, operator=Operator.EQUAL) == "13"


def test_a_difference_shows_its_sign() -> None:
    assert [display.show_signed(v, 1) for v in ("0.9", "-120", "0")] == ["+0,9", "−120,0", "0,0"]


def test_dates_are_local() -> None:
    assert display.show_datetime(datetime(2026, 11, 16, 18, 30, tzinfo=UTC)) == "17/11/2026 01:30"
    assert display.show_date(datetime(2026, 11, 16, 18, 30, tzinfo=UTC)) == "17/11/2026"
    assert display.show_date(date(2026, 11, 17)) == "17/11/2026"
    assert display.show_weekday(date(2026, 11, 17)) == "thứ Ba"
    assert display.show_date(None) == "–"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (3.3, "17:00 hôm nay"),
        (27.3, "17:00 ngày mai"),
        (51.3, "17:00 thứ Năm 19/11"),
        (24 * 60 + 3.3, "17:00 thứ Bảy 16/01/2027"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(hours: float, words: str) -> None:
    assert display.show_deadline(NOW + timedelta(hours=hours), NOW) == words


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(hours=3, minutes=18), "còn 3 giờ", "warn"),
        (timedelta(minutes=59, seconds=59), "còn 59 phút", "warn"),
        (timedelta(days=2, hours=5), "còn 2 ngày", "quiet"),
        (timedelta(0), "còn 0 phút", "warn"),
        (-timedelta(days=2), "quá hạn 2 ngày", "bad"),
    ],
)
def test_time_left_rounds_down_and_warns_on_the_last_day(left: timedelta, words: str, tone: str) -> None:
    assert display.time_left(NOW + left, NOW) == (words, tone)


def test_time_ago() -> None:
    assert display.time_ago(NOW - timedelta(seconds=20), NOW) == "vừa xong"
    assert display.time_ago(NOW - timedelta(minutes=2), NOW) == "2 phút trước"
