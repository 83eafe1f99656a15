"""Where numbers come from: a total's parts, a computed figure's inputs, and all that happened to one record."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import NothingToProve
from tinhso.engines.insight.testing import choose
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.insight.tests.worlds import under_a_board
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.api import anonymous_rights
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.testing import World, ask, at, know, more_communes, now_rights, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
NOVEMBER = "nd09:2026-11"
OCTOBER, NOW = "nd09:2026-10", "2026-11-17 13:42"
EA_KAR, BMT, PROVINCE = "24373", "24133", "66"
TOTAL = f"/nguon-goc?chi-tieu=households_trained&don-vi={PROVINCE}&ky={OCTOBER}"


def _october() -> World:
    """Ea Kar's 421 was withdrawn and corrected to 412 by the deputy; the department adds 350 and takes off 120."""
    world = under_a_board()
    with at("2026-10-02 08:00"):
        for code in (EA_KAR, BMT):
            know(world, code, OCTOBER)
        request = ask(world, OCTOBER)
    ea_kar, bmt = (task_of(request, code) for code in (EA_KAR, BMT))
    with at("2026-10-15 10:14"):
        send(world, ea_kar, {"2": "421", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        send(world, bmt, {"2": "530", "3": "21"}, drafter="bmt.nhap", approver="bmt.lanhdao")
    with at("2026-10-16 08:00"):
        reporting.withdraw(ea_kar, rights=now_rights("eakar.lanhdao"), reason="đảo hai chữ số")
    with at("2026-10-16 08:31"):
        send(world, ea_kar, {"2": "412", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    with at("2026-10-19 15:20"):
        _consolidate([ea_kar, bmt], task_of(request, PROVINCE))
    with at("2026-10-26 17:00"):
        reporting.lock_request(request.id, rights=now_rights("vp.khoa"))
        trust.seal_all()
    return world


october_of_origin = standing("october_of_origin", _october)


@pytest.fixture
def october(october_of_origin: World) -> World:
    return october_of_origin


def _consolidate(reports: list[int], consolidation: int) -> None:
    department = now_rights("skhcn.tonghop")
    reporting.accept(reports, rights=department)
    for line, value, title in (("own", 350, "Sở tự thực hiện"), ("double", -120, "Loại trừ tính trùng")):
        reporting.add_adjustment(
            consolidation,
            line,
            "households_trained",
            Decimal(value),
            rights=department,
            title_vi=title,
            reason="rà soát",
        )
    reporting.send_for_approval(consolidation, rights=department)
    reporting.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))


def entry_of(world: World, code: str, indicator: str = "households_trained", period: str = OCTOBER) -> int:
    key = FigureKey(world.definitions[indicator].indicator_id, world.unit_id(code), make_period(period))
    return indicators.history(key)[-1].id


def test_a_quarter_says_what_became_of_its_months_and_writes_nothing(october: World) -> None:
    before = set(indicators.periods_by_id().values())
    with at(NOW):
        quarter = api.origin_of_total(choose(now_rights("vp.khoa")), "households_trained", PROVINCE, "nd09:2026-Q4")
    said = {part.name: part.detail for part in quarter.parts if part.value is not None}
    assert said["Xã Ea Kar"] == "điều chỉnh một lần, 16/10/2026 · T10/2026"
    assert set(indicators.periods_by_id().values()) == before


def test_a_total_was_locked_as_of_a_moment_whatever_was_unlocked_since(
    october: World, reader: Callable[..., Reader]
) -> None:
    asked = ("households_trained", EA_KAR, OCTOBER)
    with at("2026-11-16 16:00"):
        assert api.origin_of_total(choose(now_rights("vp.khoa")), *asked).is_locked
        [request] = [one for one in reporting.requests(now_rights("vp.khoa")) if one.period.code == OCTOBER]
        reporting.unlock_request(request.id, rights=now_rights("vp.khoa"), reason="rà lại")
        trust.seal_all()
    with at(NOW):
        assert not api.origin_of_total(choose(now_rights("vp.khoa")), *asked).is_locked
        then = choose(now_rights("vp.khoa"), tinh_den="2026-11-01")
        assert api.origin_of_total(then, *asked).is_locked
        page = reader("vp.khoa").open(f"{TOTAL}&tinh-den=2026-11-01")
        assert "Hôm nay dùng trong (không phải lúc đang xem):" in page
        assert "Dùng trong:" in reader("vp.khoa").open(TOTAL)


def test_a_total_is_its_units_and_its_lines(october: World) -> None:
    with at(NOW):
        origin = api.origin_of_total(choose(now_rights("vp.khoa")), "households_trained", PROVINCE, OCTOBER)
    assert origin.row.value == 412 + 530 + 350 - 120
    assert (origin.units_total, origin.units_words) == (942, "Cộng 2 xã, phường")
    assert [(line.name, line.value) for line in origin.lines] == [
        ("Sở tự thực hiện", 350),
        ("Loại trừ tính trùng", -120),
    ]
    assert origin.missing_words == "2 xã, phường chưa có số"
    said = {part.name: (part.value, part.detail) for part in origin.parts}
    assert said["Xã Ea Kar"] == (412, "điều chỉnh một lần, 16/10/2026")
    assert said["Phường Buôn Ma Thuột"] == (530, "")


def test_looking_back_knows_of_no_later_correction_and_says_that_it_looks_back(
    october: World, reader: Callable[..., Reader]
) -> None:
    with at(NOW):
        key = indicators.entry(entry_of(october, EA_KAR)).key
        made = october.definitions["households_trained"]
        again = {"correction": True, "reason": "đếm lại"}
        write_figure(made, key.unit_id, key.period_id, 414, note="đếm lại", batch=again)
        trust.seal_all()
        before, after = (reader("vp.khoa").open(f"{TOTAL}{moment}") for moment in ("&tinh-den=2026-10-31T00:00", ""))
    assert "điều chỉnh một lần, 16/10/2026" in before
    assert "điều chỉnh 2 lần, gần nhất 17/11/2026" in after
    assert "Như đã biết lúc 31/10/2026 00:00." in before
    assert before.links["Xem như biết lúc này"] == TOTAL.replace(":", "%3A")
    assert "Như đã biết" not in after


def test_a_total_of_a_period_with_a_change_says_who_reports_it(
    october: World, reader: Callable[..., Reader], tmp_path: Path
) -> None:
    file = tmp_path / "straddling.csv"
    head = "changes_from,scheme,additive,others,source,confirmed\n"
    file.write_text(f"{head}2025-07-01,,both,new,Quy ước của tỉnh,0\n", encoding="utf-8")
    orgs.load_straddling(file, actor="system:test")
    old, new = october.territory.old["24373"].id, october.unit_id("24373")
    for unit, value in ((old, 7), (new, 12)):
        write_figure(october.definitions["households_trained"], unit, make_period("nd09:2025-07"), value)
    address = TOTAL.replace(OCTOBER, "nd09:2025-07")
    assert address != TOTAL
    with at(NOW):
        page = reader("vp.khoa").open(f"{address}&don-vi-hanh-chinh=current")
        other = reader("vp.khoa").open(TOTAL)
    assert "đơn vị thay đổi từ 01/07/2025: đơn vị trước và sau sắp xếp báo cáo, mỗi đơn vị số ngày của mình." in page
    assert "Theo: Quy ước của tỉnh. Cần kiểm tra." in page
    assert "kỳ giao thời" not in other


def test_the_page_reads_as_a_sheet_and_leads_on(october: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        page = reader("vp.khoa").open(TOTAL)
        record = reader("vp.khoa").open(page.links["Xã Ea Kar"])
    assert "1.172" in page
    assert "Cộng 2 xã, phường 942 Sở tự thực hiện rà soát +350 Loại trừ tính trùng rà soát −120" in page
    month = "Báo cáo chuyển đổi số tháng 10/2026"
    board = '<a href="/dieu-hanh?bang=dieu-hanh">Điều hành</a>'
    assert f"<strong>Dùng trong:</strong> Báo cáo tổng hợp, {month}; {board}; {month}." in page.html
    assert page.links["Tải phiếu xác thực số liệu"].startswith("/nguon-goc/phieu?chi-tieu=households_trained")
    assert "mã xác thực" in page
    assert "412" in record


def test_the_life_of_a_record_is_told_by_offices_with_times_and_reasons(october: World) -> None:
    with at(NOW):
        origin = api.origin_of_entry(entry_of(october, EA_KAR), now_rights("vp.khoa"))
    told = [(step.event, step.detail) for step in origin.steps]
    assert told == [
        ("Nhập 421, trình phê duyệt", "Công chức Văn hóa – xã hội, xác nhận bằng tài khoản, 15/10/2026 10:14"),
        ("Phê duyệt, gửi 421", "Chủ tịch UBND xã, xác nhận bằng tài khoản, 15/10/2026 10:14"),
        ("Rút về để sửa", "“đảo hai chữ số”, Chủ tịch UBND xã, xác nhận bằng tài khoản, 16/10/2026 08:00"),
        ("Nhập 412, trình phê duyệt", "Công chức Văn hóa – xã hội, xác nhận bằng tài khoản, 16/10/2026 08:31"),
        ("Điều chỉnh thành 412, phê duyệt lại", "Chủ tịch UBND xã, xác nhận bằng tài khoản, 16/10/2026 08:31"),
        ("Tiếp nhận, số liệu thành chính thức", "Chuyên viên tổng hợp, xác nhận bằng tài khoản, 19/10/2026 15:20"),
        ("Khóa kỳ", "Chuyên viên tổng hợp, xác nhận bằng tài khoản, 26/10/2026 17:00"),
    ]
    assert (origin.value, origin.is_locked) == (412, True)
    assert len(origin.stamp.code) == 9


def test_the_public_is_told_what_and_when_but_not_who_or_why(october: World) -> None:
    with at(NOW):
        origin = api.origin_of_entry(entry_of(october, EA_KAR), anonymous_rights())
    assert [step.detail for step in origin.steps][2] == "16/10/2026 08:00"
    assert not any("Chủ tịch" in step.detail or "đảo" in step.detail for step in origin.steps)


def test_unpublished_records_and_totals_are_out_of_reach(october: World) -> None:
    secret = make_definition("secret_count", publication="internal")
    with at(NOW):
        write_figure(secret, october.unit_id(EA_KAR), make_period(OCTOBER), 7)
        key = FigureKey(secret.indicator_id, october.unit_id(EA_KAR), make_period(OCTOBER))
        entry_id = indicators.history(key)[-1].id
        with pytest.raises(NoRight):
            api.origin_of_entry(entry_id, anonymous_rights())
        with pytest.raises(NoRight):
            api.proof_of_entry(entry_id, rights_as("bmt.nhap"))
        assert api.origin_of_entry(entry_id, now_rights("eakar.nhap")).value == 7


def test_a_computed_figure_leads_to_its_inputs(october: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        page = reader().open(f"/nguon-goc?chi-tieu=online_share&don-vi={PROVINCE}&ky=nd09:2026-11")
        onward = reader().open(page.links["Chỉ tiêu dossiers_online"])
    assert "tỷ lệ phần trăm của “Chỉ tiêu dossiers_online” trên “Chỉ tiêu dossiers_received”" in page
    assert "61,9" in page
    assert "3.120" in page
    assert "3.120" in onward


def test_a_formula_does_not_disclose_inputs_that_are_not_published(world: World) -> None:
    make_definition("hidden", publication="internal")
    fields = {"measure_unit": "percent", "decimals": 1, "space_rule": "ratio_of_sums", "time_rule": "ratio_of_sums"}
    formula = {"op": "share", "args": [{"code": "hidden"}, {"code": "dossiers_received"}]}
    make_definition("shown_share", kind="ratio", merge_rule="ratio_of_sums", formula=formula, **fields)
    with at(NOW):
        hidden = indicators.definition("hidden")
        for code in world.territory.communes:
            write_figure(hidden, world.unit_id(code), make_period("nd09:2026-11"), 126)
        origin = api.origin_of_total(choose(anonymous_rights()), "shown_share", PROVINCE, "nd09:2026-11")
    assert origin.row.value == Decimal("10.0")
    assert [(one.value, bool(one.url)) for one in origin.inputs] == [("không công bố", False), ("5.040 hồ sơ", True)]


def test_a_figure_that_does_not_exist_has_no_origin(october: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        make_definition("secret_count", publication="internal")
        with pytest.raises(NothingToProve):
            api.origin_of_total(choose(now_rights("eakar.nhap")), "secret_count", PROVINCE, OCTOBER)
        assert reader().open("/nguon-goc?chi-tieu=households_trained").status == 400
        assert reader().open("/nguon-goc?chi-tieu=nope&don-vi=66&ky=nd09:2026-10").status == 404
        assert reader().open("/nguon-goc?chi-tieu=households_trained&don-vi=66&ky=x").status in (404, 422)
        assert reader().open("/nguon-goc/99999999").status == 404


def test_the_number_of_queries_does_not_grow_with_parts(october: World) -> None:
    with at(NOW):

        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                api.origin_of_total(choose(now_rights("vp.khoa")), "dossiers_received", PROVINCE, "nd09:2026-11")
            return len(found)

        queries()
        few = queries()
        dossiers, period = october.definitions["dossiers_received"], make_period("nd09:2026-11")
        for unit_id in more_communes(october, 20):
            write_figure(dossiers, unit_id, period, 5)
        queries()  # what is kept of the units is read again once
        assert queries() <= few


def test_a_communes_record_shows_officials_what_its_villages_gave(world: World) -> None:
    with at("2026-11-16 09:00"):
        task = task_of(ask(world), EA_KAR)
        lines = [("Buôn Ea Sar", "1.200"), ("Thôn 5", "34")]
        reporting.save_villages(task, "2", lines, rights=now_rights("eakar.nhap"))
        send(world, task, {"3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        key = FigureKey(
            world.definitions["households_trained"].indicator_id, world.unit_id(EA_KAR), make_period(NOVEMBER)
        )
        entry = indicators.history(key)[-1]
        origin = api.origin_of_entry(entry.id, now_rights("skhcn.tonghop"))
        assert origin.villages is not None
        assert [name for name, _ in origin.villages.parts] == ["Buôn Ea Sar", "Thôn 5"]
        assert api.origin_of_entry(entry.id, anonymous_rights()).villages is None
