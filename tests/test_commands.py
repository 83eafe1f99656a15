"""What the command line refuses in words, and what a start of the demonstration may leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tinhso.engines.operation import api as operation
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
