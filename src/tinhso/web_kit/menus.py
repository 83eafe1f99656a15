"""The two menus in the head of every page: where one may go, and how one reads.

Whoever may go to the same places gets the same menus but for names and marks of the form, so they come from moulds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.template import Context
from django.utils.safestring import SafeString

from tinhso.web_kit.display import language
from tinhso.web_kit.moulds import Mould, Reads


class MenuLine(NamedTuple):
    url: str
    label: str
    is_current: bool = False
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class MainMenu:
    lines: tuple[MenuLine, ...]


@dataclass(frozen=True, slots=True)
class UserMenu:
    """What the menu of whoever reads says; `token` proves that its forms are this site's own."""

    name: str
    unit: str
    lines: tuple[MenuLine, ...]
    theme: str
    language: str
    back_to: str
    token: str
    is_signed_in: bool


_LINE = Reads(texts=("url", "label", "waiting"), traits=("is_current",))
MAIN_MENU = Mould("web_kit/partials/nav.html", "menu", Reads(parts={"lines": _LINE}))
USER_MENU = Mould(
    "web_kit/partials/user_menu.html",
    "menu",
    Reads(
        texts=("name", "unit", "back_to", "token"),
        traits=("theme", "language", "is_signed_in"),
        parts={"lines": _LINE},
    ),
)


def draw_main_menu(context: Context) -> SafeString:
    """`{% main_menu %}`: the lines of `nav_items`."""
    return MAIN_MENU.draw(MainMenu(lines_of(context.get("nav_items"))))


def draw_user_menu(context: Context) -> SafeString:
    """`{% user_menu %}`: who reads, the lines of `user_menu_items`, light and language, and the way out."""
    return USER_MENU.draw(user_menu_of(context))


def user_menu_of(context: Context) -> UserMenu:
    user = getattr(context.get("request"), "user", None)
    is_signed_in = bool(user is not None and user.is_authenticated)
    token = str(context.get("csrf_token") or "")
    return UserMenu(
        name=str(context.get("user_label") or (user.get_username() if user is not None and is_signed_in else "")),
        unit=str(context.get("unit_label") or ""),
        lines=lines_of(context.get("user_menu_items")),
        theme=str(context.get("theme") or ""),
        language=language(),
        back_to=str(context.get("frame_next") or "/"),
        # As Django's own tag leaves it out.
        token="" if token == "NOTPROVIDED" else token,
        is_signed_in=is_signed_in,
    )


def lines_of(items: Iterable[Mapping[str, Any]] | None) -> tuple[MenuLine, ...]:
    """Read what a page's context says of its lines: `[{url, label, current, count}]`."""
    return tuple(
        MenuLine(str(one["url"]), str(one["label"]), bool(one.get("current")), str(one.get("count") or ""))
        for one in items or ()
    )
