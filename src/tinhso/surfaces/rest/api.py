"""`/api/v1`: the machine face, composed from the engines' routers; OpenAPI at `/api/v1/openapi.json`.

A machine sends `Authorization: Bearer SECRET`; without it, only what is public is answered. A signed-in person's
session opens the same addresses for reading.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security.base import AuthBase

from tinhso.engines.cube.rest import build_router as cube_router
from tinhso.engines.indicators.rest import build_router as indicators_router
from tinhso.engines.insight.rest import build_router as insight_router
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WrongToken
from tinhso.engines.orgs.rest import build_router as orgs_router
from tinhso.engines.reporting.rest import build_router as reporting_router
from tinhso.engines.trust.contracts import NotSealed
from tinhso.kernel.errors import TinhSoError
from tinhso.surfaces.rest import limits
from tinhso.surfaces.rest.machine_face import MachineFace, WholeTexts
from tinhso.surfaces.rest.problems import NoSuchOperation, NotAnswered, NotBearer, RequestNotUnderstood, TooManyRequests
from tinhso.web_kit.problem import problem_json

SEALED_WITHIN_SECONDS = 5


class BearerOrPublic(AuthBase):
    """Gives every operation the caller's rights as `request.auth`: a token's, a session's, or the public's."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> orgs.Rights:
        """Return the caller's rights; a wrong token or kind is refused (ORG-026, RES-010), none means the public."""
        header = request.headers.get("Authorization", "")
        scheme, _, secret = header.partition(" ")
        if header and scheme.lower() != "bearer":
            limits.count_address(request)
            raise NotBearer
        if header:
            return _counted_token(request, secret.strip())
        # A session opens reading only: a form on another site could otherwise write with somebody's cookie.
        if request.user.is_authenticated and request.method in {"GET", "HEAD"}:
            limits.count_person(request.user.pk)
            return orgs.rights_of_request(request)
        limits.count_address(request)
        return orgs.anonymous_rights()


def _counted_token(request: HttpRequest, secret: str) -> orgs.Rights:
    """Return a token's rights; a good one is counted by itself, wrong ones together by the address they come from."""
    try:
        rights = orgs.token_rights(secret)
    except WrongToken:
        limits.count_address(request)
        raise
    limits.count_token(secret)
    return rights


api = MachineFace(
    title="Tỉnh Số",
    version="1",
    description="Figures of a province: definitions, units, requests, series, proofs, and the door for figures.",
    urls_namespace="api",
    docs_url=None,
    parser=WholeTexts(),
)
_auth = BearerOrPublic()
for prefix, router in (
    ("", indicators_router(_auth)),
    ("", orgs_router(_auth)),
    ("", reporting_router(_auth)),
    ("", cube_router(_auth)),
    ("", insight_router(_auth)),
):
    api.add_router(prefix, router)


@api.exception_handler(TinhSoError)
def answer_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer one of our errors as problem details, and say what a machine can do about it in headers."""
    response = problem_json(error)
    if isinstance(error, NotSealed):
        response.headers["Retry-After"] = str(SEALED_WITHIN_SECONDS)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.seconds)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def answer_validation(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a request that does not fit its schema: which part, and what is wrong with it."""
    parts = [f"{'.'.join(str(step) for step in item['loc'])}: {item['msg']}" for item in error.errors]
    return problem_json(RequestNotUnderstood(reason="; ".join(parts)))


@api.exception_handler(AuthenticationError)
@api.exception_handler(HttpError)
def answer_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer what the framework itself refuses, by the cause where it is one of ours."""
    if isinstance(error.__cause__, TinhSoError):
        return answer_error(request, error.__cause__)
    status = getattr(error, "status_code", HTTPStatus.UNAUTHORIZED)
    response = problem_json(NotAnswered(reason=str(error), status=status))
    response.status_code = status
    return response


def no_such_operation(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer any other address below this one: a machine gets problem details, never a page."""
    return problem_json(NoSuchOperation(method=request.method, path=path))
