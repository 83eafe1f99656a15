"""`GET figures/{id}/proof` and `GET proof`: the file that proves a record or a total offline, for machines."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase

from tinhso.engines.insight import api
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import language


class TotalQuery(Schema):
    """Which total: indicator code, unit code as valid on the period's last day, period code.

    Attributes:
        structure: as_reported or current; as_of: ISO time, live without it.
    """

    indicator: str
    unit: str
    period: str
    structure: str = ""
    as_of: str = ""


def build_router(auth: AuthBase) -> Router:
    """Return the router of proofs; `auth` gives the caller's rights as `request.auth`."""
    router = Router(auth=auth, tags=["proofs"])

    @router.get("figures/{int:entry_id}/proof", response=dict[str, Any], summary="The proof of one record")
    def get_figure_proof(request: HttpRequest, entry_id: int) -> HttpResponse:
        """Return the proof (tinhso-figure-proof/1) of one record of the ledger."""
        return _json(api.proof_of_entry(entry_id, request.auth))  # type: ignore[attr-defined]

    @router.get("proof", response=dict[str, Any], summary="The proof of a total")
    def get_total_proof(request: HttpRequest, query: Query[TotalQuery]) -> HttpResponse:
        """Return the proof (tinhso-figure-proof/1) of a total and everything that makes it up."""
        parameters = {"don-vi-hanh-chinh": query.structure, "tinh-den": query.as_of}
        choice = api.read_choice(parameters, rights=request.auth, now=trust.now(), language=language())  # type: ignore[attr-defined]
        return _json(api.proof_of_total(choice, query.indicator, query.unit, query.period))

    return router


def _json(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), content_type="application/json")
