"""Regimes made on screen: judged like those of packages, versioned, exported and back the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RegimeDefinition
from tinhso.engines.reporting.models import RegimeVersion
from tinhso.engines.reporting.queries.definitions import regime_versions
from tinhso.engines.reporting.testing import NOVEMBER, World, at, day, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period

FIELDS: dict[str, Any] = {
    "ten": "Báo cáo kỹ năng số quý", "loai": "periodic", "bieu": "bieu-01-cds-t", "ky": "nd09.month",
    "can_cu": "Quyết định thử nghiệm", "cap": "commune", "tong_hop": "H15.15", "thay": "", "ngay_commune": "2",
    "ngay_agency": "4", "ngay_province": "7", "khoa": "1", "tu_ngay": "2026-11-01", "nguon": "",
}  # fmt: skip
CODE = "bao-cao-ky-nang-so-quy"


class _Undo(Exception):
    """Leaves the transaction as if nothing had been made."""


def query(fields: dict[str, Any]) -> str:
    """The address of the page with these fields."""
    return urlencode(fields, doseq=True)


def test_a_regime_is_made_on_screen_after_its_calendar_and_then_assigned(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")
        assert desk.open("/giao/che-do/moi?bieu=bieu-01-cds-t").value("bieu") == "bieu-01-cds-t"
        page = desk.open(f"/giao/che-do/moi?{query(FIELDS)}")
        # Cut-off on Saturday 14/11; communes Tuesday, the department Thursday, the office after the holiday.
        days = ("17/11/2026 17:00, thứ Ba", "19/11/2026 17:00, thứ Năm", "25/11/2026 17:00, thứ Tư")
        for words in ("14/11/2026", *days):
            assert words in page
        assert not regime_versions(CODE)
        page = desk.send("/giao/che-do/moi", **FIELDS)
        assert page.url == f"/giao/che-do/{CODE}"
        assert "Đã công bố chế độ “Báo cáo kỹ năng số quý”, phiên bản 1." in page
        [made] = regime_versions(CODE)
        assert (made.assigner, made.consolidator, made.aggregate) == ("H15.01", "H15.15", "66")
        assert "4 đơn vị (Cấp xã)" in desk.open(f"/giao/moi?che_do={CODE}&ky={NOVEMBER}")
        assert "Báo cáo kỹ năng số quý" in desk.open("/giao/che-do")


def test_the_next_version_changes_later_periods_only(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk, rights = seat("vp.giaobaocao"), now_rights("vp.giaobaocao")
        desk.send("/giao/che-do/moi", **FIELDS)
        later = FIELDS | {"ngay_commune": "3", "ngay_agency": "5", "tu_ngay": "2026-12-01", "can_cu": "Văn bản mới"}
        page = desk.send(f"/giao/che-do/{CODE}/sua", **later)
        assert "phiên bản 2" in page
        assert "Văn bản mới" in page  # what changed stands on the page
        due = {
            period: dict(api.preview_request(CODE, parse_period(f"nd09:2026-{period}")))["commune"].day
            for period in ("11", "12")
        }
        assert due == {"11": 17, "12": 17}  # 14/11 + 2 and 14/12 + 3 working days
        assert api.requests(rights) == ()
        early = desk.send(f"/giao/che-do/{CODE}/sua", **(later | {"tu_ngay": "2026-11-15"}))
        assert (early.status, "REP-177" in early) == (422, True)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ten": " "}, "REP-175"),
        ({"bieu": ""}, "REP-175"),
        ({"cap": []}, "REP-175"),
        ({"ngay_commune": ""}, "REP-175"),
        ({"ngay_agency": ""}, "REP-175"),
        ({"ngay_agency": "2"}, "REP-175"),  # the department cannot send before its communes
        ({"ngay_commune": "0"}, "REP-022"),  # the law: at least one working day after the cut-off
        ({"ky": "calendar.month"}, "REP-001"),  # the form's indicators are counted by other months
        ({"ma": "Mã sai"}, "REP-175"),
        ({"ma": "cds-thang"}, "REP-176"),
    ],
)
def test_what_cannot_hold_is_refused_and_leaves_nothing(
    world: World, seat: type[Desk], changed: dict[str, Any], code: str
) -> None:
    with at("2026-11-02 08:00"):
        before = RegimeVersion.objects.count()
        page = seat("vp.giaobaocao").send("/giao/che-do/moi", **(FIELDS | changed))
        assert page.status in (409, 422)
        assert code in page
        assert RegimeVersion.objects.count() == before


def test_nobody_makes_regimes_for_an_office_that_is_not_theirs(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        for login in ("eakar.nhap", "skhcn.tonghop", "chutich", "cntt"):
            assert seat(login).open("/giao/che-do").status == 403
            assert seat(login).send("/giao/che-do/moi", **FIELDS).status == 403
        [standing] = [one for one in api.regimes() if one.code == "cds-thang"]
        with pytest.raises(NoRight):
            api.publish_regime(standing, rights=now_rights("skhcn.tonghop"), is_new=False)


def test_a_regime_remembers_groups_and_asks_whoever_is_in_them_then(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk, rights = seat("vp.giaobaocao"), now_rights("vp.giaobaocao")
        office = orgs.unit_by_code("H15.01").id
        group = api.save_group("Xã miền núi", [world.unit_id("24373")], owner_unit_id=office, rights=rights).code
        grouped = FIELDS | {"cap": [], "nhom": [group], "gio_khoa": "16:00"}
        grouped |= {"gio_cap_commune": "11:30", "gio_cap_province": "15:00"}
        page = desk.open(f"/giao/che-do/moi?{query(grouped)}")
        for words in ("17/11/2026 11:30, thứ Ba", "19/11/2026 17:00, thứ Năm", "25/11/2026 15:00, thứ Tư"):
            assert words in page
        assert "26/11/2026 16:00" in page
        assert "nhóm Xã miền núi" in desk.send("/giao/che-do/moi", **grouped)
        again = desk.open(f"/giao/che-do/{CODE}/sua")
        hours = [again.value(f"gio_cap_{level}") for level in ("commune", "agency", "province")]
        assert (hours, again.value("gio_khoa")) == (["11:30", "17:00", "15:00"], "16:00")
        [kept] = regime_versions(CODE)
        assert [(one.group, one.level, one.units) for one in kept.respondents] == [(group, "", ())]
        both, later = [world.unit_id(code) for code in ("24373", "24133")], day("01/12/2026")
        api.save_group("Xã miền núi", both, owner_unit_id=office, rights=rights, code=group, valid_from=later)
        asked = {
            period: api.preview_plan(CODE, parse_period(period), rights=rights).respondents
            for period in (NOVEMBER, "nd09:2026-12")
        }
        assert {period: len(units) for period, units in asked.items()} == {NOVEMBER: 1, "nd09:2026-12": 2}
        strange = desk.send("/giao/che-do/moi", **(grouped | {"ten": "Khác", "nhom": ["khong-co"]}))
        assert (strange.status, "REP-161" in strange) == (404, True)


def test_regimes_leave_as_a_package_and_come_back_the_same(world: World, seat: type[Desk], tmp_path: Path) -> None:
    def stored() -> list[tuple[Any, ...]]:
        rows = RegimeVersion.objects.filter(regime__code=CODE).order_by("version")
        return list(rows.values_list("regime__code", "version", "valid_from", "definition"))

    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")
        units = FIELDS | {"cap": [], "don_vi": ["24373", "24133"], "thay": "H15.15", "tong_hop": "", "loai": "thematic"}
        try:
            # Versions are never deleted: what was made on screen is undone with its transaction.
            with transaction.atomic():
                desk.send("/giao/che-do/moi", **units)
                desk.send(f"/giao/che-do/{CODE}/sua", **(units | {"tu_ngay": "2026-12-01", "khoa": "2"}))
                before, files = stored(), api.export_regimes([CODE], "goi")
                assert desk.client.get(f"/giao/che-do/{CODE}/goi")["Content-Type"] == "application/zip"
                raise _Undo
        except _Undo:
            assert stored() == []
        for path, text in files.items():
            file = tmp_path / "goi" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert set(api.load_regimes(tmp_path / "goi", "system:test").added) == {f"{CODE}@1", f"{CODE}@2"}
        assert stored() == before


def test_the_list_of_regimes_asks_the_same_number_of_questions(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")

        def questions() -> int:
            with CaptureQueriesContext(connection) as asked:
                desk.open("/giao/che-do")
            return len(asked)

        desk.open("/giao/che-do")
        few = questions()
        standing = next(one for one in api.regimes() if one.code == "cds-thang")
        _more(standing, 20)
        assert questions() == few
        assert len(re.findall("chế độ số", desk.open("/giao/che-do").text)) == 20


def _more(standing: RegimeDefinition, count: int) -> None:
    for number in range(count):
        named = replace(standing, code=f"che-do-{number}", name_vi=f"chế độ số {number}")
        api.publish_regime(named, rights=now_rights("vp.giaobaocao"), is_new=True)
