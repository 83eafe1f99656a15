"""The browser tests look with, and what axe says of a page in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests import judged_pages

# The first is the same engine without the browser around it: a new window costs it a tenth, a page a half.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Fonts are there and what scripts draw at the start is drawn.
SETTLED = """() => document.fonts.ready.then(
    () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
# Only broken rules are asked for: what passes is not written down, which takes longer than the judgement.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
# For the contrast of one page axe reads some twenty colours ten thousand times, each time with a whole library.
READ_COLOURS_ONCE = """() => {
    const { Color } = axe.commons.color, read = Color.prototype.parseString, known = new Map();
    Color.prototype.parseString = function (text) {
        const found = known.get(text);
        if (found) return Object.assign(this, found);
        read.call(this, text);
        known.set(text, { r: this.r, g: this.g, b: this.b, alpha: this.alpha });
        return this;
    };
}"""


def find_browser() -> str | None:
    """Return the path of the leanest one on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Any]:
    """Start it. A process bears one Playwright: the fixture `browser` is the only one who calls this."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    assert path, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def settle(page: Any) -> None:
    """Wait until a page is as a reader sees it."""
    with scripts_running(page):
        page.evaluate(SETTLED)


def faults_of(page: Any) -> str:
    """Return what axe finds broken on a page, told rule by rule; nothing where all is well."""
    from axe_playwright_python.sync_playwright import Axe, AxeResults  # type: ignore[import-untyped]

    with scripts_running(page):
        page.evaluate(Axe().axe_script)
        page.evaluate(READ_COLOURS_ONCE)
        found = AxeResults(page.evaluate("options => axe.run(options)", ONLY_VIOLATIONS))
    judged_pages.note(page.url)
    return str(found.generate_report()) if found.violations_count else ""


@contextmanager
def scripts_running(page: Any) -> Iterator[None]:
    """Let what a test asks answer on a page whose window runs no scripts: nothing would come back, for ever.

    The page's own scripts, left out while it loaded, do not begin by this.
    """
    if getattr(page, "scripts", True):
        yield
        return
    line = page.context.new_cdp_session(page)
    # A line undoes only what it has said itself, and all of it when it is closed: it is left open.
    for disabled in (True, False):
        line.send("Emulation.setScriptExecutionDisabled", {"value": disabled})
    yield
    line.send("Emulation.setScriptExecutionDisabled", {"value": True})
