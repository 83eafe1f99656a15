"""Imports rows that somebody read from a workbook, under the rules of a CSV file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.engines.indicators.contracts import ImportSummary
from tinhso.engines.indicators.logic.importing.figures import file_order, import_figures
from tinhso.engines.indicators.logic.importing.reading import rows_source
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.quantities import NumberLocale


def import_rows(
    rows: Sequence[Mapping[str, Any]],
    rights: Rights,
    *,
    locale: NumberLocale | None,
    reason: str,
    only_judge: bool,
) -> ImportSummary:
    """Import or only judge; see `api.import_rows`."""
    source, faults = rows_source(rows)
    order = file_order(source.digest, rights, locale=locale, reason=reason, only_judge=only_judge)
    return import_figures(source, order, faults)
