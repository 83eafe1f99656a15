"""The accounts desk: the list in reach, one account with every act on it, and what each person sees of their own."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.orgs.contracts.accounts import AccountFilter, AccountNews, AccountState, AccountView
from tinhso.engines.orgs.contracts.errors import WrongDates
from tinhso.engines.orgs.contracts.viewing import ViewingView
from tinhso.engines.orgs.web.role_play import ROLE_NAMES
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of
from tinhso.web_kit.posted_numbers import read_number
from tinhso.web_kit.signed_in import desk_page

PAGE_SIZE = 50
STATES = {
    AccountState.OPEN: (gettext_lazy("đang dùng"), "good"),
    AccountState.ENDING: (gettext_lazy("sắp hết hạn"), "warn"),
    AccountState.IDLE: (gettext_lazy("chưa có vai trò"), "quiet"),
    AccountState.CLOSED: (gettext_lazy("đã đóng"), "quiet"),
}
NEWS = {
    "orgs.user_created": gettext_lazy("Mở tài khoản"),
    "orgs.user_changed": gettext_lazy("Đổi tài khoản"),
    "orgs.role_granted": gettext_lazy("Được giao vai trò"),
    "orgs.role_revoked": gettext_lazy("Thôi vai trò"),
    "orgs.role_delegated": gettext_lazy("Được ủy quyền"),
    "orgs.role_lent": gettext_lazy("Vai trò được ủy quyền cho người khác"),
    "orgs.delegation_ended": gettext_lazy("Thôi được ủy quyền"),
    "orgs.lending_ended": gettext_lazy("Thôi ủy quyền cho người khác"),
    "orgs.view_asked": gettext_lazy("Xin xem như bạn"),
    "orgs.view_allowed": gettext_lazy("Cho xem trong 30 phút"),
    "orgs.view_begun": gettext_lazy("Bắt đầu xem như bạn"),
    "orgs.view_ended": gettext_lazy("Thôi xem"),
    "orgs.emergency_opened": gettext_lazy("Mở khẩn cấp số liệu ngoài phạm vi"),
    "orgs.emergency_ended": gettext_lazy("Thôi mở khẩn cấp"),
    "orgs.emergency_told": gettext_lazy("Được báo: có người mở khẩn cấp số liệu của đơn vị"),
    "orgs.application_entered": gettext_lazy("Đăng nhập vào ứng dụng khác"),
    "orgs.password_reset_given": gettext_lazy("Cấp đường dẫn đặt lại mật khẩu"),
}


class Asked(HttpRequest):
    """A request with the reader's rights."""

    rights: Rights


@desk_page("GET", "POST")
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts in reach, searched and narrowed; posting opens a new one with its first role."""
    rights = cast(Asked, request).rights
    rights.require(Action.KEEP_ACCOUNTS)
    error = None
    if request.method == "POST":
        try:
            made = _add(request, rights)
        except TinhSoError as refused:
            error = refused
        else:
            messages.success(request, _("Đã mở tài khoản. Hãy cấp đường dẫn để người giữ tài khoản đặt mật khẩu."))
            return redirect("orgs:account", made)
    units = api.units_to_keep(rights)
    page = page_of(request, api.accounts_in_reach(rights, _filter(request, units)), PAGE_SIZE)
    context = {
        "page": page,
        "lines": [_line(one) for one in page.object_list],
        "units": [{"code": unit.code, "name": unit.name(language())} for unit in units],
        "roles": [{"code": str(role), "name": ROLE_NAMES[role]} for role in api.roles_to_give(rights)],
        "states": [{"code": str(state), "name": words} for state, (words, _tone) in STATES.items()],
        "asked": {name: request.GET.get(name, "") for name in ("tim", "vai", "trang_thai", "don_vi")},
        "posted": request.POST,
        "may_operate": rights.may(Action.OPERATE),
        **_told(error),
    }
    return render(request, "orgs/accounts.html", context, status=error.status if error else 200)


@desk_page("GET", "POST")
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """One account: what it holds and held, its news, and the acts of whoever keeps it."""
    rights = cast(Asked, request).rights
    shown = api.account_in_reach(user_id, rights=rights)
    error, reset_url = None, ""
    if request.method == "POST":
        try:
            path = _act(request, user_id, rights)
            if not path:
                return redirect("orgs:account", user_id)
            # Shown in the answer to the very form: it stands in no message, no address and no log.
            reset_url = request.build_absolute_uri(path)
        except TinhSoError as refused:
            error = refused
    units = api.units_to_keep(rights)
    context = {
        "account": shown,
        "line": _line(shown),
        "grants": _grants(shown),
        "news": [_news(one) for one in api.account_news(user_id, rights=rights)],
        "units": [{"code": unit.code, "name": unit.name(language())} for unit in units],
        "roles": [{"code": str(role), "name": ROLE_NAMES[role]} for role in api.roles_to_give(rights)],
        "is_own": user_id == rights.user_id,
        "reset_url": reset_url,
        "viewings": viewings_shown(api.viewings_of(rights, user_id)),
        "posted": request.POST,
        **_told(error),
    }
    return render(request, "orgs/account.html", context, status=error.status if error else 200)


@desk_page("GET")
def own(request: HttpRequest) -> HttpResponse:
    """What somebody's own account holds, and what was done to it and why."""
    rights = cast(Asked, request).rights
    shown = api.own_account(rights)
    news = [_news(one) for one in api.account_news(shown.id, rights=rights)]
    viewings = viewings_shown(api.viewings_of(rights))
    context = {"account": shown, "line": _line(shown), "grants": _grants(shown), "news": news, "viewings": viewings}
    return render(request, "orgs/own_account.html", context)


def _add(request: HttpRequest, rights: Rights) -> int:
    told = request.POST
    return api.add_account(
        told.get("ten", "").strip(),
        told.get("vai", ""),
        told.get("don_vi", "").strip(),
        rights=rights,
        reason=told.get("ly_do", ""),
        title_vi=told.get("chuc_danh", "").strip(),
        title_en=told.get("chuc_danh_en", "").strip(),
    )


def _act(request: HttpRequest, user_id: int, rights: Rights) -> str:
    """Do what the form asks; a path to be shown once is returned, else nothing."""
    told, why = request.POST, request.POST.get("ly_do", "")
    act = told.get("viec", "")
    if act == "dat-lai":
        return api.give_reset_path(user_id, rights=rights, reason=why)
    if act == "giao":
        first, last = day_of(told.get("tu", "")), day_of(told.get("den", ""))
        api.give_role(
            user_id, told.get("vai", ""), told.get("don_vi", "").strip(),
            rights=rights, reason=why, valid_from=first, valid_to=last,
        )  # fmt: skip
        messages.success(request, _("Đã giao vai trò."))
    elif act == "thu":
        unit = told.get("don_vi", "")
        api.take_role(
            user_id, told.get("vai", ""), read_number(unit, 0),
            rights=rights, reason=why, last_day=day_of(told.get("den", "")),
        )  # fmt: skip
        messages.success(request, _("Đã thu vai trò."))
    elif act == "dong":
        last = day_of(told.get("den", ""))
        api.end_account(user_id, rights=rights, reason=why, last_day=last, deputy=told.get("nguoi_thay", "").strip())
        messages.success(request, _("Đã đặt ngày hết hạn.") if last else _("Đã đóng tài khoản."))
    return ""


def day_of(text: str) -> date | None:
    """A day as a form sends it.

    Raises:
        WrongDates (ORG-010): it is no day.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongDates(valid_from="–", valid_to=text) from None


def _filter(request: HttpRequest, units: list[UnitView]) -> AccountFilter:
    told = request.GET
    code = told.get("don_vi", "").strip()
    # A code that is not among the units in reach finds nobody, rather than everybody.
    unit_id = next((unit.id for unit in units if unit.code == code), 0) if code else None
    return AccountFilter(told.get("tim", ""), unit_id, told.get("vai", ""), told.get("trang_thai", ""))


def _line(one: AccountView) -> dict[str, object]:
    words, tone = STATES[one.state]
    held = [grant for grant in one.grants if grant.is_running]
    return {
        "id": one.id,
        "username": one.username,
        "title": one.title(language()) or one.username,
        "roles": [{"role": ROLE_NAMES[grant.role], "unit": grant.unit.name(language())} for grant in held],
        "state": words,
        "tone": tone,
        "last_day": one.last_day,
        "last_sign_in": one.last_sign_in,
    }


def _grants(one: AccountView) -> list[dict[str, object]]:
    return [
        {
            "role": ROLE_NAMES[grant.role],
            "role_code": str(grant.role),
            "unit": grant.unit.name(language()),
            "unit_id": grant.unit.id,
            "valid_from": grant.valid_from,
            "valid_to": grant.valid_to,
            "is_running": grant.is_running,
            "may_end": grant.may_end,
        }
        for grant in one.grants
    ]


def _news(one: AccountNews) -> dict[str, object]:
    role = str(ROLE_NAMES[api.Role(one.role)]) if one.role in set(api.Role) else ""
    unit = one.unit.name(language()) if one.unit else one.unit_code
    return {
        "what": NEWS.get(one.kind, one.kind),
        "about": f"{role}, {unit}" if role and unit else role or unit,
        "at": one.at,
        "who": one.title(language()) or (_("Hệ thống") if one.actor.startswith("system:") else ""),
        "actor": one.actor.removeprefix("user:") if one.actor.startswith("user:") else "",
        "reason": one.reason,
    }


def viewings_shown(viewings: list[ViewingView]) -> list[dict[str, object]]:
    """Wishes and permissions to look on."""
    return [
        {
            "id": one.id,
            "viewer": one.viewer.title(language()),
            "viewer_name": one.viewer.username,
            "reason": one.reason,
            "until": one.allowed_until,
        }
        for one in viewings
    ]


def _told(error: TinhSoError | None) -> dict[str, object]:
    return {"error": error, "error_text": error.message(language()) if error else ""}
