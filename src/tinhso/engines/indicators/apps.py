"""The indicators engine's Django application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tinhso.engines.indicators"
    label = "indicators"

    def ready(self) -> None:
        from tinhso.engines.indicators.logic.verifying.definition_rows import (
            check_definition_rows,
            check_dimension_rows,
        )
        from tinhso.engines.indicators.logic.verifying.entry_codes import check_codes_of_entries
        from tinhso.engines.indicators.logic.verifying.figure_rows import check_figure_rows
        from tinhso.engines.indicators.logic.verifying.key_chains import check_key_chains, check_versions_of_entries
        from tinhso.engines.indicators.logic.verifying.locks_and_periods import (
            check_locks,
            check_periods,
            locks_written,
        )
        from tinhso.engines.indicators.queries.left_out import figures_left_out
        from tinhso.engines.indicators.queries.uses import figures_given_since
        from tinhso.engines.orgs.api import register_left_out, register_unit_uses
        from tinhso.engines.trust.api import register_projection_check, register_row_source

        register_unit_uses("indicators", figures_given_since)
        register_left_out("indicators", figures_left_out)
        register_row_source("indicators", locks_written, own_events=False)  # reports lock figures too
        register_projection_check("indicators.locks", check_locks)
        register_projection_check("indicators.periods", check_periods)

        register_projection_check("indicators.definitions", check_definition_rows)
        register_projection_check("indicators.dimensions", check_dimension_rows)
        # Before those that read entries: with a number that stands for nothing they cannot run.
        register_projection_check("indicators.codes", check_codes_of_entries)
        register_projection_check("indicators.figures", check_figure_rows)
        register_projection_check("indicators.keys", check_key_chains)
        register_projection_check("indicators.versions", check_versions_of_entries)
