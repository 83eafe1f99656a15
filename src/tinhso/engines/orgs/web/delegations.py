"""Acting for another on screen: of one's own roles, and of an account that somebody keeps."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.contracts.delegations import (
    Capacity,
    DelegationState,
    DelegationView,
    NewDelegation,
    RoleToLend,
)
from tinhso.engines.orgs.web.accounts import Asked, day_of
from tinhso.engines.orgs.web.role_play import ROLE_NAMES
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number
from tinhso.web_kit.signed_in import desk_page

STATES = {
    DelegationState.COMING: (gettext_lazy("chưa đến ngày"), "info"),
    DelegationState.RUNNING: (gettext_lazy("đang có hiệu lực"), "good"),
    DelegationState.VOID: (gettext_lazy("không còn hiệu lực: người ủy quyền thôi vai trò"), "warn"),
    DelegationState.OVER: (gettext_lazy("đã hết hạn"), "quiet"),
    DelegationState.ENDED_EARLY: (gettext_lazy("kết thúc sớm"), "quiet"),
}
CAPACITIES = {
    Capacity.DEPUTY: gettext_lazy("KT. (ký thay, cấp phó)"),
    Capacity.AUTHORITY: gettext_lazy("TUQ. (thừa ủy quyền)"),
}


@desk_page("GET", "POST")
def own(request: HttpRequest) -> HttpResponse:
    """What somebody lends and was lent; posting lends a role of theirs or ends a delegation."""
    address = reverse("orgs:own_delegations")
    rights = cast(Asked, request).rights
    return _page(request, rights, api.own_account(rights).id, address)


@desk_page("GET", "POST")
def of_account(request: HttpRequest, user_id: int) -> HttpResponse:
    """The same of an account, by whoever keeps it."""
    address = reverse("orgs:account_delegations", args=[user_id])
    rights = cast(Asked, request).rights
    api.account_in_reach(user_id, rights=rights)
    return _page(request, rights, user_id, address)


def _page(request: HttpRequest, rights: Rights, user_id: int, address: str) -> HttpResponse:
    error = None
    if request.method == "POST":
        try:
            _act(request, rights, user_id)
        except TinhSoError as refused:
            error = refused
        else:
            return redirect(address)
    is_own = user_id == rights.user_id
    roles = api.roles_to_lend(user_id, rights=rights)
    context = {
        "account": api.own_account(rights) if is_own else api.account_in_reach(user_id, rights=rights),
        "is_own": is_own,
        "roles": [{"key": _key(one), "name": f"{ROLE_NAMES[one.role]}, {one.unit.name(language())}"} for one in roles],
        "colleagues": [
            {"username": one.username, "title": one.title(language())} for one in api.colleagues(roles, user_id)
        ]
        if roles
        else [],
        "capacities": [{"code": str(code), "name": name} for code, name in CAPACITIES.items()],
        "delegations": [_line(one, user_id) for one in api.delegations_of(user_id, rights=rights)],
        "posted": request.POST,
        "today": api.today(),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "orgs/delegations.html", context, status=error.status if error else 200)


def _act(request: HttpRequest, rights: Rights, user_id: int) -> None:
    told, why = request.POST, request.POST.get("ly_do", "")
    if told.get("viec") == "thoi":
        number = told.get("so", "")
        api.end_delegation(read_number(number, 0), rights=rights, reason=why)
        messages.success(request, _("Đã kết thúc ủy quyền."))
        return
    role, _colon, unit = told.get("vai", "").partition(":")
    wanted = NewDelegation(
        to_username=told.get("nguoi_nhan", "").strip(),
        role=role,
        unit_id=read_number(unit, 0),
        capacity=told.get("tu_cach", ""),
        office=told.get("chuc_vu", ""),
        valid_from=day_of(told.get("tu", "")),
        valid_to=day_of(told.get("den", "")),
    )
    api.give_delegation(user_id, wanted, rights=rights, reason=why)
    messages.success(request, _("Đã ủy quyền. Hai người cùng đọc được trong tin về tài khoản."))


def _key(one: RoleToLend) -> str:
    return f"{one.role}:{one.unit.id}"


def _line(one: DelegationView, user_id: int) -> dict[str, object]:
    words, tone = STATES[one.state]
    return {
        "id": one.id,
        "giver": one.giver.title(language()),
        "giver_name": one.giver.username,
        "receiver": one.receiver.title(language()),
        "receiver_name": one.receiver.username,
        "is_given": one.giver.id == user_id,
        "role": ROLE_NAMES[one.role],
        "unit": one.unit.name(language()),
        "capacity": one.capacity,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "is_cancelled": one.valid_to < one.valid_from,
        "state": words,
        "tone": tone,
        "may_end": one.may_end,
    }
