"""How a page is looked at: both languages, light and dark, desk and phone, a picture of each, axe clean."""

from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = 1440, 390
LOOKS = [("light", "vi", DESK), ("dark", "en", DESK), ("light", "en", PHONE), ("dark", "vi", PHONE)]


def clean(page):
    """It fits the screen, axe finds nothing, the console stays empty."""
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than the screen"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.problems == []


def seen(open_as, picture, login, address, name):
    """Look at one page in every look."""
    for theme, language, width in LOOKS:
        page = open_as(login, width=width, theme=theme, language=language)
        page.goto(address)
        picture(page, f"{name}-{width}-{theme}-{language}")
        clean(page)
        page.context.close()
