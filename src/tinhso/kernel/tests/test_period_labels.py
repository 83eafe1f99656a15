"""Periods in words."""

from __future__ import annotations

import pytest

from tinhso.kernel.periods import parse_period


@pytest.mark.parametrize(
    ("code", "vietnamese", "english"),
    [
        ("nd09:2026-11", "Tháng 11/2026 (15/10–14/11)", "November 2026 (15 Oct–14 Nov)"),
        ("2026-11", "Tháng 11/2026", "November 2026"),
        ("nd09:2026-01", "Tháng 01/2026 (15/12/2025–14/01/2026)", "January 2026 (15 Dec 2025–14 Jan 2026)"),
        ("2026-Q4", "Quý IV/2026", "Q4 2026"),
        ("nd09:2026-Q4", "Quý IV/2026 (15/09–14/12)", "Q4 2026 (15 Sep–14 Dec)"),
        ("2026-H1", "6 tháng đầu năm 2026", "First half of 2026"),
        ("2026-H2", "6 tháng cuối năm 2026", "Second half of 2026"),
        ("2026-9M", "9 tháng năm 2026", "First nine months of 2026"),
        ("2026", "Năm 2026", "Year 2026"),
        ("2025-01-D1", "Kỳ 1 tháng 01/2025", "Ten-day period 1 of January 2025"),
        ("span:2025-03-01..2025-03-17", "Từ 01/03/2025 đến 17/03/2025", "1 Mar 2025 to 17 Mar 2025"),
        ("span:2025-03-01..2025-03-01", "Ngày 01/03/2025", "1 Mar 2025"),
    ],
)
def test_label(code: str, vietnamese: str, english: str) -> None:
    assert parse_period(code).label() == parse_period(code).label("vi") == vietnamese
    assert parse_period(code).label("en") == english


@pytest.mark.parametrize(
    ("code", "vietnamese", "english"),
    [
        ("nd09:2026-11", "T11/2026", "Nov 2026"),
        ("2026-Q2", "QII/2026", "Q2 2026"),
        ("2026-H2", "6T cuối/2026", "H2 2026"),
        ("2026-9M", "9T/2026", "9M 2026"),
        ("nd09:2026", "2026", "2026"),
        ("2025-01-D2", "K2 T01/2025", "D2 Jan 2025"),
        ("span:2025-03-01..2025-03-17", "01/03–17/03/2025", "1 Mar–17 Mar 2025"),
        ("span:2024-12-15..2025-01-14", "15/12/2024–14/01/2025", "15 Dec 2024–14 Jan 2025"),
    ],
)
def test_short_label(code: str, vietnamese: str, english: str) -> None:
    assert parse_period(code).short_label("vi") == vietnamese
    assert parse_period(code).short_label("en") == english
