"""Units followed by colleagues: saved per person, a filter, handed over, lent with the role, lists to remind."""

from __future__ import annotations

import pytest

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.following import NotAFollower, ReceivesNothing
from tinhso.engines.reporting.testing import ACTOR, World, ask, at, know, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk

pytestmark = pytest.mark.usefixtures("seat")
EA_KAR, BMT = "24373", "24133"


def test_each_colleague_follows_some_units_and_hands_them_over(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        orgs.create_user("skhcn.hai", actor=ACTOR, title_vi="Chuyên viên thứ hai")
        orgs.grant_role("skhcn.hai", Role.CONSOLIDATOR, world.unit_id("H15.15"), actor=ACTOR)
        request = ask(world)
        know(world, EA_KAR)
    with at("2026-11-16 09:00"):
        send(world, task_of(request, EA_KAR), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    with at("2026-11-17 09:00"):
        desk = seat("skhcn.tonghop")
        assert "đơn vị tôi theo dõi" not in desk.open(f"/tong-hop/{request.id}")
        chosen = [str(world.unit_id(EA_KAR)), str(world.unit_id(BMT)), str(world.unit_id("H15.16"))]
        assert "Đã lưu đơn vị theo dõi." in desk.send("/tong-hop/theo-doi", dv=chosen, act="save")
        assert api.followed_units(now_rights("skhcn.tonghop")) == {world.unit_id(EA_KAR), world.unit_id(BMT)}
        assert api.followed_units(now_rights("skhcn.hai")) == frozenset()
        filtered = desk.open(f"/tong-hop/{request.id}?loc=theo-doi")
        assert "Phường Buôn Ma Thuột" in filtered
        assert "Phường Tuy Hoà" not in filtered
        lists = api.reminder_lists(request.id, rights=now_rights("skhcn.tonghop"))
        assert [(one.colleague is None, len(one.units)) for one in lists] == [(False, 1), (True, 2)]
        with pytest.raises(NotAFollower):
            api.hand_over_units(0, rights=now_rights("skhcn.tonghop"))
        over = desk.send("/tong-hop/theo-doi", nguoi=str(orgs.rights_of_username("skhcn.hai").user_id), act="hand_over")
        assert "Đã bàn giao 2 đơn vị." in over
        assert api.followed_units(now_rights("skhcn.tonghop")) == frozenset()
        assert len(api.followed_units(now_rights("skhcn.hai"))) == 2
        with pytest.raises(ReceivesNothing):
            api.choose_followed([], rights=now_rights("eakar.nhap"))
        assert seat("eakar.nhap").open("/tong-hop/theo-doi").status == 403
