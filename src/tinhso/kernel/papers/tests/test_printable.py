"""What people paste keeps no paper from being printed: it is shown as an empty square, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.papers import Paper, PaperFormat, render
from tinhso.kernel.papers.comparing import compare
from tinhso.kernel.papers.printable import shown, writable
from tinhso.kernel.papers.reading import words_as_seen, words_of_pdf
from tinhso.kernel.papers.tests.samples import a_paper, a_row

pytestmark = pytest.mark.one_database
PASTED = [
    "dòng\x0bmột", "a\x1fb", "a\ufffeb", "a\u202eb", "a\ud800b",
    "x\r\ny\rz", "a\x85b", "đạt ✅", "中文", "\ue000", "\U0001f1fb",
    "=1+1\n@SUM(A1)", "#let x = 1", "\\end $x$ *a*", "<b>&amp;</b>", "a\u200bb", "đ\u0309\u0302",
]  # fmt: skip


def paper_with(text: str) -> Paper:
    return a_paper(a_row("1.", f"Một {text} chỉ tiêu", Decimal(405), Decimal(412), Decimal("98.3")))


@pytest.mark.parametrize("text", PASTED)
def test_a_pasted_text_is_printed_in_every_format_and_the_pdf_agrees_with_the_record(text: str) -> None:
    paper = paper_with(text)
    files = {form: render(paper, form).content for form in PaperFormat}
    assert all(files.values())
    content = files[PaperFormat.PDF]
    assert compare(paper, words_of_pdf(content), words_as_seen(content)) == []


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30))
def test_any_text_at_all_is_printed(text: str) -> None:
    for form in PaperFormat:
        assert render(paper_with(text), form).content


@given(st.text())
def test_what_is_usual_stays_as_it_was_written(text: str) -> None:
    assert writable(writable(text)) == writable(text)
    assert shown("Tổng số hộ: ≥ 1.234,5 “đạt” – 61,2%") == "Tổng số hộ: ≥ 1.234,5 “đạt” – 61,2%"
    assert shown("đạt ✅ 中") == "đạt □ □"
