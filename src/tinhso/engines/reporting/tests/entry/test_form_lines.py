"""A form's lines come out of their mould as the template draws them, whatever stands in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from tinhso.engines.reporting.web.entry.form_lines import LINE, LineOfForm, _address_before_rows, _in_address
from tinhso.engines.reporting.web.entry.form_rows import CellOnScreen, CompareOnScreen, RowOnScreen
from tinhso.engines.reporting.web.restated import RestatedMark

# What a template must escape, what is empty, what looks like a mark or like a form of words.
TEXTS = st.sampled_from(
    ["", "", "12,5", "<b>&amp;</b>", "\"'", "%(name)s %", "{{ x }}", "\ue0000\ue001", "không áp dụng", "0", " "]
) | st.text(max_size=12)
NAMES = st.sampled_from(["c1", "c24", "c7-plan", "c3-ô lạ"])


@st.composite
def cells(draw: Any) -> CellOnScreen:
    is_known = draw(st.booleans())
    return CellOnScreen(
        name=draw(NAMES),
        label=draw(TEXTS),
        text=draw(TEXTS),
        state=draw(st.sampled_from(["", "wrong", "doubted", "known", "kept"])),
        is_refused=draw(st.booleans()),
        message=draw(TEXTS),
        suggestion=draw(TEXTS),
        version=draw(st.integers(0, 12_345)),
        is_known=is_known,
        is_overriding=not is_known and draw(st.booleans()),
        known_text=draw(TEXTS),
        source=draw(TEXTS),
        origin_url=draw(st.sampled_from(["", "/nguon-goc/7"])),
        disputed=draw(TEXTS),
        is_stale=draw(st.booleans()),
    )


COMPARES = st.builds(
    CompareOnScreen,
    st.sampled_from(["previous-3", "year_to_date-12", "plan-1", "ty-le-4"]),
    TEXTS,
    TEXTS,
    st.none() | st.builds(RestatedMark, TEXTS, TEXTS, st.sampled_from(["", "/nguon-goc?ky=a&b=<c>"])),
)
ROWS = st.builds(
    RowOnScreen,
    index=st.integers(1, 2_000),
    no=st.sampled_from(["1", "1.2", "II", "a)"]),
    printed_no=TEXTS,
    of_which=st.booleans(),
    name=TEXTS,
    indent=st.integers(0, 3),
    unit=TEXTS,
    is_heading=st.sampled_from([False, False, False, True]),
    computed=TEXTS,
    cell=st.none() | cells(),
    more_cells=st.lists(cells(), max_size=2).map(tuple),
    compares=st.lists(COMPARES, max_size=3).map(tuple),
    note=TEXTS,
    note_name=st.just("n1"),
    keep_text=TEXTS,
    can_be_zero=st.booleans(),
    given=TEXTS,
    list_url=st.sampled_from(["", "/viec/4/danh-sach"]),
)
LINES = st.builds(
    LineOfForm, ROWS, TEXTS, st.booleans(), st.booleans(), st.sampled_from(["/viec/4/o/1.2", "/viec/0/o/a)"])
)


@given(lines=st.lists(LINES, min_size=1, max_size=3), language=st.sampled_from(["vi", "en"]))
def test_a_line_is_what_its_template_draws(lines: list[LineOfForm], language: str) -> None:
    with translation.override(language):
        for line in lines:
            drawn = LINE.draw(line)
            assert drawn == LINE.draw_plainly(line)
            assert LINE.draw(line) == drawn


@given(line=LINES)
def test_lines_of_one_outline_do_not_share_what_they_say(line: LineOfForm) -> None:
    """Drawn after another language and after a line of the same outline with other texts."""
    with translation.override("en"):
        english = LINE.draw(line)
    with translation.override("vi"):
        vietnamese = LINE.draw(line)
        assert vietnamese == LINE.draw_plainly(line)
    if not line.row.is_heading and line.row.cell:
        assert english != vietnamese


@given(row_no=st.text(st.characters(exclude_characters="/\n", exclude_categories=["Cs"]), min_size=1, max_size=8))
@example(row_no="0")
@example(row_no="1.10")
@example(row_no="a b%ă?#")
def test_a_cells_address_is_the_resolvers(row_no: str) -> None:
    assert _address_before_rows(31) + _in_address(row_no) == reverse("reporting:cell", args=[31, row_no])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_kept_drawing_is_filled_with_the_next_lines_texts(language: str) -> None:
    row = RowOnScreen(1, "1", "1", False, "Tên", 0, "ha", False, "", None, (), (), "", "n1", "", False)
    with translation.override(language):
        first = LINE.draw(LineOfForm(row, "", False, True, "/a"))
        other = RowOnScreen(2, "2", "2", False, "<Khác>", 0, "con", False, "", None, (), (), "", "n2", "", False)
        second = LINE.draw(LineOfForm(other, "", False, True, "/b"))
    assert "Tên" in first
    assert "Tên" not in second
    assert "&lt;Khác&gt;" in second
