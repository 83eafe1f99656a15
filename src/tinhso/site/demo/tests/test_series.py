"""The illustrative series: exact totals, parts within wholes, the stories' figures; no database."""

import csv
from functools import cache
from pathlib import Path

import pytest

from tinhso.site.demo.anchors import (
    BUON_MA_THUOT,
    DOUBTED,
    EA_KAR,
    EA_KAR_BEFORE,
    PENDING,
    PERIODS,
)
from tinhso.site.demo.fates import COMPLETE, RECENT, Fate, fate_of, kept_of_twelve
from tinhso.site.demo.series import PARTS, Communes, Figures, commune_figures

pytestmark = pytest.mark.one_database
REGISTER = Path(__file__).parents[5] / "packages" / "vn-units"
BY_CODE = {period.code: index for index, period in enumerate(PERIODS)}


@cache
def communes() -> Communes:
    with (REGISTER / "units.csv").open(encoding="utf-8", newline="") as file:
        new = tuple(row["code"] for row in csv.DictReader(file) if row["parent_code"] == "66" and not row["valid_to"])
    with (REGISTER / "links.csv").open(encoding="utf-8", newline="") as file:
        links = {row["old_code"]: row["new_code"] for row in csv.DictReader(file) if row["default"] == "1"}
    return Communes(new, {old: code for old, code in links.items() if code in new and len(old) == 5})


@cache
def figures(code: str) -> Figures:
    return commune_figures(communes(), BY_CODE[code])


def test_there_are_36_periods_286_old_and_102_new_communes():
    assert (len(PERIODS), len(communes().new), len(communes().successor)) == (36, 102, 286)
    assert (PERIODS[0].code, PERIODS[-1].code) == ("nd09:2023-12", "nd09:2026-11")
    assert set(PENDING) <= set(communes().new)
    assert len(PENDING) == 11
    assert DOUBTED not in PENDING


@pytest.mark.parametrize("code", ["nd09:2023-12", "nd09:2025-06", "nd09:2025-07", "nd09:2026-10", "nd09:2026-11"])
def test_a_part_never_exceeds_its_whole_in_any_commune(code):
    made = figures(code)
    for indicator, (whole, _) in PARTS.items():
        assert all(0 <= value <= made[whole][unit] for unit, value in made[indicator].items()), indicator
    for unit, resolved in made["dossiers_resolved"].items():
        assert resolved == made["dossiers_on_time"][unit] + made["dossiers_overdue"][unit]
        assert made["villages_with_fibre"][unit] <= made["villages"][unit]
    assert {len(values) for values in made.values()} == {286 if BY_CODE[code] < 19 else 102}
    assert len(made) == 20


def test_what_does_not_change_with_the_reorganisation_is_the_same_before_and_after():
    before, after = figures("nd09:2025-06"), figures("nd09:2025-07")
    assert sum(before["villages"].values()) == sum(after["villages"].values())
    ea_kar_villages = sum(before["villages"][code] for code in EA_KAR_BEFORE)
    assert ea_kar_villages == after["villages"][EA_KAR]


def test_households_of_the_stories_are_exact():
    households = {code: figures(code)["households_trained"] for code in ("nd09:2025-06", *COMPLETE)}
    assert {code: households["nd09:2025-06"][code] for code in EA_KAR_BEFORE} == dict(EA_KAR_BEFORE)
    assert sum(EA_KAR_BEFORE.values()) == 520
    pending = {
        code: sum(found[unit] for unit in PENDING) for code, found in households.items() if "2025-06" not in code
    }
    totals = {code: sum(found.values()) for code, found in households.items()}
    assert (totals["nd09:2026-11"], pending["nd09:2026-11"]) == (26_430, 2_312)
    assert (totals["nd09:2025-11"], pending["nd09:2025-11"]) == (25_900, 25_900 - 23_066)
    assert totals["nd09:2026-10"] == 23_641
    assert households["nd09:2026-11"][DOUBTED] == 10 * households["nd09:2026-10"][DOUBTED]


def test_ea_kar_and_buon_ma_thuot_have_their_dossiers():
    made = figures("nd09:2026-11")
    assert (made["dossiers_received"][EA_KAR], made["dossiers_online"][EA_KAR]) == (1260, 780)
    assert (made["dossiers_received"][BUON_MA_THUOT], made["dossiers_online"][BUON_MA_THUOT]) == (787, 608)


def test_series_are_the_same_every_time():
    assert commune_figures(communes(), 20) == commune_figures(Communes(communes().new, communes().successor), 20)


def test_fates_keep_the_prescribed_number_of_the_last_twelve_reports():
    lost = {Fate.LATE, Fate.MISSING}
    for code in communes().new:
        kept = sum(fate_of(code, period) not in lost for period in RECENT)
        assert kept == kept_of_twelve(code)
        assert 5 <= kept <= 12
    assert {kept_of_twelve(code) for code in PENDING} == {5, 6, 7, 8, 9, 10, 11, 12}
    assert kept_of_twelve(EA_KAR) == 12


def test_nobody_is_missing_or_corrected_in_periods_whose_totals_the_stories_state():
    changing = {Fate.MISSING, Fate.CORRECTED}
    for code in COMPLETE:
        period = PERIODS[BY_CODE[code]]
        units = communes().successor if code == "nd09:2025-06" else communes().new
        assert not {fate_of(unit, period) for unit in units} & changing


def test_history_knows_every_fate():
    seen = {fate_of(code, period) for code in communes().new for period in PERIODS[19:-1]}
    assert seen == set(Fate)
