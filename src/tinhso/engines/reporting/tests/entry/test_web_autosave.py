"""Saving by itself, as docs/howto/build-a-screen.md promises it to the browser."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tinhso.engines.reporting import api
from tinhso.engines.reporting.models import Cell, CellChange
from tinhso.engines.reporting.testing import World, ask, at, now_rights, report_past, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.testing.standing import standing_on

USUAL = {f"nd09:2026-{month:02}": 400 for month in range(1, 11)}


@standing_on("reporting_world")
def task(world: World) -> int:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", USUAL)
        report_past(world, "24373", {"nd09:2026-10": 38}, "villages")
        return task_of(ask(world), "24373")


def save(desk: Desk, task: int, **fields: str) -> tuple[int, dict[str, Any]]:
    headers = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
    response = desk.client.post(f"/viec/{task}/tu-luu", fields, **headers)
    return response.status_code, json.loads(response.content or "{}")


def test_a_changed_cell_is_kept_and_what_follows_from_it_comes_back(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        status, answer = save(seat("eakar.nhap"), task, c3="405", _v3="0")
    assert status == 200
    assert answer["saved_at"] == "13:42"
    assert answer["summary"] == "còn 1 ô"
    assert answer["cells"]["c3"] == {"value": "405", "state": "typed", "message": "", "suggestion": ""}
    assert answer["cells"]["c2"]["state"] == "known"
    assert "value" not in answer["cells"]["c2"]
    assert answer["fields"] == {"_v3": "1"}
    assert answer["texts"]["year_to_date-3"] == "4.405"
    assert answer["texts"]["computed-5"] == "61,9"
    assert answer["texts"]["open-3"] == ""
    assert "open-4" not in answer["texts"]


def test_a_slip_comes_back_with_its_question_and_its_repair(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        status, answer = save(seat("eakar.nhap"), task, c3="4.000", _v3="0")
    assert status == 200
    assert answer["cells"]["c3"]["state"] == "doubted"
    assert "Có thừa một chữ số 0 không?" in answer["cells"]["c3"]["message"]
    assert answer["cells"]["c3"]["suggestion"] == "400"
    assert answer["summary"] == "còn 1 ô, 1 cảnh báo"


def test_the_previous_figure_of_a_carried_row_is_kept_not_typed(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        _, answer = save(seat("eakar.nhap"), task, c4="38", _v4="0")
    assert answer["cells"]["c4"]["state"] == "kept"
    assert Cell.objects.get(row_no="3").kind == "carried"


def test_a_cell_that_cannot_be_read_stays_as_typed_and_the_others_are_kept(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        status, answer = save(seat("eakar.nhap"), task, c3="12,5,0", c4="38")
    assert status == 422
    assert answer["cells"]["c3"]["state"] == "wrong"
    assert "value" not in answer["cells"]["c3"]
    assert answer["cells"]["c4"]["value"] == "38"
    assert Cell.objects.count() == 1


def test_a_colleagues_change_is_shown_not_overwritten_and_the_next_saving_decides(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("eakar.nhap")
        save(seat("eakar.nhap"), task, c3="412", _v3="0")
        status, answer = save(desk, task, c3="405", _v3="0")
        assert status == 422
        assert "412" in answer["cells"]["c3"]["message"]
        assert "405" in answer["cells"]["c3"]["message"]
        assert answer["fields"] == {"_v3": "1"}
        assert save(desk, task, c3="405", _v3="1")[0] == 200
    assert Cell.objects.get(row_no="2").value == 405


def test_notes_and_disputes_are_kept_by_themselves(task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        desk = seat("eakar.nhap")
        save(desk, task, c3="4.000")
        _, answer = save(desk, task, n3="lớp lưu động")
        assert answer["cells"]["c3"]["state"] == "typed"
        save(desk, task, d2="thiếu sổ")
    assert Cell.objects.get(row_no="2").value == 4000
    assert Cell.objects.get(row_no="2").note == "lớp lưu động"
    assert Cell.objects.get(row_no="1").disputed == "thiếu sổ"


def test_who_is_signed_out_keeps_the_cells_and_a_sent_form_says_so(world: World, task: int, seat: type[Desk]) -> None:
    with at("2026-11-17 13:42"):
        assert save(seat(), task, c3="405")[0] == 401
        assert save(seat("bmt.nhap"), task, c3="405")[0] == 404
        send(world, task, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        status, answer = save(seat("eakar.nhap"), task, c3="999")
    assert status == 409
    assert answer["code"] == "REP-041"


def test_a_device_that_was_offline_claims_a_time_and_the_server_alone_decides_lateness(
    world: World, task: int, seat: type[Desk]
) -> None:
    """Typed at 16:40 without a network, received at 17:12, due at 17:00: late, and both times are told."""
    with at("2026-11-17 17:12"):
        typed = {"_at:c3": "2026-11-17T09:40:00.000Z", "_at:c4": "2026-11-17T23:59:00.000Z"}
        status, _ = save(seat("eakar.nhap"), task, c3="405", _v3="0", c4="38", _v4="0", **typed)
        assert status == 200
        kept = {change.row_no: change.claimed_at for change in CellChange.objects.all()}
        # A time that lies in the server's future says nothing; neither does what is no time.
        assert [kept["3"], moment_of(kept["2"])] == [None, "16:40"]
        save(seat("eakar.nhap"), task, c3="406", _v3="1", **{"_at:c3": "2026-11-17T09:41:00Z"})
        save(seat("eakar.nhap"), task, c3="405", _v3="2", **{"_at:c3": "hôm qua"})
        # A clock that lost its day keeps no figure from being saved.
        status, _ = save(seat("eakar.nhap"), task, c3="407", _v3="3", **{"_at:c3": "0001-01-01T00:00:00+07:00"})
        assert status == 200
        save(seat("eakar.nhap"), task, c3="406", _v3="4", **{"_at:c3": "2026-11-17T09:42:00Z"})
        assert "gõ lúc 17/11/2026 16:42 theo máy" in seat("eakar.nhap").open(f"/viec/{task}/o/2")
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        receipt = api.approve(task, rights=now_rights("eakar.lanhdao"))
        assert (receipt.on_time, moment_of(receipt.claimed_at)) == (False, "16:42")
        page = seat("eakar.lanhdao").open(f"/viec/{task}/phieu")
        assert "17/11/2026 16:42, khi mất mạng; chỉ để biết" in page
        assert "gửi muộn" in page
        assert "máy của đơn vị ghi nhập xong lúc 17/11/2026 16:42" in seat("skhcn.tonghop").open(
            f"/viec/{task}/dien-bien"
        )
        trust.seal_all()
        # The claims are part of what the submission commits to.
        assert trust.verify_log() == []


def moment_of(claimed_at: datetime | None) -> str:
    return f"{in_vietnam(claimed_at):%H:%M}" if claimed_at else ""
