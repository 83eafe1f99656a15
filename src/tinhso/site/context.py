"""What every page needs to know about the site it belongs to: who reads, where they may go, which day it is."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tinhso.engines.orgs.api import Action, Rights, User, may_read_emergencies
from tinhso.engines.orgs.contracts.emergency import EmergencyView
from tinhso.engines.orgs.contracts.outside_sign_in import OidcService
from tinhso.engines.orgs.contracts.viewing import ViewingView
from tinhso.engines.trust import api as trust
from tinhso.web_kit.context import frame
from tinhso.web_kit.display import language, show_datetime

# One line of the main navigation: what one must be able to do, where it leads, what it is called.
NAVIGATION: tuple[tuple[tuple[Action, ...], str, object], ...] = (
    ((Action.DRAFT, Action.APPROVE), "reporting:my_work", gettext_lazy("Việc của tôi")),
    ((Action.DRAFT, Action.APPROVE), "insight:my_unit", gettext_lazy("Số của tôi")),
    ((Action.ACCEPT,), "reporting:consolidations", gettext_lazy("Tổng hợp")),
    ((Action.ASSIGN,), "reporting:requests", gettext_lazy("Giao báo cáo")),
    ((Action.DESIGN_FORMS,), "reporting:form_list", gettext_lazy("Biểu mẫu")),
    ((Action.IMPORT_FIGURES,), "reporting:workbooks", gettext_lazy("Nhập Excel")),
    ((Action.SEE_BOARD,), "insight:board", gettext_lazy("Điều hành")),
    ((Action.SEE_BOARD,), "evaluation:plans", pgettext_lazy("menu", "Kế hoạch")),
    ((Action.SEE_BOARD,), "evaluation:scorecards", gettext_lazy("Đánh giá")),
    ((Action.INSTRUCT, Action.ACCEPT), "evaluation:instructions", gettext_lazy("Nhiệm vụ")),
    ((Action.SEE_FIGURES,), "insight:figures", gettext_lazy("Số liệu")),
    ((Action.SEE_FIGURES,), "insight:explore", gettext_lazy("Khai thác")),
    ((Action.READ_LOG,), "insight:log", gettext_lazy("Nhật ký")),
    ((Action.KEEP_ACCOUNTS,), "orgs:accounts", gettext_lazy("Tài khoản")),
    ((Action.OPERATE,), "operation:health", gettext_lazy("Vận hành")),
)

# Pages that belong to a line of the navigation though their address begins otherwise.
ALSO_THERE = {"evaluation:scorecards": "evaluation:rounds"}


@lru_cache(maxsize=128)
def _address(route: str, _urlconf: str) -> str:
    """Where a line leads: the same for everybody, and looked up by patterns as long as nobody keeps it."""
    return reverse(route)


def _navigation(request: HttpRequest, rights: Rights) -> list[dict[str, object]]:
    items = []
    for actions, route, label in NAVIGATION:
        if not any(rights.may(action) for action in actions):
            continue
        url = _address(route, settings.ROOT_URLCONF)
        also = ALSO_THERE.get(route)
        places = (url, _address(also, settings.ROOT_URLCONF)) if also else (url,)
        items.append({"url": url, "label": label, "current": request.path.startswith(places)})
    return items


def page(request: HttpRequest) -> dict[str, object]:
    """Template context shared by all pages; see docs/howto/build-a-screen.md for each name."""
    now = trust.now()
    context: dict[str, object] = {
        **frame(request),
        "now": now,
        "home_url": _address("desk:start", settings.ROOT_URLCONF),
    }
    service: OidcService | None = settings.TINHSO_OIDC
    if service is not None:
        context["outside_name"] = service.name_en if language().startswith("en") else service.name_vi
    rights = getattr(request, "rights", None)
    if rights is None:
        return context
    context["nav_items"] = _navigation(request, rights)
    seen: ViewingView | None = getattr(request, "viewing", None)
    if seen is not None:
        context["viewing"] = {
            "name": seen.holder.title(language()),
            "until": seen.allowed_until,
            "stop_url": reverse("orgs:stop_viewing"),
        }
    opened: EmergencyView | None = getattr(request, "emergency", None)
    if opened is not None:
        context["emergency"] = {
            "name": opened.unit.name(language()),
            "until": opened.until,
            "close_url": reverse("orgs:close_emergency"),
        }
    user, menu = request.user, list[dict[str, str]]()
    context["user_menu_items"] = menu
    if isinstance(user, User):
        title = user.title_en if language().startswith("en") else user.title_vi
        context["user_label"] = title or user.get_username()
        menu.append({"url": _address("orgs:own_account", settings.ROOT_URLCONF), "label": _("Tài khoản của tôi")})
        if may_read_emergencies(rights):
            menu.append({"url": reverse("orgs:emergency"), "label": _("Truy cập khẩn cấp")})
        if not user.is_demo:
            menu.append({"url": _address("mfa_index", settings.ROOT_URLCONF), "label": _("Bảo vệ tài khoản")})
    if settings.TINHSO_MODE == "demo":
        context["demo_banner"] = _("Bản minh họa. Giờ của bản minh họa: %(now)s.") % {"now": show_datetime(now)}
        menu.append({"url": _address("orgs:cast", settings.ROOT_URLCONF), "label": _("Vào vai khác")})
    return context
