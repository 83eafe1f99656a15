"""Story 7: when a figure changes after it was sent, the four places that use it are named."""

from __future__ import annotations

from collections.abc import Callable

from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import CellInput
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of


def test_the_four_places_that_use_a_corrected_figure_are_named(world: World, reader: Callable[..., Reader]) -> None:
    with at("2026-11-02 08:00"):
        make_definition(
            "trained_per_village", kind="ratio", time_rule="ratio_of_sums", space_rule="ratio_of_sums",
            merge_rule="ratio_of_sums", decimals=1, name_vi="Hộ tập huấn mỗi thôn",
            formula={"op": "/", "args": [{"code": "households_trained"}, {"code": "villages"}]},
        )  # fmt: skip
        request = ask(world)
    ea_kar, total = task_of(request, "24373"), task_of(request, "66")
    with at("2026-11-17 09:00"):
        send(world, ea_kar, {"2": "405", "3": "10"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        reporting.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
        reporting.send_for_approval(total, rights=now_rights("skhcn.tonghop"))
        reporting.send_upward(total, rights=now_rights("skhcn.lanhdao"))
        reporting.lock_request(request.id, rights=now_rights("vp.khoa"))
    with at("2026-11-27 09:00"):
        reporting.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="cộng sót")
        reporting.save_cells(ea_kar, [CellInput("2", "414")], rights=now_rights("eakar.nhap"))
        reporting.send_for_approval(ea_kar, rights=now_rights("eakar.nhap"))
        reporting.approve(ea_kar, rights=now_rights("eakar.lanhdao"))
        found = reporting.recomputation(request.id, rights=now_rights("skhcn.tonghop"))
        named = [(use.kind, use.name()) for use in found.uses]
        assert named == [
            ("version", "Báo cáo tổng hợp, Báo cáo chuyển đổi số tháng 11/2026"),
            ("formula", "Hộ tập huấn mỗi thôn"),
            ("board", "Điều hành"),
            ("request", "Báo cáo chuyển đổi số tháng 11/2026"),
        ]
        # The page where the number comes from names the same places.
        page = reader("vp.khoa").open("/nguon-goc?chi-tieu=households_trained&don-vi=24373&ky=nd09:2026-11")
        assert "Báo cáo tổng hợp, Báo cáo chuyển đổi số tháng 11/2026" in page
