"""English tells one from many: no sentence that a person reads says “1 cells”.

A catalogue gives both forms: `msgid_plural` for the server, “one | many” for scripts (frontend/src/counted.ts);
an error gives them behind its number (`{count:place|places}`).
Or the number stands where nothing hangs on it: “cells: 1”.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tinhso.kernel.errors import registered_errors
from tinhso.site.reference.pages import import_everything

SOURCE = Path(__file__).parents[2] / "src" / "tinhso"
CATALOGUES = sorted(SOURCE.rglob("locale/en/LC_MESSAGES/django.po"))
NUMBER = r"(?:%\(\w+\)[sd]|\{\w+\})"
MANY = re.compile(rf"(?P<before>\S*\s*){NUMBER}(?: (?!of\b|in\b|the\b)[a-z-]+){{0,2}}? (?P<noun>[a-z-]+s)\b")
PART_OF_A_WHOLE = re.compile(r"(?:/|\bof )$")
"""“1 of 1 units”, “1/1 units”: a share of a whole is told with the many, whatever its size."""
DECIMALS = {"points"}
"""Told with decimals (“1,0 points”): English uses the many for these."""
NO_NOUNS = {
    "answers", "as", "asks", "does", "gives", "goes", "has", "is", "its", "leads", "less", "progress", "reads", "signs",
    "tells", "this", "was",
}  # fmt: skip
VERBS = {
    "belongs",
    "comes",
    "equals",
    "hashes",
    "holds",
    "keeps",
    "lies",
    "names",
    "needs",
    "overlaps",
    "remembers",
    "says",
    "stands",
    "takes",
}
"""What a named thing does in a message: “{folder} holds no backup”."""
LIMITS = re.compile(r"\{(?:attempts|digits|hours|known|length|least|limit|longest|most|waiting)\}")
"""What is at least two wherever it is told: limits of the product, and what is over them."""
OVER_A_LIMIT = re.compile(r"\{(?:asked|count|units)\}.*\{(?:limit|most)\}")


def texts(catalogue: str) -> Iterator[tuple[str, str]]:
    """Every (kind of line, text) of a catalogue, continued lines joined; texts by which others are named left out."""
    kind, text = "", ""
    for line in [*catalogue.splitlines(), ""]:
        if line.startswith('"'):
            text += ast.literal_eval(line)
            continue
        if kind.startswith("msgstr"):
            yield kind, text
        if line.startswith("#") or not line.strip():
            kind = ""
        else:
            kind, _, quoted = line.partition(" ")
            text = ast.literal_eval(quoted)


def many_of_one(text: str) -> str:
    """The words in which a number that may be one is followed by a plural; nothing where all is well."""
    for found in MANY.finditer(text):
        if found["noun"] not in NO_NOUNS | DECIMALS and not PART_OF_A_WHOLE.search(found["before"]):
            return found.group().strip()
    return ""


def only_forms(kind: str, text: str) -> list[str]:
    """What is read with the number one although it has no form for it."""
    return [text] if kind == "msgstr" and " | " not in text else []


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.relative_to(SOURCE).parts[-5])
def test_no_english_sentence_tells_one_with_the_words_of_many(file: Path) -> None:
    found = list(texts(file.read_text(encoding="utf-8")))
    assert len(found) > 5
    faults = {text: words for kind, text in found for one in only_forms(kind, text) if (words := many_of_one(one))}
    assert faults == {}


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.relative_to(SOURCE).parts[-5])
def test_the_form_for_one_differs_from_that_for_many_unless_neither_is_a_plural(file: Path) -> None:
    found = list(texts(file.read_text(encoding="utf-8")))
    pairs = [(one, many) for (kind, one), (_, many) in pairwise(found) if kind == "msgstr[0]"]
    pairs += [
        tuple(text.split(" | ")) for kind, text in found if kind == "msgstr" and re.search(rf"{NUMBER}.* \| ", text)
    ]
    assert [one for one, many in pairs if one == many and many_of_one(one)] == []


def test_no_error_tells_one_with_the_words_of_many() -> None:
    import_everything()
    faults = {}
    for code, error in registered_errors().items():
        text = error.message_en
        for found in MANY.finditer(text):
            named = found["noun"] in NO_NOUNS | VERBS or OVER_A_LIMIT.search(text)
            if not named and not LIMITS.search(found.group()):
                faults[code] = found.group().strip()
    assert faults == {}


def test_the_eye_for_it_is_no_blind_one() -> None:
    assert many_of_one("%(count)s cells are left")
    assert many_of_one("%(count)d new open cells")
    assert many_of_one("{count} cells kept")
    assert not many_of_one("%(done)s of %(total)s cells")
    assert not many_of_one("%(count)s cell kept")
    assert not many_of_one("cells: %(count)s, %(seconds)s s")
    assert not many_of_one("%(name)s asks again")
