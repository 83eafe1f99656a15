"""How a page is looked at: both languages, light and dark, desk and phone, a picture of each, axe clean."""

from tests.browser import faults_of, settle

DESK, PHONE = 1440, 390
LOOKS = [("light", "vi", DESK), ("dark", "en", DESK), ("light", "en", PHONE), ("dark", "vi", PHONE)]


def clean(page):
    """It fits the screen, axe finds nothing, the console stays empty."""
    settle(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than the screen: {page.url}"
    assert faults_of(page) == ""
    assert page.problems == []


def seen(visitors, picture, login, address, name, looks=LOOKS):
    """Look at one page in every look."""
    for theme, language, width in looks:
        page = visitors.looking(login, width=width, theme=theme, language=language)
        page.goto(address)
        picture(page, f"{name}-{width}-{theme}-{language}")
        clean(page)
        # What the page goes on to ask by itself asks nobody any more.
        page.goto("about:blank")
