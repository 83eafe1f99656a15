"""A desk to sit at: a signed-in client that reads pages as a person does, without JavaScript."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client

from tinhso.engines.orgs.api import User
from tinhso.engines.trust import api as trust
from tinhso.web_kit import assets
from tinhso.web_kit.context import frame

_BUILT = ("app.css", "app.js", "inter-latin-opsz-normal.woff2", "inter-vietnamese-opsz-normal.woff2")


def page_frame(request: HttpRequest) -> dict[str, object]:
    """What the site gives every page, without the site."""
    return {**frame(request), "now": trust.now()}


def use_own_frame(settings: LazySettings) -> None:
    """Serve this engine's pages alone: its own addresses, the kit's frame, no site above."""
    templates: list[dict[str, Any]] = copy.deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    own = [name for name in processors if not name.startswith("tinhso.site")]
    templates[0]["OPTIONS"]["context_processors"] = [*own, f"{__name__}.page_frame"]
    settings.TEMPLATES = templates
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.ROOT_URLCONF = "tinhso.engines.reporting.tests.urls"


def pretend_to_be_built(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let templates render on a machine without Node."""
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({name: name for name in _BUILT}))
    monkeypatch.setattr(assets, "DIST", folder)


@dataclass
class Field:
    """A field of a form as the page has it."""

    name: str
    value: str
    attributes: dict[str, str | None] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects forms, fields and whatever must never be in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        self.inline: list[str] = []
        self.text: list[str] = []
        self._area: Field | None = None
        self._select: Field | None = None
        self._is_first_option = False
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(f"{tag} {attrs}")
        # A block of data is no script: it never runs, and nobody reads it.
        self._in_data = tag == "script" and found.get("type") == "application/json"
        if tag == "script" and not found.get("src") and not self._in_data:
            self.inline.append("script")
        if tag in ("input", "textarea", "select") and found.get("name"):
            one = Field(str(found["name"]), found.get("value") or "", found)
            self.fields[one.name] = one
            self._area = one if tag == "textarea" else None
            self._select, self._is_first_option = (one, True) if tag == "select" else (None, False)
        if tag == "option" and self._select is not None and (self._is_first_option or "selected" in found):
            self._select.value, self._is_first_option = found.get("value") or "", False

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._in_data:
            return
        if self._area is not None:
            self._area.value += data
        self.text.append(data)


@dataclass
class Page:
    """What came back, for reading."""

    status: int
    url: str
    html: str
    fields: dict[str, Field]
    text: str

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.fields[name].value

    def row(self, row_no: str) -> str:
        """The HTML of one row of a form."""
        return self.html.partition(f'id="dong-{row_no}"')[2].partition("</tr>")[0]


class Desk:
    """Somebody's browser with JavaScript switched off."""

    def __init__(self, login: str = "", english: bool = False) -> None:
        self.client = Client()
        if english:
            self.client.cookies["django_language"] = "en"
        if login:
            user = User.objects.get(username=login)
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def open(self, address: str) -> Page:
        """Read a page."""
        return self._read(self.client.get(address, follow=True))

    def send(self, address: str, **fields: Any) -> Page:
        """Post a form with exactly these fields and follow where it leads."""
        return self._read(self.client.post(address, fields, follow=True))

    def fill(self, page: Page, act: str = "save", **changed: str) -> Page:
        """Post the form of a page with everything it holds, some fields changed, one button pressed."""
        fields = {name: one.value for name, one in page.fields.items() if name[0] in "cdn_" and name[1:2] != "s"}
        return self.send(page.url, **(fields | changed), act=act)

    def _read(self, response: Any) -> Page:
        html = response.content.decode()
        reader = _Reader()
        reader.feed(html)
        # The content security policy would drop it silently; here it fails.
        assert reader.inline == []
        chain = response.redirect_chain
        path = chain[-1][0] if chain else response.request["PATH_INFO"]
        text = " ".join(" ".join(reader.text).split())
        return Page(response.status_code, path.partition("#")[0], html, reader.fields, text)
