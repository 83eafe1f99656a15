"""One address to be asked for each line of docs/reference/route-rights.md, and what it speaks of."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer

from tests.properties.rights_evaluation import plan_cases
from tests.properties.rights_table import Case, Target
from tests.properties.rights_world import ATTACHED, BACK, DEPARTMENT, OFFICE, OTHER_DEPARTMENT, Met
from tests.properties.small_province import BMT, EA_KAR, NOVEMBER, PROVINCE
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.tests.test_accounts_file import csv_of
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import CellCounts, ExcelPreview, LinesPreview
from tinhso.engines.reporting.testing import now_rights
from tinhso.engines.reporting.tests.forms.test_annex_reading import one_row_head
from tinhso.engines.reporting.tests.forms.test_package_upload import a_package
from tinhso.engines.reporting.web.consolidation.lines_promise import promise as lines_promise
from tinhso.engines.reporting.web.entry.excel_promise import promise
from tinhso.engines.reporting.web.forms.package_promise import promise as package_promise
from tinhso.engines.trust import api as trust

REASON = {"reason": "rà soát lại"}
# The department reports the total of the province.
TOTAL = Target(
    {"department": DEPARTMENT, "receiver": DEPARTMENT, "assigner": OFFICE}, frozenset({DEPARTMENT, PROVINCE})
)
# A request is seen by whoever sees one of its reports.
REQUEST = Target(
    {"assigner": OFFICE, "receiver": DEPARTMENT, "reader": OFFICE},
    frozenset({BMT, EA_KAR, "22015", "22045", DEPARTMENT, PROVINCE, OFFICE}),
)

# Nobody consolidates it: the units report to the office.
LISTED = Target({"assigner": OFFICE}, frozenset({BMT, EA_KAR, "22015", "22045"}))


def report_of(unit: str) -> Target:
    """A report of a commune: sent to the department, assigned by the office."""
    units = {"report": unit, "reported": unit, "receiver": DEPARTMENT, "assigner": OFFICE}
    return Target(units, frozenset({unit}))


def figure_of(unit: str, *, public: bool) -> Target:
    return Target({"figure": unit, "row": unit}, frozenset({unit}), is_public=public)


def cases(met: Met) -> list[Case]:
    """Every case of the walk."""
    return [
        *_plain(),
        *_figures(met),
        *_reports(met),
        *_workbooks(met),
        *_totals(met),
        *_requests(met),
        *_forms(met),
        *_regimes(),
        *plan_cases(met),
        *_accounts(),
        *_applications(met),
        *_machines(met),
    ]


def _plain() -> list[Case]:
    pages = ("/", "/sw.js", "/suc-khoe", "/_style", "/dieu-hanh", "/dieu-hanh/csv", "/so-lieu", "/khai-thac",
             "/nguon-goc/kiem-tra", "/nguon-goc/verify_figure.py", "/nhat-ky", "/nhat-ky/moc", "/viec",
             "/viec/phe-duyet", "/tong-hop", "/giao", "/giao/moi", "/giao/nhom", "/giao/dot-xuat", "/healthz",
             "/readyz", "/van-hanh", "/van-hanh/viec-nen", "/van-hanh/ho-so-cap-do")  # fmt: skip
    found = [Case((page, "GET", ""), page) for page in pages]
    found.append(Case(("/_offline/<str:language>", "GET", ""), "/_offline/vi"))
    found.append(Case(("/van-hanh/viec-nen", "POST", ""), "/van-hanh/viec-nen"))
    found.append(Case(("/van-hanh/ho-so-cap-do/<slug:form>", "GET", ""), "/van-hanh/ho-so-cap-do/xlsx"))
    found.append(Case(("/_theme", "POST", ""), "/_theme", data={"theme": "dark"}))
    found.append(Case(("/viec", "POST", "seen"), "/viec", data={"act": "seen"}))
    found.append(Case(("/_language", "POST", ""), "/_language", data={"language": "en"}))
    found.append(Case(("/don-vi/<str:code>", "GET", ""), f"/don-vi/{EA_KAR}?ky={NOVEMBER}"))
    found.append(Case(("/so-cua-toi", "GET", ""), "/so-cua-toi"))
    found += _kept_for_oneself()
    own = figure_of(EA_KAR, public=False)
    for tail in ("", "/<slug:form>"):
        address = f"/don-vi/{EA_KAR}/so-lieu{'/csv' if tail else ''}"
        found.append(Case((f"/don-vi/<str:code>/so-lieu{tail}", "GET", ""), address, own))
    assigned = {"che_do": "cds-thang", "ky": "nd09:2026-12"}
    office, group = Target({"assigner": OFFICE}), {"ten": "Các xã biên giới", "don_vi": EA_KAR}
    ad_hoc = {"ten": "Đột xuất", "ct": "villages", "don_vi": EA_KAR, "ky": NOVEMBER, "han": "2026-11-30"}
    found.append(Case(("/giao/dot-xuat", "POST", ""), "/giao/dot-xuat", office, ad_hoc))
    found.append(Case(("/giao/nhom", "POST", ""), "/giao/nhom", office, group))
    return [*found, Case(("/giao/moi", "POST", ""), "/giao/moi", office, assigned)]


def _kept_for_oneself() -> list[Case]:
    """Saved views and kept pages: anybody signed in makes their own, nobody reaches those of others."""
    asked = "chi-tieu=households_trained"
    return [
        Case(("/ban-chup", "GET", ""), "/ban-chup"),
        Case(("/ban-chup", "POST", ""), "/ban-chup", data={"trang": "khai-thac", "dia-chi": asked}),
        Case(("/ban-chup/<int:page_id>", "GET", ""), "/ban-chup/1"),
        Case(("/ban-chup/<int:page_id>/tep", "GET", ""), "/ban-chup/1/tep"),
        Case(("/khai-thac/tep-nen", "GET", ""), "/khai-thac/tep-nen"),
        Case(("/khai-thac/tep-nen", "POST", ""), "/khai-thac/tep-nen", data={"tep": "csv", "dia-chi": asked}),
        Case(("/khai-thac/tep-nen/<int:file_id>/huy", "POST", ""), "/khai-thac/tep-nen/999/huy", data={"huy": "1"}),
        Case(("/khai-thac/tep-nen/<int:file_id>/tai", "GET", ""), "/khai-thac/tep-nen/999/tai"),
        Case(("/khai-thac/goc-xem", "POST", ""), "/khai-thac/goc-xem", data={"ten": "Hộ", "dia-chi": asked}),
        Case(("/khai-thac/goc-xem/<int:view_id>/bo", "POST", ""), "/khai-thac/goc-xem/1/bo", data={"bo": "1"}),
    ]


def _figures(met: Met) -> list[Case]:
    found = []
    for code, act, entry in (
        ("households_trained", "public", met.public_entry),
        ("spent", "internal", met.internal_entry),
    ):
        target = figure_of(EA_KAR, public=act == "public")
        asked = urlencode({"chi-tieu": code, "don-vi": EA_KAR, "ky": NOVEMBER})
        proof = urlencode({"indicator": code, "unit": EA_KAR, "period": NOVEMBER})
        explored = urlencode({"chi-tieu": code, "tu": NOVEMBER, "den": NOVEMBER})
        series = urlencode({"indicator": code, "level": "commune", "periods": NOVEMBER})
        found += [
            Case(("/so-lieu/<slug:code>", "GET", act), f"/so-lieu/{code}?ky={NOVEMBER}", target),
            Case(("/so-lieu/<slug:code>/csv", "GET", act), f"/so-lieu/{code}/csv?cap=commune&ky={NOVEMBER}", target),
            Case(("/khai-thac/tep/<slug:form>", "GET", act), f"/khai-thac/tep/csv?{explored}", target),
            Case(("/nguon-goc", "GET", act), f"/nguon-goc?{asked}", target),
            Case(("/nguon-goc/phieu", "GET", act), f"/nguon-goc/phieu?{asked}", target),
            Case(("/nguon-goc/<int:entry_id>", "GET", act), f"/nguon-goc/{entry}", target),
            Case(("/nguon-goc/<int:entry_id>/phieu", "GET", act), f"/nguon-goc/{entry}/phieu", target),
            Case(("/api/v1/figures/{entry_id}/proof", "GET", act), f"/api/v1/figures/{entry}/proof", target),
            Case(("/api/v1/proof", "GET", act), f"/api/v1/proof?{proof}", target),
            Case(("/api/v1/series", "GET", act), f"/api/v1/series?{series}", target),
        ]
    return found


def _reports(met: Met) -> list[Case]:
    """Reports of both communes; acts where the state lets them happen."""
    task, ea_kar, bmt = "/viec/<int:task_id>", report_of(EA_KAR), report_of(BMT)
    found = []
    for number, target in ((met.province.ea_kar, ea_kar), (met.province.bmt, bmt), (met.drafting, ea_kar)):
        for tail in ("", "/bang", "/phe-duyet", "/dien-bien", "/sua-lai", "/excel", "/nap-excel"):
            found.append(Case((task + tail, "GET", ""), f"/viec/{number}{tail}", target))
        found.append(Case((f"{task}/o/<str:row_no>", "GET", ""), f"/viec/{number}/o/2", target))
    found.append(Case((f"{task}/phieu", "GET", ""), f"/viec/{met.province.ea_kar}/phieu", ea_kar))
    found.append(Case((f"{task}/phieu/<int:number>", "GET", ""), f"/viec/{met.sent}/phieu/1", bmt))
    found += _papers(met)
    typed = {"act": "save", "c3": "78"}
    locked = met.province.locked_ea_kar
    later = {"due_on": "2026-11-20"} | REASON
    found += [
        Case((f"{task}/xin-gia-han", "GET", ""), f"/viec/{met.drafting}/xin-gia-han", ea_kar),
        Case((f"{task}/xin-gia-han", "POST", ""), f"/viec/{met.drafting}/xin-gia-han", ea_kar, later),
    ]
    return [
        *found,
        *_grids(met),
        *_entry(met, task, ea_kar),
        Case((task, "POST", "save"), f"/viec/{met.drafting}", ea_kar, typed),
        Case((task, "POST", "send"), f"/viec/{met.drafting}", ea_kar, typed | {"act": "send", "c4": "38"}),
        Case((f"{task}/tu-luu", "POST", ""), f"/viec/{met.drafting}/tu-luu", ea_kar, {"c3": "78"}),
        *_excel(met, task, ea_kar),
        Case(("/viec/phe-duyet", "POST", ""), "/viec/phe-duyet", bmt, {"chon": str(met.province.bmt)}),
        Case((f"{task}/phe-duyet", "POST", "approve"), f"/viec/{met.province.bmt}/phe-duyet", bmt, {"act": "approve"}),
        Case(
            (f"{task}/phe-duyet", "POST", "send back"), f"/viec/{met.province.bmt}/phe-duyet", bmt,
            {"act": "send_back"} | REASON,
        ),
        Case((f"{task}/sua-lai", "POST", "withdraw"), f"/viec/{met.sent}/sua-lai", bmt, REASON),
        Case((f"{task}/sua-lai", "POST", "correct"), f"/viec/{locked}/sua-lai", ea_kar, REASON),
    ]  # fmt: skip


def _excel(met: Met, task: str, target: Target) -> list[Case]:
    """An untouched file to look at, and a preview of the drafter's own to keep."""
    address, name, drafter = f"/viec/{met.drafting}/nap-excel", f"{task}/nap-excel", now_rights("eakar.nhap")
    file = SimpleUploadedFile("bieu.xlsx", _untouched(met.drafting))
    seen = ExcelPreview(trust.now(), (), (), (), (), 0, CellCounts())
    token = promise(met.drafting, drafter.user_id, seen)
    return [
        Case((name, "POST", "preview"), address, target, {"act": "preview", "tep": file}),
        Case((name, "POST", "keep"), address, target, {"act": "keep", "xem": token}),
    ]


def _packed() -> str:
    """A package that the department's own person has looked at."""
    rights = now_rights("skhcn.tonghop")
    return package_promise(rights.user_id, a_package(), reporting.preview_package(a_package(), rights=rights))


@cache
def _untouched(task_id: int) -> bytes:
    return reporting.form_workbook(task_id, rights=now_rights("eakar.nhap")).content


def _entry(met: Met, task: str, target: Target) -> list[Case]:
    """What goes with a form that is being filled: files, thôn and buôn, rows among colleagues."""
    here, file = f"/viec/{met.drafting}", f"/minh-chung/{met.evidence}"
    villages, attached = f"{task}/o/<str:row_no>/thon-buon", SimpleUploadedFile("a.pdf", ATTACHED)
    return [
        Case((f"{task}/minh-chung", "POST", ""), f"{here}/minh-chung", target, {"row": "2", "file": attached}),
        Case(("/minh-chung/<int:evidence_id>", "GET", ""), file, target),
        Case(("/minh-chung/<int:evidence_id>/bo", "POST", ""), f"{file}/bo", target, {"task": met.drafting}),
        Case((f"{task}/o/<str:row_no>", "POST", ""), f"{here}/o/2", target, {"text": "Đã kiểm tra."}),
        Case((villages, "GET", ""), f"{here}/o/2/thon-buon", target),
        Case((villages, "POST", ""), f"{here}/o/2/thon-buon", target, {"name": "Buôn 1", "value": "5"}),
        Case((f"{task}/danh-sach", "GET", ""), f"/viec/{met.listing}/danh-sach", target),
        Case((f"{task}/danh-sach", "POST", ""), f"/viec/{met.listing}/danh-sach", target, {"cot_c1": "Chợ"}),
        Case(
            (f"{task}/danh-sach/tep/<int:file_id>", "GET", ""),
            f"/viec/{met.listing}/danh-sach/tep/{met.list_file}",
            target,
        ),
        Case(
            (f"{task}/danh-sach/tep/<int:file_id>", "POST", "take"),
            f"/viec/{met.listing}/danh-sach/tep/{met.list_file}",
            target,
            {"act": "take", "dong_dau": "2", "cot_c1": "A", "trang_tinh": "Sheet"},
        ),
        *_units_lists(met, target),
        Case((f"{task}/danh-sach/tai", "GET", ""), f"/viec/{met.listing}/danh-sach/tai", target),
        Case((f"{task}/chia-dong", "GET", ""), f"{here}/chia-dong", target),
        Case((f"{task}/chia-dong", "POST", ""), f"{here}/chia-dong", target, {"r1": ""}),
    ]


def _units_lists(met: Met, target: Target) -> list[Case]:
    """The lists of every unit that somebody enters for; here the commune's own alone."""
    page, here = "/viec/bang/<int:request_id>/danh-sach", f"/viec/bang/{met.listing_alone}/danh-sach"
    save, lines = "/viec/danh-sach/tu-luu", {"seen": 0, "first": 0, "replaced": 0, "lines": [{"c1": "Chợ"}]}
    return [
        Case((page, "GET", ""), here, target),
        Case((page, "POST", ""), here, target, {f"seen_{met.listing}": "0", f"cot_{met.listing}_c1": "Chợ"}),
        Case((save, "POST", ""), save, target, json={"lists": {str(met.listing): lines}}),
    ]


def _grids(met: Met) -> list[Case]:
    """The table of a department that enters for a commune."""
    page, number, key = "/viec/bang/<int:request_id>", met.on_behalf_request, f"{met.on_behalf}/2/value"
    units = {"report": OTHER_DEPARTMENT, "reported": OTHER_DEPARTMENT, "receiver": DEPARTMENT, "assigner": OFFICE}
    target = Target(units, frozenset({OTHER_DEPARTMENT, EA_KAR}))
    cells = {"cells": {key: {"text": "78", "version": 0}}}
    return [
        Case((page, "GET", ""), f"/viec/bang/{number}", target),
        Case((page, "GET", ""), f"/viec/bang/{number}?kieu=trang", target),
        Case((page, "POST", "save"), f"/viec/bang/{number}?kieu=trang", target, {f"c.{key}": "78"}),
        Case(("/viec/bang/tu-luu", "POST", ""), "/viec/bang/tu-luu", target, json=cells),
    ]


def _workbooks(met: Met) -> list[Case]:
    """Somebody's own workbook: kept by the office, and a mapping of it saved."""
    one, target = "/nhap-excel/<int:file_id>", Target({"importer": OFFICE})
    kept = reporting.keep_workbook("a.xlsx", _untouched(met.drafting), rights=now_rights("vp.khoa")).id
    file = SimpleUploadedFile("bieu.xlsx", _untouched(met.drafting))
    reading = {"act": "save", "ten": "Sổ", "cot": "F", "dong_dau": "1", "trang_tinh": "Biểu"}
    reading |= {"don_vi_o": "fixed", "don_vi": EA_KAR, "ky_o": "fixed", "ky": NOVEMBER}
    return [
        Case(("/nhap-excel", "GET", ""), "/nhap-excel"),
        Case(("/nhap-excel", "POST", ""), "/nhap-excel", data={"tep": file}),
        Case((one, "GET", ""), f"/nhap-excel/{kept}", target),
        Case((one, "POST", "save"), f"/nhap-excel/{kept}", target, reading | {"chi_tieu_o": "row", "chi_tieu": "1"}),
    ]


def _totals(met: Met) -> list[Case]:
    """What the department and the office do to a request."""
    page, november, october = "/tong-hop/<int:request_id>", met.province.november.id, met.province.october.id
    line = {"row": "2", "title": "Sở làm thêm", "value": "5"} | REASON
    bmt = report_of(BMT)
    acts: list[tuple[str, int, Target, dict[str, Any]]] = [
        ("tiep-nhan", met.late_request, bmt, {"chon": met.sent}),
        ("tra-lai", met.late_request, bmt, {"chon": met.sent} | REASON),
        ("tra-nhieu", met.late_request, bmt, {"chon": met.sent} | REASON),
        ("hoi-o", met.late_request, bmt, {"chon": met.sent, "row": "2", "text": "Vì sao?"}),
        ("da-ro", met.late_request, bmt, {"chon": met.sent, "row": "2"}),
        ("dieu-chinh", november, TOTAL, line),
        ("rut-dieu-chinh", november, TOTAL, {"chon": met.line} | REASON),
        ("chep-dong", november, TOTAL, {}),
        ("trinh", november, TOTAL, {}),
        ("gui-len", met.waiting_request, TOTAL, {}),
        ("tra-nguoi-tong-hop", met.waiting_request, TOTAL, REASON),
        ("tiep-nhan-tong-hop", met.late_request, TOTAL, {}),
        ("tra-tong-hop", met.late_request, TOTAL, REASON),
        ("khoa", november, REQUEST, {}),
        ("mo-khoa", october, REQUEST, REASON),
    ]
    name = f"{page}/<slug:verb>"
    return [
        Case((page, "GET", ""), f"/tong-hop/{november}", REQUEST),
        Case((name, "GET", ""), f"/tong-hop/{november}/khoa"),
        Case(("/tong-hop/theo-doi", "GET", ""), "/tong-hop/theo-doi"),
        Case(("/tong-hop/theo-doi", "POST", ""), "/tong-hop/theo-doi", data={"act": "save"}),
        Case((f"{page}/tai/<slug:file_format>", "GET", ""), f"/tong-hop/{november}/tai/csv", REQUEST),
        Case((f"{page}/danh-sach", "GET", ""), f"/tong-hop/{met.listed_request}/danh-sach", LISTED),
        Case((f"{page}/danh-sach/<str:form>", "GET", ""), f"/tong-hop/{met.listed_request}/danh-sach/xlsx", LISTED),
        Case((f"{page}/tong-hop-lai", "GET", ""), f"/tong-hop/{november}/tong-hop-lai", TOTAL),
        Case((f"{page}/tong-hop-lai", "POST", ""), f"/tong-hop/{october}/tong-hop-lai", TOTAL, REASON),
        Case((f"{page}/so-van-ban", "GET", ""), f"/tong-hop/{november}/so-van-ban", TOTAL),
        Case((f"{page}/so-van-ban", "POST", ""), f"/tong-hop/{november}/so-van-ban", TOTAL, {"number": "7/BC-SKHCN"}),
        Case((f"{page}/ban/<int:number>", "GET", ""), f"/tong-hop/{met.late_request}/ban/1", TOTAL),
        Case(
            (f"{page}/ban/<int:number>/<slug:file_format>", "GET", ""), f"/tong-hop/{met.late_request}/ban/1/csv", TOTAL
        ),
        *_lines(f"{page}/excel", november),
        Case((f"{page}/gui-muon", "GET", ""), f"/tong-hop/{november}/gui-muon", REQUEST),
        *(
            Case(
                (f"{page}/gui-muon", "POST", act),
                f"/tong-hop/{request}/gui-muon",
                bmt,
                {"act": act, "chon": report} | REASON,
            )
            for act, request, report in (
                ("accept", met.late_request, met.sent),
                ("revoke", met.believed_request, met.believed),
            )
        ),
        Case((f"{page}/kiem-tra", "GET", ""), f"/tong-hop/{november}/kiem-tra", REQUEST),
        Case(
            (f"{page}/kiem-tra", "POST", ""),
            f"/tong-hop/{met.late_request}/kiem-tra",
            bmt,
            {"chon": f"{met.sent}|3|slip|1"},
        ),
        *(
            Case((name, "POST", verb), f"/tong-hop/{number}/{verb}", target, data)
            for verb, number, target, data in acts
        ),
    ]


def _lines(page: str, number: int) -> list[Case]:
    """The department's own lines through a workbook."""
    rights, address = now_rights("skhcn.tonghop"), f"/tong-hop/{number}/excel"
    file = SimpleUploadedFile("tong-hop.xlsx", reporting.lines_workbook(number, rights=rights).content)
    token = lines_promise(number, rights.user_id, LinesPreview(trust.now(), (), (), (), (), 0))
    return [
        Case((page, "GET", ""), address, TOTAL),
        Case((f"{page}/tai", "GET", ""), f"{address}/tai", TOTAL),
        Case((page, "POST", "preview"), address, TOTAL, {"act": "preview", "tep": file}),
        Case((page, "POST", "keep"), address, TOTAL, {"act": "keep", "xem": token}),
    ]


def _requests(met: Met) -> list[Case]:
    page, number = "/giao/<int:request_id>", met.province.november.id
    called = {"act": "call", "goi": met.untouched, "ket_qua": "reached"}
    contact = {"act": "save", "office": "Văn phòng", "role": "Đầu mối báo cáo", "phone": "0262 000 0000"}
    target, bmt, chosen = report_of("22015"), report_of(BMT), {"chon": met.untouched}
    later = {"act": "extend", "due_on": "2026-11-20"} | chosen | REASON
    return [
        Case((page, "GET", ""), f"/giao/{number}", REQUEST),
        Case(("/tong-hop/<int:request_id>/tai-ve/<str:form>", "GET", ""), f"/tong-hop/{number}/tai-ve/xlsx", REQUEST),
        Case((f"{page}/don-doc", "GET", ""), f"/giao/{number}/don-doc", REQUEST),
        Case((f"{page}/so-dung-lai", "GET", ""), f"/giao/{number}/so-dung-lai", REQUEST),
        Case((page, "POST", "remind"), f"/giao/{number}", target, {"act": "remind"} | chosen),
        Case((page, "POST", "extend"), f"/giao/{number}", target, later),
        Case((page, "POST", "mail"), f"/giao/{number}", target, {"act": "mail"} | chosen),
        Case((page, "POST", "call"), f"/giao/{number}", target, called),
        Case((f"{page}/cong-van", "GET", ""), f"/giao/{number}/cong-van", REQUEST),
        Case(("/lien-he/<str:code>", "GET", ""), f"/lien-he/{EA_KAR}", figure_of(EA_KAR, public=False)),
        Case(("/lien-he/<str:code>", "POST", ""), f"/lien-he/{EA_KAR}", figure_of(EA_KAR, public=False), contact),
        Case((page, "POST", "grant ask"), f"/giao/{number}", bmt, {"act": "grant_ask", "ask": met.asked}),
        Case((page, "POST", "refuse ask"), f"/giao/{number}", bmt, {"act": "refuse_ask", "ask": met.asked} | REASON),
        Case((f"{page}/doi", "GET", ""), f"/giao/{number}/doi", REQUEST),
        Case((f"{page}/doi", "POST", "change"), f"/giao/{number}/doi", REQUEST, {"han_commune": "2026-11-18"} | REASON),
        Case(
            (f"{page}/doi", "POST", "replace"), f"/giao/{met.waiting_request}/doi", REQUEST,
            {"act": "replace", "che_do": "cds-thang"} | REASON,
        ),
        Case((page, "POST", "cancel"), f"/giao/{met.waiting_request}", REQUEST, {"act": "cancel"} | REASON),
    ]  # fmt: skip


def _forms(met: Met) -> list[Case]:
    """Forms and the department's draft of the next version of one."""
    draft, drawn = "/bieu-mau/nhap/<int:draft_id>", f"/bieu-mau/nhap/{met.form_draft}"
    keeper, one = Target({"keeper": DEPARTMENT}), "/bieu-mau/<str:code>"
    seen = {"revision": "1"}
    chosen = seen | {"q1": "villages"}
    begun = {"name_vi": "Biểu mới", "owner": DEPARTMENT}
    ways, more = "/phan-to/<str:code>", {"items": "Bưu chính", "act": "extend"}
    found = [
        Case(("/phan-to", "GET", ""), "/phan-to"),
        Case(("/phan-to", "POST", ""), "/phan-to", data={"name_vi": "Nhóm tuổi", "items": "Trẻ", "act": "create"}),
        Case((ways, "GET", ""), "/phan-to/hinh_thuc_nop"),
        Case((ways, "POST", "extend, end"), "/phan-to/hinh_thuc_nop", data=more),
        Case(
            (ways, "POST", "split"),
            "/phan-to/hinh_thuc_nop",
            keeper,
            {"act": "split", "indicator": "dossiers_received", "valid_from": "2026-12-01"},
        ),
        Case((f"{ways}/goi", "GET", ""), "/phan-to/hinh_thuc_nop/goi"),
        Case(("/bieu-mau", "GET", ""), "/bieu-mau"),
        Case(("/bieu-mau/moi", "GET", ""), "/bieu-mau/moi"),
        Case(("/bieu-mau/moi", "POST", ""), "/bieu-mau/moi", keeper, begun),
        # Without a file: whoever may is told so on the page, which is no refusal of a right.
        Case(
            ("/bieu-mau/tu-excel", "POST", ""),
            "/bieu-mau/tu-excel",
            data={"tep": SimpleUploadedFile("phu-luc.xlsx", one_row_head())},
        ),
        Case(("/bieu-mau/nap-goi", "GET", ""), "/bieu-mau/nap-goi"),
        Case(
            ("/bieu-mau/nap-goi", "POST", "preview"),
            "/bieu-mau/nap-goi",
            data={"act": "preview", "tep": SimpleUploadedFile("goi.zip", a_package())},
        ),
        Case(("/bieu-mau/nap-goi", "POST", "keep"), "/bieu-mau/nap-goi", data={"act": "keep", "xem": _packed()}),
        Case((one, "GET", ""), "/bieu-mau/bieu-01-cds-t"),
        Case((one, "POST", ""), "/bieu-mau/bieu-01-cds-t", keeper),
        Case((f"{one}/goi", "GET", ""), "/bieu-mau/bieu-01-cds-t/goi"),
        Case((f"{one}/tai-ve/<str:form>", "GET", ""), "/bieu-mau/bieu-01-cds-t/tai-ve/docx"),
        Case((f"{one}/so-sanh", "GET", ""), "/bieu-mau/bieu-01-cds-t/so-sanh?tu=1&den=1"),
    ]
    pages: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("", "", {"act": "row:up:1"} | seen),
        ("/chi-tieu", "/chi-tieu", seen),
        ("/dong/<int:at>", "/dong/1", chosen),
        ("/thu", "/thu?don-vi=24373", {"act": "save", "c3": "7"}),
    )
    for tail, address, data in pages:
        found.append(Case((draft + tail, "GET", ""), drawn + address, keeper))
        found.append(Case((draft + tail, "POST", ""), drawn + address, keeper, data))
    publish, day = f"{draft}/cong-bo", {"valid_from": "2026-11-17"}
    return [
        *found,
        Case((publish, "GET", ""), f"{drawn}/cong-bo", keeper),
        Case((publish, "POST", "publish"), f"{drawn}/cong-bo", keeper, {"act": "publish"} | day),
        Case((publish, "POST", "discard"), f"{drawn}/cong-bo", keeper, {"act": "discard"}),
    ]


def _regimes() -> list[Case]:
    """Report regimes: the office's own, read by everybody who assigns."""
    office, one = Target({"assigner": OFFICE}), "/giao/che-do/<str:code>"
    said = {
        "ten": "Báo cáo thử", "bieu": "bieu-01-cds-t", "cap": "commune", "co_quan": OFFICE, "ngay_commune": "2",
        "tu_ngay": "2026-11-17",
    }  # fmt: skip
    return [
        Case(("/giao/che-do", "GET", ""), "/giao/che-do"),
        Case(("/giao/che-do/moi", "GET", ""), "/giao/che-do/moi"),
        Case(("/giao/che-do/moi", "POST", ""), "/giao/che-do/moi", office, said),
        Case((one, "GET", ""), "/giao/che-do/cds-thang"),
        Case((f"{one}/sua", "GET", ""), "/giao/che-do/cds-thang/sua", office),
        Case((f"{one}/sua", "POST", ""), "/giao/che-do/cds-thang/sua", office, said),
        Case((f"{one}/goi", "GET", ""), "/giao/che-do/cds-thang/goi"),
    ]


def _accounts() -> list[Case]:
    """The desk, an account of Ea Kar, and one's own."""
    desk, one, target = "/tai-khoan-don-vi", "/tai-khoan-don-vi/<int:user_id>", Target({"account": EA_KAR})
    address = f"{desk}/{orgs.User.objects.get(username='eakar.nhap').pk}"
    new = {"ten": "xa.moi", "chuc_danh": "Công chức", "vai": "drafter", "don_vi": EA_KAR, "ly_do": "QĐ 12"}
    given = {"viec": "giao", "vai": "approver", "don_vi": EA_KAR, "ly_do": "QĐ 12"}
    unit = orgs.unit_by_code(EA_KAR).id
    lent = {"nguoi_nhan": "eakar.lanhdao", "tu_cach": "TUQ.", "chuc_vu": "CHỦ TỊCH", "ly_do": "QĐ 12"}
    lent |= {"tu": "2026-11-18", "den": "2026-11-20"}
    own = lent | {"vai": f"approver:{unit}", "nguoi_nhan": "eakar.nhap"}
    glass, opened = "/truy-cap-khan-cap", {"don_vi": EA_KAR, "phut": "15", "ly_do": "lũ lớn, mất liên lạc"}
    people = SimpleUploadedFile("a.csv", csv_of(f"xa.moi,add,,,drafter,{EA_KAR},"))
    return [
        Case((desk, "GET", ""), desk),
        Case((desk, "POST", ""), desk, target, new),
        Case((one, "GET", ""), address, target),
        Case((one, "POST", ""), address, target, given),
        Case((f"{desk}/tep", "GET", ""), f"{desk}/tep"),
        Case((f"{desk}/tep", "POST", ""), f"{desk}/tep", data={"act": "preview", "tep": people}),
        Case((f"{desk}/tep/mau", "GET", ""), f"{desk}/tep/mau"),
        Case((f"{one}/uy-quyen", "GET", ""), f"{address}/uy-quyen", target),
        Case((f"{one}/uy-quyen", "POST", ""), f"{address}/uy-quyen", target, lent | {"vai": f"drafter:{unit}"}),
        Case(("/tai-khoan-cua-toi/uy-quyen", "GET", ""), "/tai-khoan-cua-toi/uy-quyen"),
        Case(("/tai-khoan-cua-toi/uy-quyen", "POST", ""), "/tai-khoan-cua-toi/uy-quyen", data=own),
        Case((f"{one}/xem", "POST", ""), f"{address}/xem", target, {"viec": "xin", "ly_do": "gọi điện"}),
        Case(("/tai-khoan-cua-toi/xem", "POST", ""), "/tai-khoan-cua-toi/xem", data={"viec": "cho", "so": "0"}),
        Case(("/thoi-xem", "POST", ""), "/thoi-xem"),
        Case((glass, "GET", ""), glass),
        Case((glass, "POST", "open"), glass, Target({"opened": EA_KAR}), opened),
        Case((f"{glass}/dong", "POST", ""), f"{glass}/dong"),
        Case(("/dang-nhap-ngoai", "GET", ""), "/dang-nhap-ngoai"),
        Case(("/dang-nhap-ngoai/ve", "GET", ""), "/dang-nhap-ngoai/ve"),
        Case(("/tai-khoan-cua-toi", "GET", ""), "/tai-khoan-cua-toi"),
    ]


def _applications(met: Met) -> list[Case]:
    """Signing in to another application, which was given its code and its return address."""
    page, consent, told_by = "/ung-dung-dang-nhap", "/dang-nhap-chung/cho-phep", "/dang-nhap-chung"
    asked = {"client_id": met.application, "redirect_uri": BACK, "response_type": "code", "scope": "openid"}
    asked |= {"code_challenge": "a" * 43, "code_challenge_method": "S256"}
    guessed = {"grant_type": "authorization_code", "client_id": met.application, "client_secret": "sai", "code": "1"}
    signed = Signer().sign_object((["openid"], asked))
    new = {"viec": "them", "ten": "Thử", "dia_chi": BACK, "ly_do": "Công văn 12"}
    public = ("/.well-known/openid-configuration", f"{told_by}/khoa", f"{told_by}/nguoi", page)
    return [
        *(Case((address, "GET", ""), address) for address in public),
        Case((page, "POST", ""), page, data=new),
        Case((consent, "GET", ""), f"{consent}?{urlencode(asked)}"),
        Case((consent, "POST", ""), consent, data={"request": signed, "action": "grant", "scopes": ["openid"]}),
        Case((f"{told_by}/token", "POST", ""), f"{told_by}/token", data=guessed),
    ]


def _machines(met: Met) -> list[Case]:
    lists = ("openapi.json", "indicators", "units", "requests", "assignments")
    found = [Case((f"/api/v1/{name}", "GET", ""), f"/api/v1/{name}") for name in lists]
    row = {"indicator": "villages", "unit": EA_KAR, "period": "nd09:2026-05", "value": "7"}
    code = met.province.november.code
    found.append(Case(("/api/v1/consolidations/{code}", "GET", ""), f"/api/v1/consolidations/{code}", REQUEST))
    one = f"/api/v1/assignments/{met.province.ea_kar}"
    found.append(Case(("/api/v1/assignments/{assignment_id}", "GET", ""), one, report_of(EA_KAR)))
    post = Case(("/api/v1/figures", "POST", ""), "/api/v1/figures", figure_of(EA_KAR, public=False))
    return [*found, Case(post.row, post.url, post.target, json={"figures": [row]})]


def _papers(met: Met) -> list[Case]:
    """Papers of reports; one format stands for the three."""
    task, ea_kar, bmt = "/viec/<int:task_id>", report_of(EA_KAR), report_of(BMT)
    own, sent = f"/viec/{met.province.ea_kar}", f"/viec/{met.sent}"
    file = SimpleUploadedFile("bao-cao.pdf", met.paper)
    return [
        Case((f"{task}/de-cuong", "GET", ""), f"{own}/de-cuong", ea_kar),
        Case((f"{task}/de-cuong", "POST", ""), f"/viec/{met.drafting}/de-cuong", ea_kar, {"muc-1": ""}),
        Case((f"{task}/ban-pdf", "GET", ""), f"{sent}/ban-pdf", bmt),
        Case((f"{task}/ban-pdf", "POST", ""), f"{sent}/ban-pdf", bmt, {"file": file}),
        Case((f"{task}/ban-pdf/<int:paper_id>", "GET", ""), f"{sent}/ban-pdf/{met.kept_paper}", bmt),
        Case((f"{task}/tai-ve/<str:form>", "GET", ""), f"{own}/tai-ve/xlsx", ea_kar),
        Case((f"{task}/phieu/<int:number>/tai-ve/<str:form>", "GET", ""), f"{sent}/phieu/1/tai-ve/xlsx", bmt),
        Case((f"{task}/so-van-ban", "GET", ""), f"{own}/so-van-ban", ea_kar),
        Case((f"{task}/so-van-ban", "POST", ""), f"{own}/so-van-ban", ea_kar, {"number": "0123/BC-UBND"}),
    ]
