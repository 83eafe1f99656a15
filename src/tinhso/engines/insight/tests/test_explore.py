"""The pivot: its cells are the cube's figures, every one leads to its origin, and nobody sees more than is theirs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Dims
from tinhso.engines.cube.testing import faults_by_frictionless
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.indicators.testing import key_of, make_definition, make_dimension, make_period, write_figures
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import PivotTooLarge
from tinhso.engines.insight.logic.explore import figures as explored
from tinhso.engines.insight.logic.explore import rows as streamed
from tinhso.engines.insight.testing import choose
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.testing import World, at
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"
EA_KAR, BMT = "24373", "24133"
OCTOBER, NOVEMBER = "nd09:2026-10", "nd09:2026-11"
ASKED = {"chi-tieu": "wells", "tu": OCTOBER, "den": NOVEMBER}
VALUES = {OCTOBER: {EA_KAR: 40, BMT: 60}, NOVEMBER: {EA_KAR: 50, BMT: 30, "22015": 20}}


def wells(world: World, **fields: object) -> None:
    """A count of wells: two communes in October, three of four in November."""
    made = make_definition("wells", name_vi="Giếng khoan", name_en="Wells", **fields)
    states = {
        key_of(made, world.unit_id(unit), make_period(period)): FigureState(value)
        for period, values in VALUES.items()
        for unit, value in values.items()
    }
    with at(NOW):
        write_figures(states)


def pivot(rights: Rights | None = None, structure: str = "", **asked: str) -> api.Pivot:
    """A page of the pivot as an address asks for it; underscores stand for hyphens."""
    parameters = {name: [text] for name, text in (ASKED | {n.replace("_", "-"): t for n, t in asked.items()}).items()}
    with at(NOW):
        return api.compute_pivot(api.read_exploration(parameters, choose(rights, don_vi_hanh_chinh=structure)))


def texts(found: api.Pivot) -> dict[str, list[str]]:
    """By the head of a row what its cells say."""
    return {line.head.name: [cell.text if cell else "" for cell in line.cells] for line in (*found.lines, *found.total)}


def test_units_stand_against_periods_with_the_line_of_the_whole_and_x_of_n(world: World) -> None:
    wells(world)
    found = pivot()
    said = texts(found)
    assert [column.name for column in found.columns] == ["T10/2026", "T11/2026"]
    assert said["Xã Ea Kar"] == ["40", "50"]
    assert said["Tỉnh Đắk Lắk"] == ["100", "100"]
    [total] = found.total
    assert [cell.sub for cell in total.cells if cell] == ["tạm tính · 2/4 đơn vị", "tạm tính · 3/4 đơn vị"]
    missing = next(cell for line in found.lines for cell in line.cells if cell and not cell.has_value)
    assert missing.text == "chưa báo cáo"
    assert found.answered == 5


def test_growth_stands_on_the_units_that_have_answered_both_times(world: World) -> None:
    wells(world)
    found = pivot(do="ky-truoc", tu=NOVEMBER)
    [total] = found.total
    # 50 + 30 + 20 against what the same three units had: 40 + 60, the third had none.
    assert total.cells[0] is not None
    assert total.cells[0].text == "100,0%"
    assert "so cùng 3 đơn vị" in total.cells[0].sub
    said = texts(found)
    assert (said["Xã Ea Kar"], said["Phường Buôn Ma Thuột"]) == (["125,0%"], ["50,0%"])


def test_shares_add_up_to_a_hundred_and_only_of_what_adds_up(world: World) -> None:
    wells(world)
    shares = pivot(do="ty-trong", tu=NOVEMBER)
    assert texts(shares)["Xã Ea Kar"] == ["50,0%"]
    assert next(cell for line in shares.lines for cell in line.cells if cell and cell.text == "50,0%").sub == (
        "50 · của 3 đơn vị · tạm tính"
    )


def test_equal_figures_share_a_rank_and_less_comes_first_where_less_is_better(world: World) -> None:
    made = make_definition("days_late", direction="down", name_vi="Số ngày trễ")
    period = make_period(NOVEMBER)
    values = {EA_KAR: 3, BMT: 3, "22015": 1}
    with at(NOW):
        write_figures({key_of(made, world.unit_id(code), period): FigureState(v) for code, v in values.items()})
    said = texts(pivot(chi_tieu="days_late", do="thu-hang", tu=NOVEMBER))
    assert said["Xã Ea Kar"] == said["Phường Buôn Ma Thuột"] == ["2/3"]
    assert ["1/3"] in said.values()


def test_colours_say_their_word_and_from_which_number_they_hold(world: World, reader: Callable[..., Reader]) -> None:
    wells(world)
    with at(NOW):
        page = reader("vp.khoa").open(f"/khai-thac?{urlencode(ASKED | {'nhiet': '1'})}")
    assert "heat-3" in page.html
    assert "vừa từ 40, cao từ 60" in page.text
    assert "cao · tạm tính" in page.text


def test_every_cell_opens_the_origin_of_exactly_its_own_number(world: World, reader: Callable[..., Reader]) -> None:
    make_dimension("sex", "F", "M")
    made = make_definition("trained", name_vi="Người học", dimensions=["sex"])
    period = make_period(NOVEMBER)
    states = {
        key_of(made, world.unit_id(EA_KAR), period, dims=f"sex={sex}"): FigureState(value)
        for sex, value in (("F", 7), ("M", 5))
    }
    states[key_of(made, world.unit_id(EA_KAR), period, scenario=1)] = FigureState(15)
    with at(NOW):
        write_figures(states)
        for options, said in (
            ({"chieu": "1", "cot": "chieu"}, {"7": "7", "5": "5"}),
            ({"kich-ban": "plan"}, {"15": "15"}),
            ({"do": "luy-ke"}, {"12": "12"}),
        ):
            address = urlencode({"chi-tieu": "trained", "tu": NOVEMBER, "den": NOVEMBER, "trong": EA_KAR, **options})
            page = reader("vp.khoa").open(f"/khai-thac?{address}")
            for text, value in said.items():
                cell = next(url for words, url in page.links.items() if words == text)
                origin = reader("vp.khoa").open(unescape(cell))
                assert origin.status == 200
                assert f"<span>{value}</span>" in origin.html


def test_the_address_keeps_structure_and_moment_on_every_link(world: World, reader: Callable[..., Reader]) -> None:
    wells(world)
    with at(NOW):
        trust.seal_all()
    with at("2026-11-18 09:00"):
        asked = ASKED | {"don-vi-hanh-chinh": "current", "tinh-den": "2026-11-17T17:00"}
        page = reader("vp.khoa").open(f"/khai-thac?{urlencode(asked)}")
        assert page.status == 200
        for words in ("50", "Xã Ea Kar", "CSV"):
            assert "don-vi-hanh-chinh=current" in page.links[words]
            assert "tinh-den=2026-11-17T17" in page.links[words]
        assert 'name="tinh-den" value="2026-11-17T17:00"' in page.html


def test_a_shared_address_shows_nobody_more_than_is_theirs(world: World, reader: Callable[..., Reader]) -> None:
    wells(world, publication="internal")
    address = f"/khai-thac?{urlencode(ASKED)}"
    with at(NOW):
        office, commune, public = (reader(who).open(address) for who in ("vp.khoa", "eakar.nhap", ""))
        # Names of units are everybody's; rows of figures are not.
        cells = [page.html.partition("<tbody>")[2] for page in (office, commune)]
        assert "Phường Buôn Ma Thuột" in cells[0]
        assert "Xã Ea Kar" in cells[1]
        assert "Phường Buôn Ma Thuột" not in cells[1]
        assert public.status == 404
        assert "Giếng khoan" not in public
        rows = reader("eakar.nhap").fetch(f"/khai-thac/tep/csv?{urlencode(ASKED)}").decode().splitlines()
    assert {row.split(",")[1] for row in rows[1:]} == {EA_KAR}


def test_what_cannot_be_answered_says_why_and_keeps_the_form(world: World, reader: Callable[..., Reader]) -> None:
    wells(world)
    for wrong, words in (
        ({"tu": NOVEMBER, "den": OCTOBER}, "Kỳ đầu phải trước kỳ cuối"),
        ({"tu": "2026-10"}, "hệ kỳ nd09.month"),
        ({"cap": "planet"}, "Không có cấp “planet”"),
        ({"trong": "99999"}, "99999"),
        ({"do": "nothing"}, "Chọn một trong"),
        ({"hang": "ky"}, "Hàng và cột phải khác nhau"),
        ({"chi-tieu": "unheard_of"}, "Không có chỉ tiêu “unheard_of”"),
    ):
        with at(NOW):
            page = reader("vp.khoa").open(f"/khai-thac?{urlencode(ASKED | wrong)}")
        assert page.status in (400, 404, 422), wrong
        assert words in page.text
        assert "Xem bảng" in page


def test_questions_do_not_grow_with_units_or_periods(world: World) -> None:
    wells(world)
    counts = []
    for tu in (NOVEMBER, "nd09:2026-06"):
        pivot(tu=tu)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pivot(tu=tu)
        counts.append(len(asked))
    assert counts[1] == counts[0]


def test_a_stream_of_slices_is_what_one_question_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    wells(world)
    make_definition("other", name_vi="Khác")
    with at(NOW):
        trust.seal_all()
        asked = api.read_exploration({"chi-tieu": ["wells", "other"], "tu": [OCTOBER], "den": [NOVEMBER]}, choose())
        whole = api.stream_of(asked)
        monkeypatch.setattr(streamed, "CELLS_A_SLICE", 3)
        sliced = api.stream_of(asked)
        assert len(whole.questions) == 1
        assert len(sliced.questions) == 8
        assert b"".join(sliced.csv_parts()) == b"".join(whole.csv_parts())
        canonical = cube.query(asked.question).to_records()
    # The same rows as the cube's own file; `marks` stands in a stream always.
    rows = [record for part in whole.records() for record in part]
    assert [{**row, "marks": ""} for row in canonical] == rows
    assert sliced.tree_size is not None


def test_a_table_too_large_for_a_page_shows_its_own_rows_and_refuses_to_rank(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wells(world)
    monkeypatch.setattr(explored, "MOST_CELLS", 1)
    found = pivot()
    assert not found.is_whole
    assert texts(found)["Xã Ea Kar"] == ["40", "50"]
    with pytest.raises(PivotTooLarge):
        pivot(do="thu-hang")


def test_a_reorganised_unit_is_followed_as_reported_and_restated(world: World) -> None:
    made = make_definition("wells", name_vi="Giếng khoan")
    june, july = make_period("nd09:2025-06"), make_period("nd09:2025-08")
    old = {"24373": 210, "24382": 60}
    with at(NOW):
        write_figures({key_of(made, world.territory.old[code].id, june): FigureState(v) for code, v in old.items()})
        write_figures({key_of(made, world.unit_id(EA_KAR), july): FigureState(300)})
    asked = {"tu": "nd09:2025-06", "den": "nd09:2025-08", "trong": EA_KAR}
    reported = pivot(**asked)
    rows = [(line.head.name, [cell.text if cell else "" for cell in line.cells]) for line in reported.lines]
    assert len(rows) == 3
    assert ["", "chưa báo cáo", "300"] in [cells for _name, cells in rows]
    restated = texts(pivot(**asked, structure="current"))
    assert list(restated.values()) == [["270", "chưa báo cáo", "300"]]


def test_parts_of_a_figure_are_rows_of_their_own(world: World) -> None:
    make_dimension("sex", "F", "M")
    made = make_definition("trained", name_vi="Người học", dimensions=["sex"])
    period = make_period(NOVEMBER)
    with at(NOW):
        write_figures({key_of(made, world.unit_id(EA_KAR), period, dims="sex=F"): FigureState(7)})
    found = pivot(chi_tieu="trained", chieu="1", tu=NOVEMBER)
    assert found.asked.dims is Dims.ALL
    assert [line.cells[0].text for line in found.lines if line.cells[0] and line.cells[0].has_value] == ["7"]
    assert Decimal(7) in {row.value for row in cube.query(found.asked.question).rows}


def test_a_package_describes_itself_and_its_files_are_what_it_says(
    world: World, reader: Callable[..., Reader], tmp_path: Path
) -> None:
    wells(world)
    asked = urlencode(ASKED | {"tinh-den": "2026-11-17T17:00"})
    with at("2026-11-17 16:00"):
        trust.seal_all()
    with at("2026-11-18 09:00"):
        office = reader("vp.khoa")
        package = office.fetch(f"/khai-thac/tep/goi?{asked}")
        parquet = pq.read_table(io.BytesIO(office.fetch(f"/khai-thac/tep/parquet?{asked}"))).to_pylist()
        plain = office.fetch(f"/khai-thac/tep/csv?{asked}")
    with at("2026-11-19 09:00"):
        assert reader("vp.khoa").fetch(f"/khai-thac/tep/goi?{asked}") == package
    opened = zipfile.ZipFile(io.BytesIO(package))
    opened.extractall(tmp_path)
    assert faults_by_frictionless(tmp_path) == {}
    described = json.loads(opened.read("datapackage.json"))
    assert described["question"]["checkpoint"]
    for resource in described["resources"]:
        content = opened.read(resource["path"])
        assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (resource["bytes"], resource["hash"])
    assert opened.read("figures.csv") == plain
    rows = list(csv.DictReader(io.StringIO(plain.decode())))
    assert list(rows[0]) == [field["name"] for field in described["resources"][0]["schema"]["fields"]]
    assert [{name: str(text) for name, text in row.items()} for row in parquet] == rows
    # A figure that is none, and another hash: the tool sees what is wrong.
    (tmp_path / "figures.csv").write_text(plain.decode().replace(",40,", ",bốn mươi,", 1), encoding="utf-8")
    assert {"hash-count", "type-error"} <= faults_by_frictionless(tmp_path)["figures-csv"]


def test_excel_holds_the_table_as_numbers_and_every_figure_behind_it(
    world: World, reader: Callable[..., Reader]
) -> None:
    wells(world)
    with at(NOW):
        book = load_workbook(io.BytesIO(reader("vp.khoa").fetch(f"/khai-thac/tep/xlsx?{urlencode(ASKED)}")))
    table, lines = (list(sheet.values) for sheet in book.worksheets)
    assert ("Xã Ea Kar", 40, 50) in table
    assert table[-1] == ("Tỉnh Đắk Lắk", 100, 100)
    assert len(lines) == 1 + 8
