"""The demonstration as a visitor meets it: built once, served by its own processes, seen in Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.demonstration import environment_of
from tests.forked_starts import Forked, begin_module

OUTPUT = Path(__file__).with_name("output")
START_SECONDS = 300
PATIENCE = 90_000
"""Milliseconds that a page may take on a machine that does other work beside."""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker("journey")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes] | Forked, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the demonstration ended with {process.returncode}:\n{log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"the demonstration did not answer within {START_SECONDS} s:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def demo_home(demonstration, tmp_path_factory) -> Path:
    """A copy for one file of journeys: what one changes, no other meets."""
    home = tmp_path_factory.mktemp("demo")
    shutil.copytree(demonstration.home, home, dirs_exist_ok=True, symlinks=True)
    return home


@pytest.fixture(scope="module")
def site(request) -> Iterator[str]:
    """The address of a running demonstration, one for each file of journeys."""
    yield from running(request)


def running(request) -> Iterator[str]:
    """Yield the address of a demonstration: `tinhso demo` on a free port, its data under a temporary folder.

    TINHSO_JOURNEYS_AT=http://localhost:8000 walks a demonstration that runs already (it will not be the same after);
    none is built then, unless the journey also works on the data of its own.
    """
    if standing := os.environ.get("TINHSO_JOURNEYS_AT"):
        yield standing
        return
    # Asked for here and not by its name among a fixture's arguments: that alone would build one.
    with served(request.getfixturevalue("demo_home")) as address:
        yield address


@contextmanager
def served(home: Path, now: str = "", **settings: str) -> Iterator[str]:
    """Serve a home folder's demonstration; `now` is the moment its clock starts at (ISO time), its own by default."""
    port = free_port()
    environment = environment_of(home) | {"PORT": str(port)} | ({"TINHSO_NOW": now} if now else {}) | settings
    log = home / "demo.log"
    with log.open("wb") as sink:
        process = begin_module("tinhso.site.command_line", "demo", folder=home, environment=environment, output=sink)
        try:
            wait_for(f"http://localhost:{port}/suc-khoe", process, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(30)


def click_and_arrive(self: Locator, _click=Locator.click, **how) -> None:
    """A click that leads to another page ends when that page is whole: Playwright itself ends it when its head came."""
    _click(self, **how)
    self.page.wait_for_load_state()


@pytest.fixture(scope="session")
def chromium(browser):
    """The browser, with the patience of journeys."""
    expect.set_options(timeout=PATIENCE)
    Locator.click, was = click_and_arrive, Locator.click
    yield browser
    Locator.click = was


def told(message) -> str:
    """What the console said and about which address."""
    return f"{message.text} {message.location.get('url', '')}"


OWN = ("data:", "blob:", "about:")
"""Addresses that no server is asked for."""


FORM_TOKEN = "x" * 32


class Visitors:
    """Opens pages as a member of the cast: `visitor("eakar.nhap", width=390, theme="dark", language="en")`.

    Whatever they look at, nothing may be fetched from anywhere but the site itself: leaving fails otherwise.
    """

    def __init__(self, chromium, site):
        self.chromium, self.site, self.contexts, self.fetched_elsewhere = chromium, site, [], []
        self.kept = {}

    def looking(self, login: str = "", **look):
        """A window for each person and look, signed in once and kept: for pages that are read and not changed."""
        name = (login, *sorted(look.items()))
        if name not in self.kept:
            self.kept[name] = self(login, **look)
        self.kept[name].problems.clear()
        return self.kept[name]

    def __call__(
        self,
        login: str = "",
        *,
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        language: str = "vi",
        scripts: bool = True,
    ):
        context = self.chromium.new_context(
            base_url=self.site,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            locale="vi-VN",
        )
        context.add_cookies(
            [
                {"name": "django_language", "value": language, "url": self.site},
                {"name": "tinhso_theme", "value": theme, "url": self.site},
            ]
        )
        self.contexts.append(context)
        context.on("request", self.look_where)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.problems, page.scripts = [], scripts
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                page.problems.append(f"{message.text} {message.location}") if message.type == "error" else None
            ),
        )
        if login:
            self.play(context, login)
        return page

    def play(self, context, login: str) -> None:
        """Sign in as the button of /vao-vai does, without drawing that page and the one it leads to."""
        context.add_cookies([{"name": "csrftoken", "value": FORM_TOKEN, "url": self.site}])
        head = {"X-CSRFToken": FORM_TOKEN}
        answer = context.request.post("/vao-vai/chon", form={"username": login}, headers=head, max_redirects=0)
        assert answer.status == 302, f"{login}: {answer.status}"

    def look_where(self, request) -> None:
        if not request.url.startswith((f"{self.site}/", *OWN)):
            self.fetched_elsewhere.append(request.url)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.fetched_elsewhere == [], "a page asks another machine"


@contextmanager
def visiting(chromium, site: str) -> Iterator[Visitors]:
    """What `visitor` is, for a demonstration served at some address."""
    visitors = Visitors(chromium, site)
    yield visitors
    visitors.leave()


@pytest.fixture
def visitor(chromium, site):
    """A window of its own for whoever comes, closed after the test."""
    visitors = Visitors(chromium, site)
    yield visitors
    visitors.leave()


@pytest.fixture(scope="module")
def reader(chromium, site):
    """One window for each person and look, kept for all tests of a file."""
    visitors = Visitors(chromium, site)
    yield visitors.looking
    visitors.leave()


@pytest.fixture(scope="session")
def picture():
    """With TINHSO_PICTURES=1, keep a screenshot under tests/journeys/output (not in git) for people to look at.

    Nothing is judged by them, and drawing a whole page takes longer than most of what is.
    """
    OUTPUT.mkdir(exist_ok=True)
    wanted = os.environ.get("TINHSO_PICTURES") == "1"

    def take(page, name: str) -> None:
        if wanted:
            page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)

    return take
