"""Story 6, a partial total: 91 of 102 communes have sent, and everything is said of exactly those 91."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.indicators.testing import key_of, make_definition, make_period, write_figures
from tinhso.engines.insight.testing import load_board, province_of
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.testing import at
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
SENT, ALL = 91, 102
NOW, LAST_YEAR_OF_SENT, LAST_YEAR_OF_ALL = 24_118, 23_066, 25_900
BOARD = """
code: dieu-hanh
version: 1
valid_from: 2023-01-01
title: {vi: Điều hành, en: Board}
unit: "66"
scheme: nd09.month
headline:
  - {kind: result, indicator: households_trained, compare: same_period_last_year, name: {vi: Tập huấn, en: Training}}
cards:
  - {kind: figure, indicator: households_trained, compare: same_period_last_year}
charts:
  - {kind: series, indicator: households_trained}
"""


def spread(total: int, units: list[UnitView]) -> dict[int, int]:
    """Share a total among units, the rest to the first."""
    each = total // len(units)
    return {unit.id: each + (total - each * len(units) if place == 0 else 0) for place, unit in enumerate(units)}


@pytest.fixture
def partial_total(db: None) -> None:
    with at("2025-11-20 08:00"):
        communes = province_of(ALL)
        households = make_definition("households_trained", measure_unit="household")
        last_year = spread(LAST_YEAR_OF_SENT, communes[:SENT])
        last_year |= spread(LAST_YEAR_OF_ALL - LAST_YEAR_OF_SENT, communes[SENT:])
        period = make_period("nd09:2025-11")
        write_figures({key_of(households, unit, period): FigureState(value) for unit, value in last_year.items()})
        load_board(BOARD)
    with at("2026-11-17 13:00"):
        period, sent = make_period("nd09:2026-11"), spread(NOW, communes[:SENT])
        write_figures({key_of(households, unit, period): FigureState(value) for unit, value in sent.items()})
        trust.seal_all()


def test_sentence_card_chart_and_export_say_104_6_percent_of_the_same_91_units(
    partial_total: None, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 13:42"):
        public = reader()
        board = public.open("/dieu-hanh")
        export = public.fetch("/dieu-hanh/csv").decode()
        indicator = public.open("/so-lieu/households_trained")
    assert "Tập huấn đạt 24.118 hộ, bằng 104,6% so cùng 91 đơn vị năm trước." in board
    assert "T11/2026 · 91/102 đơn vị, so cùng 91 đơn vị năm trước · tạm tính" in board
    assert "Chỉ tiêu households_trained, T11/2026: 24.118 hộ, bằng 104,6% so cùng 91 đơn vị năm trước." in board
    assert "104,6% so cùng 91 đơn vị năm trước" in indicator
    header, line = export.splitlines()
    row = dict(zip(header.split(","), line.split(","), strict=True))
    assert (row["value"], row["received"], row["expected"]) == ("24118", "91", "102")
    assert (row["percent"], row["compared_with"]) == ("104.6", "so cùng 91 đơn vị năm trước")
    for text in (board.html, export, indicator.html):
        assert "93,1" not in text
        assert "93.1" not in text


def test_the_english_board_says_the_same(partial_total: None, reader: Callable[..., Reader]) -> None:
    with at("2026-11-17 13:42"):
        board = reader(english=True).open("/dieu-hanh")
    assert "91/102 units, against the same 91 units last year" in board
    assert "104.6%" in board
    assert "93.1" not in board.html


def test_once_all_have_sent_whole_stands_beside_whole(partial_total: None, reader: Callable[..., Reader]) -> None:
    with at("2026-11-17 16:00"):
        households = indicators.definition("households_trained")
        late = sorted(orgs.units_on("commune"), key=lambda unit: unit.code)[SENT:]
        period = make_period("nd09:2026-11")
        write_figures({key_of(households, unit.id, period): FigureState(212) for unit in late})
        board = reader().open("/dieu-hanh")
    # 24.118 + 11 × 212 = 26.450 of all 102, against 25.900 of all 102.
    assert "Tập huấn đạt 26.450 hộ, bằng 102,1% so với cùng kỳ năm trước." in board
