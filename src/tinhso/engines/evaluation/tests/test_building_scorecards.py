"""A scorecard is written on screen: kept as it is typed, taken up again, refused where it cannot be scored."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.models import CardDraft, ScorecardVersion
from tinhso.engines.evaluation.round_testing import ACTOR, CARD, NOW, TODAY, load_round_card
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.kernel.files.archive import NotAnArchive, files_of_zip, zip_of
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.django_db
BUILD = f"/danh-gia/{CARD}/soan"
_INPUT = re.compile(r'<input (?:class="input" |id="[^"]*" |type="[a-z]+" )*name="([^"]+)"[^>]*? value="([^"]*)"([^>]*)')
_SELECT = re.compile(r'<select [^>]*?name="([^"]+)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="([a-z_]+)" selected>')
SILENT = {"HTTP_X_AUTOSAVE": "1"}


@standing_on("evaluation_world")
def with_card(world: Territory) -> Territory:
    """The province with a card of 100 points."""
    with trust.use_clock(NOW):
        load_round_card()
    return world


@pytest.fixture
def office(with_card: Territory, browser: Callable[..., Client]) -> Client:
    """Who assigns in the province's office, with a card of 100 points."""
    return browser("vp.giaobaocao")


def fields_of(page: str) -> dict[str, str]:
    """Every field as a browser without JavaScript would send it back."""
    found = {
        name: value for name, value, rest in _INPUT.findall(page)
        if name != "csrfmiddlewaretoken" and (name != "khen_han" or "checked" in rest)
    }  # fmt: skip
    for part in _SELECT.finditer(page):
        chosen = _CHOSEN.search(part[0])
        found[part[1]] = chosen[1] if chosen else ""
    return found


def page_of(client: Client, address: str = BUILD) -> str:
    return client.get(address).content.decode()


def row_of(fields: dict[str, str], code: str) -> str:
    """The id of a row by its code."""
    return next(name.partition("-")[2] for name, value in fields.items() if name.startswith("code-") and value == code)


def test_a_card_becomes_the_next_version_and_a_copy_a_card_of_its_own(office: Client) -> None:
    assert "4 tiêu chí, cộng lại <strong>100</strong> điểm" in page_of(office)
    first, second = (fields_of(page_of(office, f"{BUILD}/phan/{part}")) for part in "12")
    less = {f"points-{row_of(first, '1.1')}": "30", f"evidence-{row_of(first, '1.1')}": "Biên bản rà soát"}
    assert office.post(f"{BUILD}/phan/1", {**first, **less}).status_code == 302
    more = {"code-m0": "2.3", "name_vi-m0": "Hồ sơ quá hạn", "points-m0": "10", "shape-m0": "goalposts", "low-m0": "20"}
    assert office.post(f"{BUILD}/phan/2", {**second, **more, "high-m0": "0"}).status_code == 302
    head = fields_of(page_of(office))
    head |= {
        "khoi_ma-2": "dac-khu",
        "khoi_ten-2": "Đặc khu",
        "khoi_loai-2": "Đặc khu",
        "khen_so": "2",
        "khen_muc": "0,6",
    }
    assert office.post(BUILD, {**head, "viec": "cong-bo"}).status_code == 302
    card, stored = api.find_scorecard(CARD, TODAY)
    assert (card.version, card.points, card.indicator) == (2, 100, "thu_tong")
    assert [(one.code, one.points) for one in card.components] == [
        ("1.1", 30), ("1.2", 20), ("2.1", 20), ("2.2", 20), ("2.3", 10),
    ]  # fmt: skip
    assert [one.evidence for one in card.components][:2] == ["Biên bản rà soát", ""]
    assert [one.code for one in card.clusters] == ["phuong", "xa", "dac-khu"]
    assert stored["commendation"] == {"per_cluster": 2, "least_share": "0.6", "on_time": True}
    assert not CardDraft.objects.exists()
    copied = {**fields_of(page_of(office)), "ma": "dot-thu-2027", "ten": "Bộ thử 2027", "viec": "cong-bo"}
    assert office.post(BUILD, copied).status_code == 302
    copy, _stored = api.find_scorecard("dot-thu-2027", TODAY)
    assert (copy.version, copy.indicator, {node.indicator for node in copy.nodes}) == (1, "", {""})
    assert (copy.components, copy.clusters) == (card.components, card.clusters)
    trust.seal_all()
    assert trust.verify_log() == []


def test_what_is_typed_is_kept_and_taken_up_by_a_colleague(office: Client, browser: Callable[..., Client]) -> None:
    fields = fields_of(page_of(office, f"{BUILD}/phan/1"))
    row = row_of(fields, "1.1")
    sent = {f"points-{row}": "35", f"_v-{row}": fields[f"_v-{row}"]}
    answer = office.post(f"{BUILD}/phan/1", sent, **SILENT).json()
    assert answer["saved_at"] == "13:42"
    assert answer["fields"] == {f"_v-{row}": "2"}
    assert "95" in answer["texts"]["part-sum"]
    said = office.post(BUILD, {"ten": "Bộ thử mới", "_v": "1"}, **SILENT).json()
    assert said["fields"] == {"_v": "2", "_rev": "2"}
    again = fields_of(page_of(office, f"{BUILD}/phan/1"))
    assert (again[f"points-{row}"], again[f"name_vi-{row}"]) == ("35", "Hộ có cáp quang")
    page = page_of(office)
    assert "Bản nháp lưu lúc 13:42" in page
    assert fields_of(page)["ten"] == "Bộ thử mới"
    assert ScorecardVersion.objects.filter(scorecard__code=CARD).count() == 1
    assert office.post(BUILD, {"viec": "bo"}).status_code == 302
    assert fields_of(page_of(office, f"{BUILD}/phan/1"))[f"points-{row}"] == "40"


def new_rows(fields: dict[str, str]) -> list[str]:
    """The rows of a page that nobody has begun."""
    return [name.partition("-")[2] for name, value in fields.items() if name.startswith("_v-") and not value]


def test_a_row_and_a_cluster_are_kept_from_their_first_word_on(office: Client) -> None:
    address = f"{BUILD}/phan/2"
    row, other = new_rows(fields_of(page_of(office, address)))[:2]

    def type_in(version: str, **values: str) -> str:
        sent = {f"{name}-{row}": value for name, value in values.items()} | {f"_v-{row}": version}
        answer = office.post(address, sent, **SILENT).json()
        return str(answer["fields"][f"_v-{row}"])

    # The points before there is a code or a name: nothing of it is lost.
    assert (type_in("", points="10"), type_in("1", low="20"), type_in("2", code="2.3")) == ("1", "2", "3")
    kept = fields_of(page_of(office, address))
    assert [kept[f"{name}-{row}"] for name in ("code", "points", "low", "_v")] == ["2.3", "10", "20", "3"]
    assert other not in new_rows(kept), "another page offers other numbers"
    # Somebody else's page does not write over it, and who takes code out takes the row away.
    assert office.post(address, {f"points-{row}": "9", f"_v-{row}": ""}, **SILENT).status_code == 409
    assert type_in("3", code="") == ""
    assert f"code-{row}" not in fields_of(page_of(office, address))
    assert type_in("", name_vi="Lại từ đầu") == "1"

    head = fields_of(page_of(office))
    places = sorted(name.rpartition("-")[2] for name in head if name.startswith("khoi_ma-"))
    last = places[-1]  # the one before it stays empty
    said = office.post(BUILD, {f"khoi_ma-{last}": "moi", "_v": head["_v"]}, **SILENT).json()
    said = office.post(BUILD, {f"khoi_ten-{last}": "Khối mới", "_v": said["fields"]["_v"]}, **SILENT).json()
    again = fields_of(page_of(office))
    assert (again[f"khoi_ma-{last}"], again[f"khoi_ten-{last}"], again["_v"]) == (
        "moi",
        "Khối mới",
        said["fields"]["_v"],
    )
    # Without a script the same fields go all at once; empty clusters are left out.
    assert office.post(BUILD, {**again, "viec": "luu"}).status_code == 302
    whole = fields_of(page_of(office))
    assert whole[f"khoi_ma-{int(last) - 1}"] == "moi"


def test_nobody_overwrites_a_row_that_was_changed_since_it_was_seen(office: Client) -> None:
    mine = fields_of(page_of(office, f"{BUILD}/phan/1"))
    row, head = row_of(mine, "1.1"), fields_of(page_of(office))
    theirs = {f"points-{row}": "33", f"_v-{row}": "1"}
    assert office.post(f"{BUILD}/phan/1", theirs, **SILENT).status_code == 200
    assert office.post(f"{BUILD}/phan/1", {f"points-{row}": "31", f"_v-{row}": "1"}, **SILENT).status_code == 409
    refused = office.post(f"{BUILD}/phan/1", {**mine, f"points-{row}": "31"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "EVA-029" in page
    assert "người khác vừa ghi: 33" in page
    # What was typed is still there, and goes once the other was seen.
    assert fields_of(page)[f"points-{row}"] == "31"
    assert office.post(f"{BUILD}/phan/1", fields_of(page)).status_code == 302
    assert fields_of(page_of(office, f"{BUILD}/phan/1"))[f"points-{row}"] == "31"
    # A draft that changed since its head was opened is looked at again before it is published.
    late = office.post(BUILD, {**head, "viec": "cong-bo"})
    assert (late.status_code, "EVA-029" in late.content.decode()) == (409, True)


REFUSED = {
    "points that do not sum": ({"tong": "101"}, {}, "Các tiêu chí cộng lại 100 điểm"),
    "no such day": ({"hieu_luc": "mai"}, {}, "Ngày hiệu lực không dùng được"),
    "a day before the last version": ({"hieu_luc": "2024-01-01"}, {}, "có hiệu lực từ"),
    "a code with spaces": ({"ma": "bộ mới"}, {}, "Mã chỉ gồm chữ thường"),
    "nothing changed": ({}, {}, "Chưa thay đổi gì"),
    "an unknown level": ({"cap": "khong-co"}, {}, "Không có cấp"),
    "a cluster without types": ({"khoi_loai-0": ""}, {}, "clusters[1].types"),
    "a least share above all": ({"khen_muc": "1.5"}, {}, "commendation.least_share"),
    "an unknown indicator": ({}, {"indicator": "khong_co"}, "Chưa có chỉ tiêu"),
    "a component without a rule": ({}, {"shape": ""}, "có điểm mà không có cách chấm"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_scored_is_refused_and_no_version_is_stored(name: str, office: Client) -> None:
    head, row, words = REFUSED[name]
    fields = fields_of(page_of(office, f"{BUILD}/phan/1"))
    changed = {f"{column}-{row_of(fields, '1.1')}": text for column, text in row.items()}
    assert office.post(f"{BUILD}/phan/1", {**fields, **changed}).status_code == 302
    answer = office.post(BUILD, {**fields_of(page_of(office)), **head, "viec": "cong-bo"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    kept = fields_of(page)
    assert all(kept[name] == text for name, text in head.items() if name != "cap")
    assert ScorecardVersion.objects.filter(scorecard__code=CARD).count() == 1


def test_three_hundred_criteria_fit_pages_of_forty_rows(office: Client) -> None:
    """Django takes a thousand fields; a page of all rows would send three times as many."""
    rights = rights_as("vp.giaobaocao", TODAY)
    rows = {
        f"m{no}": {"code": f"9.{no}", "name_vi": f"Tiêu chí {no}", "points": "1", "shape": "yes_no"}
        for no in range(1, 301)
    }  # fmt: skip
    api.save_rows(CARD, rows, {}, rights)
    page = page_of(office, f"{BUILD}/phan/9?trang=8")
    fields = fields_of(page)
    assert len(fields) < 600
    assert {"9.281", "9.300"} <= set(fields.values())
    assert (
        office.post(f"{BUILD}/phan/9?trang=8", {**fields, "code-m0": "9.301", "name_vi-m0": "Thêm"}).status_code == 302
    )
    # A row without code and name is gone.
    gone = row_of(fields, "9.300")
    blank = {f"code-{gone}": "", f"name_vi-{gone}": "", f"_v-{gone}": fields[f"_v-{gone}"]}
    assert office.post(f"{BUILD}/phan/9?trang=8", blank).status_code == 302
    draft = api.read_draft(CARD, rights)
    assert (draft.components, draft.points) == (303, 399)
    head = {**fields_of(page_of(office)), "tong": "399", "viec": "cong-bo"}
    assert office.post(BUILD, head).status_code == 302
    assert len(api.find_scorecard(CARD, TODAY)[0].components) == 303


def test_looking_stores_no_version_and_says_that_it_is_right(office: Client) -> None:
    seen = office.post(BUILD, {**fields_of(page_of(office)), "viec": "xem", "ten": "Tên khác"}).content.decode()
    assert "Bộ chỉ số dùng được" in seen
    assert ScorecardVersion.objects.filter(scorecard__code=CARD).count() == 1


def test_a_card_goes_out_as_a_package_and_comes_back(office: Client, tmp_path: Path) -> None:
    content = office.get(f"/danh-gia/{CARD}/goi-bo-chi-so").content
    assert content == office.get(f"/danh-gia/{CARD}/goi-bo-chi-so").content
    rights = rights_as("vp.giaobaocao", TODAY)
    before = api.read_draft(CARD, rights)
    assert office.post(BUILD, {"viec": "nap", "tep": SimpleUploadedFile("goi.zip", content)}).status_code == 302
    after = api.read_draft(CARD, rights)
    assert [row.values for row in after.rows] == [row.values for row in before.rows]
    assert (dict(after.head) | {"valid_from": ""}, after.clusters) == (
        dict(before.head) | {"valid_from": ""},
        before.clusters,
    )
    # Whoever has the old rows open cannot write over the new ones.
    assert {row.id for row in after.rows}.isdisjoint(row.id for row in before.rows)
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


def test_evidence_that_is_asked_for_changes_no_rule(office: Client) -> None:
    card, _stored = api.find_scorecard(CARD, TODAY)
    one = card.components[0]
    assert replace(one, evidence="Biên bản").evidence
    from tinhso.engines.evaluation.logic.rounds.rescoring import same_rule

    assert same_rule(one, replace(one, evidence="Biên bản"))


def test_only_who_assigns_in_the_province_builds(office: Client, browser: Callable[..., Client]) -> None:
    for login in ("eakar.nhap", "thanhtra"):
        for address in (BUILD, f"{BUILD}/phan/1"):
            assert browser(login).get(address).status_code == 403
            assert browser(login).post(address, {"viec": "cong-bo"}).status_code == 403
            assert browser(login).post(address, {"ten": "x"}, **SILENT).status_code == 403
