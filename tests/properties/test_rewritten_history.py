"""Whoever holds machine and key rewrites history: the log passes its own check and fails an outside checkpoint."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.properties.installation import ROOT, Installation


@pytest.fixture(scope="module")
def honest(install: Callable[[], Installation]) -> Installation:
    made = install()
    made.program("acting", "some", "12")
    return made


@pytest.fixture(scope="module")
def outside(honest: Installation) -> Path:
    """The checkpoint that left the machine while all was well, and the copy that left by itself."""
    published, shown = honest.commands(("ledger", "publish", honest.home.parent / "outside"), ("ledger", "checkpoint"))
    assert published.code == 0, published.errors
    (file,) = (honest.home.parent / "outside").glob("checkpoint-*.txt")
    assert file.read_text() == shown.output
    return file


@pytest.mark.parametrize(("acts", "says"), [(40, "rewritten"), (3, "has only")])
def test_a_rewritten_log_passes_its_own_check_and_fails_against_an_outside_checkpoint(
    honest: Installation, outside: Path, install: Callable[[], Installation], acts: int, says: str
) -> None:
    assert honest.tinhso("ledger", "verify", "--against", outside).returncode == 0
    forged = install()
    # The same key, another history: whoever holds both can make everything fit together again.
    shutil.rmtree(forged.home / "keys", ignore_errors=True)
    shutil.copytree(honest.home / "keys", forged.home / "keys")
    forged.program("acting", "others", str(acts))
    itself, found, whole_folder = forged.commands(
        ("ledger", "verify"),
        ("--lang", "en", "ledger", "verify", "--against", outside),
        ("--lang", "en", "ledger", "verify", "--against", outside.parent),
    )
    assert (itself.code, found.code, whole_folder.code) == (0, 1, 1)
    assert says in found.output


def test_a_witness_agency_sees_the_rewritten_log_by_itself_with_nothing_but_a_folder(
    honest: Installation, install: Callable[[], Installation], tmp_path: Path
) -> None:
    def witness(*words: object) -> subprocess.CompletedProcess[str]:
        bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
        command = [sys.executable, "-m", "tinhso.site.command_line", "--lang", "en", "witness", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)

    key = witness("init", "agency", "--name", "thanhtra.example/w1").stdout.strip()
    its_key, asked = honest.commands(("ledger", "key"), ("ledger", "ask-witness"))
    assert witness("trust", "agency", "--key", its_key.output.strip()).returncode == 0
    (tmp_path / "request").write_text(asked.output)
    assert witness("cosign", "agency", "request", "--to", "cosigned").returncode == 0
    told = replace(honest, settings={"TINHSO_WITNESSES": key})
    kept, verified = told.commands(
        ("ledger", "keep-cosignature", tmp_path / "cosigned"), ("ledger", "verify", "--witness", key)
    )
    assert "thanhtra.example/w1" in kept.output, kept.errors
    assert verified.code == 0

    forged = install()
    shutil.rmtree(forged.home / "keys", ignore_errors=True)
    shutil.copytree(honest.home / "keys", forged.home / "keys")
    forged.program("acting", "others", "40")
    since = (tmp_path / "cosigned").read_text().split("\n")[1]
    again, itself, witnessed = forged.commands(
        ("ledger", "ask-witness", "--since", since), ("ledger", "verify"), ("ledger", "verify", "--witness", key)
    )
    (tmp_path / "request").write_text(again.output)
    refused = witness("cosign", "agency", "request")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "TRU-025" in refused.stderr
    assert (itself.code, witnessed.code) == (0, 1)


def test_a_checkpoint_that_was_published_is_not_written_twice_and_a_longer_log_adds_one(
    honest: Installation, outside: Path
) -> None:
    assert honest.tinhso("ledger", "publish", outside.parent).returncode == 0
    assert len(list(outside.parent.glob("checkpoint-*.txt"))) == 1
    honest.program("acting", "some", "2")
    published, verified = honest.commands(
        ("ledger", "publish", outside.parent), ("ledger", "verify", "--against", outside.parent)
    )
    assert (published.code, verified.code) == (0, 0)
    assert len(list(outside.parent.glob("checkpoint-*.txt"))) == 2
