"""Papers of reports: the same figures as the screen in every format, official head, honest words, steady bytes."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.errors import UnknownAssignment, UnusableDocumentNumber
from tinhso.engines.reporting.testing import World, ask, at, fill, now_rights, report_past, send, task_of
from tinhso.engines.trust.testing import undone
from tinhso.kernel.papers import Paper, PaperFormat, render
from tinhso.kernel.papers.reading import words_of_pdf
from tinhso.kernel.papers.tests.samples import sheet_values, word_text
from tinhso.testing.standing import standing_on

FORMATS = list(PaperFormat)


@standing_on("reporting_world")
def request_(world: World) -> RequestView:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", {"nd09:2026-10": 412, "nd09:2025-11": 388})
        return ask(world)


def sent_report(world: World, request: RequestView) -> int:
    """Ea Kar sends its report of kỳ 11/2026 with 405."""
    task_id = task_of(request, "24373")
    with at("2026-11-16 09:00"):
        send(world, task_id, {"2": "405", "3": "21"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    return task_id


def paper_of(task_id: int, login: str = "eakar.nhap") -> Paper:
    return api.report_paper(task_id, rights=now_rights(login), address="http://localhost:8000/viec/1/phieu")


def text_of(paper: Paper, form: PaperFormat) -> str:
    """Everything a format says, in one line."""
    content = render(paper, form).content
    if form is PaperFormat.PDF:
        return " ".join(word.text for word in words_of_pdf(content))
    if form is PaperFormat.WORD:
        return " ".join(word_text(content).split())
    values: list[Any] = [value for row in sheet_values(content) for value in row if value is not None]
    return " ".join(" ".join(str(value).split()) for value in values)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_is_printed_with_its_office_its_state_and_no_word_of_signing(world, request_, form):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        said = text_of(paper_of(task_id), form)
    for words in (
        "ỦY BAN NHÂN DÂN XÃ EA KAR", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO Chuyển đổi số tháng 11/2026",
        "Số liệu minh họa",
        "Đã phê duyệt trên hệ thống lúc 09:00 ngày 16/11/2026", "chưa ký số", "Nơi nhận:",
    ):  # fmt: skip
        assert words in said
    assert "đã ký" not in said.lower()
    assert "Bản nháp" not in said


def test_a_draft_says_that_it_is_one_and_proves_nothing(world, request_):
    task_id = task_of(request_, "24373")
    with at("2026-11-16 09:00"):
        fill(world, task_id, {"2": "405"})
        paper = paper_of(task_id)
    assert "Bản nháp, chưa phê duyệt" in paper.marks
    assert not paper.verification.address
    assert paper.signatures[-1].states == ()


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_is_the_same_bytes_and_a_correction_other_ones(world, request_, form):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        first = render(paper_of(task_id), form).content
    with at("2026-11-16 17:00"):
        assert render(paper_of(task_id), form).content == first
        api.give_number(task_id, "0123/BC-UBND", None, rights=now_rights("eakar.nhap"))
        assert render(paper_of(task_id), form).content != first


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_number_keeps_its_zero_on_every_paper(world, request_, form):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        api.give_number(task_id, " 0123/BC-UBND ", None, rights=now_rights("eakar.nhap"))
        assert "Số: 0123/BC-UBND" in text_of(paper_of(task_id), form)


@pytest.mark.parametrize("number", ["", "BC-UBND", "123", "=1+1", "0123/BC UBND", "9" * 70])
def test_a_number_without_its_symbol_is_refused_and_nothing_changes(world, request_, number):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"), undone():
        with pytest.raises(UnusableDocumentNumber):
            api.give_number(task_id, number, None, rights=now_rights("eakar.nhap"))
        assert api.given_number(task_id, rights=now_rights("eakar.nhap")) is None


def test_a_number_is_given_by_the_unit_alone(world, request_):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        with pytest.raises(UnknownAssignment):
            api.give_number(task_id, "1/BC-UBND", None, rights=now_rights("bmt.nhap"))
        with pytest.raises(NoRight):
            api.give_number(task_id, "1/BC-UBND", None, rights=now_rights("skhcn.tonghop"))


def test_every_figure_of_a_report_is_on_the_three_papers_as_the_api_has_it(world, request_):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        task, paper = api.task(task_id, rights=now_rights("eakar.nhap")), paper_of(task_id)
    table = paper.tables[0]
    place = next(at_ for at_, column in enumerate(table.columns) if column.key == "value")
    for view, row in zip(task.rows, table.rows, strict=True):
        assert row.cells[place].value == (view.cell.quantity.value if view.cell else None)
    printed = [cell for row in table.rows for cell in row.cells[3:] if cell.value is not None]
    assert any(cell.value == 405 for cell in printed)
    for form in (PaperFormat.PDF, PaperFormat.WORD):
        said = text_of(paper, form).split()
        assert all(cell.text in said for cell in printed)
    values = [
        Decimal(repr(one))
        for row in sheet_values(render(paper, "xlsx").content)
        for one in row
        if isinstance(one, int | float)
    ]
    assert values == [cell.value for cell in printed]


def test_the_pdf_carries_its_figures_for_machines(world, request_):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        attachment = paper_of(task_id).attachments[0]
    cells = json.loads(attachment.content)["cells"]
    assert {"row": "2", "column": "value", "text": "405", "value": "405"} in cells


def test_a_receipt_is_a_paper_of_its_own(world, request_):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        paper = api.receipt_paper(task_id, 1, rights=now_rights("eakar.nhap"))
    said = text_of(paper, PaperFormat.PDF)
    assert "PHIẾU XÁC NHẬN ĐÃ GỬI" in said
    assert "09:00 ngày 16/11/2026" in said
    assert "đúng hạn" in said


def test_a_partial_consolidation_says_x_of_n_and_compares_the_same_units(world, request_):
    sent_report(world, request_)
    with at("2026-11-17 13:42"):
        view = api.consolidation_view(request_.id, rights=now_rights("skhcn.tonghop"))
        paper = api.consolidation_paper(request_.id, rights=now_rights("skhcn.tonghop"))
    said = text_of(paper, PaperFormat.PDF)
    assert "1/4" in said
    assert "tính trên cùng 1 đơn vị ấy năm trước" in said
    row = next(row for row in paper.tables[0].rows if row.key == "2")
    total = view.totals["2"]
    assert [cell.value for cell in row.cells[4:9]] == [
        total.total.value, total.same_units_last_year.value, total.all_units_last_year.value,
        total.change_percent, total.year_to_date.value,
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_papers_are_downloaded_from_the_pages_that_show_them(world, request_, seat, form):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        for login, page, address in (
            ("eakar.nhap", f"/viec/{task_id}", f"/viec/{task_id}/tai-ve/{form}"),
            ("eakar.nhap", f"/viec/{task_id}/phieu/1", f"/viec/{task_id}/phieu/1/tai-ve/{form}"),
            ("skhcn.tonghop", f"/tong-hop/{request_.id}", f"/tong-hop/{request_.id}/tai-ve/{form}"),
        ):
            desk = seat(login)
            assert f'href="{address}"' in desk.open(page).html
            answer = desk.client.get(address)
            assert answer.status_code == 200
            assert answer["Content-Disposition"].endswith(f'.{form}"')
        assert seat("eakar.nhap").client.get(f"/viec/{task_id}/tai-ve/exe").status_code == 404
        assert seat("bmt.nhap").client.get(f"/viec/{task_id}/tai-ve/{form}").status_code == 404


def test_the_number_is_offered_to_those_alone_who_may_give_it(world, request_, seat):
    task_id = sent_report(world, request_)
    report, table = f"/viec/{task_id}", f"/tong-hop/{request_.id}"
    logins = ("eakar.nhap", "eakar.lanhdao", "skhcn.tonghop", "skhcn.lanhdao", "vp.khoa", "chutich")
    offered: dict[str, set[str]] = {report: set(), table: set()}
    with at("2026-11-16 10:00"):
        for page, login in product(offered, logins):
            desk, address = seat(login), f"{page}/so-van-ban"
            if f'href="{address}"' in desk.open(page).html:
                offered[page].add(login)
                assert 'name="number"' in desk.open(address).html
            else:
                assert 'name="number"' not in desk.open(address).html
                assert desk.send(address, number="1/BC").status in (403, 404)
    # The office adjusts what any agency consolidates (roles.md); a leader of the province reads.
    assert offered[report] == {"eakar.nhap", "eakar.lanhdao"}
    assert offered[table] == {"skhcn.tonghop", "skhcn.lanhdao", "vp.khoa"}


def test_the_office_writes_the_number_of_its_document_on_a_page(world, request_, seat):
    task_id = sent_report(world, request_)
    with at("2026-11-16 10:00"):
        desk = seat("eakar.nhap", english=True)
        assert desk.send(f"/viec/{task_id}/so-van-ban", number="BC").status == 422
        page = desk.send(f"/viec/{task_id}/so-van-ban", number="0123/BC-UBND", issued_on="2026-11-16")
        assert page.status == 200
        given = api.given_number(task_id, rights=now_rights("eakar.nhap"))
    assert given is not None
    assert (given.number, str(given.issued_on)) == ("0123/BC-UBND", "2026-11-16")
