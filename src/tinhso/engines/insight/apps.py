"""The insight engine's Django application."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tinhso.engines.insight"
    label = "insight"

    def ready(self) -> None:
        """Offer insight's own kinds of cards to board packages."""
        from tinhso.engines.insight import cards

        cards.register()
