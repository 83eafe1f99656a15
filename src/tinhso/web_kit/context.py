"""What base.html needs on every page: the theme from its cookie. Site and surfaces add navigation and the clock."""

from django.http import HttpRequest

THEME_COOKIE = "tinhso_theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Return the visitor's theme; anything unknown in the cookie counts as auto."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def frame(request: HttpRequest) -> dict[str, object]:
    """Template context of the frame: `theme`, `themes` and `frame_next` (where the small forms return to)."""
    return {"theme": theme_of(request), "themes": THEMES, "frame_next": request.get_full_path()}
