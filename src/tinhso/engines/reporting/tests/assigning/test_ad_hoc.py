"""An ad hoc report: its form is made from the indicators, a new indicator only with the click that assigns."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Respondent
from tinhso.engines.reporting.contracts.errors import DeadlineTooEarly, NotAWorkingDay
from tinhso.engines.reporting.contracts.request_errors import AdHocUnclear, IndicatorExists, OtherLevel
from tinhso.engines.reporting.contracts.requests import AdHocAsk, NewIndicator
from tinhso.engines.reporting.models import FormVersion, RegimeVersion, Request
from tinhso.engines.reporting.testing import NOVEMBER, World, ask, at, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period


def wanted(world: World, **changed: object) -> AdHocAsk:
    """Two indicators of two communes, one of them new, by Thursday."""
    fields: dict[str, object] = {
        "title_vi": "Thiệt hại sau bão số 13",
        "assigner_unit_id": world.unit_id("H15.01"),
        "period": parse_period(NOVEMBER),
        "due_on": date(2026, 11, 19),
        "indicators": ("households_trained",),
        "new_indicators": (NewIndicator("Số hộ mất điện", "household"),),
        "respondents": (Respondent(world.unit_id("24373")), Respondent(world.unit_id("24133"))),
    }
    return AdHocAsk(**(fields | changed))  # type: ignore[arg-type]


def test_everything_comes_together_or_not_at_all(world: World) -> None:
    with at("2026-11-17 08:00"):
        rights = now_rights("vp.giaobaocao")
        before = FormVersion.objects.count(), RegimeVersion.objects.count(), len(indicators.definitions())
        preview = api.preview_ad_hoc(wanted(world), rights=rights)
        assert (preview.burden.cells_per_unit, preview.burden.cells, preview.burden.left) == (2, 4, 4)
        # Looking made nothing.
        assert before == (FormVersion.objects.count(), RegimeVersion.objects.count(), len(indicators.definitions()))
        made = api.create_ad_hoc(wanted(world), rights=rights)
        assert made.title_vi == "Thiệt hại sau bão số 13"
        assert [f"{due:%d/%m %H}" for _, due in made.deadlines] == ["19/11 10"]  # 17:00 in Vietnam
        new = indicators.definition("so_ho_mat_dien")
        assert (new.owner, new.measure_unit, new.decimals, new.collected_level) == (
            "H15.01", "household", 0, "commune",
        )  # fmt: skip
        receipt = send(
            world, task_of(made, "24373"), {"1": "405", "2": "17"}, drafter="eakar.nhap", approver="eakar.lanhdao"
        )
        assert receipt.on_time
        # A second one of the day has a code of its own, and finds what was asked.
        again = wanted(world, title_vi="Lần hai", new_indicators=(), reuse=("households_trained",))
        assert api.preview_ad_hoc(again, rights=rights).burden.left == 0


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title_vi": " "}, AdHocUnclear),
        ({"indicators": (), "new_indicators": ()}, AdHocUnclear),
        ({"respondents": ()}, AdHocUnclear),
        ({"due_on": date(2026, 11, 16)}, AdHocUnclear),
        ({"due_on": date(2026, 11, 22)}, NotAWorkingDay),
        ({"period": parse_period("nd09:2026-12")}, DeadlineTooEarly),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(
    world: World, changed: dict[str, object], refusal: type[Exception]
) -> None:
    with at("2026-11-17 08:00"):
        before = len(indicators.definitions())
        with pytest.raises(refusal):
            api.create_ad_hoc(wanted(world, **changed), rights=now_rights("vp.giaobaocao"))
        assert (len(indicators.definitions()), Request.objects.count()) == (before, 0)


def test_an_indicator_of_another_level_is_refused(world: World) -> None:
    respondents = (Respondent(world.unit_id("H15.15")),)
    with at("2026-11-17 08:00"), pytest.raises(OtherLevel):
        api.create_ad_hoc(wanted(world, respondents=respondents), rights=now_rights("vp.giaobaocao"))


def test_an_indicator_that_is_there_is_not_made_a_second_time(world: World) -> None:
    same = NewIndicator(world.definitions["villages"].name_vi.upper(), "village")
    with at("2026-11-17 08:00"), pytest.raises(IndicatorExists):
        api.create_ad_hoc(wanted(world, new_indicators=(same,)), rights=now_rights("vp.giaobaocao"))


def test_one_page_is_enough(world: World, seat: type[Desk]) -> None:
    with at("2026-11-17 08:00"):
        ask(world)
        desk = seat("vp.giaobaocao")
        # Searched without tones; the name of the test indicator is its code.
        page = desk.open("/giao/dot-xuat?tim=households")
        assert 'value="households_trained"' in page.html
        chosen = {
            "ten": "Thiệt hại sau bão", "ct": "households_trained", "don_vi": ["24373", "24133"], "ky": NOVEMBER,
            "han": "2026-11-19", "moi_ten": ["Số hộ mất điện", ""], "moi_dvt": ["household", "household"],
            "moi_le": ["0", "0"],
        }  # fmt: skip
        page = desk.open("/giao/dot-xuat?" + urlencode(chosen | {"xem": "1"}, doseq=True))
        for words in ("Sẽ tạo chỉ tiêu mới:", "19/11/2026 17:00, thứ Năm", "2 đơn vị (Cấp xã)", "Dùng lại số đã có"):
            assert words in page
        page = desk.send("/giao/dot-xuat", **chosen, da_hoi="1")
        assert "Đã giao “Thiệt hại sau bão”." in page
        assert "0/2 đã gửi" in page
        sunday = desk.send("/giao/dot-xuat", **(chosen | {"han": "2026-11-22", "ten": "Khác", "moi_ten": ""}))
        assert sunday.status == 422
        assert "hãy chọn 23/11/2026" in sunday
        assert seat("eakar.nhap").open("/giao/dot-xuat").status == 403


def test_a_form_leads_to_its_request_by_its_regime_or_at_once(world: World, seat: type[Desk]) -> None:
    with at("2026-11-17 08:00"):
        desk = seat("vp.giaobaocao")
        # A form that a regime asks with: nothing is left to choose but the period.
        page = desk.open("/giao/moi?bieu=bieu-01-cds-t")
        assert page.value("che_do") == "cds-thang"
        assert 'value="nd09:2026-11"' in page.html
        # A form that nobody asks with yet: asked once, at once, of all communes.
        desk.send("/bieu-mau/moi", name_vi="Biểu thử", tu="bieu-01-cds-t")
        [draft] = api.drafts(now_rights("vp.giaobaocao"))
        desk.send(f"/bieu-mau/nhap/{draft.id}/cong-bo", act="publish", valid_from="2026-10-01")
        assert "Chưa có chế độ báo cáo nào dùng biểu này" in desk.open("/giao/moi?bieu=bieu-thu")
        asked = {"bieu": "bieu-thu", "cap": "commune", "ky": NOVEMBER, "han": "2026-11-19"}
        page = desk.open("/giao/dot-xuat?" + urlencode(asked | {"xem": "1"}))
        assert "4 đơn vị (Cấp xã)" in page
        page = desk.send("/giao/dot-xuat", **asked, da_hoi="1")
        assert "Đã giao “Biểu thử”." in page
        made = Request.objects.get()
        assert (made.form_version.form.code, made.assignments.count()) == ("bieu-thu", 4)
        assert desk.open("/giao/dot-xuat?bieu=khong-co").status == 404
