"""How a page is looked at: both languages, light and dark, desk and phone, a picture of each, axe clean."""

from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = 1440, 390
LOOKS = [("light", "vi", DESK), ("dark", "en", DESK), ("light", "en", PHONE), ("dark", "vi", PHONE)]
# Only broken rules are asked for: what passes is not written down, which takes longer than the judgement.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
# Fonts are there and what scripts draw at the start is drawn.
SETTLED = """() => document.fonts.ready.then(
    () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"""


def clean(page):
    """It fits the screen, axe finds nothing, the console stays empty."""
    page.evaluate(SETTLED)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than the screen: {page.url}"
    found = Axe().run(page, options=ONLY_VIOLATIONS)
    assert found.violations_count == 0, found.generate_report()
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
