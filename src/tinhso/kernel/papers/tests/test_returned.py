"""A PDF that comes back: refused where it could run, swell or hide, and compared figure by figure."""

from __future__ import annotations

import zlib
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tinhso.kernel.papers import Paper, render
from tinhso.kernel.papers.accepting import LIMIT_BYTES, refuse_unsafe
from tinhso.kernel.papers.comparing import compare, count_figures
from tinhso.kernel.papers.errors import BrokenSignature, NotAPdf, PdfEncrypted, PdfTooLarge, PdfWithActions
from tinhso.kernel.papers.reading import words_of_pdf
from tinhso.kernel.papers.signatures import SignatureState, signature_state
from tinhso.kernel.papers.tests.samples import a_paper, a_row
from tinhso.kernel.papers.tests.signing import changed_after_signing, encrypted, signed, with_object

pytestmark = pytest.mark.one_database


def pdf_of(paper: Paper) -> bytes:
    return render(paper, "pdf").content


def a_report(*values: int) -> Paper:
    rows = [
        a_row(f"{n}.", "Một chỉ tiêu", Decimal(value), Decimal(412), Decimal("98.3")) for n, value in enumerate(values)
    ]
    return a_paper(*rows)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=60), st.data())
def test_the_same_figures_agree_and_any_other_figure_is_named(values, data):
    paper = a_report(*values)
    assert compare(paper, words_of_pdf(pdf_of(paper))) == []
    assert count_figures(paper) == 3 * len(values)
    place = data.draw(st.integers(0, len(values) - 1))
    altered = [value + 45 if at == place else value for at, value in enumerate(values)]
    differences = compare(paper, words_of_pdf(pdf_of(a_report(*altered))))
    recorded = paper.tables[0].rows[place].cells[2].text
    assert (f"{place}.", "value", recorded) in [(one.row, one.column, one.recorded) for one in differences]


def test_405_altered_to_450_is_named_with_its_cell():
    difference = compare(a_report(405), words_of_pdf(pdf_of(a_report(450))))
    assert [(one.place, one.recorded, one.found) for one in difference] == [
        ("dòng 0. (Một chỉ tiêu), cột “Kỳ này”", "405", "450")
    ]


def test_a_missing_row_and_a_row_too_many_are_differences():
    assert compare(a_report(1, 2, 3), words_of_pdf(pdf_of(a_report(1, 2))))
    assert compare(a_report(1, 2), words_of_pdf(pdf_of(a_report(1, 77, 2))))


def test_a_signed_paper_says_the_same_and_is_intact():
    paper = a_report(405)
    content = signed(pdf_of(paper))
    refuse_unsafe(content)
    assert compare(paper, words_of_pdf(content)) == []
    assert signature_state(content) is SignatureState.INTACT
    assert signature_state(pdf_of(paper)) is SignatureState.NONE


def test_a_paper_changed_after_signing_is_refused():
    with pytest.raises(BrokenSignature):
        signature_state(changed_after_signing(signed(pdf_of(a_report(405)))))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7\nnothing", b"\x00" * 50])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(NotAPdf):
        refuse_unsafe(content)


def test_a_pdf_that_is_too_large_or_swells_is_refused():
    with pytest.raises(PdfTooLarge):
        refuse_unsafe(b"%PDF-1.7\n" + b" " * LIMIT_BYTES)
    bomb = zlib.compress(b"\x00" * 70_000_000, 9)
    with pytest.raises(PdfTooLarge):
        refuse_unsafe(b"%PDF-1.7\n1 0 obj\n<</Length 1>>\nstream\n" + bomb + b"\nendstream")


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ({"/S": "/JavaScript", "/JS": "app.alert(1)"}, "JS"),
        ({"/S": "/Launch"}, "Launch"),
        ({"/S": "/SubmitForm"}, "SubmitForm"),
        ({"/Type": "/Annot", "/Subtype": "/FreeText", "/Contents": "450"}, "FreeText"),
        ({"/Type": "/Annot", "/Subtype": "/Stamp"}, "Stamp"),
    ],
)
def test_a_pdf_with_something_that_runs_or_covers_figures_is_refused(entries, kind):
    content = with_object(pdf_of(a_report(405)), entries)
    with pytest.raises(PdfWithActions) as refused:
        refuse_unsafe(content)
    assert refused.value.details["kind"] in (kind, "JavaScript")


def test_an_encrypted_pdf_is_refused():
    with pytest.raises(PdfEncrypted):
        refuse_unsafe(encrypted(pdf_of(a_report(405))))
