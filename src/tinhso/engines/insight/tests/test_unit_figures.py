"""“Số của xã tôi”: all figures of a unit, who uses each, what was asked twice, how much was not typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.requests import SECONDS_PER_CELL
from tinhso.engines.reporting.testing import NOVEMBER, World, ask, at, day, load_package, now_rights, send, task_of
from tinhso.engines.trust.testing import tamper, undone
from tinhso.kernel.papers import render
from tinhso.kernel.periods import parse_period
from tinhso.kernel.workbooks import read_workbook
from tinhso.testing.standing import standing_on

EA_KAR = "/don-vi/24373/so-lieu"
SECOND_FORM = """
code: bieu-{name}
version: 1
valid_from: 2023-01-01
name_vi: Biểu {name}
name_en: Form {name}
source: thử nghiệm
rows:
  - {{no: "1", indicator: households_trained}}
"""
SECOND_REGIME = """
code: {name}
version: 1
valid_from: 2023-01-01
name_vi: Số liệu {name}
name_en: Figures {name}
kind: thematic
scheme: nd09.month
form: bieu-{name}
assigner: H15.01
respondents: [{{level: commune}}]
deadlines: [{{level: commune, working_days_after_cut_off: 3}}]
source: thử nghiệm
"""


def another_request(name: str, **fields: object) -> RequestView:
    """A further report for the same figure of the same period."""
    files = {f"forms/{name}.yaml": SECOND_FORM, f"regimes/{name}.yaml": SECOND_REGIME}
    load_package({path: text.format(name=name) for path, text in files.items()})
    return reporting.create_request(name, parse_period(NOVEMBER), rights=now_rights("vp.giaobaocao"), **fields)  # type: ignore[arg-type]


def figures_of(login: str, code: str = "24373", **wanted: str) -> api.UnitFigures:
    return api.compute_unit_figures(
        code, rights=now_rights(login), today=day("17/11/2026"), language="vi", wanted=api.read_filter(**wanted)
    )


def line(page: api.UnitFigures, code: str) -> api.OwnLine:
    return next(one for one in page.lines if one.definition.code == code)


@standing_on("insight_world")
def first(world: World) -> RequestView:
    """Kỳ 11/2026 is assigned; Ea Kar has sent, with two cells of four that a system had filled."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 09:00"):
        send(world, task_of(made, "24373"), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    return made


def test_every_figure_says_its_period_source_state_and_who_uses_it(
    world: World, first: RequestView, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 13:42"):
        total = task_of(first, "66")
        reporting.accept([task_of(first, "24373")], rights=now_rights("skhcn.tonghop"))
        reporting.send_for_approval(total, rights=now_rights("skhcn.tonghop"))
        reporting.send_upward(total, rights=now_rights("skhcn.lanhdao"))
        page = figures_of("eakar.nhap")
        trained, received = line(page, "households_trained"), line(page, "dossiers_received")
        assert trained.figure is not None
        assert received.figure is not None
        assert (trained.figure.value, trained.figure.period.code) == (405, NOVEMBER)
        assert (trained.figure.source.code, trained.figure.status) == ("manual", 2)
        assert received.figure.source.code == "connector"
        assert [use.kind for use in trained.uses] == ["request", "version", "board"]
        assert [unit.code for unit in trained.agencies] == ["H15.01", "H15.15"]
        share = line(page, "online_share").figure
        assert share is not None
        assert (share.value, share.entry_id) == (Fraction(780 * 100, 1260).__round__(1), 0)
        text = reader("eakar.nhap").open(EA_KAR)
        for words in ("Số của xã tôi", "405", "hệ thống gửi đến", "chính thức", "Báo cáo tổng hợp", "Biểu 01/CĐS-T"):
            assert words in text
        assert f"/nguon-goc/{trained.figure.entry_id}" in text.html
        # A reader of the department sees the same of the commune; it is not theirs.
        assert "Số của" in reader("skhcn.tonghop").open(EA_KAR)
        assert reader("eakar.nhap").client.get("/so-cua-toi")["Location"] == EA_KAR


def test_what_is_awaited_leads_to_its_form(world: World, reader: Callable[..., Reader]) -> None:
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 13:42"):
        page = figures_of("eakar.nhap", state="awaited")
        assert {one.definition.code for one in page.lines} == {"households_trained", "villages"}
        assert all(one.figure is None for one in page.lines)
        assert (
            f'href="/viec/{task_of(made, "24373")}"' in reader("eakar.nhap").open(f"{EA_KAR}?trang-thai=awaited").html
        )


def test_what_is_read_instead_of_asked_again_is_counted_and_turned_into_minutes_by_the_dated_assumption(
    world: World, first: RequestView, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 10:00"):
        another_request("hai", reuse=["households_trained"])
        another_request("ba")
        page = figures_of("eakar.nhap")
        (twice,) = page.twice
        assert (twice.first.code, [one.code for one, _ in twice.later]) == (
            "cds-thang.2026-11", ["hai.2026-11", "ba.2026-11"],
        )  # fmt: skip
        assert [is_read for _, is_read in twice.later] == [True, False]
        assert (twice.spared, twice.repeated) == (1, 1)
        # Two cells a system had filled, one that another agency reads: 3 × 30 s ÷ 60.
        assert (page.record.known, page.record.reused, page.record.minutes) == (2, 1, Fraction(3 * 30, 60))
        text = reader("eakar.nhap").open(EA_KAR)
        for words in ("1 ô được dùng lại, 1 ô vẫn hỏi lại", "3 ô từ 01/11/2025", "30 giây một ô", "Cần kiểm tra"):
            assert words in text
        with undone():
            tamper("DELETE FROM reporting_legalconstant WHERE code = %s", [SECONDS_PER_CELL])
            without = reader("eakar.nhap").open(EA_KAR)
            assert "không tính số phút" in without
            assert "đỡ khoảng" not in without


def test_nobody_sees_the_figures_of_a_unit_beyond_their_reach(
    world: World, first: RequestView, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-17 13:42"):
        for login in ("bmt.nhap", "cntt", ""):
            assert reader(login).open(EA_KAR).status == 403
            assert reader(login).open(f"{EA_KAR}/csv").status == 403
        with pytest.raises(NoRight):
            figures_of("bmt.nhap")
        assert reader("chutich").open(EA_KAR).status == 200
        assert "Bạn không làm việc cho đơn vị nào" in reader("chutich").open("/so-cua-toi")
        assert reader("eakar.nhap").open("/don-vi/khong-co/so-lieu").status == 404
        refused = reader("eakar.nhap").open(f"{EA_KAR}?nguon=tu-dau")
        assert refused.status == 400
        assert "INS-004" in refused


def versions_with_its_figure(login: str = "eakar.nhap") -> list[str]:
    uses = line(figures_of(login), "households_trained").uses
    return [use.sent_on.name("vi") for use in uses if use.kind == "version" and use.sent_on is not None]


def test_a_version_that_was_sent_without_the_unit_does_not_use_its_figure(world: World, first: RequestView) -> None:
    total, ea_kar = task_of(first, "66"), task_of(first, "24373")
    with at("2026-11-17 13:00"):
        drafter, director = now_rights("skhcn.tonghop"), now_rights("skhcn.lanhdao")
        reporting.return_submission(ea_kar, rights=drafter, reason="xem lại dòng 2")
        reporting.send_for_approval(total, rights=drafter)
        reporting.send_upward(total, rights=director)
        send(world, ea_kar, {"2": "406"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        assert line(figures_of("eakar.nhap"), "households_trained").figure.value == 406  # type: ignore[union-attr]
        assert versions_with_its_figure() == []
        reporting.reconsolidate(total, rights=drafter, reason="Ea Kar gửi lại")
        reporting.send_for_approval(total, rights=drafter)
        reporting.send_upward(total, rights=director)
        assert versions_with_its_figure() == ["Báo cáo điều chỉnh số 1"]
        # Locked, opened for a correction: what was sent holds the figure all the same.
        reporting.lock_request(first.id, rights=now_rights("vp.khoa"))
        assert versions_with_its_figure() == ["Báo cáo điều chỉnh số 1"]
        reporting.start_correction(ea_kar, rights=now_rights("eakar.nhap"), reason="cộng sót")
        assert versions_with_its_figure() == ["Báo cáo điều chỉnh số 1"]


def test_what_was_returned_is_no_figure_and_is_awaited_again(world: World, first: RequestView) -> None:
    with at("2026-11-17 13:00"):
        reporting.return_submission(task_of(first, "24373"), rights=now_rights("skhcn.tonghop"), reason="xem lại")
        trained = line(figures_of("eakar.nhap"), "households_trained")
        assert trained.figure is None
        assert trained.awaited is not None
        assert not [use for use in trained.uses if use.kind == "version"]


def test_a_cancelled_request_asks_nothing_uses_nothing_and_saves_nothing(world: World, first: RequestView) -> None:
    with at("2026-11-17 13:00"):
        second = another_request("hai")
        assert len(figures_of("eakar.nhap").twice) == 1
        reporting.cancel_request(second.id, rights=now_rights("vp.giaobaocao"), reason="giao nhầm")
        page = figures_of("eakar.nhap")
        assert page.twice == ()
        assert [use.asking.code for use in line(page, "households_trained").uses if use.asking] == ["cds-thang.2026-11"]


@pytest.mark.parametrize(
    "version", [{"valid_from": date(2026, 12, 1)}, {"valid_from": date(2026, 11, 10), "publication": "restricted"}]
)
def test_a_figure_under_a_version_of_tomorrow_or_of_somebody_elses_breaks_no_page(
    world: World, first: RequestView, version: dict[str, object]
) -> None:
    """A system may post early into the next period; a later version may be for its owner's eyes alone."""
    with at("2026-11-17 13:00"):
        was = make_definition("posted")
        write_figure(was, world.unit_id("24373"), make_period("nd09:2026-10"), 7)
        later = make_definition("posted", version=2, owner="H15.16", **version)
        write_figure(later, world.unit_id("24373"), make_period("nd09:2026-12"), 9)
        shown = line(figures_of("skhcn.tonghop"), "posted").figure
        assert shown is not None
        is_restricted = version.get("publication") == "restricted"
        assert (shown.value, shown.definition.version) == ((7, 1) if is_restricted else (9, 2))


def test_files_hold_what_the_page_holds_and_no_formula(
    world: World, first: RequestView, reader: Callable[..., Reader]
) -> None:
    with at("2026-11-02 08:00"):
        make_definition("villages", version=2, nature="stock", time_rule="last", name_vi="=1+1 thôn", name_en="=1+1")
    with at("2026-11-17 13:42"):
        page = figures_of("eakar.nhap")
        rows = list(csv.DictReader(io.StringIO(reader("eakar.nhap").fetch(f"{EA_KAR}/csv").decode())))
        assert [row["indicator"] for row in rows] == [one.definition.code for one in page.lines]
        told = {row["indicator"]: row for row in rows}
        assert (told["households_trained"]["value"], told["households_trained"]["agencies"]) == ("405", "H15.01")
        assert told["households_trained"]["operator"] == "="
        assert all(not row[name].startswith(("=", "@", "+")) for row in rows for name in row if name != "operator")
        narrowed = reader("eakar.nhap").fetch(f"{EA_KAR}/csv?nguon=connector").decode()
        assert {row["source"] for row in csv.DictReader(io.StringIO(narrowed))} == {"connector"}
        found = csv.DictReader(io.StringIO(reader("eakar.nhap").fetch(f"{EA_KAR}/csv?tim=HOUSEHOLDS").decode()))
        assert [row["indicator"] for row in found] == ["households_trained"]
        book = read_workbook(reader("eakar.nhap").fetch(f"{EA_KAR}/xlsx"))
        cells = [cell for sheet in book.sheets for cell in sheet.cells.values()]
        assert any(cell.number == 405 for cell in cells)
        assert not any(cell.formula for cell in cells)
        paper = api.figures_paper(page, made_at=page.record.askings[0].opened_at)
        assert render(paper, "pdf").content[:5] == b"%PDF-"


def test_the_number_of_questions_does_not_grow_with_figures_and_requests(world: World, first: RequestView) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            figures_of("eakar.nhap")
        return len(asked)

    with at("2026-11-17 10:00"):
        before = questions()
        for name in ("hai", "ba", "bon"):
            another_request(name, reuse=["households_trained"] if name == "hai" else ())
        for number in range(12):
            make_definition(f"more_{number}")
        assert questions() == before
