"""Whatever is written into the log can be read there: every kind of event has words, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from tinhso.engines.evaluation.logic.rounds.life import ROUND_TABLE, UNIT_TABLE
from tinhso.engines.insight.logic.log.words import families, kind_words
from tinhso.engines.reporting.contracts import events as topics
from tinhso.engines.reporting.logic.life import TABLE

pytestmark = pytest.mark.one_database

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tinhso"
# An event is named by what was done; the same engines also name tables, topics and checks.
DONE = re.compile(
    r"(?:evaluation|indicators|insight|orgs|reporting|site|trust)\."
    r"(?:\w+_)?(?:\w+ed|begun|drafting|given|kept|lent|sent|told|withdrawn)(?:_\w+)?"
)
# Messages between engines, not events.
TOPICS = {value for value in vars(topics).values() if isinstance(value, str)}


def _texts_in_code() -> Iterator[str]:
    for file in SOURCE.rglob("*.py"):
        if not {"tests", "migrations"} & set(file.parts) and file.name not in {"log_words.py", "testing.py"}:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def kinds_in_code() -> set[str]:
    """Every kind of event that the product writes."""
    written = {text for text in _texts_in_code() if DONE.fullmatch(text)} - TOPICS
    return written | {rule.event_kind for table in (TABLE, UNIT_TABLE, ROUND_TABLE) for rule in table.values()}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_event_has_words(language: str) -> None:
    kinds = kinds_in_code()
    assert len(kinds) > 100
    assert {"reporting.cell_asked", "evaluation.round_given_back", "trust.cosigned", "orgs.view_begun"} <= kinds
    with override(language):
        words = {kind: kind_words(kind) for kind in kinds}
        known = families()
    assert sorted(kind for kind, said in words.items() if said == kind) == []
    # The demonstration's own two events may be looked at among all the others.
    assert {kind.partition(".")[0] + "." for kind in kinds} - known.keys() == {"site."}
    if language == "en":
        with override("vi"):
            assert sorted(kind for kind, said in words.items() if said == kind_words(kind)) == []
