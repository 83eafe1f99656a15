"""The gap of a sum, unit by unit: by its part of a year before; the parts add up to the gap, nobody is left unnamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.logic.targets.sharing import required_of_units
from tinhso.engines.evaluation.testing import ACTOR
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite, Missing
from tinhso.engines.orgs.contracts import Action, Rights, Scope
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.kernel.periods import parse_period

TODAY = date(2026, 11, 17)
AHEAD, BEHIND, THIRD, SILENT = "24133", "24373", "22015", "22045"
INDICATOR = """
code: goc_hs
version: 1
valid_from: 2025-01-01
name: {vi: Hồ sơ số hóa, en: Dossiers digitised}
measure_unit: dossier
decimals: 0
kind: count
nature: flow
time_rule: sum
space_rule: sum
merge_rule: sum
collected_level: commune
scheme: calendar.month
publication: internal
source: Minh họa
owner: H15.15
illustrative: true
"""
PLAN = """
code: plan-gop
version: 1
valid_from: 2026-01-05
ends_on: 2026-12-31
title: {vi: Kế hoạch thử, en: Test plan}
unit: "66"
publication: internal
source: Minh họa
illustrative: true
rules:
  - {valid_from: 2021-01-01, on_track_probability: "0.5", hard_probability: "0.1", tolerance_share: "0.03"}
targets:
  - {code: t1, number: "1", indicator: goc_hs, direction: up, value: "1200", starts_on: 2026-08-01, base: "0",
     due_on: 2026-12-31, path: milestones, milestones: [{day: 2026-10-31, value: "1000"}], measure: cumulative,
     level: commune, owner: H15.15, source: Minh họa}
  - {code: t2, number: "2", indicator: goc_hs, direction: range, low: "500", high: "600", starts_on: 2026-08-01,
     due_on: 2026-12-31, path: at_date, measure: cumulative, level: commune, owner: H15.15, source: Minh họa}
  - {code: t3, number: "3", indicator: goc_hs, direction: range, low: "700", high: "900", starts_on: 2026-08-01,
     due_on: 2026-12-31, path: at_date, measure: cumulative, level: commune, owner: H15.15, source: Minh họa}
"""
BEFORE = {AHEAD: 100, BEHIND: 200, THIRD: 33}
NOW = {AHEAD: 120, BEHIND: 70, THIRD: 20}


@pytest.fixture
def summed(world: Territory, tmp_path: Path) -> Territory:
    """A sum since August that must be 1.000 at the end of October, of three communes; a year before they had 999."""
    folder = tmp_path / "plan-gop"
    for name in ("indicators", "targets"):
        (folder / name).mkdir(parents=True)
    head = "code: plan-gop\ntitle: {vi: Thử, en: Test}\nsource: Minh họa\n"
    (folder / "package.yaml").write_text(head, encoding="utf-8")
    (folder / "indicators" / "goc_hs.yaml").write_text(INDICATOR, encoding="utf-8")
    (folder / "targets" / "plan-gop.yaml").write_text(PLAN, encoding="utf-8")
    indicators.load_package(folder, ACTOR)
    api.load_plans(folder, ACTOR)
    for month in ("08", "09", "10"):
        write(world, f"2025-{month}", BEFORE)
        elsewhere = {unit: None for unit in world.communes if unit not in NOW}
        write(world, f"2026-{month}", NOW | elsewhere)
    return world


def write(world: Territory, code: str, values: Mapping[str, int | None]) -> None:
    """Write figures of a month; None is a commune to which it does not apply."""
    (view,) = indicators.definition_versions(["goc_hs"])
    period = indicators.period_id(parse_period(code))
    writes = [
        FigureWrite(FigureKey(view.indicator_id, world.communes[unit].id, period), state(value))
        for unit, value in values.items()
    ]
    indicators.write_batches([BatchSpec("indicators.imported", f"indicators.import:gop-{code}", ACTOR, writes)])


def name_of(world: Territory, unit: str) -> str:
    return world.communes[unit].name("vi")


def state(value: int | None) -> FigureState:
    return FigureState(None, missing=int(Missing.NOT_APPLICABLE)) if value is None else FigureState(value)


def asked(login: str = "chutich", target: str = "t1") -> api.TargetPage:
    return api.compute_target("plan-gop", target, api.read_moment(""), rights_as(login, TODAY), "vi")


@pytest.mark.django_db
def test_every_unit_is_held_against_its_part_of_a_year_before_and_the_parts_are_the_gap(
    summed: Territory, browser: Callable[..., Client]
) -> None:
    shared = asked().shared_gap
    assert shared is not None
    assert (shared.held_against, shared.required, shared.value, shared.missing) == ("path", 1000, 630, 370)
    told = {one.unit.code: (one.before, one.required, one.value, one.missing) for one in shared.parts}
    # 1.000 × 600/999 = 600,6; × 300/999 = 300,3; × 99/999 = 99,1: the largest remainder gets the one left.
    assert told == {
        BEHIND: (600, 601, 210, 391),
        THIRD: (99, 99, 60, 39),
        AHEAD: (300, 300, 360, -60),
        SILENT: (None, 0, None, 0),
    }
    assert [one.unit.code for one in shared.parts] == [BEHIND, THIRD, SILENT, AHEAD]
    assert [one.unit.code for one in shared.silent] == [SILENT]
    assert sum(one.missing for one in shared.parts) == shared.missing
    reader = browser("chutich")
    shown = reader.get("/ke-hoach/plan-gop/t1").content.decode()
    assert "thiếu 370 hồ sơ so với mức lộ trình đòi hỏi (1.000 hồ sơ)" in shown
    silent = shared.silent[0].unit.name("vi")
    assert f"Không có số trong các kỳ này (chưa báo cáo hoặc không áp dụng): {silent}." in shown
    assert "theo phần của đơn vị đó trong số cùng kỳ năm trước" in shown
    origin = f"/nguon-goc?chi-tieu=goc_hs&amp;don-vi={BEHIND}&amp;ky=2026-08..2026-10&amp;don-vi-hanh-chinh=2026-10-31"
    assert f'href="{origin}"' in shown
    assert f"don-vi={BEHIND}&amp;ky=2025-08..2025-10&amp;don-vi-hanh-chinh=2026-10-31" in shown
    assert 'href="/nguon-goc?chi-tieu=goc_hs&amp;don-vi=66&amp;ky=2026-08..2026-10"' in shown
    rows = list(csv.DictReader(io.StringIO(reader.get("/ke-hoach/plan-gop/t1/khoang-thieu").content.decode())))
    assert [(row["unit"], row["missing"]) for row in rows] == [
        (BEHIND, "391"), (THIRD, "39"), (SILENT, "0"), (AHEAD, "-60"), ("whole", "370"),
    ]  # fmt: skip
    paper = Document(io.BytesIO(reader.get("/ke-hoach/plan-gop/t1/van-ban?dang=docx").content))
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["Tổng", "", "1.000", "630", "370"] in cells


@pytest.mark.django_db
def test_a_sum_outside_its_range_is_held_against_the_bound_it_missed(
    summed: Territory, browser: Callable[..., Client]
) -> None:
    over, under = asked(target="t2").shared_gap, asked(target="t3").shared_gap
    assert over is not None
    assert under is not None
    assert (over.is_over, over.required, over.missing) == (True, 600, 30)
    # 600 × 300/999 = 180,2 against 360: too much; 600 × 600/999 = 360,4 against 210, which it may.
    assert [(one.unit.code, one.missing) for one in over.parts] == [
        (AHEAD, 180), (THIRD, 0), (SILENT, 0), (BEHIND, -150),
    ]  # fmt: skip
    assert sum(one.missing for one in over.parts) == over.missing
    assert (under.is_over, under.required, under.missing) == (False, 700, 70)
    assert sum(one.missing for one in under.parts) == under.missing
    reader = browser("chutich")
    assert "vượt 30 hồ sơ so với cận trên (600 hồ sơ)" in reader.get("/ke-hoach/plan-gop/t2").content.decode()
    assert "còn thiếu 70 hồ sơ để vào khoảng (700 hồ sơ)" in reader.get("/ke-hoach/plan-gop/t3").content.decode()


@pytest.mark.django_db
def test_the_gap_of_a_sum_is_handed_out_with_every_part(summed: Territory, browser: Callable[..., Client]) -> None:
    text = api.gap_as_instruction(asked())
    assert text.splitlines() == [
        "Bù phần còn thiếu 370 hồ sơ so với lộ trình (T08/2026 – T10/2026). Các đơn vị chưa đạt phần của mình:",
        "- Xã Ea Kar: 391 (phải có 601, đã có 210);",
        f"- {name_of(summed, THIRD)}: 39 (phải có 99, đã có 60).",
    ]
    assert text in browser("chutich").get("/ke-hoach/plan-gop/t1/giao?theo=khoang-thieu").content.decode()
    assert api.gap_as_instruction(asked(target="t2")).startswith("Giảm phần đang vượt 30 hồ sơ so với mục tiêu")


@pytest.mark.django_db
def test_units_without_a_year_before_owe_what_they_have_and_are_named(
    summed: Territory, browser: Callable[..., Client]
) -> None:
    for month in ("08", "09", "10"):
        write(summed, f"2026-{month}", {SILENT: 10})
    shared = asked().shared_gap
    assert shared is not None
    (new,) = shared.not_compared
    assert (new.unit.code, new.before, new.required, new.value, new.missing) == (SILENT, None, 30, 30, 0)
    assert (shared.missing, sum(one.missing for one in shared.parts)) == (340, 340)
    shown = browser("chutich").get("/ke-hoach/plan-gop/t1").content.decode()
    assert f"mức phải có lấy bằng số đã làm: {new.unit.name('vi')}." in shown
    reader = browser("chutich")
    reader.cookies["django_language"] = "en"
    english = reader.get("/ke-hoach/plan-gop/t1").content.decode()
    assert "nothing more is asked of them than they have" in english


@pytest.mark.django_db
def test_without_figures_of_a_year_before_the_gap_is_said_and_not_divided(
    summed: Territory, browser: Callable[..., Client]
) -> None:
    for month in ("08", "09", "10"):
        write(summed, f"2025-{month}", dict.fromkeys(BEFORE, 0))
    shared = asked().shared_gap
    assert shared is not None
    assert (shared.missing, shared.parts) == (370, ())
    shown = browser("chutich").get("/ke-hoach/plan-gop/t1").content.decode()
    assert "Chưa có số cùng kỳ năm trước của các đơn vị" in shown


@pytest.mark.django_db
def test_what_the_province_adjusts_is_nobody_s_part_and_stands_by_itself(
    summed: Territory, browser: Callable[..., Client]
) -> None:
    (view,) = indicators.definition_versions(["goc_hs"])
    key = FigureKey(view.indicator_id, summed.province.id, indicators.period_id(parse_period("2026-10")), line="dc-1")
    adjusted = [FigureWrite(key, FigureState(-10))]
    indicators.write_batches([BatchSpec("indicators.imported", "indicators.import:gop-dc", ACTOR, adjusted)])
    shared = asked().shared_gap
    assert shared is not None
    assert (shared.value, shared.missing, shared.outside) == (620, 380, -10)
    assert sum(one.required for one in shared.parts) == 1010, "the units make up for what was taken off"
    assert sum(one.missing for one in shared.parts) == 380
    reader = browser("chutich")
    assert "Ngoài các đơn vị" in reader.get("/ke-hoach/plan-gop/t1").content.decode()
    rows = list(csv.DictReader(io.StringIO(reader.get("/ke-hoach/plan-gop/t1/khoang-thieu").content.decode())))
    assert [rows[-2][name] for name in ("unit", "required", "value", "missing")] == ["outside", "-10", "-10", "0"]
    units = [Decimal(row["value"]) for row in rows[:-1] if row["value"]]
    assert sum(units) == Decimal(rows[-1]["value"])


@pytest.mark.django_db
def test_who_does_not_reach_every_unit_gets_the_whole_and_no_division(summed: Territory) -> None:
    units = {summed.province.id, *(unit.id for unit in summed.communes.values())}

    def reaching(ids: set[int]) -> api.TargetPage:
        scopes = {action: Scope(unit_ids=frozenset(ids)) for action in Action}
        rights = Rights(ACTOR, 0, TODAY, public=scopes)
        return api.compute_target("plan-gop", "t1", api.read_moment(""), rights, "vi")

    assert reaching(units).shared_gap is not None
    partly = reaching(units - {summed.communes[THIRD].id})
    assert (partly.standing.judged.value, partly.shared_gap) == (630, None)


@given(
    required=st.integers(0, 10**12),
    before=st.dictionaries(st.integers(0, 200).map(str), st.none() | st.integers(0, 10**9), min_size=1),
    now=st.dictionaries(st.integers(0, 200).map(str), st.integers(0, 10**9)),
)
def test_parts_add_up_whatever_the_figures(required: int, before: dict[str, int | None], now: dict[str, int]) -> None:
    found = required_of_units(required, before, now)
    weights = [value for value in before.values() if value is not None]
    owed = sum(now.get(unit, 0) for unit, value in before.items() if value is None)
    if found is None:
        assert not sum(weights) or owed > required
        return
    assert sum(found.values()) == required
    assert found == required_of_units(required, dict(reversed(before.items())), now), "the order of units is nothing"
    for unit, value in before.items():
        exact = (required - owed) * value / sum(weights) if value is not None else now.get(unit, 0)
        assert abs(found[unit] - Decimal(exact)) < 2
