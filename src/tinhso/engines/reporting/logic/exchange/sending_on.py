"""Sending a consolidated report on as the messages of QCVN 125:2021, and reading such a file back."""

from __future__ import annotations

import json
from typing import Any

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.exchange_errors import NotAMessageFile
from tinhso.engines.reporting.logic.consolidation.consolidation_table import consolidation_view, table_of_view
from tinhso.engines.reporting.logic.consolidation.freezing import frozen_content
from tinhso.engines.reporting.logic.consolidation.reconsolidating import version_page
from tinhso.engines.reporting.logic.exchange.mapping import STANDARD, exchange_mappings, mapping_numbered, mapping_on
from tinhso.engines.reporting.logic.exchange.messages import FORMAT, CellKey, Document, cells_of, messages_of
from tinhso.engines.reporting.logic.exchange.objects import Content, objects_of
from tinhso.engines.reporting.logic.exchange.shape import checked, json_schema
from tinhso.engines.reporting.logic.sheet import definitions_in_force
from tinhso.engines.reporting.models import Request
from tinhso.engines.reporting.queries.assignments import requests_in_reach
from tinhso.engines.reporting.queries.definitions import forms_by_id, regime_view
from tinhso.engines.trust import api as trust
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.periods import Period


def exchange_file(request_id: int, version: int | None = None, *, rights: Rights) -> bytes:
    """Return a consolidated report as the 13 messages, canonical JSON; nothing is written where a part has no place.

    Args:
        version: of what was sent upward; None is the table as it stands.

    Raises:
        UnknownRequest (REP-026), UnknownVersion (REP-054), Unmapped (REP-290), NotAMessageFile (REP-291).
    """
    request = requests_in_reach(rights).filter(id=request_id).select_related("regime_version__regime").first()
    if request is None:
        raise UnknownRequest(request=request_id)
    return canonical_json(_document(request, _content(request_id, version, rights), version or 0))


def cells_of_file(data: bytes) -> dict[CellKey, dict[str, Any]]:
    """Return the figures of such a file by unit, row and line, in our words.

    Raises:
        NotAMessageFile (REP-291): it is no such file, and where it is not.
    """
    document = read_exchange_file(data)
    mapping = mapping_numbered(document["mapping"]["version"])
    assert mapping is not None
    return cells_of(document["messages"], mapping)


def read_exchange_file(data: bytes) -> Document:
    """Return a file that has the shape its mapping asks for.

    Raises:
        NotAMessageFile (REP-291)
    """
    try:
        found = json.loads(data, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise NotAMessageFile(problem=str(error)) from error
    if not isinstance(found, dict):
        raise NotAMessageFile(problem=type(found).__name__)
    return checked(found)


def _each_once(pairs: list[tuple[str, Any]]) -> Document:
    """An object in which nothing is said twice: of two values JSON would silently take the last."""
    found: Document = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{key}” ×2")
        found[key] = value
    return found


def _content(request_id: int, version: int | None, rights: Rights) -> Content:
    if version is not None:
        return version_page(request_id, version, rights=rights).content
    view = consolidation_view(request_id, rights=rights, now=trust.now(), with_findings=False)
    return frozen_content(view.request, table_of_view(view))


def _document(request: Request, content: Content, version: int) -> Document:
    form = forms_by_id([request.form_version_id])[request.form_version_id]
    regime = regime_view(request.regime_version, request.regime_version.regime.code)
    period = Period(request.period.scheme, request.period.code, request.period.start, request.period.end)
    definitions = definitions_in_force(indicators.definition_versions(form.indicators), period)
    mapping = mapping_on(trust.now().date())
    objects = objects_of(content, regime, form, definitions, indicators.dimension_items())
    return checked(
        {
            "format": FORMAT,
            "standard": STANDARD,
            "mapping": {
                "version": mapping.version,
                "valid_from": mapping.valid_from.isoformat(),
                "confirmed": mapping.confirmed,
            },
            "request": request.code,
            "version": version,
            "illustrative": bool(content["request"]["illustrative"]),
            "messages": messages_of(objects, mapping),
        }
    )


def exchange_schema(version: int | None = None) -> dict[str, Any]:
    """Return the JSON Schema of such a file by a version of the mapping, the newest when None.

    Raises:
        NotAMessageFile (REP-291): there is no such version.
    """
    return json_schema(version if version is not None else exchange_mappings()[-1].version)


def request_id_of(code: str, *, rights: Rights) -> int:
    """Return the id of a request by its code.

    Raises:
        UnknownRequest (REP-026): there is none within reach.
    """
    found = requests_in_reach(rights).filter(code=code).values_list("id", flat=True).first()
    if found is None:
        raise UnknownRequest(request=code)
    return found
