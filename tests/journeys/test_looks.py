"""What judges every page: axe finds what is broken, also without scripts, and says the same with colours read once."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import ONLY_VIOLATIONS, READ_COLOURS_ONCE, faults_of

FAINT = '<p style="color: #999; background: #fffc">Mờ</p>'
PAGE = f"""<!doctype html><html lang="vi"><title>Trang thử</title><script>document.title = ""</script>
<main style="background: #eee"><h1>Trang thử</h1>{FAINT * 3}<p>Rõ</p><img src="data:,"></main></html>"""


@pytest.fixture
def window(chromium):
    """Open the page in a window with scripts or without."""
    contexts = []

    def open_page(*, scripts):
        contexts.append(chromium.new_context(java_script_enabled=scripts))
        page = contexts[-1].new_page()
        page.scripts = scripts
        page.goto(f"data:text/html;charset=utf-8,{PAGE.replace('#', '%23')}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_broken_rules_are_named_each_time_one_asks(window):
    page = window(scripts=True)
    for _ in range(2):
        told = faults_of(page)
        assert told.count("Snippet: <p style") == 3
        assert "image-alt" in told
        assert "document-title" in told


def test_without_scripts_the_same_is_found_and_the_pages_own_still_do_not_run(window):
    page = window(scripts=False)
    for _ in range(2):
        told = faults_of(page)
        assert told.count("Snippet: <p style") == 3
        assert "document-title" not in told
    page.reload()
    assert page.title() == "Trang thử"


def test_colours_read_once_change_no_word(window):
    page = window(scripts=True)
    plain = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
    page.evaluate(READ_COLOURS_ONCE)
    for _ in range(2):
        assert page.evaluate("options => axe.run(options)", ONLY_VIOLATIONS)["violations"] == plain
    assert {"color-contrast", "image-alt"} <= {rule["id"] for rule in plain}
