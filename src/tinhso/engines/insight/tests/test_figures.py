"""The list of indicators, the page of an indicator, the page of a unit, and the same numbers as files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.testing import choose
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs.testing import everything_rights, rights_as
from tinhso.engines.reporting.testing import World, at, more_communes
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"
EA_KAR = "24373"


def test_the_public_sees_the_public_indicators_only(world: World, reader: Callable[..., Reader]) -> None:
    make_definition("secret_count", publication="internal", name_vi="Chỉ tiêu kín")
    with at(NOW):
        write_figure(
            make_definition("open_count", name_vi="Chỉ tiêu mở"), world.unit_id(EA_KAR), make_period("nd09:2026-11"), 8
        )
        public, office = reader().open("/so-lieu"), reader("vp.khoa").open("/so-lieu")
        assert reader().open("/so-lieu/secret_count").status == 404
        assert reader().open("/so-lieu/secret_count/csv").status == 404
    assert "Chỉ tiêu kín" in office
    assert "Chỉ tiêu kín" not in public
    assert "Chỉ tiêu mở" in public
    assert "T11/2026 · 1/4 đơn vị · tạm tính" in public


def test_search_works_with_and_without_tones(world: World, reader: Callable[..., Reader]) -> None:
    make_definition("trees", name_vi="Cây xanh trồng mới")
    with at(NOW):
        for words in ("cay xanh", "cây xanh", "trồng"):
            page = reader().open(f"/so-lieu?tim={words}")
            assert "Cây xanh trồng mới" in page
            assert "dossiers" not in page
        nothing = reader().open("/so-lieu?tim=không có gì như vậy")
    assert "Không có chỉ tiêu nào khớp" in nothing


def test_a_figure_of_long_ago_is_shown_grey_with_its_date(world: World, reader: Callable[..., Reader]) -> None:
    press = make_definition("press", scheme="calendar.month", collected_level="province", name_vi="Theo báo chí")
    with at(NOW):
        write_figure(press, world.territory.old["66"].id, make_period("2023-09"), 96, operator=1)
        listed, page = reader().open("/so-lieu?tim=bao chi"), reader().open("/so-lieu/press")
        origin = reader().open(page.links["nguồn gốc"])
    assert "> 96" in listed.text.replace("\u00a0", " ")
    assert "T09/2023" in listed
    assert "T09/2023" in page
    assert "Chưa có chuỗi số liệu để vẽ" in page
    assert "Tỉnh Đắk Lắk" in origin


def test_the_page_of_an_indicator_shows_line_map_units_and_definition(
    world: World, reader: Callable[..., Reader]
) -> None:
    with at(NOW):
        page = reader().open("/so-lieu/online_share")
    assert "61,9" in page
    assert "tỷ lệ phần trăm của “Chỉ tiêu dossiers_online” trên “Chỉ tiêu dossiers_received”" in page
    assert page.html.count("data-name=") == 4
    assert {"Xã Ea Kar", "Phường Buôn Ma Thuột"} <= page.links.keys()
    assert "online_share , phiên bản 1 từ 01/01/2000" in page


def test_the_page_of_a_unit_shows_its_figures_beside_earlier_ones(world: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        write_figure(world.definitions["dossiers_received"], world.unit_id(EA_KAR), make_period("nd09:2026-10"), 1380)
        page = reader().open(f"/don-vi/{EA_KAR}")
        unknown = reader().open("/don-vi/99999")
    assert "Xã Ea Kar" in page
    assert "1.260 hồ sơ 1.380 –" in page
    assert unknown.status == 404


def test_the_file_of_units_is_what_the_cube_says(world: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        period = parse_period("nd09:2026-11")
        expected = cube.query(FigureQuery(("dossiers_received",), (period,), "commune", everything_rights())).to_csv()
        assert reader().fetch("/so-lieu/dossiers_received/csv?cap=commune") == expected
        line = reader().fetch("/so-lieu/dossiers_received/csv?so-ky=24").decode()
        for wrong in ("0", "121", "x"):
            assert reader().open(f"/so-lieu/dossiers_received/csv?so-ky={wrong}").status == 400
    assert len(line.splitlines()) == 25
    assert "nd09:2026-11" in line


def test_old_periods_may_be_read_as_reported_or_restated(world: World) -> None:
    households = world.definitions["households_trained"]
    before = make_period("nd09:2025-06")
    with at(NOW):
        for code, value in (("24373", 210), ("24382", 60)):
            write_figure(households, world.territory.old[code].id, before, value)
        as_reported = api.compute_indicator_page(choose(ky="nd09:2025-06"), "households_trained")
        restated = api.compute_indicator_page(
            choose(ky="nd09:2025-06", don_vi_hanh_chinh="current"), "households_trained"
        )
    said = {one.row.unit_code: one.row.value for one in as_reported.units}
    assert (said["24373"], said["24382"]) == (210, 60)
    assert {one.row.unit_code: one.row.value for one in restated.units}["24373"] == 270
    assert as_reported.total is not None
    assert restated.total is not None
    assert as_reported.total.value == restated.total.value == 270


def test_the_number_of_queries_of_list_and_pages_does_not_grow_with_units(world: World) -> None:
    with at(NOW):

        def queries(act: Callable[[], object]) -> int:
            act()
            with CaptureQueriesContext(connection) as found:
                act()
            return len(found)

        def listed() -> object:
            choice = choose(rights_as("vp.khoa"))
            return api.list_indicators(choice, api.visible_definitions(choice))

        def indicator() -> object:
            return api.compute_indicator_page(choose(rights_as("vp.khoa")), "households_trained")

        # One of several has answered: the comparison over the same units is asked for, before and after.
        write_figure(world.definitions["households_trained"], world.unit_id(EA_KAR), make_period("nd09:2026-11"), 405)
        few = queries(listed), queries(indicator)
        more_communes(world, 96)
        assert queries(listed) <= few[0]
        assert queries(indicator) <= few[1]


def test_a_line_across_july_says_what_is_carried_and_which_months_are_marked(
    world: World, reader: Callable[..., Reader]
) -> None:
    trained = world.definitions["households_trained"]
    with at(NOW):
        for code, unit in (*world.territory.old.items(), *world.territory.communes.items()):
            if unit.level == "commune":
                months = ("nd09:2025-05", "nd09:2025-06") if unit.valid_to else ("nd09:2025-07", "nd09:2025-08")
                for month in months:
                    write_figure(trained, unit.id, make_period(month), int(code) % 89)
        address = "/so-lieu/households_trained?ky=nd09:2025-08"
        reported, today = (
            reader("vp.khoa").open(address),
            reader("vp.khoa").open(f"{address}&don-vi-hanh-chinh=current"),
        )
    carried = "Các kỳ trước T07/2025 quy đổi về đơn vị của ngày 14/08/2025, để đường không gãy."
    assert "Kỳ giao thời: T07/2025." in reported
    assert carried in reported
    assert "Kỳ giao thời: T07/2025." in today
    assert "quy đổi về đơn vị của ngày" not in today, "the picker says it"
