"""Pages that are worked with, not only read: other methods, a card of one's own, a state overruled, a question kept.

Each goes to the end of what a person came for; a phone without script where the page promises to do without.
"""

import re

from playwright.sync_api import expect

from tests.journeys.looks import PHONE, clean, seen
from tests.journeys.test_round_journey import BOTH, MIXED, press

CARD = "/danh-gia/dti-xa-tu-tinh"
JULY = "/khai-thac?chi-tieu=dossiers_received&tu=nd09:2025-06&den=nd09:2025-08&cap=commune"
NOVEMBER = "/khai-thac?chi-tieu=households_trained&tu=nd09:2026-10&den=nd09:2026-11&cap=commune"


def cells(table, column):
    return [row.locator("th, td").nth(column).inner_text() for row in table.locator("tbody tr").all()]


def test_a_reader_makes_the_index_in_another_way(visitor, picture):
    reader = visitor("chutich", width=PHONE, scripts=False)
    reader.goto(f"{CARD}/phuong-phap")
    ranked = reader.get_by_role("region", name="Thứ hạng theo các phương pháp")
    expect(ranked.locator("thead th")).to_have_count(3)
    official = cells(ranked, 1)
    for field, choice in (("chuan_hoa", "rank"), ("trong_so", "equal"), ("gop", "harmonic")):
        reader.locator(f"#by-{field}").select_option(choice)
    press(reader, "Tính lại")
    expect(ranked.locator("thead th")).to_have_count(5)
    assert cells(ranked, 1) == official, "the official ranks stay beside the others"
    assert sorted(map(int, cells(ranked, 3))) != official
    assert any(shift not in ("–", "0") for shift in cells(ranked, 4)), "somebody moved"
    for option in ("rank", "equal", "harmonic"):
        assert option in reader.url
    table = reader.request.get(reader.locator('main a[download][href*="csv"]').last.get_attribute("href")).text()
    assert len(table.splitlines()) > 1
    chosen = reader.url.removeprefix(visitor.site)
    # A z-score may be negative: no geometric mean of it, and the page says so instead of a table.
    reader.locator("#by-chuan_hoa").select_option("z_score")
    reader.locator("#by-gop").select_option("geometric")
    press(reader, "Tính lại")
    expect(reader.locator("main")).to_contain_text("Không tính được theo cách này", use_inner_text=True)
    expect(ranked.locator("thead th")).to_have_count(5)
    seen(visitor, picture, "chutich", chosen, "methods", BOTH + MIXED[:1])


def test_a_card_is_copied_built_up_and_published(visitor, picture):
    office = visitor("vp.giaobaocao")
    office.goto(f"{CARD}/soan/phan/1")
    saved = office.locator("[data-save-state]")
    points = office.locator('input[name^="points-"]')
    others = points.count() - 5
    new = office.locator("tbody tr").nth(others)
    for name, text in (("points", "2"), ("name_vi", "Trang thông tin có mục hỏi đáp"), ("code", "1.9")):
        new.locator(f'input[name^="{name}-"]').fill(text)
        new.locator(f'input[name^="{name}-"]').blur()
    new.locator('select[name^="shape-"]').select_option("yes_no")
    points.nth(1).fill("38")
    points.nth(1).blur()
    expect(saved).to_contain_text("lưu lúc")
    expect(office.locator("#part-sum")).to_contain_text("cả bộ 100 điểm")
    # Nobody pressed a button: a colleague who opens the draft finds it all.
    colleague = visitor("vp.giaobaocao", width=PHONE, scripts=False)
    colleague.goto(f"{CARD}/soan/phan/1")
    kept = colleague.locator('input[name^="code-"]').evaluate_all("fields => fields.map(one => one.value)")
    assert "1.9" in kept
    seen(visitor, picture, "vp.giaobaocao", f"{CARD}/soan/phan/1", "card-rows", BOTH)

    office.goto(f"{CARD}/soan")
    for field, text in (("#khoi-ma-0", "phuong"), ("#khoi-ten-0", "Khối phường"), ("#khoi-loai-0", "Phường")):
        office.locator(field).fill(text)
        office.locator(field).blur()
    for field, text in (("#card-code", "dti-xa-thu"), ("#card-title", "Bộ thử của tỉnh"), ("#card-day", "2026-12-01")):
        office.locator(field).fill(text)
        office.locator(field).blur()
    expect(saved).to_contain_text("lưu lúc")
    office.reload()
    expect(office.locator("#khoi-loai-0")).to_have_value("Phường")
    press(office, "Kiểm tra")
    expect(office.locator("main .tone-good[role=status]")).to_contain_text("Bộ chỉ số dùng được")
    clean(office)
    press(office, "Công bố phiên bản")
    expect(office.locator("body")).to_contain_text("Đã công bố phiên bản 1", use_inner_text=True)
    # The card it was copied from is what it was, and nothing of the draft is left.
    office.goto(f"{CARD}/soan")
    expect(office.locator("#card-code")).to_have_value("dti-xa-tu-tinh")
    expect(office.locator("#khoi-ma-0")).to_have_value("")


def test_a_state_is_overruled_with_a_reason_and_a_task_given(visitor, picture):
    chairman = visitor("chutich", width=PHONE, scripts=False)
    chairman.goto("/ke-hoach/plan-2026/p02")
    computed = chairman.locator("main .status, main .mark").first.inner_text()
    wanted = "khó hoàn thành" if "khó" not in computed else "chậm"
    chairman.locator("#judged-state").select_option(label=wanted)
    chairman.locator("#judged-reason").fill("Ba xã chưa có đường truyền trước quý I năm sau.")
    chairman.locator("#y-kien form button").first.click()
    main = chairman.locator("main")
    expect(main).to_contain_text("Trạng thái trên theo ý kiến của người có thẩm quyền", use_inner_text=True)
    expect(main).to_contain_text("Ba xã chưa có đường truyền", use_inner_text=True)
    # Both are told wherever the target stands: what somebody said, and what the figures say.
    chairman.goto("/ke-hoach/plan-2026")
    expect(main.get_by_text(wanted).first).to_be_visible()
    seen(visitor, picture, "vp.khoa", "/ke-hoach/plan-2026/p02", "overruled", BOTH)
    chairman.goto("/ke-hoach/plan-2026/p02")
    chairman.get_by_role("link", name="Giao nhiệm vụ").first.click()
    chairman.locator('[name="noi_dung"]').fill("Lập danh sách thôn buôn chưa có đường truyền.")
    chairman.locator('[name="chu_tri"]').select_option("H15.15")
    chairman.locator('[name="han"]').fill("2026-12-15")
    chairman.locator('form:has([name="noi_dung"]) button').first.click()
    task = chairman.url.removeprefix(visitor.site)
    assert task.startswith("/nhiem-vu/"), main.inner_text()[:400]
    chairman.goto("/ke-hoach/plan-2026/p02")
    expect(main.locator(f'a[href^="{task}"]').first).to_be_attached()
    # The opinion is taken back: the figure alone speaks again, the history keeps both.
    chairman.locator("#judged-state").select_option(label="rút ý kiến, theo số tính được")
    chairman.locator("#judged-reason").fill("Đã có kế hoạch kéo đường truyền.")
    chairman.locator("#y-kien form button").first.click()
    expect(main.get_by_text("Trạng thái trên theo ý kiến")).to_have_count(0)


def test_a_question_is_seen_in_both_structures_and_as_of_a_day(visitor, picture):
    reader = visitor("vp.khoa")
    reader.goto(JULY)
    told = reader.get_by_text(re.compile(r"\d+ hàng, \d+ kỳ")).first
    expect(told).to_contain_text("388 hàng")
    choose(reader, "Đơn vị hành chính", "don-vi-hanh-chinh=current")
    expect(told).to_contain_text("102 hàng")
    expect(told).to_contain_text("306/306")
    clean(reader)
    picture(reader, "explore-restated-1440")
    reader.goto(NOVEMBER)
    now = told.inner_text()
    choose(reader, "Số liệu tính đến", "tinh-den=2026-11-10")
    expect(told).not_to_have_text(now)
    assert "tinh-den=2026-11-10" in reader.url
    seen(visitor, picture, "vp.khoa", reader.url.removeprefix(visitor.site), "explore-as-of", [("dark", "vi", PHONE)])


def choose(page, picker, address):
    page.locator("details.picker", has=page.get_by_text(picker, exact=True)).locator("summary").click()
    page.locator(f'details.picker a[href*="{address}"]').first.click()
    page.wait_for_load_state()


def test_indicators_are_found_by_typing_and_stay_ticked(visitor):
    page = visitor("vp.khoa", width=PHONE)
    page.goto("/khai-thac")
    find, boxes = page.locator("#x-find"), page.locator('input[name="chi-tieu"]')
    assert boxes.count() > 60
    find.fill("ho tap huan")
    page.get_by_label("Hộ được tập huấn kỹ năng số trong kỳ").check()
    assert 0 < sum(one.is_visible() for one in boxes.all()) < 10
    find.fill("không có tên này")
    expect(page.get_by_role("status").filter(has_text="Không có chỉ tiêu nào khớp")).to_be_visible()
    find.press("Enter")
    assert page.url.endswith("/khai-thac"), "a question is sent by its button"
    find.fill("")
    expect(page.get_by_label("Hộ được tập huấn kỹ năng số trong kỳ")).to_be_checked()
    press(page, "Xem bảng")
    assert "chi-tieu=households_trained" in page.url
    plain = visitor("vp.khoa", scripts=False)
    plain.goto("/khai-thac")
    expect(plain.locator("#x-find")).to_be_hidden()


def test_a_question_is_shared_and_a_file_of_it_made_in_the_background(visitor, picture):
    asker = visitor("vp.khoa")
    asker.goto(NOVEMBER)
    asker.locator('input[name="ten"]').fill("Hộ được tập huấn, hai tháng")
    asker.locator('input[name="chung"]').check()
    press(asker, "Lưu góc xem")
    colleague = visitor("vp.giaobaocao", width=PHONE, scripts=False)
    colleague.goto("/khai-thac")
    colleague.get_by_role("link", name="Hộ được tập huấn, hai tháng").click()
    expect(colleague.get_by_text(re.compile(r"\d+ hàng, \d+ kỳ")).first).to_be_visible()
    assert "households_trained" in colleague.url

    # Two files: while the first is made the second waits, and is cancelled.
    for form in ("parquet", "csv"):
        asker.goto(NOVEMBER)
        asker.locator("#x-file").select_option(form)
        press(asker, "Tạo tệp ở nền")
    press_first = asker.locator("#file-jobs tbody tr").first.get_by_role("button")
    press_first.click()
    asker.wait_for_load_state()
    expect(asker.locator("#file-jobs tbody tr").first).to_contain_text("đã hủy")
    # The page follows the other by itself until it can be taken.
    ready = asker.locator("#file-jobs tbody tr").nth(1).get_by_role("link", name="Tải về")
    expect(ready).to_be_visible()
    file = asker.request.get(ready.get_attribute("href"))
    assert file.body()[:4] == b"PAR1"
    assert visitor("vp.giaobaocao").request.get(ready.get_attribute("href")).status == 404, "one's own files only"
    seen(visitor, picture, "vp.khoa", "/khai-thac/tep-nen", "file-jobs", MIXED)
