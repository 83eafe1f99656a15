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
    for source, text in ENTRIES.items():
        assert sorted(re.findall(r"%\(\w+\)s|\{\w+\}", source)) == sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text)), (
            source
        )
