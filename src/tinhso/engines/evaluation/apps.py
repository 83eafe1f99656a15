"""The evaluation engine's Django application."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "tinhso.engines.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Hold plans and opinions against the log."""
        from tinhso.engines.evaluation.logic import verifying
        from tinhso.engines.trust.api import register_projection_check, register_row_source

        register_row_source("evaluation", verifying.rows_written)
        register_projection_check("evaluation.plans", verifying.check_rows)
