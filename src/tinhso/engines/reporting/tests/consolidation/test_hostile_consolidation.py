"""What a consolidation is given by mistake or on purpose: taken as it was meant, or refused; never half of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Cause, CellInput, RequestView
from tinhso.engines.reporting.contracts.errors import NotAdjustable, WrongState
from tinhso.engines.reporting.contracts.lines_errors import UnusableLineTitle
from tinhso.engines.reporting.logic.consolidation.differing import compare_contents
from tinhso.engines.reporting.logic.consolidation.version_changes import figures_of, table_of_changes
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.web.consolidation.versions import comparison_context
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing_on

DRAFTER, DIRECTOR, OFFICE = "skhcn.tonghop", "skhcn.lanhdao", "vp.khoa"
PASTED = "dòng\x0bmột\x1f ✅ =1+1\r\nhai"


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    """Ea Kar has sent and is accepted."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 09:00"):
        texts = {"2": "405", "3": "38"}
        send(world, task_of(made, "24373"), texts, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.accept([task_of(made, "24373")], rights=now_rights(DRAFTER))
    return made


def add_line(request: RequestView, **changed: object) -> int:
    said = {
        "line": "own", "indicator": "households_trained", "value": Decimal(350), "title_vi": "Sở", "reason": "vb",
    } | changed  # fmt: skip
    line, indicator, value = said.pop("line"), said.pop("indicator"), said.pop("value")
    return api.add_adjustment(task_of(request, "66"), line, indicator, value, rights=now_rights(DRAFTER), **said).id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"dims": "sex=F"}, NotAdjustable),
        ({"indicator": "online_share"}, NotAdjustable),
        ({"title_vi": " "}, UnusableLineTitle),
        ({"title_vi": "x" * 201}, UnusableLineTitle),
        ({"line": "a b/ç"}, UnusableLineTitle),
        ({"line": "x" * 61}, UnusableLineTitle),
    ],
)
def test_a_line_stands_in_a_row_of_the_form_under_a_name_or_not_at_all(
    request_: RequestView, changed: dict[str, object], refused: type[Exception]
) -> None:
    with at("2026-11-17 10:00"), pytest.raises(refused):
        add_line(request_, **changed)
    assert not Adjustment.objects.exists()


def test_pasted_signs_keep_no_consolidation_from_being_sent(request_: RequestView, seat: type[Desk]) -> None:
    address = f"/tong-hop/{request_.id}"
    with at("2026-11-17 10:00"):
        given = {"title": PASTED, "row": "2", "value": "350", "reason": PASTED}
        assert seat(DRAFTER).send(f"{address}/dieu-chinh", **given).status == 200
        api.send_for_approval(task_of(request_, "66"), rights=now_rights(DRAFTER))
        assert seat(DIRECTOR).send(f"{address}/gui-len", narrative=PASTED).status == 200
        client = seat(OFFICE).client
        for form in ("json", "csv", "xlsx", "docx", "pdf", "qcvn-125"):
            assert client.get(f"{address}/ban/1/{form}").status_code == 200, form


def test_a_line_that_comes_too_late_is_told_what_opens_the_report_again(request_: RequestView) -> None:
    own, boss = task_of(request_, "66"), "skhcn.lanhdao"
    acts: list[tuple[Callable[[], object], str]] = [
        (lambda: api.send_for_approval(own, rights=now_rights(DRAFTER)), "trả người nhập"),
        (lambda: api.send_upward(own, rights=now_rights(boss)), "tổng hợp lại"),
        (lambda: api.accept_consolidation(own, rights=now_rights(OFFICE)), "tổng hợp lại"),
        (lambda: api.lock_request(request_.id, rights=now_rights(OFFICE)), "điều chỉnh"),
    ]
    with at("2026-11-17 10:00"):
        for act, first in acts:
            act()
            with pytest.raises(WrongState) as late:
                add_line(request_)
            assert f"Trước đó cần “{first}”." in late.value.message("vi")
        api.reconsolidate(own, rights=now_rights(DRAFTER), reason="thêm một dòng")
        add_line(request_)


def test_after_the_lock_a_line_is_taken_back_in_a_correction_alone(request_: RequestView) -> None:
    own, boss = task_of(request_, "66"), "skhcn.lanhdao"
    with at("2026-11-17 10:00"):
        number = add_line(request_)
        api.send_for_approval(own, rights=now_rights(DRAFTER))
        api.send_upward(own, rights=now_rights(boss))
        api.accept_consolidation(own, rights=now_rights(OFFICE))
        api.lock_request(request_.id, rights=now_rights(OFFICE))
        with pytest.raises(Exception, match="IND-009"):
            api.withdraw_adjustment(number, rights=now_rights(boss), reason="tính trùng")
        api.reconsolidate(own, rights=now_rights(DRAFTER), reason="bỏ dòng tính trùng")
        api.withdraw_adjustment(number, rights=now_rights(boss), reason="tính trùng")
        api.send_for_approval(own, rights=now_rights(DRAFTER))
        api.send_upward(own, rights=now_rights(boss))
        assert [one.name() for one in api.versions(request_.id, rights=now_rights(OFFICE))] == [
            "Báo cáo tổng hợp", "Báo cáo điều chỉnh số 1",
        ]  # fmt: skip
        total = api.consolidation_view(request_.id, rights=now_rights(OFFICE)).totals["2"].total
        assert total.value == 405
        trust.seal_all()
        assert trust.verify_log() == []


@pytest.mark.parametrize("text", ["9" * 25, "9" * 5_000, "²", "-1", "a"])
def test_numbers_that_are_no_ids_are_answered_and_change_nothing(
    request_: RequestView, seat: type[Desk], text: str
) -> None:
    with at("2026-11-17 10:00"):
        desk, before = seat(DRAFTER), list(Assignment.objects.order_by("id").values_list("state", flat=True))
        for verb in ("tiep-nhan", "tra-lai", "tra-nhieu", "rut-dieu-chinh", "hoi-o", "tra-tong-hop"):
            fields = {"chon": text, "reason": "x", "row": "2", "text": "a", "so-ban": text, "da-xem": f"{text}.{text}"}
            assert desk.send(f"/tong-hop/{request_.id}/{verb}", **fields).status < 500, verb
        leader = seat("eakar.lanhdao")
        assert leader.send("/viec/phe-duyet", chon=text).status < 500
        assert leader.open(f"/viec/phe-duyet?bao-cao={text}").status == 200
        assert list(Assignment.objects.order_by("id").values_list("state", flat=True)) == before


def _table(standing: str, known: list[str], value: str) -> dict[str, object]:
    """A content of one unit with one figure."""
    figures = {"1": {"value": value}}
    unit = {"code": "24373", "name_vi": "Ea Kar", "standing": standing, "corrections": 0, "submissions": 1}
    column = {"row_no": "1", "name_vi": "Hồ sơ", "name_en": "Files", "decimals": 0, "computed": False}
    total = {"total": {"value": value}, "received": 1, "expected": 1}
    return {
        "units": [unit | {"figures": figures, "known_rows": known}], "columns": [column], "lines": [],
        "totals": {"1": total},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("was_known", "cause"),
    [([], Cause.TAKEN_OUT), (["1"], Cause.SOURCE)],
)
def test_a_known_figure_goes_back_with_the_report_that_had_overridden_it(was_known: list[str], cause: Cause) -> None:
    before, after = _table("accepted", was_known, "1300"), _table("returned", ["1"], "1260")
    assert [one.cause for one in compare_contents(before, after).differences] == [cause]


def test_a_day_that_is_none_is_refused_and_one_as_people_write_it_is_read(
    request_: RequestView, seat: type[Desk]
) -> None:
    with at("2026-11-17 10:00"):
        task = task_of(request_, "24373")
        desk, address = seat("eakar.nhap"), f"/viec/{task}/so-van-ban"
        refused = desk.send(address, number="0123/BC-UBND", issued_on="31/02/2026")
        assert (refused.status, "REP-304" in refused) == (422, True)
        assert api.given_number(task, rights=now_rights("eakar.nhap")) is None
        assert desk.send(address, number="0123/BC-UBND", issued_on="17/11/2026").status == 200
        given = api.given_number(task, rights=now_rights("eakar.nhap"))
        assert given is not None
        assert (given.number, str(given.issued_on)) == ("0123/BC-UBND", "2026-11-17")


def test_the_number_given_beforehand_stands_on_what_is_sent_upward(request_: RequestView) -> None:
    own = task_of(request_, "66")
    with at("2026-11-17 10:00"):
        add_line(request_)
        api.give_number(own, "045/BC-SKHCN", None, rights=now_rights(DRAFTER))
        api.send_for_approval(own, rights=now_rights(DRAFTER))
        api.send_upward(own, rights=now_rights(DIRECTOR))
        content = api.version_page(request_.id, 1, rights=now_rights(OFFICE)).content
        assert content["version"]["document_number"] == "045/BC-SKHCN"
        late = task_of(request_, "24133")
        api.save_cells(late, [CellInput("2", "106"), CellInput("3", "5")], rights=now_rights("bmt.nhap"))
        assert "changes" not in content


@pytest.mark.parametrize(
    ("before", "after", "told", "change"),
    [
        ({"value": "5", "operator": "<"}, {"value": "5", "operator": "≤"}, ("< 5", "≤ 5"), ""),
        ({"value": "5", "operator": "<"}, {"value": "7"}, ("< 5", "7"), ""),
        ({"missing": "refused"}, {"missing": "not_applicable"}, ("không cung cấp", "không áp dụng"), ""),
        ({"missing": "not_applicable"}, {}, ("không áp dụng", ""), ""),
        ({"value": "5"}, {"value": "7"}, ("5", "7"), "2"),
    ],
)
def test_what_changed_is_told_with_its_sign_and_why_there_is_none(
    before: dict[str, str], after: dict[str, str], told: tuple[str, str], change: str
) -> None:
    was, now = _table("sent", [], "1"), _table("sent", [], "1")
    was["units"][0]["figures"], now["units"][0]["figures"] = {"1": before}, {"1": after}  # type: ignore[index]
    was["totals"]["1"]["total"], now["totals"]["1"]["total"] = before, after  # type: ignore[index]
    comparison = compare_contents(was, now)
    shown = comparison_context(comparison)
    for one in (shown["differences"][0], shown["total_differences"][0]):
        assert one["change"] == (change and "+2")
        assert [one[side].replace("\u00a0", " ") for side in ("before", "after")] == [text or "–" for text in told]
    since = {"since": {"number": 1, "name_vi": "Báo cáo tổng hợp"}}
    kept = json.loads(json.dumps(figures_of(comparison) | since))
    for row in table_of_changes(kept).rows:
        assert [cell.text for cell in row.cells[3:6]] == [*told, change]
