"""A PDF that comes back: refused where it could run, swell or hide, and compared figure by figure."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tinhso.kernel.papers import Paper, render, unfolding
from tinhso.kernel.papers.accepting import LIMIT_BYTES, refuse_unsafe
from tinhso.kernel.papers.chains import read_anchors
from tinhso.kernel.papers.comparing import compare, count_figures
from tinhso.kernel.papers.embedded import embedded_files
from tinhso.kernel.papers.errors import (
    BrokenSignature,
    NotAPdf,
    PdfEncrypted,
    PdfTooLarge,
    PdfWithActions,
    UnreadableAnchor,
)
from tinhso.kernel.papers.reading import words_as_seen, words_of_pdf
from tinhso.kernel.papers.signatures import SignatureState, signature_state
from tinhso.kernel.papers.signers import signers_of
from tinhso.kernel.papers.tests.redrawing import painted_over, redrawn
from tinhso.kernel.papers.tests.samples import a_paper, a_row
from tinhso.kernel.papers.tests.signing import (
    changed_after_signing,
    encrypted,
    signed,
    signed_under_an_authority,
    with_file,
    with_object,
)

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


@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=40), st.randoms(use_true_random=False), st.data())
def test_a_program_that_draws_cells_in_its_own_order_says_the_same_and_hides_nothing(values, chance, data):
    paper = a_report(*values)
    words = words_of_pdf(pdf_of(paper))
    for order in (sorted(words, key=lambda word: (word.page, word.x0, -word.y0)), chance.sample(words, len(words))):
        assert compare(paper, order) == []
    # One figure another, or two of a row changed for each other: a difference in every order.
    place = data.draw(st.integers(0, len(values) - 1))
    other = a_report(*[value + 45 if at == place else value for at, value in enumerate(values)])
    drawn = words_of_pdf(pdf_of(other))
    assert compare(paper, chance.sample(drawn, len(drawn)))
    row = next(word for word in words if word.text == "412")
    beside = next(word for word in words if word.text == "98,3%" and abs(word.y0 - row.y0) < 1)
    changed = {id(row): beside.text, id(beside): row.text}
    assert compare(paper, [replace(word, text=changed.get(id(word), word.text)) for word in words])


@pytest.mark.parametrize("order", ["marked letters last", "backwards"])
def test_letters_drawn_apart_are_put_together_by_their_places(order):
    paper = a_report(405, 4120, 17)
    for recorded, printed, agrees in ((paper, paper, True), (paper, a_report(450, 4120, 17), False)):
        content = redrawn(pdf_of(printed), last_are_marked=order == "marked letters last")
        refuse_unsafe(content)
        assert (compare(recorded, words_of_pdf(content), words_as_seen(content)) == []) is agrees


def test_a_workbook_printed_in_english_is_taken_only_where_all_its_figures_are():
    paper = a_report(1234567, 405)
    words = words_of_pdf(pdf_of(paper))
    turned = str.maketrans(".,", ",.")
    numbers = {"1.234.567", "98,3%"}
    all_of_them = [replace(w, text=w.text.translate(turned)) if w.text in numbers else w for w in words]
    one_of_them = [replace(w, text="1,234,567") if w.text == "1.234.567" else w for w in words]
    assert compare(paper, all_of_them) == []
    assert compare(paper, one_of_them)


def test_a_missing_row_and_a_row_too_many_are_differences():
    assert compare(a_report(1, 2, 3), words_of_pdf(pdf_of(a_report(1, 2))))
    assert compare(a_report(1, 2), words_of_pdf(pdf_of(a_report(1, 77, 2))))


def test_a_second_table_beside_the_recorded_one_is_a_difference():
    recorded = a_report(405, 38)
    genuine, altered = words_of_pdf(pdf_of(recorded)), words_of_pdf(pdf_of(a_report(450, 38)))
    behind = [replace(word, page=word.page + 1) for word in altered]
    before = [*altered, *(replace(word, page=word.page + 1) for word in genuine)]
    for words in ([*genuine, *behind], before, words_of_pdf(pdf_of(a_report(405, 38, 77)))):
        assert compare(recorded, words)
    office = [replace(genuine[-1], text=word) for word in ["Ký", "thay", "0123/BC-UBND", "ngày", "16/11/2026"]]
    assert compare(recorded, [*genuine, *office]) == []


def test_a_signed_paper_says_the_same_and_is_intact():
    paper = a_report(405)
    content = signed(pdf_of(paper))
    refuse_unsafe(content)
    assert compare(paper, words_of_pdf(content)) == []
    assert signature_state(content) is SignatureState.INTACT
    assert signature_state(pdf_of(paper)) is SignatureState.NONE


def test_a_chain_is_trusted_only_where_it_ends_in_a_root_of_the_folder_and_is_in_force(tmp_path):
    content, root = signed_under_an_authority(pdf_of(a_report(405)))
    _, stranger = signed_under_an_authority(pdf_of(a_report(405)))
    trusted, other = tmp_path / "trusted", tmp_path / "other"
    for folder, certificate in ((trusted, root), (other, stranger)):
        folder.mkdir()
        (folder / "goc.pem").write_bytes(certificate)
        (folder / "doc.txt").write_text("not a certificate, and not asked to be one")
    received = datetime(2026, 11, 17, tzinfo=UTC)
    assert signature_state(content) is SignatureState.INTACT
    assert signature_state(content, read_anchors(trusted), received) is SignatureState.CHAIN_TRUSTED
    assert signature_state(content, read_anchors(other), received) is SignatureState.CHAIN_UNKNOWN
    later = datetime(2037, 1, 1, tzinfo=UTC)
    assert signature_state(content, read_anchors(trusted), later) is SignatureState.CHAIN_UNKNOWN
    assert (
        signature_state(signed(pdf_of(a_report(405))), read_anchors(trusted), received) is SignatureState.CHAIN_UNKNOWN
    )
    assert signature_state(pdf_of(a_report(405)), read_anchors(trusted), received) is SignatureState.NONE
    with pytest.raises(BrokenSignature):
        signature_state(changed_after_signing(content), read_anchors(trusted), received)
    (trusted / "hong.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(UnreadableAnchor, match=r"hong\.pem"):
        read_anchors(trusted)


def test_no_state_of_a_signature_claims_more_than_was_checked():
    for state in SignatureState:
        for language in ("vi", "en"):
            words = state.label(language)
            assert "hợp lệ" not in words
            assert "valid" not in words
    assert "chưa kiểm tra thu hồi" in SignatureState.CHAIN_TRUSTED.label("vi")


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


FLATE, HEX = "/FlateDecode", "/ASCIIHexDecode"


def packed(data: bytes, *codings: str) -> bytes:
    """Data in these codings, the last of them the innermost."""
    for coding in reversed(codings):
        data = zlib.compress(data, 9) if coding == FLATE else data.hex().encode() + b">"
    return data


@pytest.mark.parametrize("codings", [(FLATE, FLATE), (HEX, FLATE), (FLATE, HEX, FLATE, FLATE)])
@pytest.mark.parametrize("ends", [None, -8])
def test_a_file_inside_that_unfolds_far_is_refused_however_it_is_packed(codings: tuple[str, ...], ends: int | None):
    # What ends broken would be kept up to there.
    far = packed(packed(b" " * 70_000_000, codings[-1])[:ends], *codings[:-1])
    with pytest.raises(PdfTooLarge):
        embedded_files(with_file(pdf_of(a_report(1)), "a.json", far, *codings))


@pytest.mark.parametrize(("coding", "data"), [("/RunLengthDecode", b"\x81 " * 9), ("/LZWDecode", b"\x80\x0b\x60\x50")])
def test_a_file_inside_in_a_coding_that_nobody_can_bound_is_refused(coding: str, data: bytes):
    with pytest.raises(NotAPdf):
        embedded_files(with_file(pdf_of(a_report(1)), "a.json", data, coding))


def test_files_inside_share_one_limit_and_a_page_or_a_list_of_objects_is_held_to_it(monkeypatch):
    many = pdf_of(a_report(1))
    for number in range(3):
        many = with_file(many, f"{number}.json", packed(b" " * 30_000_000, FLATE, FLATE), FLATE, FLATE)
    with pytest.raises(PdfTooLarge):
        embedded_files(many)
    monkeypatch.setattr(unfolding, "LIMIT_UNFOLDED_BYTES", 1_000)
    with pytest.raises(PdfTooLarge):
        words_of_pdf(pdf_of(a_report(1)))


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


AREAS = {
    "a white area": "1 g {box} re f",
    "a white area beside a thin rule": "1 g {box} re 10 10 400 0.4 re f",
    "two areas that turn alike": "1 g {box} re {box} re f",
    "a picture": "q {w} 0 0 {h} {x} {y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q",
}


@pytest.mark.parametrize("drawn", AREAS.values(), ids=AREAS)
def test_a_figure_under_something_painted_later_is_not_there(drawn):
    paper = a_report(405, 17)
    content = pdf_of(paper)
    word = next(word for word in words_of_pdf(content) if word.text == "405")
    x, y, w, h = word.x0 - 1, word.y0 - 1, word.x1 - word.x0 + 2, word.y1 - word.y0 + 2
    covered = painted_over(content, drawn.format(box=f"{x} {y} {w} {h}", x=x, y=y, w=w, h=h))
    refuse_unsafe(covered)
    [difference] = compare(paper, words_of_pdf(covered), words_as_seen(covered))
    assert (difference.recorded, difference.found) == ("405", "")


@pytest.mark.parametrize(
    "drawn",
    [
        "1 g {x} {y} {w} {h} re {x} {y} {w} {h} re f*",
        "0 g 60 700 400 0.5 re f",
        "0 G {x} {y} {w} {h} re S",
        "1 g 10 10 30 30 re f",
    ],
    ids=["a hole", "a rule", "a frame", "an area elsewhere"],
)
def test_what_hides_nothing_is_no_difference(drawn):
    paper = a_report(405, 17)
    content = pdf_of(paper)
    word = next(word for word in words_of_pdf(content) if word.text == "405")
    x, y, w, h = word.x0 - 1, word.y0 - 1, word.x1 - word.x0 + 2, word.y1 - word.y0 + 2
    touched = painted_over(content, drawn.format(x=x, y=y, w=w, h=h))
    assert compare(paper, words_of_pdf(touched), words_as_seen(touched)) == []


@pytest.mark.parametrize("ink", ["3 Tr", "7 Tr", "1 g", "1 1 1 rg", "0 0 0 0 k", "0 g"])
def test_letters_without_ink_or_in_white_are_not_there(ink):
    paper = a_report(405, 17)
    content = redrawn(pdf_of(paper), last_are_marked=True, ink={"405": ink})
    differences = compare(paper, words_of_pdf(content), words_as_seen(content))
    assert ("405" in [one.recorded for one in differences]) is (ink != "0 g")


def test_each_signature_says_what_its_certificate_names():
    once = signed(pdf_of(a_report(1)))
    own = signers_of(once)
    assert [(one.name, one.issuer) for one in own] == [("Chứng thư kiểm thử", "")]
    assert own[0].claimed_at is not None
    assert own[0].claimed_at.tzinfo is not None
    assert signers_of(pdf_of(a_report(1))) == ()


def test_a_file_inside_is_found_wherever_it_is_named_and_a_broken_one_is_refused():
    hidden = with_file(pdf_of(a_report(1)), "khác.json", b"7B7D>", "/ASCIIHexDecode")
    refuse_unsafe(hidden)
    assert ("khác.json", b"{}") in [(one.name, one.content) for one in embedded_files(hidden)]
    for coding in ("/ASCII85Decode", "/NoSuchCoding"):
        with pytest.raises(NotAPdf):
            embedded_files(with_file(pdf_of(a_report(1)), "a.json", b"\xff", coding))
