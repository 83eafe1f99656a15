"""docs/reference/report-life.md says what the table says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinhso.engines.reporting.contracts import Punctuality, TaskState
from tinhso.engines.reporting.logic.life import TABLE

pytestmark = pytest.mark.one_database
PAGE = (Path(__file__).parents[5] / "docs/reference/report-life.md").read_text(encoding="utf-8")


def section(title: str) -> list[list[str]]:
    """The rows of the table under a heading, cells without back quotes."""
    text = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return [[cell.replace("`", "").strip() for cell in row] for row in rows]


def test_every_step_of_the_table_stands_on_the_page() -> None:
    told = {row[0]: row for row in section("Steps")}
    assert list(told) == [str(verb) for verb in TABLE]
    for verb, rule in TABLE.items():
        _, name, sources, target, action, whose, reason, event = told[verb]
        assert (name, action, whose, event) == (rule.name_vi, rule.action, rule.whose, rule.event_kind)
        assert (reason == "yes") is rule.needs_reason
        if not sources.startswith("every"):
            assert set(re.split(r"\s+", sources)) == rule.from_states
        assert target == (rule.to_state or target)


def test_states_and_punctuality_have_the_words_of_the_page() -> None:
    assert section("States") == [[str(one), one.label_vi, one.label_en] for one in TaskState]
    assert section("Punctuality") == [[str(one), one.label_vi, one.label_en] for one in Punctuality]
