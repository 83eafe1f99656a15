"""The reporting engine's Django application."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "tinhso.engines.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Tell the floors below which figures are owed, and how what is stored here is held against the log."""
        from tinhso.engines.indicators import api as indicators
        from tinhso.engines.orgs.api import register_unit_uses
        from tinhso.engines.reporting.logic import verifying, verifying_drafts, verifying_lives
        from tinhso.engines.reporting.logic.assigning.expecting import AssignedFigures
        from tinhso.engines.reporting.logic.assigning.mailing import HANDLER, MAIL, send_mail
        from tinhso.engines.reporting.queries.uses import reports_assigned_since
        from tinhso.engines.trust.api import register_projection_check, register_row_source, subscribe

        register_unit_uses("reporting", reports_assigned_since)
        indicators.register_expectations(AssignedFigures())
        subscribe(MAIL, HANDLER, send_mail)
        register_projection_check("reporting.definitions", verifying.check_definitions)
        register_row_source("reporting", verifying.rows_written)
        register_projection_check("reporting.rows", verifying.check_rows)
        register_projection_check("reporting.states", verifying.check_states)
        register_projection_check("reporting.deadlines", verifying.check_deadlines)
        register_projection_check("reporting.changes", verifying.check_changed_requests)
        register_projection_check("reporting.receipts", verifying.check_receipts)
        register_projection_check("reporting.versions", verifying.check_versions)
        register_projection_check("reporting.requests", verifying_lives.check_request_states)
        register_projection_check("reporting.asks", verifying_lives.check_asks)
        register_projection_check("reporting.papers", verifying_lives.check_kept_files)
        register_projection_check("reporting.drafts", verifying_drafts.check_drafts)
