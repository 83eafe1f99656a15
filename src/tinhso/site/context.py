"""What every page needs to know about the site it belongs to."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Template context shared by all pages."""
    return {}
