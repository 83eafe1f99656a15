"""The Django application that carries layout, partials, tags and headers; it has no tables."""

from django.apps import AppConfig


class WebKitConfig(AppConfig):
    name = "tinhso.web_kit"
    label = "web_kit"

    def ready(self) -> None:
        # Registered here so that the reference of error codes is complete without a page having been shown.
        from tinhso.web_kit import errors  # noqa: F401
