"""The keys of a form's outline (đề cương): sections of a narrative that speak of the form's figures."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tinhso.engines.reporting.logic.forms.yaml_keys import Keys
from tinhso.engines.reporting.logic.papers.outline_words import unusable_placeholder

LONGEST_TEXT = 5_000


def outline_of_form(keys: Keys, rows: Collection[str]) -> dict[str, Any]:
    """Read the outline; a form without one keeps its stored definition as it was."""
    sections = [_section(one, rows) for one in keys.each("outline")]
    return {"outline": sections} if sections else {}


def _section(keys: Keys, rows: Collection[str]) -> dict[str, str]:
    section = {"heading_vi": keys.text("heading_vi"), "text_vi": keys.text("text_vi", "")}
    keys.finish()
    wrong = unusable_placeholder(section["text_vi"], rows)
    if wrong is not None:
        keys.refuse("text_vi", wrong, "không phải chỗ điền số của biểu", "is no placeholder of the form")
    if len(section["text_vi"]) > LONGEST_TEXT:
        keys.refuse("text_vi", len(section["text_vi"]), "quá 5.000 ký tự", "longer than 5,000 characters")
    return section
