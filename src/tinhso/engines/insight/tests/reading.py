"""Somebody who reads pages as they come from the server."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from django.test import Client

from tinhso.engines.orgs.api import User


class _Text(HTMLParser):
    """The words of a page, and whatever its content security policy would drop silently."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.inline: list[str] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(f"{tag} {attrs}")
        if tag == "script" and not found.get("src") and found.get("type") != "application/json":
            self.inline.append("script")
        self._link = found.get("href") or "" if tag == "a" else self._link

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._link and data.strip():
            self.links.setdefault(" ".join(data.split()), self._link)


@dataclass(frozen=True)
class Page:
    """What came back. `links` is by the words of the link, the first of each."""

    status: int
    html: str
    text: str
    links: dict[str, str]

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Reader:
    """A browser with JavaScript switched off."""

    def __init__(self, client: Client, login: str, *, english: bool) -> None:
        self.client = client
        if english:
            client.cookies["django_language"] = "en"
        if login:
            user = User.objects.get(username=login)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def open(self, address: str) -> Page:
        """Read a page; nothing inline may be in it."""
        response = self.client.get(address)
        html = response.content.decode()
        parser = _Text()
        parser.feed(html)
        assert parser.inline == []
        return Page(response.status_code, html, " ".join(" ".join(parser.words).split()), parser.links)

    def fetch(self, address: str) -> bytes:
        """Download a file."""
        response = self.client.get(address)
        assert response.status_code == 200, response.content
        return response.getvalue()
