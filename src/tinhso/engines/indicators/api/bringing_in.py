"""Bringing figures in from files, systems and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tinhso.engines.indicators.contracts import (
    ImportSummary,
    Scenario,
)
from tinhso.engines.indicators.contracts.documents import DocumentsReport
from tinhso.engines.indicators.logic import documents
from tinhso.engines.indicators.logic.importing import csv_file, posting, row_file
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.quantities import NumberLocale


def import_csv(
    source: str | Path,
    *,
    rights: Rights,
    locale: NumberLocale | None = None,
    reason: str = "",
    partial: bool = False,
    scenario: Scenario = Scenario.ACTUAL,
) -> ImportSummary:
    """Import a CSV file of figures: columns, rules and summary as `docs/reference/figures.md` says, one event.

    Args:
        source: path of the file.
        rights: whose import it is; needs `import_figures` over the units, `import_official` for official rows.
        locale: how numbers are written (`vi` 1.234,5, `en` 1,234.5); None for machine numbers.
        reason: why stored figures are corrected; without it each correction needs a note.
        partial: take the good rows and leave the bad ones; otherwise one bad row refuses all.

    Returns:
        The summary; `committed` False means that nothing was changed.

    Raises:
        NoRight (ORG-020): the importer may import nothing. UnreadableFile (IND-030).
    """
    return csv_file.import_csv(Path(source), rights, locale=locale, reason=reason, partial=partial, scenario=scenario)


def import_rows(
    rows: Sequence[Mapping[str, Any]],
    *,
    rights: Rights,
    locale: NumberLocale | None = None,
    reason: str = "",
    only_judge: bool = False,
) -> ImportSummary:
    """Import rows that were read from another kind of file: the rules of `import_csv`, all or nothing.

    Args:
        rows: mappings with the columns of an import; values as text. Row 1 is the first.
        rights, locale, reason: as for `import_csv`.
        only_judge: say what an import would do and write nothing; `committed` is then False.

    Raises:
        NoRight (ORG-020): the importer may import nothing.
    """
    return row_file.import_rows(rows, rights, locale=locale, reason=reason, only_judge=only_judge)


def post_figures(
    rows: Sequence[Mapping[str, Any]], *, rights: Rights, idempotency_key: str, reason: str = ""
) -> ImportSummary:
    """Write figures that another system sends: the rules of an import, source `connector`, all or nothing.

    The same key with the same rows is answered again without writing; a refused request may be sent again under the
    same key once its cause is gone.

    Args:
        rows: mappings with the columns of an import (`dims` may be a mapping); values as text. Row 1 is the first.
        rights: usually `orgs.api.token_rights(secret)`; needs `post_figures` over the units.
        idempotency_key: 1 to 70 characters chosen by the sender.

    Raises:
        IdempotencyConflict (IND-040), IdempotencyKeyMissing (IND-041), TooManyFigures (IND-042), NoRight (ORG-020).
    """
    return posting.post_figures(rows, rights, idempotency_key, reason)


def load_documents(folder: Path, actor: str) -> DocumentsReport:
    """Load figures of documents and the press (`documents.csv` by `mapping.yaml`); again writes nothing.

    Args:
        folder: a package whose indicators are loaded.
        actor: who loads it (`user:…`, `system:…`).

    Returns:
        Every figure the rows say, and every refused row with its reasons (IND-070 to IND-076).

    Raises:
        UnknownIndicator (IND-001), UnknownUnit (IND-002), NoDefinition (IND-003): the mapping names what is not there.
    """
    return documents.load_documents(Path(folder), actor)
