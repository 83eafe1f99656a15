"""Story 10: a file moves 31 accounts, first as a trial; the tasks of those who left go to named deputies."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.api.accounts import apply_accounts
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.orgs.contracts.errors import UnreadableFile
from tinhso.engines.orgs.logic.accounts_file import COLUMNS
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.testing import ACTOR, Territory
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now

pytestmark = pytest.mark.django_db
EA_KAR, BMT = "24373", "24133"


@pytest.fixture
def territory(province_at_work: Territory) -> Territory:
    return province_at_work


def people(territory: Territory, count: int) -> None:
    for number in range(count):
        api.create_user(f"xa.{number:02}", actor=ACTOR, title_vi="Công chức")
        api.grant_role(f"xa.{number:02}", "drafter", territory.unit(EA_KAR).id, actor=ACTOR)


def csv_of(*rows: str) -> bytes:
    return "\n".join([",".join(COLUMNS), *rows]).encode()


def book_of(*rows: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([",".join(COLUMNS), *rows]):
            for column, text in enumerate(row.split(",")):
                sheet.write_string(number, column, text)
    return out.getvalue()


def may_draft(login: str, territory: Territory, code: str) -> bool:
    return api.rights_of_username(login).may(Action.DRAFT, territory.unit(code).id)


def everything() -> tuple[Any, ...]:
    return (
        list(User.objects.order_by("id").values_list("username", "is_active", "title_vi")),
        len(trust.events(limit=500)),
    )


@pytest.mark.parametrize(("name", "made"), [("a.csv", csv_of), ("a.xlsx", book_of)])
def test_thirty_one_accounts_move_after_a_trial_that_changed_nothing(
    territory: Territory, name: str, made: Any
) -> None:
    people(territory, 31)
    rows = [f"xa.{number:02},move,Công chức phường,,drafter,{BMT}," for number in range(29)]
    rows += [f"xa.29,leave,,,,,eakar.pct", f"xa.30,leave,,,,,xa.moi", f"xa.moi,add,Công chức mới,,drafter,{BMT},"]  # noqa: F541
    before = everything()
    tried = apply_accounts(name, made(*rows), actor=ACTOR, apply=False)
    assert (tried.faults, tried.was_applied, len(tried.changes)) == ((), False, 32)
    assert everything() == before
    done = apply_accounts(name, made(*rows), actor=ACTOR, apply=True)
    assert done.was_applied
    assert done.changes == tried.changes
    assert all(may_draft(f"xa.{number:02}", territory, BMT) for number in range(29))
    assert not any(may_draft(f"xa.{number:02}", territory, EA_KAR) for number in range(29))
    for deputy in ("eakar.pct", "xa.moi"):
        assert may_draft(deputy, territory, EA_KAR)
    assert not User.objects.get(username="xa.29").is_active
    assert not User.objects.get(username="xa.30").has_usable_password()
    after = everything()
    again = apply_accounts(name, made(*rows), actor=ACTOR, apply=True)
    assert again.was_applied
    assert all(change.stands for change in again.changes)
    assert everything() == after
    seal_now()
    assert trust.verify_log() == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("nobody,move,,,drafter,24133,", "ORG-024"),
        ("bmt.nhap,move,,,drafter,99999,", "ORG-001"),
        ("bmt.nhap,move,,,king,24133,", "ORG-021"),
        ("bmt.nhap,add,,,approver,24133,", "ORG-025"),
        ("bmt.nhap,leave,,,,,nobody", "ORG-024"),
        ("bmt.nhap,leave,,,drafter,,", "ORG-031"),
        ("bmt.nhap,go,,,,,", "ORG-031"),
        ("bmt.nhap,leave,,,,,bmt.nhap", "ORG-031"),
        ("eakar.nhap,leave,,,,,", "ORG-031"),
        ("EaKar.nhap,leave,,,,,", "ORG-031"),
        ("BMT.nhap,add,,,approver,24133,", "ORG-025"),
        ("bmt.nhap,move,Công chức,,drafter,24133,,thừa", "ORG-031"),
    ],
)
def test_one_wrong_line_is_named_with_its_place_and_nothing_is_done(territory: Territory, row: str, code: str) -> None:
    before = everything()
    done = apply_accounts("a.csv", csv_of(f"eakar.nhap,move,,,drafter,{BMT},", row), actor=ACTOR, apply=True)
    (fault,) = done.faults
    assert (fault.code, fault.where.line, done.was_applied) == (code, 3, False)
    assert everything() == before


def merged(sheet: Any) -> None:
    sheet.merge_range("G2:G3", "eakar.pct")


def not_found(sheet: Any) -> None:
    sheet.write_formula("C2", "=VLOOKUP(1,A:B,2,0)", None, "#N/A")


def a_truth_value(sheet: Any) -> None:
    sheet.write_formula("C2", "=1=1", None, True)


@pytest.mark.parametrize(("spoil", "places"), [(merged, [2, 3]), (not_found, [2]), (a_truth_value, [2])])
def test_a_cell_that_says_something_else_than_was_typed_is_named(
    territory: Territory, spoil: Callable[[Any], None], places: list[int]
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([COLUMNS, ("eakar.nhap", "leave"), ("bmt.nhap", "leave")]):
            sheet.write_row(number, 0, row)
        spoil(sheet)
    before = everything()
    done = apply_accounts("a.xlsx", out.getvalue(), actor=ACTOR, apply=True)
    assert [fault.where.line for fault in done.faults] == places
    assert {fault.code for fault in done.faults} == {"ORG-031"}
    assert everything() == before


@pytest.mark.parametrize(("heads", "sheets"), [([*COLUMNS, "Vai trò"], 1), ([*COLUMNS], 2)])
def test_columns_and_sheets_that_would_be_left_out_refuse_the_file(
    territory: Territory, heads: list[str], sheets: int
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for _ in range(sheets):
            book.add_worksheet().write_row(0, 0, heads)
    with pytest.raises(UnreadableFile):
        apply_accounts("a.xlsx", out.getvalue(), actor=ACTOR, apply=True)


def held_by(login: str) -> set[tuple[str, int]]:
    return {(str(one.role), one.unit_id) for one in api.rights_of_username(login).held}


@pytest.mark.parametrize("turned", [False, True])
def test_what_a_deputy_takes_over_does_not_end_by_their_own_line(territory: Territory, turned: bool) -> None:
    rows = ["eakar.nhap,leave,,,,,bmt.nhap", "bmt.nhap,move,,,consolidator,24133,"]
    before = held_by("eakar.nhap")
    done = apply_accounts("a.csv", csv_of(*(reversed(rows) if turned else rows)), actor=ACTOR, apply=True)
    assert done.was_applied
    assert held_by("bmt.nhap") == before | {("consolidator", territory.unit(BMT).id)}


def test_two_who_change_places_keep_what_the_other_had(territory: Territory) -> None:
    eakar, bmt = held_by("eakar.nhap"), held_by("bmt.nhap")
    rows = [f"eakar.nhap,move,,,auditor,{BMT},bmt.nhap", f"bmt.nhap,move,,,auditor,{EA_KAR},eakar.nhap"]
    assert apply_accounts("a.csv", csv_of(*rows), actor=ACTOR, apply=True).was_applied
    assert held_by("eakar.nhap") == bmt | {("auditor", territory.unit(BMT).id)}
    assert held_by("bmt.nhap") == eakar | {("auditor", territory.unit(EA_KAR).id)}


def test_nobody_hands_over_to_who_leaves_too(territory: Territory) -> None:
    before = everything()
    done = apply_accounts(
        "a.csv", csv_of("eakar.nhap,leave,,,,,bmt.nhap", "bmt.nhap,leave,,,,,"), actor=ACTOR, apply=True
    )
    assert [(fault.code, fault.where.line, fault.where.column) for fault in done.faults] == [("ORG-031", 2, "deputy")]
    assert everything() == before


def test_the_last_operator_cannot_leave_by_a_file(territory: Territory) -> None:
    done = apply_accounts("a.csv", csv_of("cntt,leave,,,,,"), actor=ACTOR, apply=True)
    assert [fault.code for fault in done.faults] == ["ORG-034"]
    assert User.objects.get(username="cntt").is_active


def test_a_link_sets_a_password_once(territory: Territory) -> None:
    path = api.reset_password("eakar.nhap", actor=ACTOR)
    client = Client(SERVER_NAME="localhost")
    form = client.get(path, follow=True)
    assert form.status_code == 200
    page = form.redirect_chain[-1][0]
    word = "mot-mat-khau-rat-dai-2026"
    assert client.post(page, {"password1": word, "password2": word}).status_code == 302
    assert User.objects.get(username="eakar.nhap").check_password(word)
    other = Client(SERVER_NAME="localhost").get(path, follow=True)
    assert "password1" not in other.content.decode()


@pytest.mark.parametrize(
    "username",
    [
        "eakar nhap",
        "eakar/nhap",
        "nguyễn.an",
        "nguye\u0302\u0303n.an",
        "\u0435akar.moi",
        ".moi",
        "x" * 151,
    ],
)
def test_a_name_that_another_one_looks_like_opens_no_account(territory: Territory, username: str) -> None:
    before, line = everything(), f"{username},add,Công chức,,drafter,{EA_KAR},"
    for data in (csv_of(line), book_of(line)):
        done = apply_accounts("a.csv" if data[:2] != b"PK" else "a.xlsx", data, actor=ACTOR, apply=True)
        assert [(one.code, one.where.line) for one in done.faults] == [("ORG-099", 2)]
    assert everything() == before


@pytest.mark.parametrize(
    "line", ["moi.nhap,add,{},{},drafter,24373,", "eakar.nhap,leave,{},{},,,", "eakar.nhap,move,{},{},drafter,24373,"]
)
@pytest.mark.parametrize("titles", [("đ" * 201, ""), ("Công chức", "x" * 201)])
def test_a_title_longer_than_an_account_keeps_is_refused_whatever_the_line_does(
    territory: Territory, line: str, titles: tuple[str, str]
) -> None:
    before = everything()
    done = apply_accounts("a.csv", csv_of(line.format(*titles)), actor=ACTOR, apply=True)
    assert [(one.code, one.where.line) for one in done.faults] == [("ORG-100", 2)]
    assert everything() == before


def test_the_longest_name_with_the_longest_titles_is_kept_and_found(territory: Territory) -> None:
    name = "moi." + "x" * 146
    line = f"{name},add,{'đ' * 200},{'y' * 200},drafter,{EA_KAR},"
    assert not apply_accounts("a.csv", csv_of(line), actor=ACTOR, apply=True).faults
    assert User.objects.get(username=name).search_key.startswith("moi x")


def test_the_same_name_in_other_capitals_is_the_same_account(territory: Territory) -> None:
    done = apply_accounts("a.csv", csv_of(f"EaKar.Nhap,add,X,,drafter,{EA_KAR},"), actor=ACTOR, apply=True)
    assert [one.code for one in done.faults] == ["ORG-025"]
