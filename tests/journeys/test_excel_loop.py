"""A commune's month in Excel: download, fill without a network, upload, look at every change; no script."""

import io
import re

from openpyxl import load_workbook
from playwright.sync_api import expect

REQUEST = "Báo cáo chuyển đổi số tháng 11/2026"
TRAINED = "Hộ được tập huấn kỹ năng số trong kỳ"


def excel_page(page):
    """Go from today's work to the Excel page of the month's form; return its address."""
    page.goto("/viec")
    page.locator("article, li", has_text=REQUEST).locator("a.btn").first.click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Điền bằng Excel").click()
    page.wait_for_load_state()
    return page.url


def filled(page, trained):
    """The downloaded form with the trained households typed."""
    link = page.get_by_role("link", name="Tải tệp .xlsx").get_attribute("href")
    book = load_workbook(io.BytesIO(page.request.get(link).body()))
    sheet = book.worksheets[0]
    column = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == "cot:value")
    for row in sheet.iter_rows():
        if str(row[0].value or "").startswith("dong:"):
            cell = sheet.cell(row[0].row, column)
            if row[2].value == TRAINED:
                cell.value = trained
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(page, data):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("#tep").set_input_files({"name": "bieu.xlsx", "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="Xem thay đổi").click()
    page.wait_for_load_state()


def test_a_filled_form_shows_its_changes_and_faults_before_anything_is_kept(visitor, picture):
    officer = visitor("eakar.nhap", width=390, scripts=False)
    address = excel_page(officer)
    upload(officer, filled(officer, "nhiều hộ"))
    assert re.search(r"[A-Z]+\d+", officer.get_by_role("alert").first.inner_text())
    picture(officer, "excel-faults-390")
    officer.goto(address)
    upload(officer, filled(officer, 405))
    expect(officer.get_by_role("row", name=TRAINED)).to_contain_text("4.395", use_inner_text=True)
    picture(officer, "excel-preview-390")
