"""What breaks a series: a changed definition, other units under the same code, Tết; each is passed over and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts import BreakKind, Forecast, Measure, PathKind
from tinhso.engines.evaluation.logic.targets.forecasting import look_ahead
from tinhso.engines.evaluation.logic.targets.judging import judge
from tinhso.engines.evaluation.logic.targets.reasons import reason
from tinhso.engines.evaluation.logic.targets.tet import holds_tet, unlike_usual, usual_start
from tinhso.engines.evaluation.testing import ACTOR
from tinhso.engines.evaluation.tests.test_judging import PERCENT, RULES, months, target
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.kernel.periods import parse_period

D = Decimal
DAY = date(2026, 11, 17)
STEP = [str(D(20) + D(step) / 5) for step in range(20)] + [str(D(60) + D(step) / 5) for step in range(4)]


def test_nothing_before_a_changed_definition_tells_of_what_comes_and_it_is_said() -> None:
    spec, day = target(path=PathKind.LINEAR, base=D(20)), DAY
    figures = months("2026-10", STEP)
    broken = {parse_period("2026-07"): BreakKind.DEFINITION}
    whole, cut = judge(spec, figures, day, RULES), judge(spec, figures, day, RULES, breaks=broken)
    assert whole.pace is not None
    assert whole.pace > 3, "the step itself looks like a pace"
    assert (cut.pace, cut.forecast, cut.no_forecast) == (D("0.2"), None, "too_short")
    assert (cut.broken_in, cut.broken_by) == (parse_period("2026-07"), BreakKind.DEFINITION)
    said = reason(spec, cut, PERCENT, "vi")
    assert said.endswith("chuỗi tính lại từ tháng 07/2026 do đổi định nghĩa; còn ngắn, chưa dự báo")
    assert "its definition changed" in reason(spec, cut, PERCENT, "en")
    old = {parse_period("2023-01"): BreakKind.DEFINITION}
    assert judge(spec, figures, day, RULES, breaks=old) == whole, "a break before the series begins breaks nothing"


def test_months_with_tet_are_held_against_no_method() -> None:
    # Tết began on 10/2/2024, 29/1/2025 and 17/2/2026.
    kinds = [parse_period(code) for code in ("2024-01", "2024-02", "2024-03", "2025-01", "2025-02", "2026-01")]
    assert unlike_usual(kinds) == {0, 1, 3, 4, 5}
    assert [holds_tet(one) for one in kinds] == [False, True, False, True, True, False]
    assert not holds_tet(parse_period("2026-Q1"))
    steady = [str(100 + step) for step in range(34)]
    figures = months("2026-10", steady)
    fallen = {period: value - 60 if holds_tet(period) else value for period, value in figures.items()}
    spec, day = target(low=D(300)), DAY
    usual, tet = judge(spec, figures, day, RULES).forecast, judge(spec, fallen, day, RULES).forecast
    assert usual is not None
    assert tet is not None
    assert tet.deviation < D(10), "a fall of sixty every Tết is no spread of usual months"
    values = tuple(fallen[period] for period in sorted(fallen, key=lambda one: one.sort_key))
    counted = look_ahead(values, 12, 2, 1)
    assert not isinstance(counted, Forecast) or counted.deviation > tet.deviation * 2


def test_a_level_that_ends_in_tet_goes_on_from_the_last_month_outside_it_and_it_is_said() -> None:
    spec = target(low=D(300))
    steady = months("2026-02", [str(100 + step) for step in range(34)])
    fallen = {period: value - 60 if holds_tet(period) else value for period, value in steady.items()}
    before = {period: value for period, value in steady.items() if period <= parse_period("2025-12")}
    day = date(2026, 3, 10)
    usual, tet = judge(spec, steady, day, RULES), judge(spec, fallen, day, RULES)
    assert (tet.value, tet.period) == (D(73), parse_period("2026-02")), "the figure itself stays what it is"
    # January had Tết a year before, so a pace taken from it would be that of Tết.
    assert tet.looked_from == parse_period("2025-12")
    assert usual.forecast is not None
    assert tet.forecast is not None
    assert usual_start([*sorted(before, key=lambda one: one.sort_key)]) == len(before)
    assert tet.forecast.horizon == 12
    assert abs(tet.forecast.value - D(143)) < D(12), "133 + 10 months at +1, not 73 + 10"
    assert tet.pace == usual.pace == 1
    assert "theo nhịp đến tháng 12/2025 (không tính các tháng quanh Tết), đến 31/12 đạt khoảng" in reason(
        spec, tet, PERCENT, "vi"
    )
    assert "up to December 2025, leaving out the months around Tết, about" in reason(spec, tet, PERCENT, "en")
    march = months("2026-03", [str(100 + step) for step in range(35)])
    assert judge(spec, march, date(2026, 4, 10), RULES).looked_from is None


def test_a_sum_does_not_get_back_what_tet_took_from_it() -> None:
    spec = target(low=D(3000), measure=Measure.CUMULATIVE, starts_on=date(2026, 1, 1))
    figures = months("2026-02", [str(100 + step) for step in range(34)])
    assert judge(spec, figures, date(2026, 3, 10), RULES).looked_from is None


DEFINITION = """
code: chuoi_thu
version: {version}
valid_from: {valid_from}
name: {{vi: Chuỗi thử, en: Test series}}
measure_unit: percent
decimals: 1
kind: index
nature: stock
time_rule: last
space_rule: none
merge_rule: not_mergeable
direction: up
collected_level: province
scheme: calendar.month
publication: internal
comparable: {comparable}
source: Minh họa
owner: H15.15
illustrative: true
"""
PLAN = """
code: plan-chuoi
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
  - {code: t1, number: "1", indicator: chuoi_thu, direction: up, value: "80", starts_on: 2025-07-31,
     due_on: 2026-12-31, path: linear, base: "20", owner: H15.15, source: Minh họa}
"""


def load_series(folder: Path, versions: dict[int, tuple[str, str]]) -> None:
    """A series of the province from 7/2025 to 10/2026 under one or more versions of its definition."""
    for version, (valid_from, comparable) in versions.items():
        package = folder / f"v{version}" / "plan-chuoi"
        for name in ("indicators", "targets"):
            (package / name).mkdir(parents=True)
        head = "code: plan-chuoi\ntitle: {vi: Thử, en: Test}\nsource: Minh họa\n"
        (package / "package.yaml").write_text(head, encoding="utf-8")
        text = DEFINITION.format(version=version, valid_from=valid_from, comparable=comparable)
        (package / "indicators" / "chuoi_thu.yaml").write_text(text, encoding="utf-8")
        (package / "targets" / "plan-chuoi.yaml").write_text(PLAN, encoding="utf-8")
        indicators.load_package(package, ACTOR)
    api.load_plans(package, ACTOR)


def write_series(world: Territory) -> None:
    view = indicators.definition_versions(["chuoi_thu"])[-1]
    periods = [parse_period("2026-10").shifted(-back) for back in range(16)]
    ids = indicators.period_ids(periods)
    writes = [
        FigureWrite(FigureKey(view.indicator_id, world.province.id, ids[one]), FigureState(300 + 4 * place))
        for place, one in enumerate(reversed(periods))
    ]
    indicators.write_batches([BatchSpec("indicators.imported", "indicators.import:chuoi", ACTOR, writes)])


@pytest.mark.django_db
def test_a_page_says_from_where_on_a_redefined_series_is_looked_at(
    world: Territory, tmp_path: Path, browser: Callable[..., Client]
) -> None:
    load_series(tmp_path, {1: ("2025-01-01", "true"), 2: ("2026-06-01", "false")})
    write_series(world)
    page = api.compute_plan("plan-chuoi", api.read_moment(""), rights_as("chutich", DAY))
    judged = page.targets[0].judged
    assert (judged.broken_in, judged.broken_by) == (parse_period("2026-06"), BreakKind.DEFINITION)
    assert (judged.forecast, judged.no_forecast) == (None, "too_short")
    shown = browser("chutich").get("/ke-hoach/plan-chuoi/t1").content.decode()
    assert "chuỗi tính lại từ tháng 06/2026 do đổi định nghĩa; còn ngắn, chưa dự báo" in shown
    assert "Chuỗi số liệu" in shown
    api.keep_judgements()
    kept = next(one.judgement for one in api.compute_target(
        "plan-chuoi", "t1", api.read_moment(""), rights_as("chutich", DAY), "vi").told if one.judgement)  # fmt: skip
    assert (kept.facts["broken_in"], kept.facts["broken_by"]) == ("2026-06", "definition")


@pytest.mark.django_db
def test_a_comparable_definition_breaks_nothing_and_other_units_under_the_code_do(
    world: Territory, tmp_path: Path, browser: Callable[..., Client]
) -> None:
    load_series(tmp_path, {1: ("2025-01-01", "true"), 2: ("2026-06-01", "true")})
    write_series(world)
    judged = api.compute_plan("plan-chuoi", api.read_moment(""), rights_as("chutich", DAY)).targets[0].judged
    assert judged.forecast is not None
    # The code was that of another territory before: that is said too.
    assert (judged.broken_in, judged.broken_by) == (parse_period("2025-07"), BreakKind.REORGANISED)
    shown = browser("chutich").get("/ke-hoach/plan-chuoi/t1").content.decode()
    assert "chuỗi tính lại từ tháng 07/2025 do sắp xếp đơn vị" in shown
    assert "không so ở tháng có Tết" in shown
