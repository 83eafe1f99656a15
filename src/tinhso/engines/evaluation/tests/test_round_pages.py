"""Rounds on screen, without JavaScript: scoring, documents, sending, appraising, closing; lists of constant queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.engines.cube.testing import forget_answers
from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.rounds import RoundState, ScoringState
from tinhso.engines.evaluation.round_testing import (
    ANSWERS,
    CARD,
    EA_KAR,
    TODAY,
    fill_unit,
    load_round_card,
    open_small_round,
)
from tinhso.engines.orgs.testing import Territory, rights_as

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
DAYS = {"tu_cham": "2026-11-20", "tham_dinh": "2026-12-10", "dong": "2026-12-31"}


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_round_goes_from_opening_to_closing_by_forms_alone(world: Territory, browser: Browser) -> None:
    load_round_card()
    assigner, drafter, leader = browser("vp.giaobaocao"), browser("eakar.nhap"), browser("eakar.lanhdao")
    department, office = browser("skhcn.tonghop"), browser("vp.khoa")
    assert f"/cham-diem/mo/{CARD}" in text(assigner.get("/cham-diem"))
    form = f"/cham-diem/mo/{CARD}"
    assert assigner.get(form).status_code == 200
    asked = {"ky": "2026", **DAYS, "tham-dinh-1": "H15.15", "tham-dinh-2": "H15.01"}
    assert assigner.post(form, asked | {"ky": "2026-Q1"}).status_code == 422
    here = assigner.post(form, asked).headers["Location"]
    number, mine = int(here.rsplit("/", 1)[1]), f"{here}/{EA_KAR}"
    assert drafter.get(mine).status_code == 200
    assert f"{mine}" in text(drafter.get("/cham-diem"))
    answers = {f"tl-{code}": value for code, value in ANSWERS.items()}
    refused = drafter.post(mine, {"viec": "luu", **answers, "tl-1.1": "nhiều"})
    assert refused.status_code == 422
    assert "EVA-010" in text(refused)
    assert 'value="nhiều"' in text(refused)
    assert drafter.post(mine, {"viec": "luu", "phan": "1", **answers}).headers["Location"] == f"{mine}?phan=1"
    part = f"{mine}/tieu-chi/1.2"
    file = SimpleUploadedFile("qd.pdf", b"%PDF-1.7 quyet dinh")
    document = {"viec": "minh-chung", "ten": "Quyết định"}
    assert drafter.post(part, document | {"so": "12/QĐ", "tep": file}).status_code == 302
    wrong = SimpleUploadedFile("qd.pdf", b"MZ program")
    answer = drafter.post(part, document | {"tep": wrong})
    assert answer.status_code == 422
    assert "EVA-021" in text(answer)
    kept = api.read_unit(number, EA_KAR, rights_as("eakar.nhap", TODAY)).answers[1].evidence[0].id
    file_url = f"/cham-diem/minh-chung/{kept}"
    assert department.get(file_url).status_code == 404  # not sent yet
    assert drafter.post(mine, {"viec": "trinh"}).status_code == 302
    assert drafter.post(mine, {"viec": "gui"}).status_code == 403
    assert leader.post(mine, {"viec": "gui"}).status_code == 302
    assert b"".join(department.get(file_url).streaming_content) == b"%PDF-1.7 quyet dinh"  # type: ignore[attr-defined]
    assert "Ea Kar" in text(department.get("/cham-diem/tham-dinh"))
    appraise = f"{mine}/tham-dinh"
    assert drafter.get(appraise).status_code == 403
    given = {"dong_y": ["1.2"], "diem-1.1": "25"}
    assert department.post(appraise, given).status_code == 422
    assert department.post(appraise, given | {"ly-do-1.1": "Chỉ có minh chứng một phần."}).status_code == 302
    assert department.post(part, {"viec": "trao-doi", "noi_dung": "Xin bổ sung biên bản."}).status_code == 302
    assert office.post(appraise, {"dong_y": ["2.2"]}).status_code == 302
    assert office.post(f"{here}/buoc", {"viec": "close"}).status_code == 302
    assert api.list_rounds(rights_as("chutich", TODAY))[0].state is RoundState.CLOSED
    page = text(office.get(here))
    assert "71" in page  # 25 + 20 + 16 + 10 of 100
    assert text(office.get(f"{here}/csv")).splitlines()[0].startswith("unit,name,cluster,state")
    assert office.post(f"{here}/buoc", {"viec": "reopen", "ly_do": ""}).status_code == 422
    assert office.post(f"{here}/buoc", {"viec": "lock"}).status_code == 302
    shown = text(drafter.get(mine))
    assert "Chỉ có minh chứng một phần." in shown
    assert "−5" in shown


def test_a_draft_is_nobody_elses_to_read(world: Territory, browser: Browser) -> None:
    load_round_card()
    number = open_small_round()
    here = f"/cham-diem/{number}/{EA_KAR}"
    browser("eakar.nhap").post(here, {"viec": "luu", "tl-1.1": "63,25"})
    assert "63,25" in text(browser("eakar.lanhdao").get(f"{here}?phan=tat-ca"))
    for login in ("skhcn.tonghop", "vp.khoa", "thanhtra"):
        assert "63,25" not in text(browser(login).get(f"{here}?phan=tat-ca"))
    for login in ("bmt.nhap", ""):
        assert browser(login).get(here).status_code == 404
    table = api.read_round(number, rights_as("vp.khoa", TODAY))
    assert [one.state for one in table.lines].count(ScoringState.SCORING) == 1
    assert all(one.own is None for one in table.lines)


def test_a_rounds_table_asks_the_same_number_of_queries_whatever_was_answered(world: Territory) -> None:
    load_round_card()
    number = open_small_round()
    rights = rights_as("vp.khoa", TODAY)
    api.read_round(number, rights)

    def queries() -> int:
        forget_answers()  # as who asks first
        with CaptureQueriesContext(connection) as captured:
            api.read_round(number, rights)
        return len(captured)

    before = queries()
    for unit, drafter in ((EA_KAR, "eakar.nhap"), ("24133", "bmt.nhap")):
        fill_unit(number, unit, drafter)
    assert queries() == before
    assert before <= 25
