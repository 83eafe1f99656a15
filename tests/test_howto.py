"""The how-to pages, followed to the letter: files are written, commands are run, the promised answer is compared."""

import os
import re
import shlex
from itertools import takewhile
from pathlib import Path

import pytest

from tests.forked_starts import PLACES_OF_MODULES, run_module
from tests.properties.installation import new_installation

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: file=(?P<file>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)


def follow(page: Path, folder: Path) -> list[tuple[str, str]]:
    """Write the page's files and run its commands in order; return each command with what it printed."""
    environment = {
        # The commands run as anybody's would: without what the test runner put into the environment.
        **{name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))},
        "TINHSO_HOME": str(folder / "home"),
        "PYTHONPATH": PLACES_OF_MODULES,
        "DATABASE_URL": "",
    }
    printed = []
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["file"]:
            file = folder / block["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            for line in block["text"].splitlines():
                words = shlex.split(line.removeprefix("$ "))
                # As in a shell: NAME=value before the command holds for it alone.
                own = dict(word.split("=", 1) for word in takewhile(lambda word: "=" in word, words))
                words = words[len(own) :]
                assert words[0] == "tinhso", line
                done = run_module("tinhso.site.command_line", *words[1:], folder=folder, environment=environment | own)
                assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
                printed.append((line, done.stdout))
    return printed


def with_tables(folder: Path) -> Path:
    """Let a page's `manage migrate` find tables made: the page on operating makes them from nothing."""
    new_installation(folder / "home")
    return folder


def test_adding_an_indicator_a_form_and_a_card_works_as_the_page_says(tmp_path):
    printed = follow(ROOT / "docs/howto/add-an-indicator-a-form-a-card.md", with_tables(tmp_path))
    answers = dict(printed)
    query = next(text for line, text in answers.items() if "figures query" in line)
    header, row = query.strip().splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=True))["value"] == "5.0"
    imported = next(text for line, text in answers.items() if "figures import" in line)
    assert '"committed": true' in imported
    loadings = [text for line, text in printed if "packages load" in line]
    assert "3 added" in loadings[0]
    assert "vd-cay-xanh" in loadings[1]


def test_operating_works_as_the_page_says(tmp_path):
    answers = dict(follow(ROOT / "docs/howto/operate.md", tmp_path))
    assert "nguyên vẹn" in next(text for line, text in answers.items() if " restore " in line)


def test_a_lake_for_a_cluster_is_made_as_the_page_says(tmp_path):
    answers = dict(follow(ROOT / "docs/howto/cluster.md", with_tables(tmp_path)))
    assert "0 damaged" in next(text for line, text in answers.items() if "lake check" in line)
