"""The whole life of a report by plain forms, as every person of the cast does their part in the browser."""

from __future__ import annotations

from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import World, ask, at, report_past, task_of, value_of
from tinhso.engines.reporting.tests.desk import Desk


def test_fill_approve_return_correct_accept_and_lock_without_javascript(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", {"nd09:2026-10": 38}, "villages")
        request = ask(world)
    task = task_of(request, "24373")

    with at("2026-11-16 09:00"):
        drafter = seat("eakar.nhap")
        form = drafter.open(f"/viec/{task}")
        form = drafter.fill(form, act="keep:4")
        assert form.value("c4") == "38"
        work = drafter.fill(form, act="send", c3="421")
        assert work.url == "/viec"
        assert "Đã trình lãnh đạo đơn vị phê duyệt." in work

        leader = seat("eakar.lanhdao")
        assert "Xem và phê duyệt" in leader.open("/viec")
        receipt = leader.send(f"/viec/{task}/phe-duyet", act="approve")
        assert receipt.url == f"/viec/{task}/phieu/1"
        assert "Phiếu xác nhận đã gửi" in receipt
    assert value_of(world, "24373") == 421

    with at("2026-11-16 10:00"):
        receiver = seat("skhcn.tonghop")
        table = receiver.open(f"/tong-hop/{request.id}?o=24373:2")
        assert table.value("chon") == str(task)
        back = receiver.send(
            f"/tong-hop/{request.id}/tra-lai?o=24373:2",
            chon=str(task), row="2", suggestion="412", reason="Dòng 2: đảo hai chữ số.",
        )  # fmt: skip
        assert back.url == f"/tong-hop/{request.id}?o=24373%3A2"
        assert "bị trả lại" in back
    assert value_of(world, "24373") is None

    with at("2026-11-16 11:00"):
        work = drafter.open("/viec")
        assert "Dòng 2: đảo hai chữ số." in work
        assert "Sửa dòng 2" in work
        form = drafter.open(f"/viec/{task}")
        assert "Nơi trả lại gợi ý 412." in form
        form = drafter.fill(form, act="set:3:412")
        assert form.value("c3") == "412"
        drafter.fill(form, act="send")
        deputy = seat("eakar.pct")
        receipt = deputy.send(f"/viec/{task}/phe-duyet", act="approve")
        assert "KT. CHỦ TỊCH" in receipt
        assert "gửi lại" in receipt

    with at("2026-11-17 13:42"):
        accepted = receiver.send(f"/tong-hop/{request.id}/tiep-nhan", chon=str(task))
        assert "Đã tiếp nhận 1 báo cáo." in accepted
        assert "1/4 đã gửi" in accepted
        receiver.send(
            f"/tong-hop/{request.id}/dieu-chinh", title="Sở tự thực hiện", row="2", value="350", reason="Lớp của Sở"
        )
        assert "Đã trình lãnh đạo cơ quan" in receiver.send(f"/tong-hop/{request.id}/trinh")
        director = seat("skhcn.lanhdao")
        assert "Xem bản tổng hợp" in director.open("/viec")
        assert "Đã phê duyệt và gửi lên" in director.send(f"/tong-hop/{request.id}/gui-len")

    with at("2026-11-26 17:05"):
        office = seat("vp.khoa")
        assert "Đã tiếp nhận bản tổng hợp." in office.send(f"/tong-hop/{request.id}/tiep-nhan-tong-hop")
        locked = office.send(f"/tong-hop/{request.id}/khoa")
        assert "Đã khóa kỳ báo cáo." in locked
        assert "đã khóa" in locked
    assert Assignment.objects.get(pk=task).state == "locked"

    with at("2026-11-27 09:00"):
        form = drafter.send(f"/viec/{task}/sua-lai", reason="Sót một lớp")
        assert form.url == f"/viec/{task}"
        assert "đang điều chỉnh" in form
        drafter.fill(form, act="send", c3="414")
        receipt = leader.send(f"/viec/{task}/phe-duyet", act="approve")
        assert "điều chỉnh" in receipt
        life = leader.open(f"/viec/{task}/dien-bien")
        assert "Bị trả lại" in life
        assert "Phê duyệt điều chỉnh" in life
        assert "Sót một lớp" in life
    assert value_of(world, "24373") == 414
