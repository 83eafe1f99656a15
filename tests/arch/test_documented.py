"""What is not documented fails: settings, commands, routes, error codes."""

from pathlib import Path

import pytest

from tinhso.site.reference.pages import PAGES
from tinhso.site.reference.routes import documented_routes

pytestmark = pytest.mark.one_database

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_reference_page_says_what_the_code_says(name):
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"{name} differs from the code: run `tinhso docs write`"


def test_every_command_says_what_it_does():
    commands = [line.split("|") for line in (REFERENCE / "commands.md").read_text(encoding="utf-8").splitlines()[6:]]
    rows = [row for row in commands if len(row) > 3 and "`tinhso" in row[1]]
    assert len(rows) > 10
    assert [row[1] for row in rows if not row[2].strip()] == []


def test_every_route_says_what_it_shows():
    assert len(documented_routes()) > 10
    assert [route.path for route in documented_routes() if not route.meaning] == []
