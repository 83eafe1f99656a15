"""Accounts from a file on screen: a form to fill, a preview line by line, all of it done or nothing."""

from __future__ import annotations

import io
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.orgs.contracts.accounts_file import (
    ACT_WORDS,
    COLUMN_WORDS,
    ROLE_WORDS,
    AccountAct,
    AccountChange,
    AccountsDone,
)
from tinhso.engines.orgs.web.accounts import Asked
from tinhso.engines.orgs.web.accounts_promise import promise, read_promise
from tinhso.engines.orgs.web.role_play import ROLE_NAMES
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.workbooks import DEFAULT_LIMITS
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.signed_in import desk_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTS = {
    AccountAct.ADD: gettext_lazy("Mở mới"),
    AccountAct.MOVE: gettext_lazy("Chuyển"),
    AccountAct.LEAVE: gettext_lazy("Nghỉ, đóng tài khoản"),
}


@desk_page("GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a file of people who come, move and leave: a preview first, then all of it or nothing."""
    rights = cast(Asked, request).rights
    rights.require(Action.KEEP_ACCOUNTS)
    if request.method != "POST":
        return render(request, "orgs/accounts_file.html", _page())
    try:
        return _keep(request, rights) if request.POST.get("act") == "keep" else _preview(request, rights)
    except TinhSoError as refused:
        context = _page(error=refused, error_text=refused.located_message(language()))
        return render(request, "orgs/accounts_file.html", context, status=refused.status)


@desk_page("GET")
def blank(request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill, with the roles and units that its reader may write in it."""
    rights = cast(Asked, request).rights
    rights.require(Action.KEEP_ACCOUNTS)
    return attachment(_workbook(rights), "tai-khoan.xlsx", XLSX)


def _preview(request: HttpRequest, rights: Rights) -> HttpResponse:
    file = request.FILES.get("tep")
    # At most one byte more than is allowed: the reading room refuses it by its size.
    data = file.read(DEFAULT_LIMITS.file_bytes + 1) if file is not None else b""
    name = (file.name or "") if file is not None else ""
    seen = api.preview_accounts(name, data, rights=rights)
    may_be_kept = bool(seen.done.changes) and not seen.done.faults
    token = promise(rights.user_id, seen) if may_be_kept else ""
    context = _page(token=token, file_name=name, **_told(seen.done))
    return render(request, "orgs/accounts_file.html", context, status=422 if seen.done.faults else 200)


def _keep(request: HttpRequest, rights: Rights) -> HttpResponse:
    token = request.POST.get("xem", "")
    lines, promised = read_promise(token, rights.user_id)
    if not request.POST.get("ly_do", "").strip():
        # The preview stands as it was seen: only the reason is asked for.
        again = _page(token=token, reason_missing=True, **_told(AccountsDone(tuple(promised), (), False)))
        return render(request, "orgs/accounts_file.html", again, status=422)
    done = api.keep_accounts_file(lines, promised, rights=rights, reason=request.POST["ly_do"])
    if done.faults:
        return render(request, "orgs/accounts_file.html", _page(**_told(done)), status=409)
    count = sum(not change.stands for change in done.changes)
    words = ngettext("Đã đổi %(count)d tài khoản.", "Đã đổi %(count)d tài khoản.", count)
    messages.success(request, words % {"count": count} if count else _("Mọi dòng đã đúng sẵn, không phải đổi gì."))
    return redirect("orgs:accounts")


def _page(**more: object) -> dict[str, object]:
    columns = [{"code": code, "name": word} for code, word in COLUMN_WORDS.items()]
    acts = [{"word": word, "name": ACTS[act]} for act, word in ACT_WORDS.items()]
    return {"columns": columns, "acts": acts, **more}


def _told(done: AccountsDone) -> dict[str, object]:
    """The preview in words: a sentence, its lines, and what must be mended."""
    codes = {unit for change in done.changes for _, unit in (*change.ended, *([change.begun] if change.begun else []))}
    names = {code: unit.name(language()) for code, unit in api.units_by_codes(codes).items()}
    return {
        "was_read": True,
        "sentence": _sentence(done),
        "changes": [_change(change, names) for change in done.changes],
        "faults": [_fault(fault) for fault in done.faults],
    }


def _fault(fault: TinhSoError) -> dict[str, object]:
    where = fault.where
    return {
        "line": where.line,
        "column": COLUMN_WORDS.get(str(where.column), where.column),
        "text": fault.message(language()),
        "code": fault.code,
    }


def _sentence(done: AccountsDone) -> str:
    """“Mở 3 tài khoản; chuyển 29; đóng 2; 1 dòng đã đúng sẵn.”"""
    added, moved, left = (sum(one.act == act and not one.stands for one in done.changes) for act in AccountAct)
    stands, faults = sum(one.stands for one in done.changes), len(done.faults)
    counted = (
        (faults, ngettext("%(count)d chỗ phải sửa", "%(count)d chỗ phải sửa", faults)),
        (added, ngettext("mở %(count)d tài khoản", "mở %(count)d tài khoản", added)),
        (moved, ngettext("chuyển %(count)d tài khoản", "chuyển %(count)d tài khoản", moved)),
        (left, ngettext("đóng %(count)d tài khoản", "đóng %(count)d tài khoản", left)),
        (stands, ngettext("%(count)d dòng đã đúng sẵn", "%(count)d dòng đã đúng sẵn", stands)),
    )
    parts = [words % {"count": count} for count, words in counted if count]
    sentence = "; ".join(parts) or _("tệp không có dòng nào")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _change(change: AccountChange, names: dict[str, str]) -> dict[str, object]:
    def said(role: str, unit: str) -> str:
        return f"{ROLE_NAMES[api.Role(role)]}, {names.get(unit, unit)}"

    return {
        "line": change.line,
        "username": change.username,
        "act": ACTS[AccountAct(change.act)],
        "ended": [said(*one) for one in change.ended],
        "begun": said(*change.begun) if change.begun else "",
        "deputy": change.deputy,
        "stands": change.stands,
    }


def _workbook(rights: Rights) -> bytes:
    """The heads to fill and, on a second sheet, the words that may stand under them; lists to choose from."""
    import xlsxwriter  # loaded with the first workbook, not at every start

    roles = [ROLE_WORDS[role] for role in api.roles_to_give(rights)]
    units = api.units_to_keep(rights)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, words = book.add_worksheet("Tài khoản"), book.add_worksheet("Danh mục")
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet.set_column(0, len(COLUMN_WORDS) - 1, 24, text)
        for at, word in enumerate(COLUMN_WORDS.values()):
            sheet.write_string(0, at, word, head)
        columns = list(COLUMN_WORDS)
        lists = ("act", list(ACT_WORDS.values())), ("role", roles), ("unit", [unit.code for unit in units])
        for at, (column, allowed) in enumerate(lists):
            words.set_column(at, at, 24, text)
            words.write_string(0, at, COLUMN_WORDS[column], head)
            words.write_column(1, at, allowed, text)
            source = f"='Danh mục'!${'ABC'[at]}$2:${'ABC'[at]}${len(allowed) + 1}"
            under = columns.index(column)
            sheet.data_validation(1, under, api.MOST_LINES_ON_SCREEN, under, {"validate": "list", "source": source})
        words.write_string(0, len(lists), "Đơn vị", head)
        words.write_column(1, len(lists), [unit.name("vi") for unit in units])
        words.set_column(len(lists), len(lists), 40)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
