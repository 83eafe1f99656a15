"""Settings that cannot be right stop the start and are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinhso.engines.cube.contracts import LakeStore
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


def store_file(folder: Path, mode: int = 0o600, secret: str = "bi-mat\n", **told: str) -> str:
    """Write the file of a store, and its secret beside it."""
    (folder / "kho.secret").write_text(secret, encoding="utf-8")
    (folder / "kho.secret").chmod(mode)
    lines = {"access_key": "tinhso", "secret_key_file": "kho.secret"} | told
    (folder / "kho.yaml").write_text("".join(f"{name}: {value}\n" for name, value in lines.items()), encoding="utf-8")
    return str(folder / "kho.yaml")


def test_a_store_is_read_from_its_file_with_the_secret_beside_it(tmp_path: Path) -> None:
    file = store_file(tmp_path, endpoint="https://kho.example:9000", region="vn-1")
    store = read_settings({"TINHSO_LAKE_STORE": file})["TINHSO_LAKE_STORE"]
    assert store == LakeStore("https://kho.example:9000", "vn-1", "tinhso", "bi-mat")
    assert "bi-mat" not in repr(store)
    assert read_settings({"TINHSO_LAKE_STORE": store_file(tmp_path, endpoint="http://127.0.0.1:9000")})
    assert read_settings({})["TINHSO_LAKE_STORE"] is None


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"endpoint": "http://kho.example:9000"}, "https://host:9000"),
        ({"endpoint": "https://a:b@kho.example"}, "https://host:9000"),
        ({"endpoint": "https://kho.example/bucket"}, "https://host:9000"),
        ({"endpoint": "http://169.254.169.254"}, "https://host:9000"),
        ({"secret_key": "bi-mat"}, "nothing beyond"),
        ({"secret_key_file": "khong-co"}, "cannot be read"),
        ({"ca_file": "khong-co.pem"}, "there is no file"),
    ],
)
def test_a_store_that_is_not_safe_stops_the_start(tmp_path: Path, told: dict[str, str], problem: str) -> None:
    with pytest.raises(WrongSetting, match=problem):
        read_settings({"TINHSO_LAKE_STORE": store_file(tmp_path, **told)})


@pytest.mark.parametrize(("mode", "secret", "problem"), [(0o640, "a", "mode 600"), (0o600, " \n", "is empty")])
def test_a_secret_that_others_read_or_that_is_none_stops_the_start(
    tmp_path: Path, mode: int, secret: str, problem: str
) -> None:
    with pytest.raises(WrongSetting, match=problem) as stopped:
        read_settings({"TINHSO_LAKE_STORE": store_file(tmp_path, mode, secret)})
    assert "bi-mat" not in str(stopped.value)
