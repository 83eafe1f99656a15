"""`GET figures/{id}/proof` and `GET proof`: the file that proves a record or a total offline, for machines."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.security.base import AuthBase

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice, MalformedChoice
from tinhso.engines.orgs.api import Rights
from tinhso.engines.trust import api as trust
from tinhso.web_kit.display import language

# What screens call the parameters, and what machines call them.
_NAMES = {"don-vi-hanh-chinh": "structure", "tinh-den": "as_of"}


class TotalQuery(Schema):
    """Which total: indicator code, unit code as valid on the period's last day, period code.

    Attributes:
        structure: as_reported, current, or a day (ISO); as_of: ISO time, live without it.
    """

    indicator: str
    unit: str
    period: str
    structure: str = ""
    as_of: str = ""


class ProofOut(Schema):
    """A proof (tinhso-figure-proof/2): docs/reference/proof-format.md; `verify_figure.py` checks it offline."""

    format: str
    figure: dict[str, Any]
    definition: dict[str, Any]
    units: list[dict[str, Any]]
    events: dict[str, Any]
    contributions: list[dict[str, Any]]
    checkpoint: str


def build_router(auth: AuthBase) -> Router:
    """Return the router of proofs; `auth` gives the caller's rights as `request.auth`."""
    router = Router(auth=auth, tags=["proofs"])

    @router.get(
        "/figures/{int:entry_id}/proof",
        response=ProofOut,
        operation_id="figure_proof",
        summary="The proof of one record",
    )
    def get_figure_proof(request: HttpRequest, entry_id: int) -> HttpResponse:
        """Return the proof of one record of the ledger; 409 with Retry-After while it waits to be sealed."""
        return _json(api.proof_of_entry(entry_id, request.auth))  # type: ignore[attr-defined]

    @router.get("/proof", response=ProofOut, operation_id="total_proof", summary="The proof of a total")
    def get_total_proof(request: HttpRequest, query: Query[TotalQuery]) -> HttpResponse:
        """Return the proof of a total and of everything that makes it up; 409 with Retry-After while a part waits."""
        choice = _choice(query, request.auth)  # type: ignore[attr-defined]
        return _json(api.proof_of_total(choice, query.indicator, query.unit, query.period))

    return router


def _choice(query: TotalQuery, rights: Rights) -> Choice:
    parameters = {"don-vi-hanh-chinh": query.structure, "tinh-den": query.as_of}
    try:
        return api.read_choice(parameters, rights=rights, now=trust.now(), language=language())
    except MalformedChoice as error:
        named = _NAMES.get(error.details["parameter"], error.details["parameter"])
        raise error.at(parameter=named) from error


def _json(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), content_type="application/json")
