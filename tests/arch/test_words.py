"""Nothing in the repository names the place where it was written, and every Vietnamese message has its English."""

import re
import subprocess
from pathlib import Path

import pytest

from tinhso.site.catalogues import parse_catalogue

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_MESSAGE = re.compile(r"""{%\s*(?:translate|trans)\s+(["'])(?P<text>.*?)\1""")
CODE_MESSAGE = re.compile(r"""\b(?:gettext|gettext_lazy|_)\(\s*(["'])(?P<text>(?:\\.|(?!\1).)*)\1\s*[,)]""")
BLOCK_MESSAGE = re.compile(
    r"{%\s*blocktranslate[^%]*%}(?P<text>.*?)(?:{%\s*plural[^%]*%}.*?)?{%\s*endblocktranslate\s*%}", re.S
)
VARIABLE = re.compile(r"{{\s*([\w.]+)[^}]*}}")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_lock_file_names_a_registry():
    for file in tracked_files():
        if file.name in {"app.txt", "dev.txt", "build.txt", "package-lock.json"}:
            text = file.read_text(encoding="utf-8")
            assert "://" not in re.sub(r'"(?:url|funding|homepage)": *"[^"]*"', "", text), file


def english_catalogue() -> dict[str, str]:
    messages: dict[str, str] = {}
    for file in ROOT.glob("src/tinhso/**/locale/en/LC_MESSAGES/django.po"):
        messages |= parse_catalogue(file.read_text(encoding="utf-8"))
    return messages


def used_messages() -> dict[str, str]:
    used: dict[str, str] = {}
    for file in ROOT.glob("src/tinhso/**/*"):
        if {"tests", "locale"} & set(file.relative_to(ROOT).parts):
            continue
        if file.suffix == ".html":
            text = file.read_text(encoding="utf-8")
            # Templates look a percent sign up doubled: a catalogue that has it once leaves the text Vietnamese.
            used |= {found["text"].replace("%", "%%"): str(file) for found in TEMPLATE_MESSAGE.finditer(text)}
            for found in BLOCK_MESSAGE.finditer(text):
                if "trimmed" in found[0].split("%}")[0]:
                    body = " ".join(line.strip() for line in found["text"].strip().splitlines())
                else:
                    body = found["text"]
                doubled = body.replace("%", "%%")
                used[VARIABLE.sub(lambda variable: f"%({variable[1]})s", doubled)] = str(file)
        elif file.suffix == ".py":
            text = file.read_text(encoding="utf-8")
            if "gettext" in text:
                used |= {found["text"].replace('\\"', '"'): str(file) for found in CODE_MESSAGE.finditer(text)}
    return used


def test_every_message_on_screen_has_its_english():
    catalogue = english_catalogue()
    known = {key.split("\x04")[-1].split("\0")[0] for key in catalogue}
    used = used_messages()
    assert len(used) > 50
    missing = {text: file.removeprefix(str(ROOT)) for text, file in used.items() if text not in known}
    assert missing == {}
