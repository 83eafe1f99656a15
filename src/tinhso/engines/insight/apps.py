"""The insight engine's Django application."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tinhso.engines.insight"
    label = "insight"

    def ready(self) -> None:
        """Offer insight's own kinds of cards to board packages; hold the stored boards against the log."""
        from tinhso.engines.insight import cards
        from tinhso.engines.insight.logic import verifying
        from tinhso.engines.insight.logic.origin.used_in import formulas_and_boards
        from tinhso.engines.reporting.api import register_uses
        from tinhso.engines.trust.api import register_projection_check, register_row_source

        cards.register()
        register_uses(formulas_and_boards)
        register_row_source("insight", verifying.rows_written)
        register_projection_check("insight.boards", verifying.check_boards)
