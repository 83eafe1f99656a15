"""What the command line refuses in words, and what a start of the demonstration may leave out."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db.migrations.recorder import MigrationRecorder

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.operation import api as operation
from tinhso.engines.orgs.testing import cast, small_territory
from tinhso.site.command_line import main

pytestmark = pytest.mark.django_db
QUERY = ["figures", "query", "--indicator", "dossiers", "--level", "commune", "--periods", "nd09:2026-01"]


@pytest.mark.parametrize("option", ["--structure", "--as-of"])
def test_an_unreadable_option_of_a_query_is_named_with_what_it_may_be(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*QUERY, option, "yesterday"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"CUB-010: {option} = “yesterday”")


def test_a_query_says_the_same_as_csv_json_and_parquet(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    world = small_territory()
    cast(world)
    dossiers, month = make_definition("dossiers"), make_period("nd09:2026-01")
    for value, commune in zip((1_234, 0), world.communes.values(), strict=False):
        write_figure(dossiers, commune.id, month, value)

    def answered(form: str) -> bytes:
        assert main([*QUERY, "--as", "vp.khoa", "--exact", "--format", form]) == 0
        return capsysbinary.readouterr().out

    rows = json.loads(answered("json"))
    assert [row["value"] for row in rows if row["value"]] == ["1234", "0"]
    table = pq.read_table(BytesIO(answered("parquet")))
    assert table.to_pylist() == rows
    texts = list(csv.DictReader(StringIO(answered("csv").decode())))
    assert texts == [{name: str(value) for name, value in row.items()} for row in rows]


def test_a_start_migrates_only_while_some_migration_was_not_applied() -> None:
    assert operation.is_migrated()
    MigrationRecorder.Migration.objects.filter(app="orgs").order_by("-id")[0].delete()
    assert not operation.is_migrated()


@pytest.mark.parametrize("command", [["serve"], ["run", "web"], ["run", "sealer"]])
def test_a_province_is_never_served_from_tables_of_another_version_nor_migrated_without_a_backup(
    command: list[str], settings: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings.TINHSO_MODE, settings.TINHSO_HOME = "production", tmp_path
    MigrationRecorder.Migration.objects.filter(app="orgs").order_by("-id")[0].delete()
    assert main([*command]) == 1
    assert "tinhso upgrade" in capsys.readouterr().err
    assert not operation.is_migrated()


def test_a_reader_that_has_enough_ends_a_command_without_a_traceback(tmp_path: Path) -> None:
    """`tinhso … | head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "tinhso.site.command_line", "docs", "check", "--folder", str(tmp_path)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    "command",
    ["figures documents", "reports read", "packages load", "calendar load", "units boundaries"],
)
@pytest.mark.parametrize(("language", "said"), [("vi", "không có tệp"), ("en", "there is n")])
def test_a_file_that_is_not_there_is_said_in_words(
    command: str, language: str, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--lang", language, *command.split(), str(tmp_path / "absent")]) == 1
    told = capsys.readouterr().err
    assert "absent" in told
    assert said in told
    assert "Errno" not in told


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [
        (
            ["units", "preview", "--on", "2027-01-01"],
            "old_code,new_code,new_name,whole,weight\n99999,24900,X,1,\n",
            "line 2, column old_code",
        ),
        (
            ["figures", "import", "--as", "vp.khoa"],
            "indicator,unit,period,value\na,b,c,1\na,b,\x00,1\n",
            "line 3",
        ),
    ],
)
def test_a_refusal_of_a_file_names_the_place_in_it(
    command: list[str], content: str, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cast(small_territory())
    file = tmp_path / "tep.csv"
    file.write_text(content, encoding="utf-8")
    assert main(["--lang", "en", *command, str(file)]) == 1
    assert said in capsys.readouterr().err


def test_a_failure_about_another_file_is_not_taken_for_a_wrong_argument(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "/etc/of-the-product")

    monkeypatch.setattr(indicators, "load_documents", fail)
    with pytest.raises(FileNotFoundError):
        main(["figures", "documents", str(tmp_path)])


def test_known_vulnerabilities_of_what_is_installed_are_told_and_are_the_exit_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    affected = {"package": {"ecosystem": "PyPI", "name": "Django"}, "ranges": [{"type": "ECOSYSTEM"}]}
    report = {"id": "T-1", "aliases": ["CVE-1"], "affected": [affected]}
    file = tmp_path / "one.json"
    for events, code, said in (
        ([{"introduced": "0"}, {"fixed": "0.1"}], 0, "Found: 0"),
        ([{"introduced": "0"}], 1, "not mended yet"),
    ):
        affected["ranges"][0]["events"] = events
        file.write_text(json.dumps(report))
        assert main(["--lang", "en", "advisories", str(file)]) == code
        assert said in capsys.readouterr().out
    assert {one.name for one in operation.installed_components()} >= {"django", "duckdb", "packaging"}
