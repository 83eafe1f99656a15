"""The English catalogue of the kit is complete and keeps every placeholder."""

import re
from pathlib import Path

KIT = Path(__file__).parents[1]
CATALOGUE = (KIT / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', CATALOGUE, re.M))


def test_every_text_of_templates_and_modules_is_translated() -> None:
    wanted = set()
    for file in [*KIT.glob("templates/**/*.html"), *KIT.glob("*.py")]:
        wanted.update(re.findall(r'(?:translate |(?<!n)gettext\(|\b_\()"([^"]+)"', file.read_text(encoding="utf-8")))
    assert {text for text in wanted if not ENTRIES.get(text)} == set()


def test_translations_keep_the_placeholders() -> None:
    """Of a sentence that scripts count by (frontend/src/counted.ts) each form names the same, be it less often."""
    for source, text in ENTRIES.items():
        one, *many = text.split(" | ")
        if many:
            assert [set(_placeholders(form)) for form in (one, *many)] == [set(_placeholders(source))] * 2, source
        else:
            assert _placeholders(source) == _placeholders(text), source


def test_only_a_sentence_with_a_number_has_two_forms() -> None:
    two = {source for source, text in ENTRIES.items() if " | " in text}
    assert two
    assert all(
        re.search(r"\{\w+\}", source) and text.count(" | ") == 1 for source, text in ENTRIES.items() if source in two
    )


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text))
