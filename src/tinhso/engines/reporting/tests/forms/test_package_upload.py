"""What was made on screen comes back on screen: shown first, then all of it or nothing, and only by those it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.errors import DefinitionChanged, VersionOutOfOrder
from tinhso.engines.reporting.contracts.excel_errors import StalePreview
from tinhso.engines.reporting.contracts.package_files import DefinitionOfOthers, PackageFileRefused
from tinhso.engines.reporting.models import FormVersion, RegimeVersion
from tinhso.engines.reporting.testing import World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.files.archive import zip_of

FORM, KEEPER, OFFICE = "bieu-01-cds-t", "skhcn.tonghop", "vp.giaobaocao"
FILE = f"forms/{FORM}-v1.yaml"
DIMENSION = """
code: nhom_tuoi
name: {vi: Nhóm tuổi, en: Age group}
items:
  - {code: tre, name: {vi: Trẻ, en: Young}}
"""


def a_package() -> bytes:
    """A package of one new dimension, which everybody who makes forms may load."""
    head = {"code": "goi-thu", "title": {"vi": "Gói thử", "en": "A trial"}, "source": "thử nghiệm"}
    return zip_of({"dimensions/nhom_tuoi.yaml": DIMENSION, "package.yaml": yaml.safe_dump(head)}, "goi-thu")


def exported() -> dict[str, str]:
    return api.export_forms([FORM], FORM)


def next_version(files: Mapping[str, str], **changed: object) -> dict[str, str]:
    """The exported package with a second version of the form: a row less, kept by the department."""
    plain = yaml.safe_load(files[FILE])
    plain |= {"version": 2, "valid_from": "2026-12-15", "owner": "H15.15"} | changed
    plain["rows"] = [row for row in plain["rows"] if str(row["no"]) != "3"]
    return dict(files) | {f"forms/{FORM}-v2.yaml": yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)}


@pytest.fixture(autouse=True)
def second_of_november(world: World) -> Iterator[None]:
    with at("2026-11-02 09:00"):
        yield


def everything() -> tuple[int, ...]:
    tables = FormVersion.objects.count(), RegimeVersion.objects.count(), len(indicators.definition_versions())
    return *tables, len(indicators.dimension_items()), len(trust.events(limit=500))


def test_the_next_version_of_a_form_is_shown_with_its_changes_and_loaded_once(seat: type[Desk]) -> None:
    desk, before = seat(KEEPER), everything()
    package = zip_of(next_version(exported()), FORM)
    page = desk.send("/bieu-mau/nap-goi", act="preview", tep=SimpleUploadedFile("g.zip", package))
    assert page.status == 200
    assert "Gói thêm 1 định nghĩa" in page
    assert "bản tiếp theo" in page
    assert "đã có, giữ nguyên" in page
    assert everything() == before
    done = desk.send("/bieu-mau/nap-goi", act="keep", xem=page.value("xem"))
    assert (done.url, "Đã nạp 1 định nghĩa từ gói." in done) == ("/bieu-mau", True)
    assert [one.version for one in api.versions_of(FORM)] == [1, 2]
    assert "rows" in {one.part for one in api.compare_form_versions(FORM, 1, 2)}
    after = everything()
    again = desk.send("/bieu-mau/nap-goi", act="keep", xem=page.value("xem"))
    assert (again.status, "REP-107" in again, everything()) == (409, True, after)
    same = desk.send("/bieu-mau/nap-goi", act="preview", tep=SimpleUploadedFile("g.zip", package))
    assert "Gói không có gì mới" in same
    assert "xem" not in same.fields
    stranger = seat(OFFICE).send("/bieu-mau/nap-goi", act="keep", xem=page.value("xem"))
    assert (stranger.status, everything()) == (409, after)
    english = seat(KEEPER, english=True).send(
        "/bieu-mau/nap-goi", act="preview", tep=SimpleUploadedFile("g.zip", package)
    )
    assert "Nothing new in the package" in english


def test_a_new_dimension_and_a_new_indicator_of_ones_own_are_loaded() -> None:
    files = dict(exported())
    known = yaml.safe_load(files["indicators/households_trained.yaml"])
    own = known | {"code": "moi_tao", "owner": "H15.15", "publication": "internal", "version": 1}
    files |= {"indicators/moi_tao.yaml": yaml.safe_dump(own, allow_unicode=True)}
    content = zip_of(files, FORM)
    seen = api.preview_package(content, rights=now_rights(KEEPER))
    assert [(one.kind, one.code, one.standing) for one in seen.news] == [("indicator", "moi_tao", "new")]
    api.keep_package(content, seen.digest, rights=now_rights(KEEPER))
    assert indicators.definition("moi_tao").owner == "H15.15"
    seen = api.preview_package(a_package(), rights=now_rights(OFFICE))
    assert [one.code for one in seen.news] == ["nhom_tuoi"]
    api.keep_package(a_package(), seen.digest, rights=now_rights(OFFICE))
    assert [one.code for one in indicators.dimension_items()["nhom_tuoi"].items] == ["tre"]


def _with(name: str, text: str) -> Callable[[], bytes]:
    return lambda: zip_of(exported() | {name: text}, FORM)


def _of_indicator(**changed: object) -> Callable[[], bytes]:
    def made() -> bytes:
        files = exported()
        plain = yaml.safe_load(files["indicators/households_trained.yaml"]) | {"code": "moi_tao"} | changed
        return zip_of(files | {"indicators/moi_tao.yaml": yaml.safe_dump(plain, allow_unicode=True)}, FORM)

    return made


def _of_form(**changed: object) -> Callable[[], bytes]:
    return lambda: zip_of(next_version(exported(), **changed), FORM)


@pytest.mark.parametrize(
    ("package", "refused", "login"),
    [
        (lambda: b"PK\x03\x04 no archive", PackageFileRefused, KEEPER),
        (lambda: zip_of({}, FORM), PackageFileRefused, KEEPER),
        (_with("rules/x.yaml", "code: x"), PackageFileRefused, KEEPER),
        (_with("../x.yaml", "code: x"), PackageFileRefused, KEEPER),
        (_with("forms/x.yaml", "a: &a [1, 2]\nb: [*a, *a]"), PackageFileRefused, KEEPER),
        (_with("forms/x.yaml", "a: [" * 5_000), TinhSoError, KEEPER),
        (_with("forms/x.yaml", "# " + "x" * 1_000_000), PackageFileRefused, KEEPER),
        (_with("forms/x.yaml", "code: x"), TinhSoError, KEEPER),
        (_of_form(), DefinitionOfOthers, OFFICE),
        (_of_form(owner="H15.01"), DefinitionOfOthers, KEEPER),
        (_of_form(version=3), PackageFileRefused, KEEPER),
        (_of_form(valid_from="2020-01-01"), VersionOutOfOrder, KEEPER),
        (_of_form(version=1), DefinitionChanged, KEEPER),
        (_of_indicator(owner="H15.01"), DefinitionOfOthers, KEEPER),
        (_of_indicator(owner="H15.15", publication="public"), PackageFileRefused, KEEPER),
        (_of_form(), NoRight, "eakar.nhap"),
    ],
)
def test_what_is_no_package_or_not_theirs_loads_nothing(
    package: Callable[[], bytes], refused: type[Exception], login: str
) -> None:
    content, before = package(), everything()
    with pytest.raises(refused):
        api.preview_package(content, rights=now_rights(login))
    with pytest.raises((refused, StalePreview)):
        api.keep_package(content, "", rights=now_rights(login))
    assert everything() == before


def test_a_regime_comes_back_to_its_own_office_alone() -> None:
    files = dict(api.export_regimes(["cds-thang"], "cds-thang"))
    plain = yaml.safe_load(files["regimes/cds-thang-v1.yaml"]) | {"version": 2, "valid_from": "2026-12-15"}
    files["regimes/cds-thang-v2.yaml"] = yaml.safe_dump(plain | {"name_vi": "Báo cáo tháng"}, allow_unicode=True)
    content, before = zip_of(files, "cds-thang"), everything()
    with pytest.raises(NoRight):
        api.preview_package(content, rights=now_rights(KEEPER))
    assert everything() == before
    seen = api.preview_package(content, rights=now_rights(OFFICE))
    assert [(one.kind, one.version, one.standing) for one in seen.news] == [("regime", 2, "changed")]
    api.keep_package(content, seen.digest, rights=now_rights(OFFICE))
    assert [one.name_vi for one in api.versions_of_regime("cds-thang")][-1] == "Báo cáo tháng"


def test_a_refusal_stands_on_the_page_with_its_reason(seat: type[Desk]) -> None:
    desk = seat(KEEPER)
    assert "Nạp gói" in desk.open("/bieu-mau")
    page = desk.send("/bieu-mau/nap-goi", act="preview", tep=SimpleUploadedFile("g.zip", b"no archive"))
    assert (page.status, "REP-302" in page, "Chưa nạp gì" in page) == (422, True, True)
    assert desk.send("/bieu-mau/nap-goi", act="preview").status == 422
    assert seat("eakar.nhap").open("/bieu-mau/nap-goi").status == 403
