"""Dimensions on screen: made by a click, given to indicators, asked for by a form, out as a package and back."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.indicators.contracts.package_errors import PackageRefused
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.dimensions import DimensionNotReady, NewItem
from tinhso.engines.reporting.contracts.errors import BrokenDefinition
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import ACTOR, NOVEMBER, World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.reporting.tests.forms.test_form_drawing import press
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period

WAYS = "Trực tuyến | Online\nTrực tiếp\tAt the counter\tcounter\n"


def make_ways(desk: Desk) -> None:
    shown = desk.send("/phan-to", name_vi="Hình thức nộp", name_en="Way of filing", items=WAYS, act="preview")
    assert "Sẽ tạo “Hình thức nộp”, mã hinh_thuc_nop" in shown
    assert indicators.dimension_items() == {}, "nothing is made without a click"
    fields = {name: shown.value(name) for name in ("name_vi", "name_en", "valid_from")}
    made = desk.send("/phan-to", **fields, items=WAYS, act="create")
    assert made.url == "/phan-to/hinh_thuc_nop"


def test_a_dimension_is_made_and_split_by_in_a_form_that_units_fill(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk = seat("skhcn.tonghop")
        make_ways(desk)
        items = [(one.code, one.name_en) for one in indicators.dimension_items()["hinh_thuc_nop"].items]
        assert items == [("truc_tuyen", "Online"), ("counter", "At the counter")]
        # An indicator that exists takes it by its next version; a new one as it is made.
        split = desk.send(
            "/phan-to/hinh_thuc_nop", act="split", indicator="households_trained", valid_from="2026-11-01"
        )
        assert "phiên bản 2" in split
        page = desk.send("/bieu-mau/moi", name_vi="Biểu theo hình thức nộp")
        page = press(desk, page, "row:paste", paste="1\tHộ được tập huấn\n2\tHồ sơ nộp")
        page = press(desk, page, "row:pick:0", **{"r0-best": "households_trained"})
        row = desk.open(f"{page.url}/dong/1")
        named = {"n1-name_vi": "Hồ sơ nộp mới", "n1-unit": "dossier", "n1-dims": "hinh_thuc_nop", "q1": "new"}
        taken = desk.send(row.url, revision=row.value("revision"), level="commune", scheme="nd09.month", **named)
        assert indicators.definition("ho_so_nop_moi").dimensions == ("hinh_thuc_nop",)
        page = press(desk, desk.open(taken.url), "col:split", **{"split-by": "hinh_thuc_nop"})
        published = desk.send(f"{taken.url}/cong-bo", act="publish", valid_from="2026-11-01")
        assert published.status == 200, published.text
        form = api.versions_of("bieu-theo-hinh-thuc-nop")[-1]
        assert [one.dims for one in form.columns if one.dims] == ["hinh_thuc_nop=truc_tuyen", "hinh_thuc_nop=counter"]
        used = api.dimension_page("hinh_thuc_nop", rights=now_rights("skhcn.tonghop"))
        assert [one[0] for one in used.forms] == [form.code]
        assert "households_trained" in {one.code for one in used.indicators}
    with at("2026-11-03 08:00"):
        asked = {"bieu": form.code, "cap": "commune", "ky": NOVEMBER, "han": "2026-11-20"}
        seat("vp.giaobaocao").send("/giao/dot-xuat", **asked, da_hoi="1")
        task = Assignment.objects.get(subject_unit_id=world.unit_id("24373")).pk
    with at("2026-11-16 08:00"):
        page = seat("eakar.nhap").open(f"/viec/{task}")
        names = [name for name in page.fields if name[0] == "c" and name[1:2].isdecimal()]
        cells = {name: str(5 + place) for place, name in enumerate(names)}
        assert len(cells) == 4
        seat("eakar.nhap").fill(page, "send", **cells)
        seat("eakar.lanhdao").send(f"/viec/{task}/phe-duyet", act="approve")
        period = indicators.period_ids([parse_period(NOVEMBER)])[parse_period(NOVEMBER)]
        key = FigureKey(
            world.definitions["households_trained"].indicator_id, world.unit_id("24373"), period,
            "hinh_thuc_nop=truc_tuyen",
        )  # fmt: skip
        assert indicators.states_of_keys([key])[key].value is not None
        trust.seal_all()
        assert trust.verify_log() == []
        # A published form never changes: the page says that it goes on asking for a category that has ended.
        ended = seat("skhcn.tonghop").send("/phan-to/hinh_thuc_nop", act="end", item="counter", valid_to="2026-12-31")
        assert "vẫn hỏi mục này đến khi có phiên bản mới" in ended
        assert "vẫn hỏi mục này" not in seat("skhcn.tonghop").open("/phan-to/hinh_thuc_nop").row("truc_tuyen")


def test_a_category_begins_and_ends_and_new_forms_ask_for_what_is_in_force(world: World, seat: type[Desk]) -> None:
    rights = "skhcn.tonghop"
    with at("2026-11-02 08:00"):
        make_ways(seat(rights))
        seat(rights).send("/phan-to/hinh_thuc_nop", act="extend", items="Bưu chính", valid_from="2027-01-01")
        assert seat(rights).open("/phan-to/hinh_thuc_nop").value("items") == ""
        ended = seat(rights).send("/phan-to/hinh_thuc_nop", act="end", item="counter", valid_to="2026-10-31")
        assert "đến hết 31/10/2026" in ended
        view = indicators.dimension_items()["hinh_thuc_nop"]
        assert [one.code for one in view.items_on(date(2026, 11, 2))] == ["truc_tuyen"]
        assert [one.code for one in view.items_on(date(2027, 1, 1))] == ["truc_tuyen", "buu_chinh"]
        api.split_indicator("households_trained", "hinh_thuc_nop", date(2026, 11, 1), rights=now_rights(rights))
        page = seat(rights).send("/bieu-mau/moi", name_vi="Biểu mới")
        page = press(seat(rights), page, "row:paste", paste="1\tHộ được tập huấn")
        page = press(seat(rights), page, "row:pick:0", **{"r0-best": "households_trained"})
        draft = api.drafts(now_rights(rights))[0].id
        page = press(seat(rights), page, "col:split", **{"split-by": "hinh_thuc_nop"})
        stored = api.draft(draft, rights=now_rights(rights))
        assert [one["dims"] for one in stored.definition["columns"] if one.get("dims")] == ["hinh_thuc_nop=truc_tuyen"]
        asked = [*stored.definition["columns"]]
        asked[1] = asked[1] | {"dims": "hinh_thuc_nop=counter"}
        api.save_draft(draft, stored.definition | {"columns": asked}, stored.revision, rights=now_rights(rights))
        with pytest.raises(BrokenDefinition, match="is not in force on 01/11/2026"):
            api.publish(draft, date(2026, 11, 1), rights=now_rights(rights))


def test_what_cannot_be_made_is_refused_and_makes_nothing(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        rights = now_rights("skhcn.tonghop")
        make_ways(seat("skhcn.tonghop"))
        for name, items in (
            ("", [NewItem("a")]),
            ("Nhóm tuổi", []),
            ("Nhóm tuổi", [NewItem("Trẻ"), NewItem("trẻ ")]),
            ("hình thức NỘP", [NewItem("a")]),
        ):
            with pytest.raises(DimensionNotReady):
                api.create_dimension(name, items, rights=rights)
        with pytest.raises(PackageRefused):
            api.create_dimension("Nhóm tuổi", [NewItem("Trẻ", code="có dấu")], rights=rights)
        with pytest.raises(DimensionNotReady):
            api.split_indicator("online_share", "hinh_thuc_nop", date(2026, 11, 1), rights=rights)
        with pytest.raises(NoRight):
            api.split_indicator("villages", "hinh_thuc_nop", date(2026, 11, 1), rights=now_rights("eakar.nhap"))
        with pytest.raises(NoRight):
            api.create_dimension("Nhóm tuổi", [NewItem("Trẻ")], rights=now_rights("eakar.nhap"))
        assert set(indicators.dimension_items()) == {"hinh_thuc_nop"}
        assert seat("eakar.nhap").open("/phan-to").status == 403
        refused = seat("skhcn.tonghop").send("/phan-to", name_vi="Hình thức nộp", items="a", act="create")
        assert (refused.status, "REP-128" in refused.html or "Đã có phân tổ" in refused) == (422, True)


def test_a_package_of_a_dimension_comes_back_the_same(world: World, seat: type[Desk], tmp_path: Path) -> None:
    with at("2026-11-02 08:00"):
        make_ways(seat("skhcn.tonghop"))
        api.end_item("hinh_thuc_nop", "counter", date(2026, 12, 31), rights=now_rights("skhcn.tonghop"))
        answer = seat("skhcn.tonghop").client.get("/phan-to/hinh_thuc_nop/goi")
        zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
        folder = next(one.parent for one in tmp_path.rglob("package.yaml"))
        again = indicators.load_package(folder, ACTOR)
        assert (again.event_id, again.dimensions) == (None, ())
