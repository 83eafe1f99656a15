"""The narrative: words of the form's outline with figures in them, edited by the drafter, merged on every paper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Quantity
from tinhso.engines.reporting.contracts.errors import BrokenDefinition, OutlineClosed, UnusablePlaceholder
from tinhso.engines.reporting.logic.papers.outline_words import Facts, RowFacts, merge, unusable_placeholder
from tinhso.engines.reporting.testing import (
    FORM_FILE,
    World,
    ask,
    at,
    fill,
    load_package,
    now_rights,
    report_past,
    send,
    small_world,
    task_of,
)
from tinhso.engines.reporting.tests.papers.test_papers import text_of
from tinhso.kernel.papers import PaperFormat
from tinhso.testing.standing import standing, standing_on

OUTLINE = """
outline:
  - heading_vi: I. TÌNH HÌNH
    text_vi: |
      Trong {period}, {unit} tập huấn {2} hộ, {2:change_from_previous}, {2:change}.
      {2:sentence}
  - heading_vi: II. KIẾN NGHỊ
"""


def quantity(text: str | None) -> Quantity:
    return Quantity(Decimal(text) if text is not None else None)


def row(now: str | None, before: str | None, **more: object) -> RowFacts:
    facts = {"name": "Hồ sơ tiếp nhận", "measure": "hồ sơ", "decimals": 0} | more
    return RowFacts(value=quantity(now), same_period_last_year=quantity(before), **facts)  # type: ignore[arg-type]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (row("24118", "23066", like="so cùng 91 đơn vị"), "tăng 4,6% so cùng kỳ (so cùng 91 đơn vị)"),
        (row("405", "412"), "giảm 1,7% so cùng kỳ"),
        (row("5", "5"), "bằng cùng kỳ"),
        (row("5", "0"), "tăng 5 hồ sơ so cùng kỳ"),
        (row("5", None), "chưa có số cùng kỳ để so"),
        (row("61.2", "60.4", measure="%", decimals=1), "tăng 0,8 điểm % so cùng kỳ"),
    ],
)
def test_a_comparison_is_one_phrase_of_good_vietnamese(facts: RowFacts, said: str) -> None:
    assert merge("{1:change}", Facts("tháng 11/2026", "Tỉnh Đắk Lắk", "91/102", {"1": facts})) == said


@pytest.mark.one_database
def test_a_sentence_of_the_province_says_over_which_units_it_compares() -> None:
    facts = Facts("tháng 11/2026", "tỉnh", "91/102", {"1": row("24118", "23066", like="so cùng 91 đơn vị")})
    text = "Trong {period}, toàn {unit} ({sent} đơn vị) tiếp nhận {1} hồ sơ, {1:change}."
    assert merge(text, facts) == (
        "Trong tháng 11/2026, toàn tỉnh (91/102 đơn vị) tiếp nhận 24.118 hồ sơ, "
        "tăng 4,6% so cùng kỳ (so cùng 91 đơn vị)."
    )


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["{9}", "{1:growth}", "{1:share}", "{1:share:9}", "{}", "{1", "1}", "{1:change:2}"])
def test_a_placeholder_that_cannot_be_filled_is_named(text: str) -> None:
    assert unusable_placeholder(text, {"1", "2"})
    assert unusable_placeholder("{1} {2:share:1} {period}", {"1", "2"}) is None


def _with_an_outline() -> World:
    with at("2026-11-01 08:00"):
        return small_world({"forms/a.yaml": FORM_FILE + OUTLINE})


world_with_an_outline = standing("world_with_an_outline", _with_an_outline)


@pytest.fixture
def world(world_with_an_outline: World) -> World:
    return world_with_an_outline


@standing_on("world_with_an_outline")
def task_id(world: World) -> int:
    with at("2026-11-02 08:00"):
        report_past(world, "24373", {"nd09:2026-10": 412, "nd09:2025-11": 388})
        made = task_of(ask(world), "24373")
    with at("2026-11-16 08:00"):
        fill(world, made, {"1": "1260", "2": "405", "3": "21", "5": "780"})
    return made


def test_an_outline_with_a_placeholder_of_no_row_refuses_the_package(world: World) -> None:
    with pytest.raises(BrokenDefinition) as refused:
        load_package({"forms/a.yaml": (FORM_FILE + OUTLINE).replace("version: 1", "version: 2").replace("{2}", "{99}")})
    assert refused.value.details["field"] == "outline[0].text_vi"


@pytest.mark.parametrize("form", list(PaperFormat))
def test_the_narrative_is_printed_with_the_figures_of_its_table(world: World, task_id: int, form: PaperFormat) -> None:
    with at("2026-11-16 09:00"):
        said = text_of(api.report_paper(task_id, rights=now_rights("eakar.nhap")), form)
    assert "tập huấn 405 hộ, giảm 1,7% so kỳ trước, tăng 4,4% so cùng kỳ." in said
    assert said.index("I. TÌNH HÌNH") < said.index("SỐ LIỆU KÈM THEO")


def test_the_drafter_edits_words_and_what_was_sent_keeps_them(world: World, task_id: int) -> None:
    drafter, leader = "eakar.nhap", "eakar.lanhdao"
    with at("2026-11-16 09:00"):
        view = api.outline(task_id, rights=now_rights(drafter))
        assert view.may_edit
        kept = api.save_outline(task_id, {2: "Đề nghị cấp {2} bộ tài liệu."}, rights=now_rights(drafter))
        assert kept == 1
        assert api.save_outline(task_id, {2: "Đề nghị cấp {2} bộ tài liệu."}, rights=now_rights(drafter)) == 0
        with pytest.raises(UnusablePlaceholder) as refused:
            api.save_outline(task_id, {1: "khác", 2: "{77}"}, rights=now_rights(drafter))
        assert "{77}" in refused.value.message("vi")
        assert "{2:change}" in refused.value.message("vi")
        with pytest.raises(NoRight):
            api.save_outline(task_id, {2: "x"}, rights=now_rights("vp.khoa"))
        send(world, task_id, {"2": "405"}, drafter=drafter, approver=leader)
        with pytest.raises(OutlineClosed):
            api.save_outline(task_id, {2: "muộn"}, rights=now_rights(drafter))
        sections = api.outline(task_id, rights=now_rights(drafter)).sections
    assert sections[1].merged == "Đề nghị cấp 405 bộ tài liệu."
    assert sections[0].text == view.sections[0].text


def test_a_consolidation_has_its_own_narrative_over_the_units_that_sent(world: World, task_id: int) -> None:
    with at("2026-11-16 09:00"):
        send(world, task_id, {"2": "405"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        own = task_of(api.task(task_id, rights=now_rights("eakar.nhap")).request, "66")
        view = api.outline(own, rights=now_rights("skhcn.tonghop"))
        assert "tập huấn 405 hộ" in view.sections[0].merged
        assert "tăng 4,4% so cùng kỳ (so cùng 1 đơn vị)" in view.sections[0].merged
        api.save_outline(own, {2: "Nhắc {sent} đơn vị."}, rights=now_rights("skhcn.tonghop"))
        paper = api.consolidation_paper(view.request_id, rights=now_rights("skhcn.tonghop"))
    assert "Nhắc 1/4 đơn vị." in text_of(paper, PaperFormat.WORD)


def test_the_page_shows_the_merged_words_and_takes_new_ones_without_javascript(world, task_id, seat) -> None:
    with at("2026-11-16 09:00"):
        desk, address = seat("eakar.nhap"), f"/viec/{task_id}/de-cuong"
        assert f'href="{address}"' in desk.open(f"/viec/{task_id}").html
        assert "tập huấn 405 hộ" in desk.open(address)
        assert desk.send(address, **{"muc-2": "{khong}"}).status == 422
        assert "Xin thêm 405 bộ." in desk.send(address, **{"muc-2": "Xin thêm {2} bộ."})
        assert "Narrative" in seat("eakar.nhap", english=True).open(address)
        # The words leave with the figures, in the three forms, from the page that shows them.
        own = task_of(api.task(task_id, rights=now_rights("eakar.nhap")).request, "66")
        total = api.outline(own, rights=now_rights("skhcn.tonghop")).request_id
        for form in PaperFormat:
            assert f'href="/viec/{task_id}/tai-ve/{form}"' in desk.open(address).html
            assert f'href="/tong-hop/{total}/tai-ve/{form}"' in seat("skhcn.tonghop").open(f"/viec/{own}/de-cuong").html
