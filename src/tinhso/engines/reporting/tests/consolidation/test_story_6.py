"""Story 6: a partial total is compared with exactly the same units, in the API, on screen, in exports, in words."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, RequestView, Suggestion
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.testing import ACTOR, World, ask, at, now_rights, report_past, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.testing.standing import standing_on

SENT = {"24373": ("eakar", 405), "24133": ("bmt", 20_000), "22015": ("tuyhoa", 3_713)}
LAST_YEAR = {"24373": 388, "24133": 19_000, "22015": 3_678, "22045": 2_834}
BEFORE = {"24373": 412, "24133": 19_800, "22015": 3_700, "22045": 9_999}
WORDS = "24.118 (3/4 đơn vị), bằng 104,6% so cùng 3 đơn vị cùng kỳ năm trước (23.066)"


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    """At 13:42 on 17/11 three of four have sent 24.118; the same three 23.066 a year ago, all four 25.900."""
    with at("2026-11-02 08:00"):
        for part, role in (("nhap", Role.DRAFTER), ("lanhdao", Role.APPROVER)):
            orgs.create_user(f"tuyhoa.{part}", actor=ACTOR)
            orgs.grant_role(f"tuyhoa.{part}", role, world.unit_id("22015"), actor=ACTOR)
        for code in LAST_YEAR:
            report_past(world, code, {"nd09:2025-11": LAST_YEAR[code], "nd09:2026-10": BEFORE[code]})
        made = ask(world)
    with at("2026-11-16 09:00"):
        for code, (login, value) in SENT.items():
            texts = {"2": str(value), "3": "10"}
            send(world, task_of(made, code), texts, drafter=f"{login}.nhap", approver=f"{login}.lanhdao")
    return made


def test_the_face_and_its_sentence(request_: RequestView) -> None:
    with at("2026-11-17 13:42"):
        total = api.consolidation_of(request_.code, rights=now_rights("skhcn.tonghop")).totals["2"]
        with pytest.raises(UnknownRequest):
            api.consolidation_of(request_.code, rights=now_rights("cntt"))
    assert (total.received, total.expected, total.units_total.value) == (3, 4, 24_118)
    assert (total.same_units_last_year.value, total.all_units_last_year.value) == (23_066, 25_900)
    assert (total.change_percent, total.previous_percent) == (Decimal("104.6"), Decimal("100.9"))
    assert total.same_units_previous.value == 23_912  # without the fourth's 9.999
    assert total.sentence("Hộ", 0) == f"Hộ: {WORDS}, bằng 100,9% so cùng 3 đơn vị kỳ trước (23.912)."
    assert total.sentence("Households", 0, "en").startswith(
        "Households: 24,118 (3/4 units), 104.6% of the same 3 units in the same period last year (23,066)"
    )


def test_the_screen(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        page = seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}?cot=2")
    assert WORDS in page
    assert "3/4, so cùng 3" in page
    assert "Cả 4 đơn vị năm trước: 25.900" in page
    assert "93,1" not in page


def test_the_exports(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        table = api.export_consolidation(request_.id, "csv", rights=now_rights("skhcn.tonghop")).decode("utf-8-sig")
        book = api.export_consolidation(request_.id, "xlsx", rights=now_rights("skhcn.tonghop"))
        assert book == api.export_consolidation(request_.id, "xlsx", rights=now_rights("skhcn.tonghop"))
        assert seat("skhcn.tonghop").open(f"/tong-hop/{request_.id}/tai/exe").status == 404
    assert "104.6 so cùng 3 đơn vị" in table
    assert "3/4 đơn vị" in table
    rows = [row for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet.iter_rows(values_only=True)]
    [told] = [row for row in rows if row[0] == "2" and "so cùng 3 đơn vị" in row]
    assert "3/4" in told
    assert {24_118, 23_066} <= set(told)
    texts = " ".join(str(value) for row in rows for value in row)
    assert "Xã Ea Kar" in texts
    for text in (table, texts):
        assert "93.1" not in text
        assert "93,1" not in text
        assert "0.931" not in text


def test_units_are_found_without_tones_and_sorted_by_what_a_heading_says(
    request_: RequestView, seat: type[Desk]
) -> None:
    def order(address: str) -> list[str]:
        html = desk.open(f"/tong-hop/{request_.id}?cot=2&{address}").html
        return [part.partition('"')[0] for part in html.split('<tr id="don-vi-')[1:]]

    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        assert order("tim=ea kar") == ["24373"]
        assert order("tim=buôn ma") == ["24133"]
        assert order("tim=24133") == ["24133"]
        assert order("xep=-ky-nay") == ["24133", "22015", "24373", "22045"]  # nothing sent stands last
        assert order("xep=so-cung-ky") == ["22015", "24373", "24133", "22045"]
        assert order("xep=-ky-truoc&loc=moi-gui") == ["24133", "22015", "24373"]
        assert 'aria-sort="descending"' in desk.open(f"/tong-hop/{request_.id}?cot=2&xep=-ky-nay").html


def test_many_are_returned_with_one_reason_and_each_its_own_suggestion(
    world: World, request_: RequestView, seat: type[Desk]
) -> None:
    chosen = f"{task_of(request_, '24373')},{task_of(request_, '24133')}"
    with at("2026-11-17 13:42"):
        desk = seat("skhcn.tonghop")
        page = f"/tong-hop/{request_.id}"
        assert desk.send(f"{page}/tra-nhieu", chon=chosen, reason="").status == 422
        assert "Chưa chọn báo cáo nào." in desk.send(f"{page}/tra-nhieu", reason="x")
        assert "Đã trả lại 2 báo cáo." in desk.send(f"{page}/tra-nhieu", chon=chosen, reason="Kèm biên bản lớp")
        assert "3/4" not in desk.open(f"{page}?cot=2")
        task = api.task(task_of(request_, "24133"), rights=now_rights("bmt.nhap"))
        assert task.card.return_reason == "Kèm biên bản lớp"


def test_accepting_a_choice_leaves_what_was_accepted_before(request_: RequestView, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk, page = seat("skhcn.tonghop"), f"/tong-hop/{request_.id}"
        desk.send(f"{page}/tiep-nhan", chon=str(task_of(request_, "24373")))
        everybody = ",".join(str(task_of(request_, code)) for code in SENT)
        assert "Đã tiếp nhận 2 báo cáo." in desk.send(f"{page}/tiep-nhan", chon=everybody)


def test_a_suggested_value_goes_back_with_each_report_of_a_choice(world: World, request_: RequestView) -> None:
    ea_kar, bmt = task_of(request_, "24373"), task_of(request_, "24133")
    with at("2026-11-17 13:42"):
        events = api.return_submissions(
            {ea_kar: [Suggestion("2", "412")], bmt: []}, rights=now_rights("skhcn.tonghop"), reason="xem lại"
        )
        assert len(events) == 1
        cells = [
            row.cells["value"] for row in api.task(ea_kar, rights=now_rights("eakar.nhap")).rows if row.row.no == "2"
        ]
        assert cells[0].suggestion == 412
        assert not api.save_cells(ea_kar, [CellInput("2", "412")], rights=now_rights("eakar.nhap")).errors
