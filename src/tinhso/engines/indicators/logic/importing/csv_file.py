"""Imports a CSV file."""

from __future__ import annotations

from pathlib import Path

from tinhso.engines.indicators.contracts import ImportSummary, Scenario
from tinhso.engines.indicators.logic.importing.figures import file_order, import_figures
from tinhso.engines.indicators.logic.importing.reading import open_csv
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.collecting import without_collecting
from tinhso.kernel.quantities import NumberLocale


def import_csv(
    path: Path,
    rights: Rights,
    *,
    locale: NumberLocale | None,
    reason: str,
    partial: bool,
    scenario: Scenario,
) -> ImportSummary:
    """Import a file; see `api.import_csv`."""
    with open_csv(path) as source, without_collecting():
        order = file_order(source.digest, rights, locale=locale, reason=reason, partial=partial, scenario=scenario)
        return import_figures(source, order, [])
