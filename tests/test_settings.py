"""Settings that cannot be right stop the start and are named."""

from __future__ import annotations

import pytest

from tinhso.site.settings import declared
from tinhso.site.settings.declared import WrongSetting, read_settings

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("place", ["http://thanhtra.example", "https://a:b@thanhtra.example", "ftp://thanhtra.example"])
def test_an_address_that_is_not_safe_stops_the_start(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_CHECKPOINTS", f"/srv/share,{place}")
    with pytest.raises(WrongSetting, match="https://"):
        read_settings()


@pytest.mark.parametrize(
    "address", ["spark://", "spark://host", "http://host:7077", "spark://a:7077,b", "spark://u@a:1"]
)
def test_an_address_that_is_no_master_of_spark_stops_the_start(address: str) -> None:
    with pytest.raises(WrongSetting, match=r"TINHSO_CUBE_URL=.*spark://host:7077"):
        read_settings({"TINHSO_CUBE_URL": address})


def test_a_cluster_without_its_library_stops_the_start_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "find_spec", lambda _name: None)
    with pytest.raises(WrongSetting, match=r"pip install 'tinhso\[spark\]'"):
        read_settings({"TINHSO_CUBE_URL": "spark://host:7077"})
    monkeypatch.setattr(declared, "find_spec", lambda _name: object())
    address = "spark://a:7077,b:7078"
    assert read_settings({"TINHSO_CUBE_URL": address})["TINHSO_CUBE_URL"] == address
