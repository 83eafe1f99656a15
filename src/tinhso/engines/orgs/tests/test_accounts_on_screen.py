"""A file of people on screen: seen line by line first, then done exactly so, within reach, all or nothing, once."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Role
from tinhso.engines.orgs.contracts.accounts_file import COLUMN_WORDS, ROLE_WORDS
from tinhso.engines.orgs.logic.accounts_file import read_lines
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.testing import ACTOR, Territory, rights_as
from tinhso.engines.orgs.tests.test_accounts_file import BMT, EA_KAR, csv_of, everything
from tinhso.engines.orgs.web.role_play import ROLE_NAMES
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now
from tinhso.testing.standing import standing_on

PAGE = "/tai-khoan-don-vi/tep"
ROWS = (
    f"eakar.moi,add,Công chức mới,,drafter,{EA_KAR},",
    f"eakar.nhap,leave,,,,,eakar.moi",  # noqa: F541
    f"eakar.lanhdao,move,,,consolidator,{EA_KAR},",
)


@standing_on("orgs_at_work")
def desk(province_at_work: Territory) -> Territory:
    api.create_user("eakar.quantri", actor=ACTOR, title_vi="Chánh Văn phòng")
    api.grant_role("eakar.quantri", Role.KEEPER, province_at_work.unit(EA_KAR).id, actor=ACTOR)
    return province_at_work


def upload(client: Client, *rows: str, name: str = "a.csv") -> Any:
    return client.post(PAGE, {"act": "preview", "tep": SimpleUploadedFile(name, csv_of(*rows))})


def token_of(page: Any) -> str:
    found = re.search(r'name="xem" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def keep(client: Client, token: str, why: str = "QĐ 12") -> Any:
    return client.post(PAGE, {"act": "keep", "xem": token, "ly_do": why})


def test_what_was_seen_is_done_once_and_read_by_those_it_concerns(walker: Client, desk: Territory) -> None:
    walker.force_login(User.objects.get(username="eakar.quantri"))
    before = everything()
    seen = upload(walker, *ROWS)
    said = seen.content.decode()
    assert seen.status_code == 200
    assert all(word in said for word in ("Mở 1 tài khoản; chuyển 1 tài khoản; đóng 1 tài khoản.", "eakar.moi"))
    assert everything() == before
    assert keep(walker, token_of(seen), why=" ").status_code == 422
    assert everything() == before
    assert keep(walker, token_of(seen)).status_code == 302
    unit = desk.unit(EA_KAR).id
    assert rights_as("eakar.moi", api.today()).may(Action.DRAFT, unit)
    assert not User.objects.get(username="eakar.nhap").is_active
    assert not rights_as("eakar.lanhdao", api.today()).may(Action.APPROVE, unit)
    told = api.account_news(User.objects.get(username="eakar.lanhdao").pk, rights=rights_as("eakar.lanhdao"))
    assert {(one.actor, one.reason) for one in told[:3]} == {("user:eakar.quantri", "QĐ 12")}
    after = everything()
    for again in (keep(walker, token_of(seen)), keep(walker, token_of(upload(walker, *ROWS)))):
        assert again.status_code == 302
        assert everything() == after
    seal_now()
    assert trust.verify_log() == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"xa.moi,add,,,drafter,{BMT},", "ORG-072"),
        (f"xa.moi,add,,,operator,{EA_KAR},", "ORG-072"),
        (f"xa.moi,add,,,nobody,{EA_KAR},", "ORG-021"),
        (f"bmt.nhap,add,,,drafter,{EA_KAR},", "ORG-025"),
        (f"bmt.nhap,move,,,drafter,{EA_KAR},", "ORG-024"),
        ("bmt.nhap,leave,,,,,", "ORG-024"),
        ("cntt,leave,,,,,", "ORG-024"),
        ("eakar.quantri,leave,,,,,", "ORG-073"),
        ("eakar.lanhdao,leave,,,,,bmt.nhap", "ORG-024"),
        ("eakar.lanhdao,leave,,,,,eakar.quantri", "ORG-073"),
        (f"eakar.ca-tinh,move,,,drafter,{EA_KAR},", "ORG-071"),
    ],
)
def test_a_line_beyond_the_keepers_reach_is_named_and_no_line_is_done(
    walker: Client, desk: Territory, row: str, code: str
) -> None:
    api.create_user("eakar.ca-tinh", actor=ACTOR)
    for role, unit in ((Role.DRAFTER, desk.unit(EA_KAR)), (Role.LEADER, desk.province)):
        api.grant_role("eakar.ca-tinh", role, unit.id, actor=ACTOR)
    walker.force_login(User.objects.get(username="eakar.quantri"))
    before = everything()
    seen = upload(walker, "eakar.nhap,leave,,,,,", row)
    assert (seen.status_code, token_of(seen)) == (422, "")
    assert re.findall(r'<span class="num">(\d+)</span>.*?<code>(.*?)</code>', seen.content.decode()) == [("3", code)]
    assert everything() == before


def test_a_promise_is_kept_to_its_person_and_only_while_it_is_true(walker: Client, desk: Territory) -> None:
    walker.force_login(User.objects.get(username="eakar.quantri"))
    token = token_of(upload(walker, *ROWS))
    api.grant_role("eakar.lanhdao", Role.DRAFTER, desk.unit(EA_KAR).id, actor=ACTOR)
    before = everything()
    for answer in (keep(walker, token), keep(walker, token[:-1]), keep(walker, "")):
        assert (answer.status_code, "ORG-076" in answer.content.decode()) == (409, True)
    fresh = token_of(upload(walker, *ROWS))
    walker.force_login(User.objects.get(username="cntt"))
    assert keep(walker, fresh).status_code == 409
    assert everything() == before
    walker.force_login(User.objects.get(username="eakar.nhap"))
    assert upload(walker, *ROWS).status_code == 403
    assert everything() == before


def test_a_file_says_the_same_in_words_as_in_codes(desk: Territory) -> None:
    with translation.override("vi"):
        assert {role: str(name) for role, name in ROLE_NAMES.items()} == ROLE_WORDS
    heads = ",".join(COLUMN_WORDS.values()).upper()
    words = "\n".join([heads, f"a,Mở mới,T,,Nhập số liệu,{EA_KAR},", f"b,chuyen,,,PHE DUYET,{BMT},c", "d,nghỉ,,,,,"])
    codes = csv_of(f"a,add,T,,drafter,{EA_KAR},", f"b,move,,,approver,{BMT},c", "d,leave,,,,,")
    assert read_lines("a.csv", words.encode()) == read_lines("a.csv", codes)


def test_the_blank_workbook_is_filled_and_read(walker: Client, desk: Territory) -> None:
    walker.force_login(User.objects.get(username="eakar.quantri"))
    book = openpyxl.load_workbook(io.BytesIO(walker.get(f"{PAGE}/mau").content))
    offered = [cell.value for cell in book["Danh mục"]["B"]][1:]
    assert offered == ["tổng hợp", "phê duyệt", "nhập số liệu"]
    for column, text in enumerate(("eakar.moi", "mở mới", "Công chức", None, offered[2], EA_KAR), start=1):
        book["Tài khoản"].cell(2, column, text)
    out = io.BytesIO()
    book.save(out)
    seen = api.preview_accounts("a.xlsx", out.getvalue(), rights=rights_as("eakar.quantri", api.today()))
    assert (seen.done.faults, len(seen.done.changes)) == ((), 1)
