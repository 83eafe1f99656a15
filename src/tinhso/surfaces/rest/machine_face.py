"""What the framework leaves out: how every operation refuses, as it is described and as it is done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property, wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.types import DictStrAny

from tinhso.surfaces.rest.problems import BodyNotJson, MethodNotTaken, NameTwice, ParameterTwice, UnknownParameter
from tinhso.web_kit.problem import problem_json

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")  # a part of a route, as the description writes it: {entry_id}
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


class WholeTexts(Parser):
    """Reads JSON that says each thing once, in texts that can be kept.

    Half of a pair of code units is no character, and nothing stores it. Of two values under one name the last would
    win and nobody would notice.
    """

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the body; one that is no JSON in UTF-8, or holds half a character, the framework refuses (RES-002).

        Raises:
            NameTwice (RES-009)
        """
        body: DictStrAny = json.loads(request.body.decode("utf-8-sig"), object_pairs_hook=_names_once)
        if b"\\u" in request.body:
            json.dumps(body, ensure_ascii=False).encode()
        return body


class MachineFace(NinjaAPI):
    """A NinjaAPI whose operations all describe their problem details, and give them for a wrong method and for a
    parameter that their description does not have, or that is named twice: `leve=commune` would otherwise be answered
    as if nothing was asked, and of two values the last.
    """

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Return the framework's addresses, each refusing a method it does not take in the form described."""
        patterns, application, namespace = super().urls
        for one in patterns:
            if isinstance(one, URLPattern):
                one.callback = self._refusing_in_kind(one.callback)
        return patterns, application, namespace

    @cached_property
    def parameters(self) -> dict[tuple[str, str], list[str]]:
        """The names that may stand behind the question mark, by address and method, as the description has them.

        None of them is a list: several codes stand in one value, with commas.
        """
        return {
            (path, method.upper()): [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            for path, operations in self.get_openapi_schema()["paths"].items()
            for method, operation in operations.items()
        }

    def _refusing_in_kind(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "HEAD":
                return self._answer(view, request, *args, **kwargs)
            # What GET would say, without its content (RFC 9110): the framework knows GET only.
            request.method = "GET"
            try:
                return _without_content(self._answer(view, request, *args, **kwargs))
            finally:
                request.method = "HEAD"

        # No operation writes with a cookie: a form of another site has nothing to gain, and a machine has no form.
        answer.csrf_exempt = True  # type: ignore[attr-defined]
        return answer

    def _answer(
        self, view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        unasked = self._parameter_not_taken(request) or self._other_body(request)
        if unasked is not None:
            return problem_json(unasked)
        # The description itself is no operation: the framework answers it to every method.
        if _operation_of(request)[0].endswith(str(self.openapi_url)) and request.method != "GET":
            return _other_method(request, "GET")
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        return _other_method(request, *response.headers["Allow"].split(", "))

    @cached_property
    def bodies(self) -> set[tuple[str, str]]:
        """The operations that read a body, by address and method."""
        return {
            (path, method.upper())
            for path, operations in self.get_openapi_schema()["paths"].items()
            for method, operation in operations.items()
            if "requestBody" in operation
        }

    def _other_body(self, request: HttpRequest) -> BodyNotJson | None:
        """Refuse a body that says to be something else than JSON; one that says nothing is read as JSON."""
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if _operation_of(request) not in self.bodies or (
            request.content_type in ("", "application/json") and charset in ("utf-8", "utf8")
        ):
            return None
        return BodyNotJson(kind=request.headers.get("Content-Type", ""))

    def _parameter_not_taken(self, request: HttpRequest) -> UnknownParameter | ParameterTwice | None:
        known = self.parameters.get(_operation_of(request))
        if known is None:
            return None
        if unknown := [name for name in request.GET if name not in known]:
            return UnknownParameter(
                parameter=", ".join(unknown),
                known_vi=", ".join(known) or "không tham số nào",
                known_en=", ".join(known) or "none",
            )
        if twice := [name for name, values in request.GET.lists() if len(values) > 1]:
            return ParameterTwice(parameter=", ".join(twice))
        return None

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


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise NameTwice(name=next(name for name in names if names.count(name) > 1))
    return found


def _operation_of(request: HttpRequest) -> tuple[str, str]:
    """Return address and method as the description writes them."""
    route = request.resolver_match.route if request.resolver_match else ""
    return "/" + _PLACE.sub(r"{\1}", route), request.method or ""


def _other_method(request: HttpRequest, *taken: str) -> HttpResponse:
    """Refuse a method; where GET is taken, HEAD is too."""
    allowed = ", ".join(sorted({*taken, *(["HEAD"] if "GET" in taken else [])}))
    refusal = problem_json(MethodNotTaken(method=request.method, allowed=allowed))
    refusal.headers["Allow"] = allowed
    return refusal


def _without_content(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Length"] = str(len(response.content))
    response.content = b""
    return response
