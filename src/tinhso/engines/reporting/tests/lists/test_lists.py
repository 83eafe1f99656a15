"""Open lists: drawn, filled without JavaScript, counted and summed into figures, consolidated, printed, in Excel."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView
from tinhso.engines.reporting.contracts.list_errors import ListedCell, NoListHeadings
from tinhso.engines.reporting.contracts.lists import ListColumn, ListColumnKind, OpenList
from tinhso.engines.reporting.logic.consolidation.consolidation_table import table_of_view
from tinhso.engines.reporting.logic.consolidation.freezing import frozen_content
from tinhso.engines.reporting.logic.consolidation.version_paper import paper_of
from tinhso.engines.reporting.logic.lists.list_values import figure_of, read_lines
from tinhso.engines.reporting.logic.lists.list_workbook import read_list_file
from tinhso.engines.reporting.models import Assignment, Request
from tinhso.engines.reporting.testing import NOVEMBER, World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.forms.test_form_drawing import fields_of, press
from tinhso.kernel.papers import PaperTable, render

PLACES = OpenList(
    "Điểm phát Internet", "Public Internet",
    (
        ListColumn("c1", ListColumnKind.TEXT, "Địa điểm", "Place", needed=True),
        ListColumn("c2", ListColumnKind.NUMBER, "Lượt dùng", "Uses", decimals=1),
        ListColumn("c3", ListColumnKind.DATE, "Từ ngày", "Since"),
    ),
)  # fmt: skip
LINES = {"cot_c1": ["Nhà văn hóa", "Chợ", ""], "cot_c2": ["1.200", "34,5", ""], "cot_c3": ["01/11/2026", "", ""]}


@pytest.fixture
def asked(world: World, seat: type[Desk]) -> RequestView:
    """A form with a list, drawn on screen, asked of four communes."""
    make_definition("wifi_places", name_vi="Điểm phát Internet công cộng", scheme="nd09.month")
    make_definition("wifi_uses", name_vi="Lượt dùng Internet công cộng", scheme="nd09.month", decimals=1)
    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")
        page = desk.send("/bieu-mau/moi", name_vi="Biểu Internet công cộng")
        page = press(desk, page, "row:paste", paste="1\tĐiểm phát\n2\tLượt dùng")
        for index, code in enumerate(("wifi_places", "wifi_uses")):
            page = press(desk, page, f"row:pick:{index}", **{f"r{index}-best": code})
        page = press(desk, page, "list:add")
        page = press(desk, page, "list:column", **{"l-name_vi": "Điểm phát Internet", "lc0-name_vi": "Địa điểm",
                                                   "list-kind": "number"})  # fmt: skip
        page = press(
            desk, page, "list:column", **{"lc1-name_vi": "Lượt dùng", "lc1-decimals": "1", "list-kind": "date"}
        )
        page = press(
            desk, page, "save", **{"lc2-name_vi": "Từ ngày", "r0-from_list": "count", "r1-from_list": "sum:c2"}
        )
        draft = page.url
        assert "Điểm phát Internet" in desk.open(f"{draft}/cong-bo")
        published = desk.send(f"{draft}/cong-bo", act="publish", valid_from="2026-10-01")
        assert published.status == 200, published.text
        wanted = {"bieu": "bieu-internet-cong-cong", "cap": "commune", "ky": NOVEMBER, "han": "2026-11-20"}
        assert desk.open("/giao/dot-xuat?" + urlencode(wanted | {"xem": "1"})).status == 200
        desk.send("/giao/dot-xuat", **wanted, da_hoi="1")
        return api.request(Request.objects.get().pk, rights=now_rights("vp.giaobaocao"))


def task_id(world: World, made: RequestView, code: str) -> int:
    return Assignment.objects.get(request_id=made.id, subject_unit_id=world.unit_id(code)).pk


def test_a_list_lives_from_the_designer_to_the_consolidated_paper(
    asked: RequestView, world: World, seat: type[Desk]
) -> None:
    number = task_id(world, asked, "24373")
    with at("2026-11-16 09:00"):
        officer = seat("eakar.nhap")
        form = officer.open(f"/viec/{number}")
        assert "Ghi vào danh sách" in form
        assert not any(
            name.startswith("c") and name[1:].isdecimal() for name in form.fields
        )  # nothing is typed beside it
        page = officer.open(f"/viec/{number}/danh-sach")
        wrong = officer.send(page.url, **LINES | {"cot_c2": ["nhiều", "", ""], "cot_c1": ["", "Chợ", ""]}, count="0",
                             seen=page.value("seen"), act="save")  # fmt: skip
        assert (wrong.status, "Chưa lưu: 2 ô cần sửa." in wrong) == (422, True)
        assert "nhiều" in wrong.html
        saved = officer.send(page.url, **LINES, count="0", seen="0", act="back")
        assert saved.url == f"/viec/{number}"
        assert "1.234,5" in saved.row("2")
        # Pasted from Excel at the end; then somebody whose page is older is asked to look again.
        page = officer.open(f"/viec/{number}/danh-sach")
        more = {"count": "2", "seen": page.value("seen"), "act": "save", "dan": "Bến xe\t15,5\t02/11/2026"}
        assert "Đã lưu danh sách: 3 dòng." in officer.send(page.url, **LINES, **more)
        stale = officer.send(page.url, **LINES, **more)
        assert (stale.status, "REP-276" in stale) == (409, True)
        [typed] = api.save_cells(number, [CellInput("1", "9")], rights=now_rights("eakar.nhap")).answers
        assert isinstance(typed.error, ListedCell)
        officer.send(f"/viec/{number}", act="send")
        seat("eakar.lanhdao").send(f"/viec/{number}/phe-duyet", act="approve")
    with at("2026-11-17 10:00"):
        receiver, rights = seat("vp.khoa"), now_rights("vp.khoa")
        listed = receiver.open(f"/tong-hop/{asked.id}/danh-sach")
        assert "1/4 đơn vị đã gửi · 3 dòng" in listed
        assert "Bến xe" in listed
        assert api.consolidation_view(asked.id, rights=rights).totals["2"].units_total.value == 1250
        sheet = load_workbook(io.BytesIO(render(api.listed_paper(asked.id, rights=rights), "xlsx").content)).worksheets[
            0
        ]
        told = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {"Chợ", "Bến xe", "Địa điểm"} <= set(told)
        # The same lines go out with the consolidated table: printed behind it, and as objects of the exchange.
        view = api.consolidation_view(asked.id, rights=rights)
        content = frozen_content(view.request, table_of_view(view)) | {"made_at": "2026-11-17T03:00:00Z"}
        printed = [block for block in paper_of(content).blocks if isinstance(block, PaperTable)][-1]
        assert {(row.cells[1].text, row.cells[2].text) for row in printed.rows} >= {("Xã Ea Kar", "Nhà văn hóa")}
        sent_on = json.loads(api.exchange_file(asked.id, rights=rights))["messages"]
        rows = next(one["objects"] for one in sent_on if one["message"] == 5)
        assert [(row["unit"], row["row"], row["values"][0]["value"]) for row in rows] == [
            ("24373", "1", "Nhà văn hóa"),
            ("24373", "2", "Chợ"),
            ("24373", "3", "Bến xe"),
        ]
        paper = api.report_paper(number, rights=now_rights("eakar.nhap"))
        assert "ĐIỂM PHÁT INTERNET" in str(paper.blocks)
        # What was sent is read only, and no other commune sees it.
        assert officer.send(f"/viec/{number}/danh-sach", **LINES, count="3", act="save").status in (409, 422)
        assert seat("bmt.nhap").open(f"/viec/{number}/danh-sach").status == 404


def test_nothing_to_list_is_zero_and_an_unfilled_list_is_not(
    asked: RequestView, world: World, seat: type[Desk]
) -> None:
    number = task_id(world, asked, "24373")
    with at("2026-11-16 09:00"):
        officer = seat("eakar.nhap")
        before = api.task(number, rights=now_rights("eakar.nhap")).card.cells
        assert before.filled == 0
        officer.send(f"/viec/{number}/danh-sach", act="none", seen="0")
        after = api.task(number, rights=now_rights("eakar.nhap"))
        assert after.card.cells.filled == 2
        assert {str(row.cells["value"].kind) for row in after.rows} == {"zero"}


def test_the_list_of_the_period_before_is_offered(asked: RequestView, world: World, seat: type[Desk]) -> None:
    number = task_id(world, asked, "24373")
    with at("2026-11-16 09:00"):
        officer = seat("eakar.nhap")
        officer.send(f"/viec/{number}/danh-sach", **LINES, count="0", seen="0", act="save")
        officer.send(f"/viec/{number}", act="send")
        seat("eakar.lanhdao").send(f"/viec/{number}/phe-duyet", act="approve")
    with at("2026-12-02 09:00"):
        wanted = {"bieu": "bieu-internet-cong-cong", "cap": "commune", "ky": "nd09:2026-12", "han": "2026-12-18"}
        seat("vp.giaobaocao").send("/giao/dot-xuat", **wanted, da_hoi="1", ten="Lần hai")
        again = Assignment.objects.filter(subject_unit_id=world.unit_id("24373")).latest("id").pk
        page = officer.open(f"/viec/{again}/danh-sach")
        assert "Lấy 2 dòng của kỳ trước" in page
        assert "Đã lưu danh sách: 2 dòng." in officer.send(page.url, act="copy", seen=page.value("seen"))
        assert "1.234,5" in officer.open(f"/viec/{again}").row("2")


def test_a_workbook_goes_out_and_comes_back(asked: RequestView, world: World, seat: type[Desk]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    number = task_id(world, asked, "24373")
    with at("2026-11-16 09:00"):
        officer = seat("eakar.nhap")
        officer.send(f"/viec/{number}/danh-sach", **LINES, count="0", seen="0", act="save")
        answer = officer.client.get(f"/viec/{number}/danh-sach/tai")
        sheet = api.report_list(number, rights=now_rights("eakar.nhap"))
        columns = sheet.open_list
        assert len(read_list_file(answer.content, columns, "vi")) == 2
        fields: dict[str, Any] = {"count": "0", "act": "save", "tep": SimpleUploadedFile("a.xlsx", answer.content)}
        assert "Đã lưu danh sách: 4 dòng." in officer.send(f"/viec/{number}/danh-sach", **fields)
        wrong = SimpleUploadedFile("a.xlsx", _book([["Địa điểm", "Lượt dùng", "Từ ngày"], ["Chợ", "nhiều", None]]))
        refused = officer.send(f"/viec/{number}/danh-sach", count="0", act="save", tep=wrong)
        assert (refused.status, "B2" in refused) == (422, True)
        with pytest.raises(NoListHeadings):
            read_list_file(_book([["Địa điểm", "Số"]]), columns, "vi")


def test_the_consolidated_list_asks_the_same_number_of_questions(
    asked: RequestView, world: World, seat: type[Desk]
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            api.listed_lines(asked.id, rights=rights)
        return len(queries)

    with at("2026-11-16 09:00"):
        rights = now_rights("vp.khoa")
        found = []
        for code, drafter, approver in (("24373", "eakar.nhap", "eakar.lanhdao"), ("24133", "bmt.nhap", "bmt.lanhdao")):
            number = task_id(world, asked, code)
            lines = {"cot_c1": [f"điểm {line}" for line in range(40)], "cot_c2": ["1"] * 40, "cot_c3": [""] * 40}
            seat(drafter).send(f"/viec/{number}/danh-sach", **lines, count="0", seen="0", act="save")
            seat(drafter).send(f"/viec/{number}", act="send")
            seat(approver).send(f"/viec/{number}/phe-duyet", act="approve")
            found.append((len(api.listed_lines(asked.id, rights=rights).lines), questions()))
        assert [lines for lines, _questions in found] == [40, 80]
        assert found[0][1] == found[1][1]


@pytest.mark.one_database
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.decimals(-99_999, 99_999, places=1)), max_size=20))
def test_count_and_sum_are_exactly_those_of_the_lines(lines: list[tuple[bool, Any]]) -> None:
    typed = [{"c1": "x" if named else "", "c2": str(value).replace(".", ",")} for named, value in lines]
    kept, faults = read_lines(PLACES, typed, "vi")
    # A line with a number and no name is refused, never dropped.
    assert len(faults) == sum(not named for named, _value in lines)
    assert len(kept) == len(lines)
    assert figure_of(PLACES, "count", kept) == len(lines)
    assert figure_of(PLACES, "sum:c2", kept) == sum(value for _named, value in lines)


def test_the_outline_is_drawn_merged_in_a_trial_and_follows_its_rows(world: World, seat: type[Desk]) -> None:
    with at("2026-11-17 08:00"):
        desk = seat("vp.giaobaocao")
        page = desk.send("/bieu-mau/moi", name_vi="Biểu có đề cương", tu="bieu-01-cds-t")
        page = press(desk, page, "out:add")
        page = press(desk, page, "out:put:0", **{"o0-heading_vi": "Kết quả", "o0-text_vi": "Tiếp nhận {1} hồ sơ;",
                                                 "o0-row": "2", "o0-what": "sentence"})  # fmt: skip
        assert page.value("o0-text_vi") == "Tiếp nhận {1} hồ sơ; {2:sentence}"
        wrong = press(desk, page, "save", **{"o0-text_vi": "Số {9}"})
        assert (wrong.status, "{9} không phải chỗ điền số" in wrong) == (422, True)
        page = press(desk, wrong, "save", **{"o0-text_vi": "Tiếp nhận {1} hồ sơ", "r1-stt": "1a"})
        assert page.value("o0-text_vi") == "Tiếp nhận {1a} hồ sơ"
        assert "Tiếp nhận 1.260 hồ sơ" in desk.open(f"{page.url}/thu?don-vi=24373")
        assert fields_of(page)["o0-heading_vi"] == "Kết quả"


def _book(rows: list[list[Any]]) -> bytes:
    made, kept = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.save(kept)
    return kept.getvalue()
