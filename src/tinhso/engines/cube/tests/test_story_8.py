"""Story 8: the old units of Đắk Lắk and Phú Yên, as reported and restated to the units of today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import CURRENT, FigureQuery, FigureRow, FigureTable, Mark
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.indicators.testing import key_of, make_definition, make_period, write_figures
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust.api import use_clock
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
PACKAGES = Path(__file__).parents[5] / "packages"
EA_KAR = {"24373": 210, "24382": 60, "24385": 75, "24391": 40, "24394": 55, "24397": 80}
JUNE, JULY = parse_period("nd09:2025-06"), parse_period("nd09:2025-07")
NOVEMBER_2026 = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)


def figures_of_june(*, weights: bool = True) -> dict[str, int]:
    """Load the province and write a figure for every old commune; return the figures by code."""
    with use_clock(FrozenClock(NOVEMBER_2026)):
        orgs.load_units("66", PACKAGES / "vn-units", actor="system:test")
        if weights:
            orgs.load_weights(PACKAGES / "dak-lak-demo" / "weights.csv", actor="system:test")
    dossiers = make_definition("dossiers")
    june = make_period(JUNE.code)
    old = orgs.units_on("commune", date(2025, 6, 14))
    values = {unit.code: EA_KAR.get(unit.code, 100 + place % 37) for place, unit in enumerate(old)}
    write_figures({key_of(dossiers, unit.id, june): FigureState(values[unit.code]) for unit in old})
    return values


def ask(level: str, structure: str | date, period: object = JUNE) -> FigureTable:
    with use_clock(FrozenClock(NOVEMBER_2026)):
        return api.query(FigureQuery(("dossiers",), (period,), level, everything_rights(), structure=structure))


def total(rows: list[FigureRow]) -> Fraction:
    return sum((Fraction(row.numerator, row.denominator) for row in rows if row.numerator is not None), Fraction(0))


def test_six_old_units_are_six_rows_as_reported_and_one_row_of_520_restated() -> None:
    figures_of_june()
    as_reported = {row.unit_code: row for row in ask("commune", "as_reported").rows}
    assert {code: int(as_reported[code].value) for code in EA_KAR} == EA_KAR
    restated = {row.unit_code: row for row in ask("commune", CURRENT).rows}
    ea_kar = restated["24373"]
    assert (ea_kar.value, ea_kar.expected, ea_kar.received, ea_kar.marks) == (520, 6, 6, frozenset())
    # The reused code names another extent in each epoch: 210 under it is the bug to catch.
    assert as_reported["24373"].unit_id != ea_kar.unit_id
    assert "24382" not in restated


def test_the_286_old_units_total_what_the_102_new_ones_do() -> None:
    values = figures_of_june()
    old, new = ask("commune", "as_reported").rows, ask("commune", CURRENT).rows
    assert (len(old), len(new)) == (286, 102)
    assert total(old) == total(new) == sum(values.values())
    [province] = ask("province", CURRENT).rows
    assert (province.unit_code, province.value, province.expected) == ("66", sum(values.values()), 286)
    assert {row.unit_code for row in ask("province", "as_reported").rows} == {"66", "54"}


def test_figures_carried_by_a_weight_say_so_and_a_whole_province_does_not() -> None:
    figures_of_june()
    divided = {row.unit_code for row in ask("commune", CURRENT).rows if Mark.ESTIMATED_DIVISION in row.marks}
    assert {"22015", "22045"} <= divided
    assert "24373" not in divided
    [province] = ask("province", CURRENT).rows
    assert province.marks == frozenset()
    assert province.denominator == 1


def test_without_a_weight_the_units_that_may_have_gained_have_no_value() -> None:
    values = figures_of_june(weights=False)
    rows = {row.unit_code: row for row in ask("commune", CURRENT).rows}
    for code in ("22015", "22045"):
        assert rows[code].marks == {Mark.NOT_RESTATABLE}
        assert rows[code].value is None
    assert rows["24373"].value == 520
    # Whichever commune the parts went to, they are all in the province.
    [province] = ask("province", CURRENT).rows
    assert (province.value, province.marks) == (sum(values.values()), frozenset())


def test_the_period_of_the_change_is_reported_by_the_new_units_and_carries_its_mark() -> None:
    figures_of_june()
    rows = ask("commune", "as_reported", JULY).rows
    assert len(rows) == 102
    assert all(row.marks == {Mark.STRADDLES} for row in rows)
    assert all(Mark.STRADDLES not in row.marks for row in ask("commune", "as_reported", JUNE).rows)
