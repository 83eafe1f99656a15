"""Pages of what was sent upward: a version with its files, two versions beside each other, today against the last."""

from __future__ import annotations

import pytest
from django.test import Client

from tinhso.engines.orgs.api import User
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.logic.consolidation import version_files, version_paper
from tinhso.engines.reporting.testing import World, at, now_rights
from tinhso.engines.reporting.tests.consolidation.test_versions import (
    DIRECTOR,
    DRAFTER,
    OFFICE,
    ea_kar_corrects,
    request_,
    sent_and_locked,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.web.consolidation import versions

__all__ = ["request_"]


def test_story_7_from_the_correction_to_the_numbered_adjustment(
    world: World, request_: RequestView, seat: type[Desk]
) -> None:
    sent_and_locked(world, request_)
    page = f"/tong-hop/{request_.id}"
    with at("2026-11-27 09:00"):
        ea_kar_corrects(request_)
        drafter = seat(DRAFTER)
        again = drafter.open(f"{page}/tong-hop-lai")
        assert "Xã Ea Kar" in again
        assert "26.660" in again
        assert "26.669" in again
        assert "“Cộng sót một lớp tập huấn.”" in again
        assert "Lập Báo cáo điều chỉnh số 1" in again
        assert drafter.send(f"{page}/tong-hop-lai", reason="").status == 422
        assert "Đã mở bản tổng hợp." in drafter.send(f"{page}/tong-hop-lai", reason="Ea Kar điều chỉnh")
        drafter.send(f"{page}/trinh")
        assert "Báo cáo điều chỉnh số 1" in seat(DIRECTOR).send(f"{page}/gui-len")
        shown = seat(OFFICE, english=True).open(f"{page}/ban/2?so-voi=1")
    assert "Adjustment report no. 1" in shown
    assert shown.html.count('<tr><th scope="row">Xã Ea Kar') == 1
    assert "corrected by the unit" in shown
    assert "4/4" in shown


@pytest.mark.parametrize(
    ("frozen", "read", "printed", "in_csv"),
    [
        ({"value": "1260.5"}, "1.260,5", "1.260,5", "1260.5"),
        ({"value": "5.0", "operator": "<"}, "<\u00a05,0", "< 5,0", "<5.0"),
        ({"missing": "not_applicable"}, "không áp dụng", "không áp dụng", "không áp dụng"),
        ({"missing": "refused"}, "không cung cấp", "không cung cấp", "không cung cấp"),
        ({"missing": "not_reported"}, "–", "", ""),
        ({}, "–", "", ""),
    ],
)
def test_a_frozen_figure_says_the_same_on_screen_on_paper_and_in_the_csv(
    frozen: dict[str, str], read: str, printed: str, in_csv: str
) -> None:
    assert versions._told(frozen, 1) == read
    assert version_paper._cell(frozen, 1).text == printed
    assert version_files._figure(frozen) == in_csv


def test_a_file_is_served_as_it_was_sent(world: World, request_: RequestView, seat: type[Desk]) -> None:
    sent_and_locked(world, request_)
    with at("2026-11-27 09:00"):
        client = Client()
        user = User.objects.get(username=OFFICE)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(f"/tong-hop/{request_.id}/ban/1/csv")
        assert answer.content == api.version_file(request_.id, 1, "csv", rights=now_rights(OFFICE))
        assert answer.headers["Content-Disposition"].endswith('-1.csv"')
        assert client.get(f"/tong-hop/{request_.id}/ban/1/exe").status_code == 404
        assert client.get(f"/tong-hop/{request_.id}/ban/7").status_code == 404
        text = answer.content.decode("utf-8-sig")
    assert "Sở tự thực hiện" in text
    assert "4/4 đơn vị" in text
    assert "so cùng 4 đơn vị" in text
