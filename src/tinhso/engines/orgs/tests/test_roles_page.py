"""docs/reference/roles.md and the rights table say the same, cell for cell."""

from pathlib import Path

import pytest

from tinhso.engines.orgs.contracts import Action, Reach, Role
from tinhso.engines.orgs.logic.rights import (
    EVERYBODY,
    LOOKING_BACK,
    OWNERS,
    PUBLIC_ACTIONS,
    RESTRICTED_TABLE,
    ROLE_TABLE,
)

pytestmark = pytest.mark.one_database
PAGE = Path(__file__).resolve().parents[5] / "docs/reference/roles.md"


def written_table() -> dict[str, dict[str, str]]:
    """Reach by action and role, as the page has it."""
    lines = PAGE.read_text(encoding="utf-8").partition("## Restricted")[0].splitlines()
    lines = [line for line in lines if line.startswith("|")]
    start = next(number for number, line in enumerate(lines) if line.startswith("| action |"))
    header = [cell.strip() for cell in lines[start].strip("|").split("|")]
    table = {}
    for line in lines[start + 2 :]:
        cells = dict(zip(header, (cell.strip() for cell in line.strip("|").split("|")), strict=True))
        table[cells["action"]] = {role: reach for role, reach in cells.items() if role not in {"action", "meaning"}}
    return table


def test_the_page_and_the_code_give_the_same_reach_for_every_role_and_action() -> None:
    in_code = {
        str(action): {str(role): str(ROLE_TABLE[role].get(action) or EVERYBODY.get(action) or "–") for role in Role}
        for action in Action
    }
    assert written_table() == in_code


def test_the_page_names_every_reach_and_what_everybody_may() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {reach} |" in text for reach in Reach)
    everybody = next(line for line in text.splitlines() if line.startswith("**Everybody**"))
    assert all(f"`{action}`" in everybody for action in {*PUBLIC_ACTIONS, *EVERYBODY})
    reading = next(line for line in text.splitlines() if line.startswith("Reading ("))
    assert all(action in reading for action in LOOKING_BACK)


def test_the_page_and_the_code_give_the_same_reach_of_restricted_figures() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Restricted figures")[2].partition("## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "|" in line]
    in_code = [
        [str(role), str(reach), "as see_figures" if role in OWNERS else "–"] for role, reach in RESTRICTED_TABLE.items()
    ]
    assert rows[2:] == in_code
