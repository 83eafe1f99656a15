"""Every page of the demonstration as each role meets it: it answers, fits, has no script error, axe finds nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looks import clean

# Light and dark, Vietnamese and English, desk and phone: each value met with each page, every pair of values somewhere.
PAGES = [
    ("", "/vao-vai"),
    ("", "/so-lieu"),
    ("", "/so-lieu/online_share"),
    ("", "/nguon-goc/kiem-tra"),
    ("", "/tai-khoan/login/"),
    ("eakar.nhap", "/viec"),
    ("eakar.nhap", "FORM"),
    ("eakar.nhap", "FORM/bang"),
    ("eakar.nhap", "GRID"),
    ("eakar.nhap", "GRID?kieu=trang"),
    ("eakar.nhap", "FORM/o/18"),
    ("eakar.nhap", "FORM/o/18/thon-buon"),
    ("eakar.nhap", "FORM/chia-dong"),
    ("eakar.lanhdao", "/viec"),
    ("eakar.lanhdao", "/viec/phe-duyet"),
    ("", "/_offline/vi"),
    ("eakar.nhap", "/so-cua-toi"),
    ("skhcn.tonghop", "/don-vi/24373/so-lieu?trang-thai=awaited"),
    ("skhcn.tonghop", "/tong-hop"),
    ("skhcn.tonghop", "CONSOLIDATION"),
    ("skhcn.tonghop", "LINES"),
    ("skhcn.tonghop", "FINDINGS"),
    ("skhcn.tonghop", "/nhap-excel"),
    ("skhcn.tonghop", "MAPPING"),
    ("skhcn.tonghop", "BELIEVED"),
    ("skhcn.tonghop", "/phan-to"),
    ("eakar.quantri", "/tai-khoan-don-vi"),
    ("eakar.quantri", "/tai-khoan-don-vi/tep"),
    ("eakar.lanhdao", "/tai-khoan-cua-toi/uy-quyen"),
    ("vp.giaobaocao", "/giao"),
    ("vp.giaobaocao", "/giao/moi?che_do=cds-so-thang&ky=nd09:2027-01"),
    ("vp.giaobaocao", "/giao/dot-xuat?bieu=01-cds-t&cap=commune&ky=nd09:2026-11&han=2026-11-20&xem=1"),
    ("vp.giaobaocao", "/giao/nhom"),
    ("vp.giaobaocao", "/giao/che-do"),
    ("vp.giaobaocao", "/giao/che-do/cds-thang"),
    ("vp.giaobaocao", "/giao/che-do/cds-thang/sua"),
    ("vp.giaobaocao", "REQUEST"),
    ("vp.giaobaocao", "REQUEST/doi"),
    ("vp.giaobaocao", "/bieu-mau"),
    ("vp.giaobaocao", "/bieu-mau/moi"),
    ("vp.giaobaocao", "/bieu-mau/01-cds-t"),
    ("cntt", "/lien-he/24373"),
    ("cntt", "/truy-cap-khan-cap"),
    ("cntt", "/ung-dung-dang-nhap"),
    ("cntt", "/van-hanh"),
    ("cntt", "/van-hanh/viec-nen"),
    ("cntt", "/van-hanh/ho-so-cap-do"),
    ("chutich", "/dieu-hanh"),
    ("chutich", "/dieu-hanh?don-vi-hanh-chinh=current&ky=nd09:2025-06"),
    ("chutich", "/so-lieu/households_trained"),
    ("chutich", "/khai-thac"),
    ("chutich", "/khai-thac?chi-tieu=households_trained&nhiet=1&tu=nd09:2026-06&den=nd09:2026-11"),
    ("chutich", "/khai-thac/tep-nen"),
    ("chutich", "/don-vi/24373"),
    ("chutich", "/nguon-goc?chi-tieu=households_trained&don-vi=66&ky=nd09:2026-10"),
    ("chutich", "/nguon-goc?chi-tieu=online_share&don-vi=66&ky=nd09:2026-10"),
    ("chutich", "/ke-hoach"),
    ("chutich", "/ke-hoach/plan-2026"),
    ("chutich", "/ke-hoach/plan-2026/p01"),
    ("chutich", "/ke-hoach/plan-2026/p01/giao"),
    ("chutich", "/nhiem-vu"),
    ("", "/danh-gia"),
    ("", "/danh-gia/dti-xa-2025"),
    ("vp.giaobaocao", "/danh-gia/dti-xa-tu-tinh/soan"),
    ("vp.khoa", "/cham-diem"),
    ("vp.khoa", "/cham-diem/1"),
    ("vp.khoa", "/cham-diem/1/ket-qua"),
    ("vp.khoa", "/cham-diem/1/ket-qua/nhom"),
    ("vp.khoa", "/cham-diem/1/ket-qua/phuong-phap"),
    ("eakar.nhap", "/cham-diem/1/24373?phan=1"),
    ("eakar.nhap", "/cham-diem/1/24373/tieu-chi/1.4"),
    ("skhcn.tonghop", "/cham-diem/tham-dinh"),
    ("skhcn.tonghop", "/cham-diem/1/24133/tham-dinh"),
    ("chutich", "/danh-gia/dti-xa-tu-tinh"),
    ("chutich", "/danh-gia/dti-xa-tu-tinh/don-vi/24373"),
    ("chutich", "/ke-hoach/plan-3330"),
    ("chutich", "/ke-hoach/plan-3330?tinh-den=2023-09-21"),
    ("chutich", "/ke-hoach/plan-3330/t06"),
    ("chutich", "/ke-hoach/plan-3330/open-sdg"),
    ("thanhtra", "/nhat-ky"),
    ("thanhtra", "/nhat-ky/moc"),
    ("cntt", "/"),
    ("", "/_style"),
    ("eakar.nhap", "FORM/dien-bien"),
    ("eakar.nhap", "FORM/de-cuong"),
    ("eakar.nhap", "FORM/xin-gia-han"),
    ("eakar.nhap", "FORM/nap-excel"),
    ("eakar.nhap", "FORM/so-van-ban"),
    ("eakar.nhap", "FORM/ban-pdf"),
    ("eakar.nhap", "/tai-khoan-cua-toi"),
    ("eakar.quantri", "ACCOUNT"),
    ("eakar.quantri", "ACCOUNT/uy-quyen"),
    ("skhcn.tonghop", "/tong-hop/theo-doi"),
    ("skhcn.tonghop", "NUMBER"),
    ("skhcn.tonghop", "AGAIN"),
    ("skhcn.tonghop", "/phan-to/sex"),
    ("vp.giaobaocao", "REQUEST/so-dung-lai"),
    ("vp.giaobaocao", "REQUEST/don-doc"),
    ("vp.giaobaocao", "/giao/che-do/moi?bieu=01-cds-t"),
    ("vp.giaobaocao", "/bieu-mau/nap-goi"),
    ("vp.giaobaocao", "/bieu-mau/01-cds-t/so-sanh"),
    ("vp.giaobaocao", "/danh-gia/dti-xa-tu-tinh/soan/phan/1"),
    ("chutich", "/danh-gia/dti-xa-tu-tinh/phuong-phap"),
    ("chutich", "/ban-chup"),
    ("thanhtra", "/nguon-goc/1"),
]
OF_A_TOTAL = {
    "LINES": "/excel", "FINDINGS": "/kiem-tra", "BELIEVED": "/gui-muon", "NUMBER": "/so-van-ban",
    "AGAIN": "/tong-hop-lai",
}  # fmt: skip


@pytest.fixture(scope="module")
def newest(reader):
    """The highest number of a request, as the office's list has it."""
    page = reader("vp.giaobaocao")
    page.goto("/giao")
    links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return max(int(found[1]) for link in links if link and (found := re.fullmatch(r"/giao/(\d+)", link)))


def address(page, path, newest):
    """Addresses that contain an id are taken from the list they stand in."""
    if path.startswith("FORM"):
        page.goto("/viec")
        return page.locator("main a.btn").first.get_attribute("href") + path.removeprefix("FORM")
    if path.startswith("GRID"):
        # A table of some request that the reader's unit answered: the newest that there is.
        newest = next(number for number in range(newest, 0, -1) if page.request.get(f"/viec/bang/{number}").ok)
        return f"/viec/bang/{newest}" + path.removeprefix("GRID")
    if path.startswith("REQUEST"):
        page.goto("/giao")
        return page.locator("main table a").first.get_attribute("href") + path.removeprefix("REQUEST")
    if path.startswith("ACCOUNT"):
        page.goto("/tai-khoan-don-vi")
        links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        account = next(link for link in links if link and re.fullmatch(r"/tai-khoan-don-vi/\d+", link))
        return account + path.removeprefix("ACCOUNT")
    if path == "CONSOLIDATION":
        page.goto("/tong-hop")
        return page.locator("main table a").nth(1).get_attribute("href")
    if path in OF_A_TOTAL:
        page.goto("/tong-hop")
        return page.locator("main table a").nth(1).get_attribute("href") + OF_A_TOTAL[path]
    if path == "MAPPING":
        page.goto("/nhap-excel")
        export = "Đơn vị;Chỉ tiêu;T8/2026\nXã Ea Kar;Số hộ nông dân tập huấn;410\n"
        file = {"name": "xuat.csv", "mimeType": "text/csv", "buffer": export.encode()}
        page.locator("#tep").set_input_files(file)
        page.locator("main form button").click()
        page.wait_for_load_state()
        return page.url
    return path


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_page_is_clean(reader, newest, picture, login, path):
    look_at(reader, newest, picture, login, path, theme="light", language="vi", width=1440)


def look_at(reader, newest, picture, login, path, *, theme, language, width):
    """Open a page and judge it: no error of a script, no wider than the screen, axe finds nothing."""
    page = reader(login, width=width, theme=theme, language=language)
    answer = page.goto(address(page, path, newest))
    assert answer.status == 200
    picture(page, f"{login or 'public'}{path.split('?')[0].replace('/', '-')}-{width}-{theme}-{language}")
    clean(page)


def test_without_scripts_the_form_is_filled_and_saved(visitor):
    page = visitor("bmt.nhap", width=390, scripts=False)
    page.goto("/viec")
    links = page.locator("main a.btn")
    if links.count():
        links.first.click()
        page.wait_for_load_state()
        expect(page.locator("main form").nth(0)).to_be_attached()
        clean(page)
