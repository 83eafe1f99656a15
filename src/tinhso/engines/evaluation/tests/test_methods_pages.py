"""The page of methods of a closed round: agreement, a combination of one's own, what cannot be made, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.methods import MethodChoice
from tinhso.engines.evaluation.contracts.round_errors import FiguresOutOfReach
from tinhso.engines.evaluation.round_testing import CARD, EA_KAR, TODAY, close_small_round
from tinhso.engines.orgs.testing import Territory, rights_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world: Territory) -> str:
    return f"/cham-diem/{close_small_round()}/ket-qua/phuong-phap"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_official_ranking_stands_beside_every_departure(here: str, browser: Callable[[str], Client]) -> None:
    reader = browser("chutich")
    page = reader.get(here).content.decode()
    assert "Đổi một điều, giữ nguyên mọi điều khác" in page
    units = rows_of(reader.get(f"{here}/csv").content)
    assert [(row["unit"], row["official"]) for row in units][:2] == [(EA_KAR, "1"), ("24133", "2")]
    assert {row["geometric"] for row in units[:2]} == {"1", "2"}
    methods = rows_of(reader.get(f"{here}/csv?bang=cach").content)
    assert len(methods) == 13
    assert all(row["agreement"] or row["why_not"] for row in methods)
    components = rows_of(reader.get(f"{here}/csv?bang=tieu-chi").content)
    assert [row["component"] for row in components] == ["1.1", "1.2", "2.1", "2.2"]


def test_a_reader_combines_methods_and_is_told_what_cannot_be_made(here: str, browser: Callable[[str], Client]) -> None:
    reader = browser("chutich")
    page = reader.get(f"{here}?gop=copeland&trong_so=equal&chuan_hoa=rank&du_lieu=50").content.decode()
    assert "Hạng theo cách đã chọn" in page
    assert '<option value="copeland" selected>' in page
    refused = reader.get(f"{here}?gop=geometric&chuan_hoa=z_score").content.decode()
    assert "điểm z có giá trị âm" in refused
    assert reader.get(f"{here}?gop=moi").status_code == 400
    assert reader.get(f"{here}?du_lieu=7").status_code == 400


def test_nobody_audits_half_of_a_round_or_what_is_not_there(here: str, browser: Callable[[str], Client]) -> None:
    assert browser("eakar.nhap").get(here).status_code == 403
    number = int(here.split("/")[2])
    with pytest.raises(FiguresOutOfReach):
        api.audit_round(number, MethodChoice(), rights_as("eakar.nhap", TODAY))
    # A card that people answer has no ranking of its own.
    assert browser("chutich").get(f"/danh-gia/{CARD}/phuong-phap").status_code == 404
