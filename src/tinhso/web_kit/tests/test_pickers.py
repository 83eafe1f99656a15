"""A picker comes out of its mould as its template draws it."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tinhso.web_kit.menus import MenuLine
from tinhso.web_kit.pickers import PICKER, Kept, OtherValue, Picker

TEXTS = st.sampled_from(["", "Kỳ", "<b>&", "\"'", "\ue0002\ue001"]) | st.text(max_size=8)
LINES = st.builds(MenuLine, st.sampled_from(["?ky=a&b=c", "/dieu-hanh"]), TEXTS, st.booleans())
OTHERS = st.builds(
    OtherValue,
    st.sampled_from(["date", "text"]),
    TEXTS,
    TEXTS,
    TEXTS,
    st.lists(st.builds(Kept, TEXTS, TEXTS), max_size=2).map(tuple),
)


@given(
    picker=st.builds(Picker, TEXTS, TEXTS, TEXTS, st.lists(LINES, max_size=3).map(tuple), st.none() | OTHERS),
    language=st.sampled_from(["vi", "en"]),
)
def test_a_picker_is_what_its_template_draws(picker: Picker, language: str) -> None:
    with translation.override(language):
        assert PICKER.draw(picker) == PICKER.draw_plainly(picker) == PICKER.draw(picker)


def test_a_picker_without_options_only_shows() -> None:
    drawn = Template('{% load web_kit %}{% picker label="Kỳ" value=missing other=missing %}').render(Context())
    assert drawn.strip().startswith('<span class="picker-fixed">')
    assert "<a " not in drawn
