"""A list that says something else is sent upward as a supplement, even where its count and sums stay the same."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Cause, RequestView
from tinhso.engines.reporting.contracts.errors import NothingChanged
from tinhso.engines.reporting.logic.consolidation.version_changes import tables_of_changes
from tinhso.engines.reporting.logic.consolidation.version_paper import paper_of
from tinhso.engines.reporting.logic.lists.differing_lists import differing_lines
from tinhso.engines.reporting.logic.lists.report_list import Lines
from tinhso.engines.reporting.testing import NOVEMBER, World, at, load_package, now_rights, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period

FORM = """
code: diem-internet
version: 1
valid_from: 2023-01-01
name_vi: Điểm Internet công cộng
name_en: Public Internet
source: thử nghiệm
list:
  name_vi: Danh sách điểm
  name_en: Places
  columns:
    - {code: c1, kind: text, name_vi: Địa điểm, name_en: Place, needed: true}
    - {code: c2, kind: number, name_vi: Lượt dùng, name_en: Uses}
rows:
  - {no: "1", indicator: wifi_places, from_list: count}
  - {no: "2", indicator: wifi_uses, from_list: "sum:c2"}
"""
REGIME = """
code: internet-thang
version: 1
valid_from: 2023-01-01
name_vi: Báo cáo điểm Internet tháng
name_en: Public Internet report, month
kind: periodic
scheme: nd09.month
form: diem-internet
assigner: H15.01
consolidator: H15.15
aggregate: "66"
respondents: [{units: ["24373", "24133"]}]
deadlines:
  - {level: commune, working_days_after_cut_off: 2}
  - {level: agency, working_days_after_cut_off: 4}
source: thử nghiệm
"""
DRAFTER, DIRECTOR, OFFICE = "skhcn.tonghop", "skhcn.lanhdao", "vp.khoa"
FIRST = [("Nhà văn hóa", "300"), ("Chợ", "100")]


@pytest.fixture
def request_(world: World) -> RequestView:
    for code in ("wifi_places", "wifi_uses"):
        make_definition(code, scheme="nd09.month")
    load_package({"forms/b.yaml": FORM, "regimes/b.yaml": REGIME})
    with at("2026-11-02 08:00"):
        return api.create_request("internet-thang", parse_period(NOVEMBER), rights=now_rights("vp.giaobaocao"))


def write_list(request: RequestView, code: str, lines: list[tuple[str, str]], login: str) -> None:
    task, rights = task_of(request, code), now_rights(f"{login}.nhap")
    kept = len(api.report_list(task, rights=rights).lines)
    typed = [{"c1": place, "c2": uses} for place, uses in lines]
    assert api.save_list(task, Lines(typed, replaced=kept), rights=rights) == ()
    api.send_for_approval(task, rights=rights)
    api.approve(task, rights=now_rights(f"{login}.lanhdao"))


def go_upward(request: RequestView) -> None:
    api.send_for_approval(task_of(request, "66"), rights=now_rights(DRAFTER))
    api.send_upward(task_of(request, "66"), rights=now_rights(DIRECTOR))


def both_sent_and_locked(request: RequestView) -> None:
    with at("2026-11-16 09:00"):
        write_list(request, "24373", FIRST, "eakar")
        write_list(request, "24133", [("Bến xe", "50")], "bmt")
        api.accept([task_of(request, "24373"), task_of(request, "24133")], rights=now_rights(DRAFTER))
        go_upward(request)
        api.accept_consolidation(task_of(request, "66"), rights=now_rights(OFFICE))
    with at("2026-11-26 17:00"):
        api.lock_request(request.id, rights=now_rights(OFFICE))


def test_a_changed_list_with_the_same_figures_makes_a_numbered_supplement(
    request_: RequestView, seat: type[Desk]
) -> None:
    both_sent_and_locked(request_)
    task, own = task_of(request_, "24373"), task_of(request_, "66")
    with at("2026-11-27 09:00"):
        api.start_correction(task, rights=now_rights("eakar.nhap"), reason="Ghi nhầm tên điểm.")
        write_list(request_, "24373", [("Nhà văn hóa", "250"), ("Trường học", "150")], "eakar")
        first = api.receipts(task, rights=now_rights("eakar.nhap"))[0]
        assert (first.number, first.kind) == (2, "correction")
        found = api.recomputation(request_.id, rights=now_rights(DRAFTER))
        assert (found.comparison.differences, found.comparison.totals) == ((), ())
        assert [(one.cause, one.before, one.after, one.reason) for one in found.comparison.lines] == [
            (Cause.CORRECTION, ("Nhà văn hóa", 300), ("Nhà văn hóa", 250), "Ghi nhầm tên điểm."),
            (Cause.CORRECTION, ("Chợ", 100), ("Trường học", 150), "Ghi nhầm tên điểm."),
        ]
        assert found.next_name_vi == "Báo cáo bổ sung số 1"
        page = seat(DRAFTER).open(f"/tong-hop/{request_.id}/tong-hop-lai")
        assert "Không số nào khác; chỉ danh sách khác." in page
        assert "2 dòng danh sách khác nhau" in page
        assert "Lập Báo cáo bổ sung số 1" in page
        api.reconsolidate(own, rights=now_rights(DRAFTER), reason="Ea Kar sửa danh sách")
        go_upward(request_)
        versions = api.versions(request_.id, rights=now_rights(OFFICE))
        assert [(one.number, one.name()) for one in versions] == [
            (1, "Báo cáo tổng hợp"),
            (2, "Báo cáo bổ sung số 1"),
        ]
        receipt = api.receipts(own, rights=now_rights(OFFICE))[0]
        assert (receipt.number, receipt.kind) == (2, "supplement")
        event = trust.event(receipt.event_id)
        assert (event.kind, event.public["list_lines_changed"]) == ("reporting.corrected", 2)
        assert event.public["version"]["serial"] == 1
        before, after = (
            json.loads(api.version_file(request_.id, number, "json", rights=now_rights(OFFICE))) for number in (1, 2)
        )
        assert [line["values"]["c1"] for line in before["list"]["lines"] if line["unit"] == "24373"] == [
            "Nhà văn hóa", "Chợ",
        ]  # fmt: skip
        assert "Trường học" in str(after["list"])
        # Whoever holds the paper reads which lines it changes.
        assert "lines" not in (before.get("changes") or {})
        [table] = tables_of_changes(after["changes"])
        why = "đơn vị điều chỉnh: Ghi nhầm tên điểm."
        assert [[cell.text for cell in row.cells[2:]] for row in table.rows] == [
            ["dòng sửa", "Nhà văn hóa · 300", "Nhà văn hóa · 250", why],
            ["dòng sửa", "Chợ · 100", "Trường học · 150", why],
        ]
        assert table in paper_of(after).blocks
        trust.seal_all()
        assert list(trust.verify_log()) == []
        # The same once more says nothing new.
        api.reconsolidate(own, rights=now_rights(DRAFTER), reason="rà soát")
        api.send_for_approval(own, rights=now_rights(DRAFTER))
        with pytest.raises(NothingChanged):
            api.send_upward(own, rights=now_rights(DIRECTOR))


def test_the_order_of_lines_says_nothing(request_: RequestView) -> None:
    both_sent_and_locked(request_)
    with at("2026-11-27 09:00"):
        api.start_correction(task_of(request_, "24373"), rights=now_rights("eakar.nhap"), reason="Xếp lại.")
        write_list(request_, "24373", FIRST[::-1], "eakar")
        assert api.recomputation(request_.id, rights=now_rights(DRAFTER)).comparison.is_empty


LISTS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=8)


@pytest.mark.one_database
@settings(max_examples=200, deadline=None)
@given(LISTS, LISTS)
def test_what_differs_turns_the_old_list_into_the_new_one(
    old: list[tuple[str, int]], new: list[tuple[str, int]]
) -> None:
    found = list(differing_lines(_content(old), _content(new), {"1": Cause.CORRECTION}, {}))
    gone = Counter(one.before for one in found if one.before)
    come = Counter(one.after for one in found if one.after)
    assert gone == Counter(old) - Counter(new)
    assert come == Counter(new) - Counter(old)
    # Never more lines told than the longer side of what differs.
    assert len(found) <= gone.total() + come.total()
    assert all(one.before != one.after for one in found)


def _content(lines: list[tuple[str, int]]) -> dict[str, object]:
    columns = [
        {"code": "c1", "kind": "text", "name_vi": "a", "name_en": "a", "decimals": 0},
        {"code": "c2", "kind": "number", "name_vi": "b", "name_en": "b", "decimals": 0},
    ]
    told = [
        {"unit": "1", "line": place, "values": {"c1": text, "c2": str(number)}}
        for place, (text, number) in enumerate(lines, 1)
    ]
    return {
        "units": [{"code": "1", "name_vi": "Xã Một"}],
        "list": {"name_vi": "x", "name_en": "x", "columns": columns, "lines": told},
    }
