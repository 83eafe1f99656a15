"""Who has sent: live it is what reporting counts, as of a moment what was known then; a returned report is awaited."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tinhso.engines.insight import api
from tinhso.engines.insight.logic.board.sending import Sending, moment_of
from tinhso.engines.insight.testing import choose
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM

EA_KAR = "24373"
DUE = datetime(2026, 11, 17, 17, 0, tzinfo=VIETNAM)


def sending(rights: Rights | None = None, **parameters: str) -> Sending | None:
    return api.compute_board(choose(rights or now_rights("vp.khoa"), **parameters)).figures.sending


@pytest.mark.django_db
def test_a_returned_report_is_awaited_again_and_was_sent_before(world: World) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
        trust.seal_all()
    task = task_of(request, EA_KAR)
    with at("2026-11-16 09:00"):
        send(world, task, {"2": "4050", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        trust.seal_all()
    with at("2026-11-16 15:00"):
        found = sending()
        assert found is not None
        assert found.sent == 1
        reporting.return_submission(task, rights=now_rights("skhcn.tonghop"), reason="Có thừa một chữ số 0 không?")
        trust.seal_all()
    with at("2026-11-17 13:42"):
        found = sending()
        assert found is not None
        ea_kar = next(one for one in found.units if one.unit.code == EA_KAR)
        assert (found.sent, ea_kar.moment, str(ea_kar.state)) == (0, "waiting", "returned")
        assert EA_KAR in {one.unit.code for one in found.awaited}
        past = sending(tinh_den="2026-11-16T12:00")
        assert past is not None
        assert (past.sent, past.awaited) == (1, ())


@pytest.mark.django_db
def test_past_and_live_agree_through_a_whole_life(world: World) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
    task = task_of(request, EA_KAR)
    with at("2026-11-17 09:00"):
        send(world, task, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    with at("2026-11-18 09:00"):
        reporting.accept([task], rights=now_rights("skhcn.tonghop"))
    with at("2026-11-30 17:00"):
        reporting.lock_request(request.id, rights=now_rights("vp.khoa"))
    with at("2026-12-01 09:00"):
        reporting.start_correction(task, rights=now_rights("eakar.nhap"), reason="đếm sót")
        trust.seal_all()
        latest = trust.latest_checkpoint()
        assert latest is not None
        rights = now_rights("vp.khoa")
        live = reporting.standings(request.id, rights)
        past = reporting.standings(request.id, rights, latest.tree_size)
    assert [(one.unit_id, one.is_sent, one.state) for one in live] == [
        (one.unit_id, one.is_sent, one.state) for one in past
    ]
    assert [one.first_sent_at for one in live] == [one.first_sent_at for one in past]
    assert sum(one.is_sent for one in live) == 1


@pytest.mark.django_db
def test_whoever_may_not_see_the_whole_province_is_not_told_a_part_of_it(world: World) -> None:
    with at("2026-11-02 08:00"):
        ask(world)
    with at("2026-11-17 13:42"):
        assert sending(rights_as("eakar.nhap")) is None
        assert sending(rights_as("chutich")) is not None


@pytest.mark.django_db
def test_a_period_without_a_request_says_so(world: World) -> None:
    with at("2026-11-17 13:42"):
        board = api.compute_board(choose(now_rights("vp.khoa")))
        assert board.clauses[-1]["text"] == "Kỳ này chưa giao báo cáo."
        assert [card.kind for card in board.section("wide")] == []


@pytest.mark.parametrize(
    ("sent", "now", "moment"),
    [
        (None, -timedelta(hours=3), "waiting"),
        (None, timedelta(minutes=1), "overdue"),
        (timedelta(minutes=1), timedelta(hours=1), "late_sent"),
        (-timedelta(hours=8), -timedelta(hours=3), "today"),
        (-timedelta(hours=8), timedelta(hours=12), "in_time"),
        (-timedelta(days=1), timedelta(hours=12), "early"),
    ],
)
def test_a_report_is_early_in_time_today_late_waiting_or_overdue(
    sent: timedelta | None, now: timedelta, moment: str
) -> None:
    assert moment_of(None if sent is None else DUE + sent, DUE, DUE + now) == moment
