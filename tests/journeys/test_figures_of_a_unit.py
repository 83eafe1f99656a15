"""A commune looks at its own figures: who uses them, what was asked twice; it takes a report's PDF back (story 3).

Everything without JavaScript on a phone; with TINHSO_PICTURES=1 each step leaves a picture.
"""

import re

from playwright.sync_api import expect

TRAINED = "Hộ được tập huấn kỹ năng số trong kỳ"


def ask_again(visitor, picture):
    """The office asks Ea Kar at short notice for a figure that the department asks already, and reads it instead."""
    office = visitor("vp.giaobaocao")
    office.goto(
        "/giao/dot-xuat?ten=Tập+huấn+kỹ+năng+số&ct=households_trained&don_vi=24373&ky=nd09:2026-11&han=2026-11-30&xem=1"
    )
    office.locator('input[name="dung_lai"]').first.check()
    picture(office, "unit-figures-01-asked-again")
    office.get_by_role("button", name="Giao báo cáo", exact=True).last.click()
    office.wait_for_load_state()
    assert re.search(r"/giao/\d+$", office.url), office.url


def test_a_commune_sees_all_its_figures_who_uses_them_and_what_was_asked_twice(visitor, picture):
    ask_again(visitor, picture)
    officer = visitor("eakar.nhap", width=390, scripts=False)
    officer.goto("/viec")
    officer.get_by_role("link", name=re.compile("Xem mọi số của đơn vị")).click()
    expect(officer).to_have_url(re.compile(r"/don-vi/24373/so-lieu$"))
    expect(officer.get_by_role("heading", level=1)).to_have_text("Số của xã tôi", use_inner_text=True)
    picture(officer, "unit-figures-02-all")
    twice = officer.locator("section", has=officer.locator("#twice-title"))
    assert TRAINED in twice.inner_text()
    expect(twice).to_contain_text("1 ô không phải nhập lần hai", use_inner_text=True)
    # Which form, which agency, which consolidated report.
    row = officer.get_by_role("row", name=TRAINED).first
    row.locator("summary").click()
    uses = row.inner_text()
    assert "Sở Khoa học và Công nghệ" in uses
    assert "dùng lại cho “Tập huấn kỹ năng số" in uses
    picture(officer, "unit-figures-03-uses")
    # Narrowed, as a file, and back to the record it came from.
    officer.goto("/don-vi/24373/so-lieu?nguon=connector")
    assert TRAINED not in officer.locator("tbody").inner_text()
    with officer.expect_download() as taken:
        officer.get_by_role("link", name="CSV", exact=True).click()
    lines = taken.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) > 10
    assert all(",connector," in line for line in lines[1:])
    officer.locator("tbody a", has_text="nguồn gốc").first.click()
    assert "Nguồn gốc" in officer.title()


def test_the_pdf_of_a_report_is_taken_back_only_when_every_figure_is_the_recorded_one(visitor, picture):
    officer = visitor("eakar.lanhdao", width=390, scripts=False)
    officer.goto("/don-vi/24373/so-lieu?tim=tap+huan")
    row = officer.get_by_role("row", name=TRAINED).first
    row.locator("summary").click()
    # The newest figure is of October: its report was sent, its address is the first use.
    row.get_by_role("link", name="Báo cáo chuyển đổi số tháng 10/2026").first.click()
    report = re.search(r"/viec/\d+", officer.url)[0]
    paper = officer.request.get(f"{report}/tai-ve/pdf")
    assert paper.body()[:5] == b"%PDF-"
    address = f"{report}/ban-pdf"
    # A paper that says other figures is refused, naming the first cell that differs.
    officer.goto(address)
    wrong = officer.request.get(f"{report}/phieu/1/tai-ve/pdf")
    upload(officer, wrong.body())
    expect(officer.locator("main")).to_contain_text("REP-114", use_inner_text=True)
    expect(officer.locator("main")).to_contain_text("Tệp không được nhận, không có gì thay đổi", use_inner_text=True)
    picture(officer, "paper-01-refused")
    # The report's own paper is kept; nobody says it is signed.
    officer.goto(address)
    upload(officer, paper.body())
    text = officer.locator("body").inner_text()
    assert "tất cả đúng như bản ghi" in text
    assert "Không có chữ ký số" in text
    assert "đã ký" not in text.lower()
    picture(officer, "paper-02-kept")


def upload(page, content):
    page.locator('input[type="file"]').set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="So và giữ tệp").click()
    page.wait_for_load_state()
