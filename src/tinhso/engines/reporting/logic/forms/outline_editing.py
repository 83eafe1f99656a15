"""The outline of a form being drawn: sections with placeholders; fields `o0-heading_vi`, `o0-text_vi`, `o0-put`."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tinhso.engines.reporting.contracts import FormProblem
from tinhso.engines.reporting.logic.forms.form_editing import moved
from tinhso.engines.reporting.logic.papers.outline_keys import LONGEST_TEXT
from tinhso.engines.reporting.logic.papers.outline_words import unusable_placeholder

Draft = dict[str, Any]
Fields = Mapping[str, str]
MOST_SECTIONS = 30
_NAMED_ROW = re.compile(r"\{([^{}:]+)((?::[^{}:]+)?)((?::[^{}]+)?)\}")


def take_outline(draft: Draft, fields: Fields) -> None:
    """Put what a page says about the narrative into a draft, in the row numbers that the page shows."""
    for at, section in enumerate(draft.get("outline", [])):
        if f"o{at}-heading_vi" not in fields:
            continue
        section["heading_vi"] = fields[f"o{at}-heading_vi"].strip()[:300]
        section["text_vi"] = fields.get(f"o{at}-text_vi", "").replace("\r\n", "\n").strip()[:LONGEST_TEXT]


def outline_problems(draft: Draft) -> Iterator[FormProblem]:
    """Yield every section with a placeholder that cannot be filled, named."""
    rows = {row["no"] for row in draft["rows"] if row["indicator"]}
    for at, section in enumerate(draft.get("outline", [])):
        wrong = unusable_placeholder(section["text_vi"], rows)
        if wrong is not None:
            vi = f"Đề cương, mục “{section['heading_vi']}”: {wrong} không phải chỗ điền số của biểu."
            en = f"Outline, section “{section['heading_vi']}”: {wrong} is no placeholder of the form."
            yield FormProblem(f"o{at}-text_vi", vi, en)


def rename_rows(draft: Draft, renamed: Mapping[str, str]) -> None:
    """Rows were renumbered: placeholders go on speaking of the same rows."""

    def name(found: re.Match[str]) -> str:
        row, what, other = found[1], found[2], found[3]
        # {2:share:1} speaks of two rows.
        second = ":" + renamed.get(other[1:], other[1:]) if other else ""
        return "{" + renamed.get(row, row) + what + second + "}"

    for section in draft.get("outline", []):
        section["text_vi"] = _NAMED_ROW.sub(name, section["text_vi"])


def _add(draft: Draft, at: int, fields: Fields) -> Draft:
    sections = draft.get("outline", [])
    if len(sections) >= MOST_SECTIONS:
        return draft
    return {**draft, "outline": [*sections, {"heading_vi": f"Mục {len(sections) + 1}", "text_vi": ""}]}


def _remove(draft: Draft, at: int, fields: Fields) -> Draft:
    return {**draft, "outline": [one for place, one in enumerate(draft["outline"]) if place != at]}


def _put(draft: Draft, at: int, fields: Fields) -> Draft:
    """Put the chosen placeholder at the end of a section's text."""
    row, what = fields.get(f"o{at}-row", ""), fields.get(f"o{at}-what", "")
    if row not in {one["no"] for one in draft["rows"] if one["indicator"]}:
        return draft
    changed = copy.deepcopy(draft)
    text = changed["outline"][at]["text_vi"]
    placeholder = f"{{{row}:{what}}}" if what and what != "value" else f"{{{row}}}"
    changed["outline"][at]["text_vi"] = f"{text} {placeholder}".strip()
    return changed


def _move(steps: int) -> Callable[[Draft, int, Fields], Draft]:
    def move(draft: Draft, at: int, fields: Fields) -> Draft:
        return moved(draft, "outline", at, steps)

    return move


OUTLINE_ACTS: dict[str, Callable[[Draft, int, Fields], Draft]] = {
    "add": _add,
    "remove": _remove,
    "put": _put,
    "up": _move(-1),
    "down": _move(1),
}
