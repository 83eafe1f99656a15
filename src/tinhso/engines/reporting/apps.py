"""The reporting engine's Django application."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tinhso.engines.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Tell the floors below which figures are owed."""
        from tinhso.engines.indicators import api as indicators
        from tinhso.engines.reporting.logic.expecting import AssignedFigures

        indicators.register_expectations(AssignedFigures())
