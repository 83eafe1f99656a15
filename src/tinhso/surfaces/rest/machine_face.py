"""The OpenAPI description with what the framework leaves out: how every operation refuses."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details. Codes: docs/reference/errors.md.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:tinhso:error:ORG-026"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{3}$"},
        "where": {"type": "object", "description": "The place in what was sent."},
    },
}
REFUSAL: dict[str, Any] = {
    "description": "Refused; the code and the detail say why and what to do.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
TOO_MANY: dict[str, Any] = {
    "description": "Too many requests of this token or address (RES-004); nothing was done.",
    "headers": {
        "Retry-After": {"description": "Seconds until the next one is taken.", "schema": {"type": "integer"}},
    },
    "content": REFUSAL["content"],
}


class MachineFace(NinjaAPI):
    """A NinjaAPI whose operations all describe their problem details."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the framework's description with a `4XX` and a `429` answer for every operation."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    # A refusal of its own kind stands beside the one that every operation has (a form, a right).
                    if str(status).startswith("4"):
                        answer.setdefault("content", {}).update(REFUSAL["content"])
                operation["responses"]["4XX"] = REFUSAL
                operation["responses"]["429"] = TOO_MANY
        return schema
