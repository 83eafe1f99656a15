"""Statements kept between starts: found again, made again where the file is not what it says, never needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from tinhso.engines.cube.logic.engine import statements


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.TINHSO_HOME = tmp_path
    return tmp_path


def compiled(name: str, sql: str) -> tuple[str, int]:
    """The statement, and how often it had to be compiled."""
    calls: list[int] = []
    return statements.kept(name, lambda: calls.append(1) or sql), len(calls)


def test_a_statement_is_compiled_once_for_all_processes(home: Path) -> None:
    assert compiled("step(True)", "SELECT 1") == ("SELECT 1", 1)
    assert compiled("step(True)", "never asked") == ("SELECT 1", 0)
    assert compiled("step(False)", "SELECT 2") == ("SELECT 2", 1)


@pytest.mark.parametrize("change", ["SELECT 1", '"name"', '"sha256"'])
def test_a_file_that_was_changed_is_not_believed(home: Path, change: str) -> None:
    compiled("step()", "SELECT 1")
    [file] = home.rglob("*.json")
    file.write_text(file.read_text().replace(change, change[:-1] + "x"))
    assert compiled("step()", "SELECT 1") == ("SELECT 1", 1)
    file.write_text("{")
    assert compiled("step()", "SELECT 1") == ("SELECT 1", 1)


def test_what_speaks_of_memory_is_not_kept_and_no_folder_is_needed(home: Path) -> None:
    assert compiled("step(<f at 0x7f>)", "SELECT 1") == compiled("step(<f at 0x7f>)", "SELECT 1") == ("SELECT 1", 1)
    assert list(home.rglob("*.json")) == []
    (home / "statements").write_text("a file in the way")
    assert compiled("step()", "SELECT 1") == compiled("step()", "SELECT 1") == ("SELECT 1", 1)


def test_another_edition_finds_nothing_of_the_last(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled("step()", "SELECT 1")
    monkeypatch.setattr(statements, "_edition", lambda: "another")
    assert compiled("step()", "SELECT 2") == ("SELECT 2", 1)
