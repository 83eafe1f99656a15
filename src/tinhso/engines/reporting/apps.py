"""The reporting engine's Django application."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tinhso.engines.reporting"
    label = "reporting"
