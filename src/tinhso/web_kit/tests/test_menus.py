"""The menus of the head come out of their moulds as their templates draw them, for whoever reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tinhso.web_kit.menus import MAIN_MENU, USER_MENU, MainMenu, MenuLine, UserMenu

TEXTS = st.sampled_from(["", "Việc của tôi", "<b>&", "\"'", "\ue0001\ue001"]) | st.text(max_size=8)
LINES = st.lists(st.builds(MenuLine, st.sampled_from(["/viec", "/a?b=1&c=2"]), TEXTS, st.booleans(), TEXTS), max_size=4)
USER_MENUS = st.builds(
    UserMenu,
    name=TEXTS,
    unit=TEXTS,
    lines=LINES.map(tuple),
    theme=st.sampled_from(["", "auto", "light", "dark"]),
    language=st.sampled_from(["vi", "en"]),
    back_to=st.sampled_from(["/", "/viec/4?trang=2&x=<y>"]),
    token=st.sampled_from(["abc123", "x" * 64]),
    is_signed_in=st.booleans(),
)


@given(menu=st.builds(MainMenu, LINES.map(tuple)), language=st.sampled_from(["vi", "en"]))
def test_the_main_menu_is_what_its_template_draws(menu: MainMenu, language: str) -> None:
    with translation.override(language):
        assert MAIN_MENU.draw(menu) == MAIN_MENU.draw_plainly(menu) == MAIN_MENU.draw(menu)


@given(menu=USER_MENUS)
def test_the_user_menu_is_what_its_template_draws(menu: UserMenu) -> None:
    with translation.override(menu.language):
        assert USER_MENU.draw(menu) == USER_MENU.draw_plainly(menu) == USER_MENU.draw(menu)


def drawn(**context: Any) -> str:
    return Template("{% load web_kit %}{% user_menu %}").render(Context({"csrf_token": "t-one", **context}))


def test_the_forms_of_a_menu_carry_the_token_of_whoever_looks() -> None:
    """Drawn one after the other from one outline: nobody's token or name stays in it."""
    first, second = drawn(user_label="An"), drawn(user_label="Bình", csrf_token="t-two")
    assert first.count('value="t-one"') == second.count('value="t-two"') > 0
    assert "t-one" not in second
    assert "An" not in second.split("</summary>")[0]


@pytest.mark.parametrize(
    ("theme", "pressed"), [("dark", 'value="dark" aria-pressed="true"'), ("", 'value="auto" aria-pressed="true"')]
)
def test_the_theme_chosen_is_the_one_that_is_pressed(theme: str, pressed: str) -> None:
    assert pressed in drawn(theme=theme)
