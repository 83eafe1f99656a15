"""The consolidated table as it stands, as a file: the same layout as what is sent upward, without a version."""

from __future__ import annotations

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts.errors import UnknownVersion
from tinhso.engines.reporting.logic.consolidation.consolidation_table import consolidation_view, table_of_view
from tinhso.engines.reporting.logic.consolidation.freezing import frozen_content
from tinhso.engines.reporting.logic.consolidation.version_files import csv_of
from tinhso.engines.reporting.logic.consolidation.version_paper import workbook_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import as_utc


def export_consolidation(request_id: int, format: str, *, rights: Rights) -> bytes:
    """Return the table of a request as `csv` or `xlsx`, as far as it is within reach.

    Every total says x/N; a comparison is against the same units and says so.

    Raises:
        UnknownRequest (REP-026), UnknownVersion (REP-054: no such format).
    """
    if format not in ("csv", "xlsx"):
        raise UnknownVersion(number=format)
    now = trust.now()
    view = consolidation_view(request_id, rights=rights, now=now, with_findings=False)
    content = frozen_content(view.request, table_of_view(view)) | {"made_at": as_utc(now).isoformat()}
    return csv_of(content) if format == "csv" else workbook_of(content)
