"""The indicators engine's Django application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tinhso.engines.indicators"
    label = "indicators"
