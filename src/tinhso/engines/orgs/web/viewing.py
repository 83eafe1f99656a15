"""Looking on as another person: asked for at the account, allowed at one's own, ended from every page."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts.errors import NoRight
from tinhso.engines.orgs.contracts.viewing import UnknownViewing
from tinhso.engines.orgs.web.accounts import Asked
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number


@require_POST
@never_cache
def of_account(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask the holder of an account to let one look on, withdraw that, or begin once it is allowed."""
    _refuse_strangers(request, "keep_accounts")
    rights, told = cast(Asked, request).rights, request.POST
    api.account_in_reach(user_id, rights=rights)
    if told.get("viec") == "xin":
        api.ask_to_view(user_id, rights=rights, reason=told.get("ly_do", ""))
        messages.success(request, _("Đã gửi lời xin. Người giữ tài khoản đồng ý ở trang Tài khoản của tôi."))
    elif told.get("viec") == "bat-dau":
        api.begin_view(number_of(told.get("so", "")), request, rights=rights)
        return redirect("/")
    else:
        api.end_view(number_of(told.get("so", "")), rights=rights)
        messages.success(request, _("Đã thôi."))
    return redirect("orgs:account", user_id)


@require_POST
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """Allow somebody to look on as oneself for half an hour, refuse, or end it early."""
    _refuse_strangers(request, "see_board")
    rights, told = cast(Asked, request).rights, request.POST
    try:
        if told.get("viec") == "cho":
            api.allow_view(number_of(told.get("so", "")), rights=rights)
            messages.success(request, _("Đã cho xem trong 30 phút, chỉ đọc. Bạn dừng được bất cứ lúc nào."))
        else:
            api.end_view(number_of(told.get("so", "")), rights=rights)
            messages.success(request, _("Người ấy không còn được xem như bạn."))
    except UnknownViewing as gone:
        # Ended by the other side meanwhile: the page shows what is left.
        messages.error(request, gone.message(language()))
    return redirect("orgs:own_account")


@require_POST
@never_cache
def stop(request: HttpRequest) -> HttpResponse:
    """See one's own again."""
    _refuse_strangers(request, "see_board")
    api.stop_view(request)
    return redirect("orgs:accounts")


def number_of(text: str) -> int:
    """A number as a form sends it, 0 where it is none."""
    return read_number(text, 0)


def _refuse_strangers(request: HttpRequest, action: str) -> None:
    if not request.user.is_authenticated:
        raise NoRight(action=action, unit="–", actor="public:anonymous")
