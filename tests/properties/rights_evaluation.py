"""Addresses of plans, scorecards and rounds, one for each line of docs/reference/route-rights.md."""

from __future__ import annotations

from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.properties.rights_table import Case, Target
from tests.properties.rights_world import DEPARTMENT, Met
from tests.properties.small_province import BMT, EA_KAR, NOVEMBER, PROVINCE
from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.contracts.round_workbooks import ScoringChange, ScoringPreview
from tinhso.engines.evaluation.contracts.rounds import AnswerInput
from tinhso.engines.evaluation.web.rounds.excel import promise as scoring_promise
from tinhso.engines.reporting.testing import now_rights


def plan_cases(met: Met) -> list[Case]:
    """A plan of the province that is not published: its pages, its files, an opinion on a target."""
    page, one = "/ke-hoach/<slug:code>", "/ke-hoach/<slug:code>/<slug:target>"
    here, target = "/ke-hoach/plan-3330", Target({"plan": PROVINCE}, frozenset({PROVINCE}))
    task, number = "/nhiem-vu/<int:number>", f"/nhiem-vu/{met.instruction}"
    of_task = Target({"plan": PROVINCE, "lead": DEPARTMENT}, frozenset({PROVINCE}))
    given = {"noi_dung": "Rà soát, báo cáo lại.", "chu_tri": DEPARTMENT, "han": "2026-11-30", "muc": "20"}
    opinion = {"trang_thai": "achieved", "ly_do": "thời hạn đã được lùi"}
    return [
        Case(("/ke-hoach", "GET", ""), "/ke-hoach"),
        Case((page, "GET", ""), here, target),
        Case((f"{page}/csv", "GET", ""), f"{here}/csv", target),
        Case((f"{page}/van-ban", "GET", ""), f"{here}/van-ban?dang=docx", target),
        Case((f"{page}/open-sdg", "GET", ""), f"{here}/open-sdg", target),
        Case((f"{page}/open-sdg/csv", "GET", ""), f"{here}/open-sdg/csv", target),
        Case((f"{one}/lich-su", "GET", ""), f"{here}/t06/lich-su", target),
        Case((one, "GET", ""), f"{here}/t06", target),
        Case((f"{one}/csv", "GET", ""), f"{here}/t06/csv", target),
        Case((f"{one}/khoang-thieu", "GET", ""), f"{here}/t06/khoang-thieu", target),
        Case((f"{one}/van-ban", "GET", ""), f"{here}/t06/van-ban?dang=docx", target),
        Case((f"{one}/y-kien", "POST", ""), f"{here}/t06/y-kien", target, opinion),
        Case((f"{one}/giao", "GET", ""), f"{here}/t06/giao", target),
        Case((f"{one}/giao", "POST", ""), f"{here}/t06/giao", target, given),
        *_scorecards(),
        *_rounds(met),
        Case(("/nhiem-vu", "GET", ""), "/nhiem-vu"),
        Case((task, "GET", ""), number, of_task),
        Case((task, "POST", ""), number, of_task, {"noi_dung": "Đã tập huấn xong."}),
        Case((f"{task}/van-ban", "GET", ""), f"{number}/van-ban", of_task),
    ]


def _scorecards() -> list[Case]:
    """A scorecard that ranks communes by an internal figure."""
    card, here = "/danh-gia/<slug:code>", "/danh-gia/diem-thu"
    target = Target({"scored": PROVINCE}, frozenset({PROVINCE}))
    asked = f"?ky={NOVEMBER}"
    above, written = Target({"scored": PROVINCE}), _written_card()
    return [
        Case(("/danh-gia", "GET", ""), "/danh-gia"),
        Case((card, "GET", ""), here + asked),
        Case((f"{card}/csv", "GET", ""), f"{here}/csv{asked}", target),
        Case((f"{card}/goi-bo-chi-so", "GET", ""), f"{here}/goi-bo-chi-so"),
        Case((f"{card}/soan", "GET", ""), "/danh-gia/dot-thu/soan", above),
        Case((f"{card}/soan", "POST", ""), "/danh-gia/dot-thu/soan", above, written),
        Case((f"{card}/soan/phan/<str:part>", "GET", ""), "/danh-gia/dot-thu/soan/phan/1", above),
        Case((f"{card}/soan/phan/<str:part>", "POST", ""), "/danh-gia/dot-thu/soan/phan/1", above, _new_row()),
        Case((f"{card}/goi", "GET", ""), f"{here}/goi{asked}", target),
        Case((f"{card}/van-ban", "GET", ""), f"{here}/van-ban{asked}&dang=docx", target),
        Case((f"{card}/phuong-phap", "GET", ""), f"{here}/phuong-phap{asked}", target),
        Case((f"{card}/phuong-phap/csv", "GET", ""), f"{here}/phuong-phap/csv{asked}", target),
        Case((f"{card}/don-vi/<str:unit>", "GET", ""), f"{here}/don-vi/{EA_KAR}{asked}", target),
        Case((f"{card}/don-vi/<str:unit>/csv", "GET", ""), f"{here}/don-vi/{EA_KAR}/csv{asked}", target),
        Case((f"{card}/don-vi/<str:unit>/van-ban", "GET", ""), f"{here}/don-vi/{EA_KAR}/van-ban{asked}", target),
    ]


def _written_card() -> dict[str, str]:
    """A copy of the card under a code of its own, published."""
    head = {"ma": "bo-moi", "hieu_luc": "2026-11-17", "ten": "Bộ mới", "tong": "100", "nguon": "Minh họa"}
    return {"viec": "cong-bo", "cap": "commune", "_v": "1", "_rev": "0", **head}


def _new_row() -> dict[str, str]:
    return {"code-m0": "1.9", "name_vi-m0": "Tiêu chí", "points-m0": "10", "shape-m0": "yes_no"}


def _scoring_file(met: Met) -> SimpleUploadedFile:
    """Ea Kar's own scoring workbook, as it was downloaded."""
    return SimpleUploadedFile("tu-cham.xlsx", _scoring_workbook(met.round))


@cache
def _scoring_workbook(number: int) -> bytes:
    return evaluation.scoring_workbook(number, EA_KAR, rights=now_rights("eakar.nhap"))[1]


def _scoring_promise(met: Met) -> dict[str, str]:
    """A preview of Ea Kar's drafter that keeps one answer in place of the 75% that stands."""
    change = ScoringChange("F6", AnswerInput("1.1", "60"), "", "", "", "", stood=("3/4", "", ""))
    seen = ScoringPreview((change,), (), (), 0, "vi")
    return {"xem_truoc": scoring_promise(met.round, EA_KAR, now_rights("eakar.nhap").user_id, seen)}


def _rounds(met: Met) -> list[Case]:
    """A round in which the department appraises: Ea Kar drafts, Buôn Ma Thuột has sent."""
    page, one, here = "/cham-diem/<int:number>", "/cham-diem/<int:number>/<str:unit>", f"/cham-diem/{met.round}"
    whole = Target({"judged": PROVINCE, "scored": PROVINCE}, frozenset({BMT, EA_KAR, "22015", "22045"}))
    own = Target({"judged": EA_KAR, "receiver": DEPARTMENT}, frozenset({EA_KAR}))
    sent = Target({"judged": BMT, "receiver": DEPARTMENT}, frozenset({BMT}))
    drafted, received, part = f"{here}/{EA_KAR}", f"{here}/{BMT}", f"{one}/tieu-chi/<str:code>"
    waiting = f"/cham-diem/{met.waiting_round}/{EA_KAR}"
    document, file = "/cham-diem/minh-chung/<int:number>", f"/cham-diem/minh-chung/{met.document}"
    opened = {"ky": "2027", "tu_cham": "2026-11-20", "tham_dinh": "2026-12-10", "dong": "2026-12-31"}
    charged = opened | {"tham-dinh-1": DEPARTMENT, "tham-dinh-2": DEPARTMENT}
    why = {"ly_do": "xem lại giúp tôi"}
    above, said = Target({"scored": PROVINCE}), {"viec": "trao-doi", "noi_dung": "xin bổ sung thêm"}
    return [
        Case(("/cham-diem", "GET", ""), "/cham-diem"),
        Case(("/cham-diem/tham-dinh", "GET", ""), "/cham-diem/tham-dinh"),
        Case(("/cham-diem/tham-dinh/csv", "GET", ""), "/cham-diem/tham-dinh/csv"),
        Case(("/cham-diem/mo/<slug:code>", "GET", ""), "/cham-diem/mo/dot-thu", above),
        Case(("/cham-diem/mo/<slug:code>", "POST", ""), "/cham-diem/mo/dot-thu", above, charged),
        Case((page, "GET", ""), here, whole),
        Case((f"{page}/csv", "GET", ""), f"{here}/csv", whole),
        Case((f"{page}/cau-noi", "GET", ""), f"{here}/cau-noi", whole),
        Case((f"{page}/cau-noi/csv", "GET", ""), f"{here}/cau-noi/csv", whole),
        Case((f"{page}/ket-qua", "GET", ""), f"{here}/ket-qua", whole),
        Case((f"{page}/ket-qua/csv", "GET", ""), f"{here}/ket-qua/csv", whole),
        Case((f"{page}/ket-qua/bang", "GET", ""), f"{here}/ket-qua/bang?dang=docx", whole),
        Case((f"{page}/ket-qua/goi", "GET", ""), f"{here}/ket-qua/goi", whole),
        Case((f"{page}/ket-qua/nhom", "GET", ""), f"{here}/ket-qua/nhom", whole),
        Case((f"{page}/ket-qua/nhom/csv", "GET", ""), f"{here}/ket-qua/nhom/csv", whole),
        Case((f"{page}/ket-qua/a4", "GET", ""), f"{here}/ket-qua/a4", whole),
        Case((f"{page}/ket-qua/phuong-phap", "GET", ""), f"{here}/ket-qua/phuong-phap", whole),
        Case((f"{page}/ket-qua/phuong-phap/csv", "GET", ""), f"{here}/ket-qua/phuong-phap/csv", whole),
        Case((f"{page}/ket-qua/van-ban", "GET", ""), f"{here}/ket-qua/van-ban", whole),
        Case((f"{one}/csv", "GET", ""), f"{drafted}/csv", own),
        Case((f"{one}/van-ban", "GET", ""), f"{drafted}/van-ban?dang=docx", own),
        Case((f"{one}/excel", "GET", ""), f"{drafted}/excel", own),
        Case((f"{one}/nap", "POST", ""), f"{drafted}/nap", own, {"tep": _scoring_file(met)}),
        Case((f"{one}/nap/nhan", "POST", ""), f"{drafted}/nap/nhan", own, _scoring_promise(met)),
        Case((f"{page}/buoc", "POST", ""), f"{here}/buoc", whole, {"viec": "close"}),
        Case((one, "GET", ""), drafted, own),
        Case((one, "GET", ""), received, sent),
        Case((one, "POST", "save, hand on"), drafted, own, {"viec": "luu", "tl-1.1": "50"}),
        Case((one, "POST", "save, hand on"), drafted, own, {"viec": "trinh"}),
        Case((one, "POST", "send, give back"), waiting, own, {"viec": "gui"}),
        Case((one, "POST", "send, give back"), waiting, own, {"viec": "tra"} | why),
        Case((one, "POST", "return"), received, sent, {"viec": "tra-lai"} | why),
        Case((f"{one}/tham-dinh", "GET", ""), f"{received}/tham-dinh", sent),
        Case((f"{one}/tham-dinh", "POST", ""), f"{received}/tham-dinh", sent, {"dong_y": "1.2"}),
        Case((part, "GET", ""), f"{drafted}/tieu-chi/1.2", own),
        Case((part, "POST", "document"), f"{drafted}/tieu-chi/1.2", own, {"viec": "minh-chung", "ten": "Quyết định"}),
        Case((part, "POST", "remark"), f"{received}/tieu-chi/1.2", sent, said),
        Case((document, "GET", ""), file, own),
        Case((document, "POST", ""), file, own),
    ]
