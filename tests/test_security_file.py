"""What the security-level file rests on outside its engine: the settings that may be told, the processes that run."""

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import FolderNotWritable, Zone
from tinhso.site.command_line import main
from tinhso.site.roles import ROLES
from tinhso.site.settings.declared import DECLARED, told_settings
from tinhso.site.settings.meanings import MEANINGS_VI

SECRETS = {
    "DATABASE_URL": "postgresql://u:mat-khau@db.example/tinhso",
    "TINHSO_MAIL_URL": "smtp://u:mat-khau@mail.example:587",
    "TINHSO_MAIL_FROM": "nguyen.van.a@example.invalid",
    "TINHSO_METRICS": "mat-khau-cua-giam-sat-1",
    "TINHSO_CHECKPOINTS": "nguyen.van.a@example.invalid",
    "TINHSO_SECRET_FILE": "/srv/mat-khau",
}


def test_of_a_setting_that_may_hold_a_secret_it_is_told_only_that_it_is_set() -> None:
    told = told_settings({**SECRETS, "PORT": "8123"})
    assert [one.name for one in told] == [one.name for one in DECLARED]
    assert {one.name: one.text for one in told if one.is_set} == {**dict.fromkeys(SECRETS, ""), "PORT": "8123"}
    assert ("TINHSO_TLS", False, "0") in [one[:3] for one in told]


def test_every_setting_says_in_vietnamese_what_it_means() -> None:
    assert set(MEANINGS_VI) == {one.name for one in DECLARED}
    assert all(len(words) > 10 for words in MEANINGS_VI.values())


@pytest.mark.django_db
def test_the_scheme_names_the_processes_that_the_supervisor_runs(tmp_path: Path) -> None:
    with override_settings(TINHSO_HOME=tmp_path, TINHSO_SECOND_MEDIUM=tmp_path / "second"):
        named = {part.key for part in api.describe_security().scheme.parts if part.zone is Zone.PROCESSES}
        ships = api.ships_to_a_second_medium()
    assert named == set(ROLES) - (set() if ships else {"shipper"})


@pytest.mark.django_db
def test_the_command_writes_papers_and_drawing_and_says_where(tmp_path: Path, capsys: Any) -> None:
    with override_settings(TINHSO_HOME=tmp_path / "home"):
        (tmp_path / "home").mkdir()
        assert main(["security-file", str(tmp_path / "out")]) == 0
    names = [f"ho-so-cap-do.{ending}" for ending in ("pdf", "docx", "xlsx", "svg")]
    assert capsys.readouterr().out.split() == [str(tmp_path / "out" / name) for name in names]
    starts = {file.suffix: file.read_bytes()[:4] for file in (tmp_path / "out").iterdir()}
    assert starts == {".pdf": b"%PDF", ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".svg": b"<svg"}
    (tmp_path / "file").write_text("")
    assert main(["security-file", "--without-check", str(tmp_path / "file")]) == 1
    assert "KER-127" in capsys.readouterr().err
    with override_settings(TINHSO_HOME=tmp_path / "home"), pytest.raises(FolderNotWritable):
        api.write_security_file(tmp_path / "file", verify=False)
