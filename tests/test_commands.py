"""What the command line refuses in words, and what a start of the demonstration may leave out."""

from __future__ import annotations

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tinhso.site.command_line import main
from tinhso.site.commands import demo

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
    assert demo._is_migrated()
    MigrationRecorder.Migration.objects.filter(app="orgs").order_by("-id")[0].delete()
    assert not demo._is_migrated()
