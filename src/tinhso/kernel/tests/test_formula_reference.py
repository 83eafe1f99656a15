"""The page about formulas names every operation and every limit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tinhso.kernel.formulas import MAX_DEPTH, MAX_NODES, Op, from_json, parse_formula, to_json
from tinhso.kernel.formulas.ast import MAX_CONSTANT_DIGITS
from tinhso.kernel.formulas.operations import MAX_ARGUMENTS
from tinhso.kernel.formulas.text import MAX_TEXT

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "formulas.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("op", Op)
def test_every_operation_has_its_row(page: str, op: Op) -> None:
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert any(f"`{op.value}`" in row for row in rows)


def test_the_limits_are_the_real_ones(page: str) -> None:
    stated = re.search(r"Limits: ([\d,]+) characters, (\d+) levels, (\d+) parts, (\d+) arguments, (\d+) digits", page)
    assert stated is not None
    limits = [int(number.replace(",", "")) for number in stated.groups()]
    assert limits == [MAX_TEXT, MAX_DEPTH, MAX_NODES, MAX_ARGUMENTS, MAX_CONSTANT_DIGITS]


def test_the_examples_can_be_read(page: str) -> None:
    formula, rule = re.findall(r"^(?:formula|rule): (.+)$", page, re.MULTILINE)
    assert parse_formula(formula)
    assert parse_formula(rule, rule=True)
    for line in re.findall(r"^(\{.+\})$", page, re.MULTILINE):
        data = json.loads(line)
        assert to_json(from_json(data)) == data
