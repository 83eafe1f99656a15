"""The insight engine's Django application."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tinhso.engines.insight"
    label = "insight"
