"""Parts of a page that a screen reader jumps to bear names of their own: no two of one template the same title."""

import re
from collections import Counter
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tinhso"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
TAG = re.compile(r"<(\w+)\b((?:[^>{]|\{[^{%]|\{%.*?%\}|\{\{.*?\}\})*)>", re.DOTALL)
LANDMARKS = {"section", "nav", "aside", "form"}


def titles_of_landmarks(text: str) -> list[str]:
    found = []
    for name, attributes in TAG.findall(text):
        labelled = re.search(r'aria-labelledby="([^"{]+)"', attributes)
        if labelled and (name in LANDMARKS or 'role="region"' in attributes):
            found.append(labelled[1])
    return found


def test_two_places_under_one_title_would_be_found() -> None:
    text = '<section aria-labelledby="a"><h2 id="a">A</h2><div tabindex="0" role="region" aria-labelledby="a"></div>'
    assert titles_of_landmarks(text) == ["a", "a"]
    assert len(TEMPLATES) > 100


def test_no_two_landmarks_of_a_template_have_the_same_title() -> None:
    twice = {}
    for template in TEMPLATES:
        counted = Counter(titles_of_landmarks(template.read_text(encoding="utf-8")))
        if found := [title for title, count in counted.items() if count > 1]:
            twice[str(template.relative_to(SOURCE))] = found
    assert twice == {}
