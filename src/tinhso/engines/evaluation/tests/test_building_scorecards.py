"""A scorecard is copied and changed on screen, refused where it cannot be scored, kept as files and back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.models import ScorecardVersion
from tinhso.engines.evaluation.round_testing import ACTOR, CARD, TODAY, load_round_card
from tinhso.engines.orgs.testing import Territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.files.archive import NotAnArchive, files_of_zip, zip_of

pytestmark = pytest.mark.django_db
BUILD = f"/danh-gia/{CARD}/soan"
_FIELD = re.compile(r'<input class="input" name="([a-z_]+-\d+)"[^>]*? value="([^"]*)"')
_SHAPE = re.compile(r'<select class="input" name="(shape-\d+)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="([a-z_]+)" selected>')


@pytest.fixture
def office(world: Territory, browser: Callable[..., Client]) -> Client:
    """Who assigns in the province's office, with a card of 100 points."""
    load_round_card()
    return browser("vp.giaobaocao")


def fields_of(page: str) -> dict[str, str]:
    """Every field of the table as a browser would send it back."""
    found = dict(_FIELD.findall(page))
    for part in _SHAPE.finditer(page):
        chosen = _CHOSEN.search(part[0])
        found[part[1]] = chosen[1] if chosen else ""
    return found


def form(page: str, **changed: str) -> dict[str, str]:
    head = {
        "ma": CARD,
        "hieu_luc": "2026-11-17",
        "ten": "Bộ thử",
        "ten_en": "Test set",
        "tong": "100",
        "nguon": "Minh họa",
    }
    return {**fields_of(page), **head, "viec": "cong-bo", **changed}


def test_a_card_becomes_the_next_version_and_a_copy_a_card_of_its_own(office: Client) -> None:
    page = office.get(BUILD).content.decode()
    assert "4 tiêu chí, cộng lại <strong>100</strong> điểm" in page
    fields = fields_of(page)
    row = {value: name.partition("-")[2] for name, value in fields.items() if name.startswith("code-")}
    less = {f"points-{row['1.1']}": "30", f"points-{row['1.2']}": "20"}
    blank = next(number for name, number in row.items() if name == "")
    more = {
        f"code-{blank}": "2.3", f"name_vi-{blank}": "Hồ sơ quá hạn", f"points-{blank}": "10",
        f"shape-{blank}": "goalposts", f"low-{blank}": "20", f"high-{blank}": "0",
    }  # fmt: skip
    assert office.post(BUILD, form(page, **less, **more)).status_code == 302
    card, _stored = api.find_scorecard(CARD, TODAY)
    assert (card.version, card.points, card.indicator) == (2, 100, "thu_tong")
    assert [(one.code, one.points) for one in card.components] == [
        ("1.1", 30),
        ("1.2", 20),
        ("2.1", 20),
        ("2.2", 20),
        ("2.3", 10),
    ]
    copied = office.get(BUILD).content.decode()
    assert office.post(BUILD, form(copied, ma="dot-thu-2027", ten="Bộ thử 2027")).status_code == 302
    copy, _stored = api.find_scorecard("dot-thu-2027", TODAY)
    assert (copy.version, copy.indicator, {node.indicator for node in copy.nodes}) == (1, "", {""})
    assert copy.components == card.components
    trust.seal_all()
    assert trust.verify_log() == []


REFUSED = {
    "points that do not sum": ({"tong": "101"}, "Các tiêu chí cộng lại 100 điểm"),
    "no such day": ({"hieu_luc": "mai"}, "Ngày hiệu lực không dùng được"),
    "a day before the last version": ({"hieu_luc": "2024-01-01"}, "có hiệu lực từ"),
    "a code with spaces": ({"ma": "bộ mới"}, "Mã chỉ gồm chữ thường"),
    "nothing changed": ({}, "Chưa thay đổi gì"),
    "an unknown indicator": ({"indicator-1": "khong_co"}, "Chưa có chỉ tiêu"),
    "a component without a rule": ({"shape-1": ""}, "có điểm mà không có cách chấm"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_scored_is_refused_and_nothing_is_stored(name: str, office: Client) -> None:
    changed, words = REFUSED[name]
    page = office.get(BUILD).content.decode()
    answer = office.post(BUILD, form(page, **changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    # What was typed is still there.
    assert fields_of(answer.content.decode()).keys() >= fields_of(page).keys()
    assert ScorecardVersion.objects.filter(scorecard__code=CARD).count() == 1


def test_looking_stores_nothing_and_says_that_it_is_right(office: Client) -> None:
    page = office.get(BUILD).content.decode()
    seen = office.post(BUILD, form(page, viec="xem", ten="Tên khác")).content.decode()
    assert "Bộ chỉ số dùng được" in seen
    assert ScorecardVersion.objects.filter(scorecard__code=CARD).count() == 1


def test_a_card_goes_out_as_a_package_and_comes_back(office: Client, tmp_path: Path) -> None:
    content = office.get(f"/danh-gia/{CARD}/goi-bo-chi-so").content
    assert content == office.get(f"/danh-gia/{CARD}/goi-bo-chi-so").content
    page = office.get(BUILD).content.decode()
    back = office.post(BUILD, {"viec": "nap", "tep": SimpleUploadedFile("goi.zip", content)}).content.decode()
    assert fields_of(back) == fields_of(page)
    archive = zipfile.ZipFile(io.BytesIO(content))
    archive.extractall(tmp_path)
    # Loaded as a package it is what is stored already.
    assert api.load_scorecards(tmp_path / CARD, ACTOR) == ()
    damaged = content[:60] + b"\xff" * 40 + content[100:]
    for wrong in (b"", b"PK\x03\x04", b"khong phai zip", damaged):
        refused = office.post(BUILD, {"viec": "nap", "tep": SimpleUploadedFile("goi.zip", wrong)})
        assert refused.status_code == 422
        assert "không phải gói bộ chỉ số" in refused.content.decode()


def test_a_package_that_unpacks_to_more_than_it_says_is_refused_unread(office: Client) -> None:
    """Both headers of the part say 10 bytes; it holds eight million."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/scorecards/a.csv", b"0" * 8_000_000)
    content = packed.getvalue().replace((8_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    refused = office.post(BUILD, {"viec": "nap", "tep": SimpleUploadedFile("goi.zip", content)})
    assert refused.status_code == 422
    assert "không phải gói bộ chỉ số" in refused.content.decode()
    with pytest.raises(NotAnArchive, match="too much"):
        files_of_zip(zip_of({"a": b"0" * 11}, "x"), 3, 10)
    with pytest.raises(NotAnArchive, match="many"):
        files_of_zip(zip_of(dict.fromkeys("abcd", b"0"), "x"), 3, 10)
    assert files_of_zip(zip_of({"a": b"0" * 10}, "x"), 3, 10) == {"x/a": b"0" * 10}


def test_only_who_assigns_in_the_province_builds(office: Client, browser: Callable[..., Client]) -> None:
    for login in ("eakar.nhap", "thanhtra"):
        assert browser(login).get(BUILD).status_code == 403
        assert browser(login).post(BUILD, {"viec": "cong-bo"}).status_code == 403
