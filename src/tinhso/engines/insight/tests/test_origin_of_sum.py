"""A sum over periods is walked back period by period, each to its own records."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.cube.contracts import UnknownIndicator
from tinhso.engines.evaluation.testing import load_demo_plan
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import MalformedChoice, NothingToProve
from tinhso.engines.insight.testing import choose
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs.api import anonymous_rights
from tinhso.engines.reporting.testing import World, at, now_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period_range
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"
EA_KAR, BMT, PROVINCE = "24373", "24133", "66"
MONTHS = "nd09:2026-08..2026-10"
MONTHLY = {EA_KAR: {"08": 70, "09": 0, "10": 40}, BMT: {"08": 100, "10": 120}}


@standing_on("insight_world")
def summed(world: World) -> World:
    """Ea Kar with three months, Buôn Ma Thuột without September, and a rank that is not added."""
    added = make_definition("digitised", name_vi="Hồ sơ số hóa", publication="internal")
    ranked = make_definition("rank_of_month", time_rule="last", nature="stock", space_rule="none", measure_unit="rank")
    with at("2026-11-02 08:00"):
        for unit, months in MONTHLY.items():
            for month, value in months.items():
                write_figure(added, world.unit_id(unit), make_period(f"nd09:2026-{month}"), value)
        write_figure(ranked, world.unit_id(EA_KAR), make_period("nd09:2026-10"), 3)
        trust.seal_all()
    return world


def address(unit: str, periods: str = MONTHS, code: str = "digitised", **further: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in further.items())
    return f"/nguon-goc?chi-tieu={code}&don-vi={unit}&ky={quote(periods)}{more}"


def sum_of(unit: str, periods: str = MONTHS, code: str = "digitised") -> api.SumOrigin:
    return api.origin_of_sum(choose(now_rights("vp.khoa")), code, unit, parse_period_range(periods))


def test_every_period_of_a_sum_opens_its_own_origin_down_to_the_record(
    summed: World, reader: Callable[..., Reader]
) -> None:
    with at(NOW):
        page = reader("vp.khoa").open(address(EA_KAR))
        assert page.status == 200
        assert "cộng từ" in page
        assert "3/3 kỳ có số" in page
        origin = sum_of(EA_KAR)
        assert (origin.value, [one.row and one.row.value for one in origin.parts]) == (110, [70, 0, 40])
        for part, value in zip(origin.parts, ("70", "0", "40"), strict=True):
            assert part.url in page.links.values()
            period = reader("vp.khoa").open(part.url)
            assert period.status == 200
            record = re.search(r'href="(/nguon-goc/\d+)"', period.html)
            assert record is not None
            assert f"Xã Ea Kar: {value}" in reader("vp.khoa").open(record[1])


def test_a_period_without_a_figure_is_named_and_added_as_nothing(summed: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        origin = sum_of(BMT)
        assert (origin.value, origin.is_complete) == (220, False)
        page = reader("vp.khoa").open(address(BMT))
        assert "2/3 kỳ có số" in page
        english = reader("vp.khoa", english=True).open(address(BMT))
        assert "2/3 periods have figures" in english
        assert "220 dossiers" in english
        assert sum_of(PROVINCE).value == 330


def test_a_running_sum_of_a_target_leads_to_all_its_periods(summed: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        load_demo_plan()
        page = reader("chutich").open("/ke-hoach/plan-3330/t16")
        way = next(url for url in page.links.values() if "ky=2021-Q1..2025-Q4" in url)
        origin = reader("chutich").open(way)
        assert "20/20 kỳ có số" in origin
        value = next(words for words, url in page.links.items() if url == way).removesuffix(" hộ")
        assert f"Tổng {value}" in origin
        assert sum("ky=20" in url and ".." not in url for url in origin.links.values()) >= 20


def test_what_cannot_be_added_is_refused_by_name(summed: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        with pytest.raises(MalformedChoice):
            sum_of(EA_KAR, code="rank_of_month")
        with pytest.raises(MalformedChoice):
            sum_of(EA_KAR, "nd09:2010-01..2026-10")
        for refused in (
            address(EA_KAR, **{"luy-ke": "1"}),
            address(EA_KAR, "nd09:2026-08,nd09:2026-10"),
            address(EA_KAR, "2026-10..2026-08"),
        ):
            assert reader("vp.khoa").open(refused).status in (400, 422)
        with pytest.raises(UnknownIndicator):
            api.origin_of_sum(choose(anonymous_rights()), "digitised", EA_KAR, parse_period_range(MONTHS))
        with pytest.raises(NothingToProve):
            api.origin_of_sum(choose(now_rights("eakar.nhap")), "digitised", BMT, parse_period_range(MONTHS))
        assert reader().open(address(EA_KAR)).status == 404


def test_looking_back_adds_what_was_known_then(summed: World, reader: Callable[..., Reader]) -> None:
    with at("2026-11-05 08:00"):
        definition = make_definition("digitised", version=2, name_vi="Hồ sơ số hóa", publication="internal")
        unit, period = summed.unit_id(BMT), make_period("nd09:2026-09")
        write_figure(definition, unit, period, 9)
        trust.seal_all()
    with at(NOW):
        assert sum_of(BMT).value == Decimal(229)
        then = reader("vp.khoa").open(address(BMT, **{"tinh-den": "2026-11-03"}))
        assert "2/3 kỳ có số" in then
        assert "Tổng 220" in then


def test_the_number_of_questions_does_not_grow_with_the_periods(summed: World) -> None:
    counted = []
    with at(NOW):
        for periods in (MONTHS, "nd09:2025-09..2026-10"):
            sum_of(EA_KAR, periods)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                sum_of(EA_KAR, periods)
            counted.append(len(asked))
    assert counted[0] == counted[1]
