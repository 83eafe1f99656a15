"""A round from opening to commendation, and story 9: from the plan to an instruction with its letter.

The round is of 2025, so that the demonstration's own round of 2026 stays as it is. Whoever scores has a phone and no
script. Ea Kar alone sends: the others count by what figures say, which is what closing does with whoever did not send.
"""

import io
import subprocess
import sys
import zipfile

from playwright.sync_api import expect

from tests.journeys.looks import DESK, PHONE, clean, seen

EA_KAR = "24373"
SET = "dti-xa-2025"


BOTH = [("light", "vi", DESK), ("dark", "vi", PHONE)]
MIXED = [("dark", "en", DESK), ("light", "vi", PHONE)]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_a_round_from_opening_to_commendation(visitor, picture, tmp_path):
    office = visitor("vp.giaobaocao")
    office.goto(f"/cham-diem/mo/{SET}")
    picture(office, "round-open-1440")
    clean(office)
    office.locator("#round-period").fill("2025")
    for field, day in (("#due-self", "2026-11-20"), ("#due-appraise", "2026-12-10"), ("#due-close", "2026-12-31")):
        office.locator(field).fill(day)
    office.locator("#tham-dinh-6").select_option("H15.01")
    press(office, "Mở đợt chấm")
    here = office.url.removeprefix(visitor.site)

    unit = f"{here}/{EA_KAR}"
    officer = visitor("eakar.nhap", width=PHONE, scripts=False)
    officer.goto(f"{unit}?phan=tat-ca")
    for field in officer.locator('main input[name^="tl-"]').all():
        field.fill("90")
    for field in officer.locator('main select[name^="tl-"]').all():
        field.select_option(index=1)
    press(officer, "Lưu")
    officer.goto(f"{unit}/tieu-chi/1.1")
    officer.locator("#ev-title").fill("Báo cáo hạ tầng băng rộng của xã")
    officer.get_by_role("button", name="Thêm minh chứng").click()
    expect(officer.get_by_text("Báo cáo hạ tầng băng rộng của xã").first).to_be_visible()
    seen(visitor, picture, "eakar.nhap", f"{unit}/tieu-chi/1.1", "round-component", BOTH[1:])
    seen(visitor, picture, "eakar.nhap", f"{unit}?phan=1", "round-scoring", BOTH)
    officer.goto(f"{unit}?phan=1")
    press(officer, "Lưu và trình lãnh đạo")
    leader = visitor("eakar.lanhdao", width=PHONE)
    leader.goto(unit)
    press(leader, "Gửi thẩm định")

    appraise(visitor("skhcn.tonghop"), f"{unit}/tham-dinh", cut="1.1")
    seen(visitor, picture, "skhcn.tonghop", f"{unit}/tham-dinh", "round-appraise", BOTH[:1])
    appraise(visitor("vp.khoa"), f"{unit}/tham-dinh")

    chief = visitor("vp.khoa")
    chief.goto(here)
    seen(visitor, picture, "vp.khoa", here, "round-table", MIXED)
    press(chief, "Đóng đợt")
    expect(chief.get_by_text("Đã đóng đợt")).to_be_visible()
    result = f"{here}/ket-qua"
    seen(visitor, picture, "chutich", result, "round-result", MIXED)
    chief.goto(result)
    proposed = chief.locator("section", has=chief.locator("#proposed-title"))
    expect(proposed.get_by_role("link", name="Xã Ea Kar")).to_be_visible()
    assert chief.request.get(f"{result}/van-ban").body()[:2] == b"PK"
    zipfile.ZipFile(io.BytesIO(chief.request.get(f"{result}/goi").body())).extractall(tmp_path)
    script = [sys.executable, "-I", "-S", str(tmp_path / SET / "recompute.py")]
    done = subprocess.run(script, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout[-400:]
    assert f"\n1,{EA_KAR}," in done.stdout


def appraise(page, address, cut=""):
    """Agree with everything; of one component give half of the points, with the reason."""
    page.goto(address)
    for box in page.locator('main input[name="dong_y"]').all():
        if box.get_attribute("value") != cut:
            box.check()
    if cut:
        page.locator(f'[id="diem-{cut}"]').fill("5")
        page.locator(f'[id="ly-do-{cut}"]').fill("Minh chứng mới nêu kế hoạch, chưa có kết quả thực hiện.")
    press(page, "Ghi thẩm định")
    expect(page.locator("main .tone-bad[role=alert]")).to_have_count(0)


def test_story_nine_from_the_plan_to_an_instruction(visitor, picture):
    chairman = visitor("chutich")
    chairman.goto("/ke-hoach/plan-2026")
    seen(visitor, picture, "chutich", "/ke-hoach/plan-2026", "plan", BOTH[1:])
    chairman.locator('main a[href^="/ke-hoach/plan-2026/p01"]').first.click()
    chairman.wait_for_load_state()
    expect(chairman.locator("main")).to_contain_text("theo nhịp hiện nay", use_inner_text=True)
    # Three touches from the plan to a unit that makes the gap.
    expect(chairman.locator('main a[href^="/don-vi/"]').nth(0)).to_be_attached()
    seen(visitor, picture, "chutich", "/ke-hoach/plan-2026/p01", "target", MIXED)
    chairman.get_by_role("link", name="Giao nhiệm vụ").first.click()
    chairman.wait_for_load_state()
    seen(visitor, picture, "chutich", chairman.url, "instruction-form", BOTH[1:])
    chairman.locator('[name="noi_dung"]').fill("Rà soát từng xã, hướng dẫn người dân nộp hồ sơ trực tuyến.")
    chairman.locator('[name="chu_tri"]').select_option("H15.15")
    chairman.locator('[name="han"]').fill("2026-11-30")
    chairman.locator('form:has([name="noi_dung"]) button').first.click()
    chairman.wait_for_load_state()
    task = chairman.url.removeprefix(visitor.site)
    assert task.startswith("/nhiem-vu/"), chairman.locator("main").inner_text()[:600]
    assert chairman.request.get(f"{task}/van-ban").body()[:2] == b"PK"
    department = visitor("skhcn.tonghop", width=PHONE, scripts=False)
    department.goto(task)
    department.locator('[name="noi_dung"]').fill("Đã hướng dẫn xong ở các xã.")
    department.locator('[name="xong"]').check()
    department.locator('form:has([name="noi_dung"]) button').first.click()
    # Whoever ticks “done” does not decide it: the figure does.
    expect(department.locator("main")).to_contain_text("báo đã xong", use_inner_text=True)
    expect(department.locator("main")).to_contain_text("đang thực hiện", use_inner_text=True)
    seen(visitor, picture, "chutich", task, "instruction", MIXED)
