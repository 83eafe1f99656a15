"""Story 3: the PDF of a report taken back. Every figure is compared; 405 altered to 450 is refused naming the cell."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.errors import AlteredAttachment, AlteredPaper, NothingSent, UnknownAssignment
from tinhso.engines.reporting.testing import World, ask, at, fill, now_rights, report_past, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Paper, PaperAttachment, PaperTable, number_cell, render
from tinhso.kernel.papers.errors import NotAPdf, PdfWithoutText
from tinhso.kernel.papers.tests.signing import signed, signed_under_an_authority
from tinhso.testing.standing import standing_on


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", {"nd09:2026-10": 412, "nd09:2025-11": 388})
        return ask(world)


@pytest.fixture
def task_id(world: World, request_: RequestView) -> int:
    with at("2026-11-16 09:00"):
        made = task_of(request_, "24373")
        send(world, made, {"2": "405", "3": "21"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        return made


def paper_of(task_id: int) -> Paper:
    return api.report_paper(task_id, rights=now_rights("eakar.nhap"), address="http://localhost:8000/viec/1/phieu")


def altered(paper: Paper, row_no: str, value: int) -> Paper:
    """The same paper with another value of this period in a row."""
    table = paper.tables[0]
    place = next(at_ for at_, column in enumerate(table.columns) if column.key == "value")
    rows = tuple(
        replace(row, cells=(*row.cells[:place], number_cell(Decimal(value)), *row.cells[place + 1 :]))
        if row.key == row_no
        else row
        for row in table.rows
    )
    blocks = tuple(replace(one, rows=rows) if isinstance(one, PaperTable) else one for one in paper.blocks)
    return replace(paper, blocks=blocks)


def events() -> int:
    return len(trust.events(limit=500))


def test_the_signed_paper_is_kept_with_its_digest_in_the_log(task_id):
    with at("2026-11-16 14:00"):
        api.give_number(task_id, "0123/BC-UBND", None, rights=now_rights("eakar.nhap"))
        content = signed(render(paper_of(task_id), "pdf").content)
        kept = api.keep_signed_paper(task_id, content, rights=now_rights("eakar.lanhdao"))
        assert kept.signature == "intact"
        assert kept.figures_compared == 12
        assert trust.event(kept.event_id).public["digest"] == kept.digest
        assert api.signed_paper_file(task_id, kept.id, rights=now_rights("skhcn.tonghop")) == content
        count = events()
        again = api.keep_signed_paper(task_id, content, rights=now_rights("eakar.nhap"))
        assert (again, events()) == (kept, count)


def test_the_chain_is_told_as_far_as_it_was_checked_and_a_scan_is_named(task_id, settings, tmp_path):
    with at("2026-11-16 14:00"):
        content, root = signed_under_an_authority(render(paper_of(task_id), "pdf").content)
        (tmp_path / "goc.pem").write_bytes(root)
        settings.TINHSO_SIGNATURE_TRUST = tmp_path
        assert api.keep_signed_paper(task_id, content, rights=now_rights("eakar.lanhdao")).signature == "chain_trusted"
        told = api.signed_papers(task_id, rights=now_rights("eakar.lanhdao"))[0].signers
        assert [(who.name, who.issuer) for who in told] == [("Ủy ban kiểm thử", "Tổ chức kiểm thử")]
        assert told[0].claimed_at is not None
        stranger = signed(render(paper_of(task_id), "pdf").content)
        assert api.keep_signed_paper(task_id, stranger, rights=now_rights("eakar.nhap")).signature == "chain_unknown"
        with pytest.raises(PdfWithoutText):
            api.keep_signed_paper(task_id, a_scan(), rights=now_rights("eakar.nhap"))


def a_scan() -> bytes:
    """A page that is a picture: nothing on it can be read as text."""
    writer = PdfFileWriter()
    writer.insert_page(
        PageObject(
            contents=writer.add_object(generic.StreamObject(stream_data=b"0 0 99 99 re f")), media_box=(0, 0, 595, 842)
        )
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_405_altered_to_450_is_refused_naming_the_cell_and_nothing_changes(task_id):
    with at("2026-11-16 14:00"):
        content = signed(render(altered(paper_of(task_id), "2", 450), "pdf").content)
        count = events()
        with pytest.raises(AlteredPaper) as refused:
            api.keep_signed_paper(task_id, content, rights=now_rights("eakar.lanhdao"))
        details = refused.value.details
        assert (details["cell"], details["recorded"], details["found"]) == ("2/value", "405", "450")
        assert "dòng 2" in refused.value.message("vi")
        assert events() == count
        assert api.signed_papers(task_id, rights=now_rights("eakar.lanhdao")) == ()


def test_a_paper_printed_before_the_log_was_sealed_and_the_number_given_is_taken_too(task_id):
    with at("2026-11-16 09:05"):
        early = render(paper_of(task_id), "pdf").content
    with at("2026-11-16 15:00"):
        trust.seal_all()
        api.give_number(task_id, "0123/BC-UBND", None, rights=now_rights("eakar.nhap"))
        assert api.keep_signed_paper(task_id, early, rights=now_rights("eakar.nhap")).signature == "none"


def test_a_draft_has_no_record_to_compare_with(world, request_):
    with at("2026-11-16 09:00"):
        draft = task_of(request_, "24373")
        fill(world, draft, {"2": "405"})
        content = render(paper_of(draft), "pdf").content
        with pytest.raises(NothingSent):
            api.keep_signed_paper(draft, content, rights=now_rights("eakar.nhap"))


def test_the_paper_of_another_report_is_not_this_one(world, request_, task_id):
    with at("2026-11-16 14:00"):
        other = task_of(request_, "24133")
        send(world, other, {"2": "20000", "3": "33"}, drafter="bmt.nhap", approver="bmt.lanhdao")
        content = render(api.report_paper(other, rights=now_rights("bmt.nhap")), "pdf").content
        with pytest.raises(AlteredPaper):
            api.keep_signed_paper(task_id, content, rights=now_rights("eakar.nhap"))


def test_only_the_unit_hands_in_its_paper(task_id):
    with at("2026-11-16 14:00"):
        content = render(paper_of(task_id), "pdf").content
        with pytest.raises(NoRight):
            api.keep_signed_paper(task_id, content, rights=now_rights("skhcn.tonghop"))
        with pytest.raises(UnknownAssignment):
            api.keep_signed_paper(task_id, content, rights=now_rights("bmt.nhap"))
        with pytest.raises(NotAPdf):
            api.keep_signed_paper(task_id, b"PK\x03\x04", rights=now_rights("eakar.nhap"))


def test_the_page_takes_a_paper_refuses_an_altered_one_and_never_says_signed(task_id, seat):
    with at("2026-11-16 14:00"):
        desk, address = seat("eakar.nhap"), f"/viec/{task_id}/ban-pdf"
        assert f'href="{address}"' in desk.open(f"/viec/{task_id}").html
        wrong = SimpleUploadedFile("a.pdf", render(altered(paper_of(task_id), "2", 450), "pdf").content)
        page = desk.send(address, file=wrong)
        assert page.status == 422
        assert "REP-114" in page
        assert "bản ghi là 405, tệp ghi 450" in page
        good = SimpleUploadedFile("a.pdf", render(paper_of(task_id), "pdf").content)
        page = desk.send(address, file=good)
        assert "Không có chữ ký số" in page
        assert "đã ký" not in page.text.lower()
        assert seat("eakar.nhap", english=True).open(address).status == 200
        kept = api.signed_papers(task_id, rights=now_rights("eakar.nhap"))[0]
        assert desk.client.get(f"{address}/{kept.id}").content[:5] == b"%PDF-"
        assert kept.signers == ()
        desk.send(address, file=SimpleUploadedFile("a.pdf", signed(render(paper_of(task_id), "pdf").content)))
        assert "Chứng thư ghi người ký: Chứng thư kiểm thử · máy ký ghi lúc" in desk.open(address)


def test_figures_for_machines_inside_the_paper_are_compared_too(task_id):
    with at("2026-11-16 14:00"):
        paper = paper_of(task_id)
        [own] = paper.attachments
        said = replace(own, content=own.content.replace(b"405", b"450"))
        assert said.content != own.content
        more = PaperAttachment("bang-khac.csv", "text/csv", b"2;450", "Bảng khác")
        for files, name in (((said,), "so-lieu.json"), ((own, more), "bang-khac.csv")):
            content = signed(render(replace(paper, attachments=files), "pdf").content)
            with pytest.raises(AlteredAttachment) as refused:
                api.keep_signed_paper(task_id, content, rights=now_rights("eakar.lanhdao"))
            assert name in refused.value.message("vi")
        assert api.signed_papers(task_id, rights=now_rights("eakar.lanhdao")) == ()
        # A paper without the file, as a scanner makes it, is taken: its page was compared.
        bare = render(replace(paper, attachments=()), "pdf").content
        assert api.keep_signed_paper(task_id, bare, rights=now_rights("eakar.lanhdao")).figures_compared > 0
