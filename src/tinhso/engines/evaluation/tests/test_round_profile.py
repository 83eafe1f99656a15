"""The pillars and the map of a result, and the result on one A4 page in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from pdfminer.high_level import extract_pages, extract_text

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.round_testing import BMT, EA_KAR, NOW, TODAY, close_small_round
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers.sheets import Sheet, SheetBar, SheetLine, set_sheet
from tinhso.testing.standing import standing_on


def pages_of(content: bytes) -> int:
    return sum(1 for _page in extract_pages(io.BytesIO(content)))


@standing_on("evaluation_world")
def closed(world: Territory) -> int:
    with trust.use_clock(NOW):
        return close_small_round()


@pytest.mark.django_db
def test_pillars_are_exact_means_and_say_who_is_best(closed: int) -> None:
    page = api.compute_result(closed, rights_as("chutich", TODAY))
    first, second = api.pillar_profiles(page)
    # Of 60 points of the first pillar: 50, 40, and two wards that never sent.
    assert (first.mean, first.high, first.low, first.best) == (
        Fraction(90, 240), Fraction(50, 60), Fraction(0), (EA_KAR,),
    )  # fmt: skip
    assert second.best == (BMT, EA_KAR)
    assert api.thirds(page.lines) == {EA_KAR: "3", BMT: "3", "22015": "2", "22045": "2"}


@pytest.mark.django_db
def test_the_page_has_chart_map_tables_and_csv_and_shows_one_unit(
    closed: int, browser: Callable[[str], Client]
) -> None:
    reader, here = browser("chutich"), f"/cham-diem/{closed}/ket-qua/nhom"
    page = reader.get(here).content.decode()
    assert "Bản đồ kết quả" in page
    assert "phần ba trên" in page
    assert "Cao nhất là" in page
    own = reader.get(f"{here}?don-vi={EA_KAR}").content.decode()
    assert "hạng 1/4" in own
    rows = list(csv.DictReader(io.StringIO(reader.get(f"{here}/csv").content.decode())))
    assert [(row["unit"], row["share_1"]) for row in rows][:2] == [(EA_KAR, "0.8333"), (BMT, "0.6667")]
    assert (rows[-1]["third"], rows[-1]["share_1"]) == ("mean", "0.3750")
    assert reader.get(f"{here}?don-vi=99999").status_code == 404
    assert browser("eakar.nhap").get(here).status_code == 403


@pytest.mark.django_db
def test_the_result_is_one_page_in_both_languages_and_the_same_bytes_again(
    closed: int, browser: Callable[[str], Client]
) -> None:
    reader, here = browser("chutich"), f"/cham-diem/{closed}/ket-qua/a4"
    content = reader.get(here).content
    assert content == reader.get(here).content
    assert pages_of(content) == 1
    words = extract_text(io.BytesIO(content))
    assert "76,00" in words
    assert "Đề nghị khen thưởng: Khối xã" in words
    assert "Số liệu minh họa" in words
    reader.cookies["django_language"] = "en"
    english = extract_text(io.BytesIO(reader.get(here).content))
    assert "76.00" in english
    assert "Proposed for commendation: Communes" in english


@pytest.mark.parametrize("count", [0, 3, 102, 200])
def test_a_sheet_is_one_page_whatever_it_holds(count: int) -> None:
    sheet = Sheet(
        file_name="thu", language="vi", title="DTI cấp xã 2025, năm 2026", sentence="Xã Ea Kar đứng đầu.", made_at=NOW,
        marks=("Số liệu minh họa.",), bars_title="Từng nhóm",
        bars=[SheetBar(f"{no}. Hạ tầng và nền tảng số", Decimal(no) / 10, f"{no}0,0%") for no in range(9)],
        list_title="Xếp hạng",
        lines=[SheetLine(str(no + 1), f"Xã Thử Nghiệm {no + 1}", "812,50") for no in range(count)],
        sections=[("Đề nghị khen thưởng: Khối xã", ["; ".join(f"Xã Thử {no}" for no in range(20))])] * 2,
        notes=["Xếp hạng trên điểm chưa làm tròn."], foot="Lập lúc 13:42 17/11/2026.", address="https://vi.du/1",
    )  # fmt: skip
    content = set_sheet(sheet).content
    assert pages_of(content) == 1
    if count:
        assert f"Xã Thử Nghiệm {count}" in extract_text(io.BytesIO(content))
