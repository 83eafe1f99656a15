"""The page of codes and the code itself say the same."""

import re
from pathlib import Path

import pytest

from tinhso.engines.indicators import contracts
from tinhso.engines.indicators.contracts import CodedInt, Missing, Scenario, SourceKind, Status
from tinhso.kernel.quantities import Operator

pytestmark = pytest.mark.one_database
PAGE = (Path(__file__).parents[5] / "docs/reference/codes.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}")[1].split("\n## ")[0]


def numbered(title: str) -> dict[int, str]:
    rows = re.findall(r"^\| (\d+) \| (\S+) \|", section(title), re.MULTILINE)
    return {int(number): code.strip("`") for number, code in rows}


@pytest.mark.parametrize(
    ("title", "members"),
    [("Scenario", Scenario), ("Missing", Missing), ("Status", Status), ("Source kind", SourceKind)],
)
def test_every_numbered_code_stands_on_the_page(title: str, members: type[CodedInt]) -> None:
    said = {number: "" if code == "(empty)" else code for number, code in numbered(title).items()}
    assert said == {int(member): member.code for member in members}


def test_operators_stand_on_the_page_with_their_symbols() -> None:
    assert numbered("Operator") == {int(member): member.symbol for member in Operator}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kind", "Kind"),
        ("Nature", "Nature"),
        ("Time rule", "TimeRule"),
        ("Space rule", "SpaceRule"),
        ("Merge rule", "MergeRule"),
        ("Direction", "Direction"),
        ("Publication level", "Publication"),
    ],
)
def test_every_word_of_a_definition_stands_on_the_page(title: str, name: str) -> None:
    rows = re.findall(r"^\| (`.+?) \|", section(title), re.MULTILINE)
    said = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert said == {member.value for member in getattr(contracts, name)}


def test_a_code_leads_back_to_its_member_and_an_unknown_one_nowhere() -> None:
    assert all(Status.from_code(member.code) is member for member in Status)
    with pytest.raises(KeyError):
        Status.from_code("Official")
