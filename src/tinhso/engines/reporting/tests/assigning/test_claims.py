"""A receiver accepts a device's time with a reason: it counts until it is taken back, and both times always show."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.claims import ClaimDecided, NoClaimInTime
from tinhso.engines.reporting.contracts.errors import ReasonNeeded
from tinhso.engines.reporting.entry_models import TimeClaim
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import World, ask, at, know, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.entry.test_web_autosave import save
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import tamper

RECEIVER, OFFICE = "skhcn.tonghop", "vp.khoa"
IN_TIME = {"_at:c3": "2026-11-17T09:40:00Z", "_at:c4": "2026-11-17T09:42:00Z"}


@pytest.fixture
def request_(world: World, seat: type[Desk]) -> RequestView:
    """Due at 17:00: Ea Kar typed at 16:40 without a network and its report came at 17:12; Buôn Ma Thuột was late."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 17:12"):
        ea_kar = task_of(made, "24373")
        save(seat("eakar.nhap"), ea_kar, c3="405", _v3="0", c4="38", _v4="0", **IN_TIME)
        api.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        api.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        send(world, task_of(made, "24133"), {"2": "300", "3": "20"}, drafter="bmt.nhap", approver="bmt.lanhdao")
    return made


def counts(request: RequestView) -> tuple[int, int, int]:
    found = api.punctuality(request.id, rights=now_rights(OFFICE))
    return found.on_time_claimed, found.sent_late, found.kept


def test_the_server_decides_until_the_receiver_accepts_the_devices_time(
    request_: RequestView, seat: type[Desk]
) -> None:
    task = task_of(request_, "24373")
    with at("2026-11-18 08:10"):
        assert counts(request_) == (0, 2, 0)
        page = seat(RECEIVER).open(f"/tong-hop/{request_.id}/gui-muon")
        assert "Máy chủ nhận 2 báo cáo sau hạn; 1 có giờ máy ghi xong trước hạn" in page
        assert "17/11/2026 17:12" in page
        assert "17/11/2026 16:42" in page
        assert "2/2 lần nhập khi mất mạng" in page
        refused = seat(RECEIVER).send(page.url, act="accept", chon=task, reason=" ")
        assert (refused.status, "REP-043" in refused.html or "lý do" in refused.text) == (422, True)
        with pytest.raises(NoRight):  # only the very agency that the report is sent to
            api.accept_claim(task, rights=now_rights(OFFICE), reason="mất mạng cả xã")
        with pytest.raises(ReasonNeeded):
            api.accept_claim(task, rights=now_rights(RECEIVER), reason="")
        done = seat(RECEIVER).send(page.url, act="accept", chon=task, reason="mất mạng cả xã")
        assert "Đã công nhận đúng hạn." in done
        assert "“mất mạng cả xã”" in done
        assert counts(request_) == (1, 1, 1)
        row = Assignment.objects.get(pk=task)
        assert row.on_time is False, "what the server received stays what it is"
        event = trust.events(kind="reporting.claim_accepted")[0]
        assert event.public["received_at"] == "2026-11-17T10:12:00+00:00"
        assert event.public["claimed_at"] == "2026-11-17T09:42:00+00:00"
        assert "công nhận đúng hạn theo giờ máy 17/11/2026 16:42" in seat("eakar.lanhdao").open(f"/viec/{task}/phieu")
        assert "Nơi nhận công nhận đúng hạn" in seat("eakar.nhap").open("/viec")
        exported = api.export_consolidation(request_.id, "csv", rights=now_rights(RECEIVER)).decode()
        told = "được công nhận (máy ghi 16:42 17/11/2026, máy chủ nhận 17:12 17/11/2026)"
        assert told in exported
        assert exported.count("gửi muộn") == 1
        with pytest.raises(ClaimDecided):
            api.accept_claim(task, rights=now_rights(RECEIVER), reason="lần nữa")
    with at("2026-11-18 10:00"):
        undone = seat(RECEIVER).send(f"/tong-hop/{request_.id}/gui-muon", act="revoke", chon=task, reason="nhầm xã")
        assert "Đã thôi công nhận đúng hạn." in undone
        assert counts(request_) == (0, 2, 0)
        [view] = [one for one in api.time_claims(request_.id, rights=now_rights(RECEIVER)) if one.decisions]
        assert [(one.accepted, one.reason) for one in view.decisions] == [(True, "mất mạng cả xã"), (False, "nhầm xã")]
        with pytest.raises(ClaimDecided):
            api.revoke_claim(task, rights=now_rights(RECEIVER), reason="lần nữa")
        trust.seal_all()
        assert trust.verify_log() == []


def test_nothing_but_a_claim_before_the_deadline_can_be_accepted(
    world: World, request_: RequestView, seat: type[Desk]
) -> None:
    with at("2026-11-18 08:10"):
        with pytest.raises(NoClaimInTime):  # typed with a network
            api.accept_claim(task_of(request_, "24133"), rights=now_rights(RECEIVER), reason="bận")
        reported = {one.unit.code: one for one in api.time_claims(request_.id, rights=now_rights(RECEIVER))}
        assert [one.is_acceptable for one in (reported["24373"], reported["24133"])] == [True, False]
    with at("2026-10-02 08:00"):
        know(world, "24373", "nd09:2026-10")
        october = ask(world, "nd09:2026-10")
    with at("2026-10-20 17:12"):
        task = task_of(october, "24373")
        # The last cell was typed with a network, after the deadline: what the device says of the others is not enough.
        save(seat("eakar.nhap"), task, c3="405", _v3="0", **{"_at:c3": "2026-10-01T09:40:00Z"})
        save(seat("eakar.nhap"), task, c4="38", _v4="0")
        api.send_for_approval(task, rights=now_rights("eakar.nhap"))
        api.approve(task, rights=now_rights("eakar.lanhdao"))
        with pytest.raises(NoClaimInTime, match="17:12"):
            api.accept_claim(task, rights=now_rights(RECEIVER), reason="mất mạng")


def test_what_was_accepted_is_frozen_with_the_version_and_nobody_changes_it_unseen(request_: RequestView) -> None:
    task, own = task_of(request_, "24373"), task_of(request_, "66")
    with at("2026-11-18 08:10"):
        api.accept_claim(task, rights=now_rights(RECEIVER), reason="mất mạng cả xã")
        api.accept([task], rights=now_rights(RECEIVER))
        api.send_for_approval(own, rights=now_rights(RECEIVER))
        api.send_upward(own, rights=now_rights("skhcn.lanhdao"))
        content = json.loads(api.version_file(request_.id, 1, "json", rights=now_rights(OFFICE)))
        unit = next(one for one in content["units"] if one["code"] == "24373")
        assert (unit["punctuality"], unit["accepted_claim_at"]) == ("on_time_claimed", "2026-11-17T09:42:00+00:00")
        trust.seal_all()
        assert trust.verify_log() == []
        with pytest.raises(DatabaseError), transaction.atomic():
            TimeClaim.objects.update(accepted=False)
        tamper("UPDATE reporting_assignment SET accepted_claim_at = NULL")
        assert [(one.table, one.row) for one in trust.verify_log()] == [("reporting_assignment", str(task))]
        tamper("UPDATE reporting_timeclaim SET claimed_at = due_at")
        assert "reporting_timeclaim" in {one.table for one in trust.verify_log()}


def test_the_page_asks_the_same_number_of_questions(request_: RequestView) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            api.time_claims(request_.id, rights=rights)
        return len(queries)

    with at("2026-11-18 08:10"):
        rights = now_rights(RECEIVER)
        before = questions()
        api.accept_claim(task_of(request_, "24373"), rights=rights, reason="mất mạng")
        assert questions() == before + 1  # the reasons, once for all
        assert questions() <= 12
